"""What the demo says when it stands: what was scored, planned, worked and billed, and who can sign in."""

from __future__ import annotations

from pathlib import Path

import click

from app.database import Session
from app.domain.accounts import HOUSE, Role
from app.domain.money import format_yen
from app.domain.worktime import Month
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries import usage as usage_queries
from app.translations import N_, Words
from app.translations.hours import hours_words
from seeds.demo.cast import EVERYBODY, PASSWORD

ROLES: dict[Role, str] = {
    Role.CLIENT: N_("依頼企業"),
    Role.ASSISTANT: N_("アシスタント"),
    Role.OPERATOR: N_("運営"),
    Role.ADMINISTRATOR: N_("管理者"),
}


def print_summary(session: Session, say: Words, month: Month, pdfs: list[Path]) -> None:
    """The demo's month in a few lines."""
    counts = tasks_queries.inventory_counts(session, HOUSE)
    click.echo(say("デモの月：%(month)s", month=month))
    click.echo(say("採点した業務　%(count)s件", count=sum(each.tasks for each in counts)))
    _print_plan(session, say, month)
    for each in usage_queries.usage(session, HOUSE, month):
        used, available = hours_words(say, each.used_min), hours_words(say, each.available_min)
        click.echo(
            say(
                "稼働　%(client)s　%(used)s／%(available)s",
                client=each.client_short_name,
                used=used,
                available=available,
            )
        )
    heads = invoices_queries.invoices(session, HOUSE, month=month, state="issued")
    for head, path in zip(heads, pdfs, strict=True):
        total = format_yen(head.total_yen)
        click.echo(
            say(
                "請求　%(client)s　%(number)s　%(total)s（税込）　%(path)s",
                client=head.client_short_name,
                number=head.number,
                total=total,
                path=path,
            )
        )


def print_logins(say: Words) -> None:
    """One login of every role."""
    click.echo(say("サインイン（パスワードはどれも %(password)s）", password=PASSWORD))
    for account in EVERYBODY:
        click.echo(f"  {account.email}　{account.name}　{say(ROLES[account.role])}")


def _print_plan(session: Session, say: Words, month: Month) -> None:
    plan = plans_queries.published_plan(session, month)
    if plan is None:
        return
    counts = plans_queries.plan_counts(session, HOUSE, plan.id)
    planned = hours_words(say, counts.assigned_min)
    click.echo(
        say(
            "割当計画　%(assigned)s件 %(planned)s（割当なし %(left_out)s件）",
            assigned=counts.assigned,
            planned=planned,
            left_out=counts.left_out,
        )
    )
