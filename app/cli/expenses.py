"""`expenses list | add | reverse`: what a month charges beside its hours."""

from __future__ import annotations

import datetime as dt

import click

from app.actions.invoices.expense import ExpenseData, record_expense, take_back_expense
from app.cli import arguments
from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import SaidGroup
from app.domain.accounts import HOUSE
from app.domain.invoicing import TaxCategory
from app.domain.money import format_yen
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries.invoices import expenses as expenses_queries
from app.translations import N_

_DESCRIPTION = N_("立て替えた経費や追加の請求を、月の請求に加える。")
_LIST = N_("月の経費・追加請求の一覧を見る。")
_ADD = N_("経費か追加の請求を加える。領収書の月が締め済みなら、開いている月に入る。")
_REVERSE = N_("加えたものを取り消す。記録は残る。")


@click.group("expenses", cls=SaidGroup, help=_DESCRIPTION)
def expenses() -> None:
    """What a month charges beside its hours."""


@expenses.command("list", help=_LIST)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@click.option("--client", help=N_("依頼企業のコード"))
@json_option
@pass_desk
def show(desk: Desk, *, month: Month, client: str | None, as_json: bool) -> None:
    """The expenses of a month, those taken back too."""
    with desk.session() as session:
        codes = {each.id: each.code for each in clients_queries.clients(session, HOUSE)}
        only = clients_queries.client(session, HOUSE, code=client).id if client else None
        found = expenses_queries.expenses(session, HOUSE, month, client_id=only, counting=False)
    if as_json:
        print_json(found)
        return
    say = desk.say
    words = {
        TaxCategory.STANDARD: say("標準税率"),
        TaxCategory.REDUCED: say("軽減税率"),
        TaxCategory.EXEMPT: say("対象外"),
    }
    rows = [
        (
            codes[each.client_id],
            each.description,
            format_yen(each.amount_yen),
            words[each.category],
            each.paid_on,
            each.receipt_no,
            say("取消：%(reason)s", reason=each.taken_back) if each.taken_back is not None else "",
            each.public_id,
        )
        for each in found
    ]
    titles = [say("依頼企業"), say("内容"), ">" + say("税抜"), say("消費税"), say("領収書の日付"), say("領収書の番号")]
    print_table([*titles, say("状態"), say("記号")], rows)


@expenses.command("add", help=_ADD)
@click.option("--client", required=True, help=N_("依頼企業のコード"))
@click.option("--what", required=True, help=N_("内容。請求書に印字する"))
@click.option("--price", "price_yen", type=int, required=True, help=N_("単価（円、税抜）"))
@click.option("--pieces", type=int, default=1, help=N_("数量。既定は1"))
@click.option(
    "--tax",
    type=click.Choice([str(each) for each in TaxCategory]),
    default=str(TaxCategory.STANDARD),
    help=N_("消費税の区分。standard は標準税率、reduced は軽減税率、exempt は対象外"),
)
@click.option("--date", "paid_on", type=arguments.day, help=N_("領収書の日付。既定は今日"))
@click.option("--receipt", default="", help=N_("領収書の番号"))
@click.option("--month", type=arguments.month, help=N_("請求する月。既定は領収書の月。締め済みなら開いている月"))
@pass_desk
def add(
    desk: Desk,
    *,
    client: str,
    what: str,
    price_yen: int,
    pieces: int,
    tax: str,
    paid_on: dt.date | None,
    receipt: str,
    month: Month | None,
) -> None:
    """Add an expense or an extra charge."""
    day = paid_on or desk.today()
    data = ExpenseData(desk.new_id(), what, price_yen, pieces, TaxCategory(tax), day, receipt)
    with desk.session() as session:
        company = clients_queries.client(session, HOUSE, code=client)
        charged = month or expenses_queries.charging_month(session, company.id, Month.of(day))
        public_id = record_expense(
            session,
            scope=HOUSE,
            client_public_id=company.public_id,
            month=charged,
            data=data,
            now=desk.clock.now(),
        )
    total = format_yen(price_yen * pieces)
    click.echo(
        desk.say(
            "%(month)sの請求に%(total)s（税抜）を加えました。記号：%(id)s", month=charged, total=total, id=public_id
        )
    )


@expenses.command("reverse", help=_REVERSE)
@click.argument("public_id", metavar="ID")
@click.option("--reason", required=True, help=N_("理由"))
@pass_desk
def reverse(desk: Desk, *, public_id: str, reason: str) -> None:
    """Take one back."""
    with desk.session() as session:
        found = expenses_queries.expense(session, HOUSE, public_id)
        take_back_expense(
            session, scope=HOUSE, public_id=public_id, reason=reason, now=desk.clock.now(), new_id=desk.new_id
        )
    click.echo(desk.say("「%(what)s」を取り消しました。", what=found.description))
