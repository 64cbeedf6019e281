"""`plan make | show | publish`."""

from __future__ import annotations

from functools import partial

import click

from app.actions.plans.make import ask_plan
from app.actions.plans.publish import publish_plan
from app.actions.plans.store import MadePlan
from app.cli import arguments
from app.cli.desk import Desk, pass_desk
from app.cli.outcome import outcome
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import SaidGroup
from app.database import Session
from app.domain.accounts import HOUSE
from app.domain.durations import format_hm
from app.domain.errors import NotFound
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import plans as plans_queries
from app.queries.plans import AssignmentView, LeftOutView, PlanView
from app.translations import N_
from app.translations.hours import hours_words
from app.translations.plans import Teller, status_sentence

_DESCRIPTION = N_("割当計画を作る、見る、公開する。")
_MAKE = N_("割当計画の下書きを作る。")
_SHOW = N_("割当計画を見る。割り当てた作業と理由、割り当てなかった作業と理由を表示する。")
_PUBLISH = N_("割当計画の下書きを公開し、依頼企業とアシスタントに知らせる。")


@click.group("plan", cls=SaidGroup, help=_DESCRIPTION)
def plan() -> None:
    """Plans."""


@plan.command("make", help=_MAKE)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@json_option
@pass_desk
def make(desk: Desk, *, month: Month, as_json: bool) -> None:
    """Make a new draft of the month's plan."""
    with desk.database() as database:
        with database.session() as session:
            job = ask_plan(session, scope=HOUSE, month=month, now=desk.clock.now(), new_id=desk.new_id)
        made = MadePlan(**outcome(desk, database, job, first="plan_load"))
    if as_json:
        print_json(made)
        return
    say = desk.say
    click.echo(
        say(
            "%(month)sの割当計画 第%(version)s版（下書き）：%(assigned)s件 %(hours)sを割当、%(left_out)s件は割当なし",
            month=month,
            version=made.version,
            assigned=made.assigned,
            hours=format_hm(made.planned_min),
            left_out=made.left_out,
        )
    )
    click.echo(status_sentence(say, made.status, made.gap))


@plan.command("show", help=_SHOW)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@click.option("--version", type=int, help=N_("版。既定は最新"))
@json_option
@pass_desk
def show(desk: Desk, *, month: Month, version: int | None, as_json: bool) -> None:
    """Show a plan with every reason."""
    with desk.session() as session:
        found = _plan(session, month, version)
        given = plans_queries.assignments(session, HOUSE, found.id)
        left_out = plans_queries.left_out(session, HOUSE, found.id)
        names = _names(session, given, left_out)
    if as_json:
        print_json({"plan": found, "assignments": given, "left_out": left_out})
        return
    teller = Teller(desk.say, partial(hours_words, desk.say), names)
    _print_head(desk, found)
    _print_assignments(teller, given)
    _print_left_out(teller, left_out)


@plan.command("publish", help=_PUBLISH)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@pass_desk
def publish(desk: Desk, *, month: Month) -> None:
    """Publish the month's newest draft."""
    with desk.session() as session:
        found = _plan(session, month, None)
        told = publish_plan(session, scope=HOUSE, public_id=found.public_id, now=desk.clock.now(), new_id=desk.new_id)
    say = desk.say
    if found.state == "published":
        click.echo(say("第%(version)s版は公開済みです。", version=found.version))
    else:
        click.echo(say("第%(version)s版を公開し、%(told)s人に知らせました。", version=found.version, told=told))


def _plan(session: Session, month: Month, version: int | None) -> PlanView:
    found = plans_queries.plan(session, HOUSE, month, version=version)
    if found is None:
        raise NotFound("plan")
    return found


def _names(session: Session, given: list[AssignmentView], left_out: list[LeftOutView]) -> dict[str, str]:
    names = {each.public_id: each.name for each in assistants_queries.assistants(session, HOUSE)}
    names |= {each.public_id: each.short_name for each in clients_queries.clients(session, HOUSE)}
    names |= {each.task_public_id: each.task_name for each in given}
    return names | {each.task_public_id: each.task_name for each in left_out}


def _print_head(desk: Desk, found: PlanView) -> None:
    say = desk.say
    states = {"draft": say("下書き"), "published": say("公開中"), "retired": say("以前の版")}
    state = states.get(found.state, found.state)
    click.echo(
        say("%(month)sの割当計画 第%(version)s版（%(state)s）", month=found.month, version=found.version, state=state)
    )
    click.echo(status_sentence(say, found.status, found.gap))


def _print_assignments(teller: Teller, given: list[AssignmentView]) -> None:
    say = teller.say
    rows = [
        (
            each.client_short_name,
            each.task_name,
            each.assistant_name,
            format_hm(each.planned_min),
            teller.choice(each.reason, each.assistant_name),
        )
        for each in given
    ]
    click.echo(say("割当"))
    print_table([say("依頼企業"), say("業務"), say("アシスタント"), ">" + say("時間"), say("理由")], rows)


def _print_left_out(teller: Teller, left_out: list[LeftOutView]) -> None:
    say = teller.say
    rows = [
        (
            each.client_short_name,
            each.task_name,
            format_hm(each.planned_min),
            teller.left_out(each.reason, each.needs),
            str(teller.change(each.reason, each.needs)),
        )
        for each in left_out
    ]
    click.echo(say("割当なし"))
    print_table([say("依頼企業"), say("業務"), ">" + say("時間"), say("理由"), say("入れるには")], rows)
