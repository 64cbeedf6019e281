"""`month close` and `invoice list | issue | pdf`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from app.actions.invoices.close import Closed, Parked, ask_close
from app.actions.invoices.issue import ask_issue, issue_invoice
from app.actions.invoices.pdf import invoice_pdf
from app.cli import arguments
from app.cli.desk import Desk, Refused, pass_desk
from app.cli.exports import xml
from app.cli.outcome import outcome
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import SaidGroup, said_problem
from app.database import Database
from app.domain.accounts import HOUSE
from app.domain.errors import Problem
from app.domain.money import format_yen
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.translations import N_

_MONTH_HELP = N_("月を締める。")
_CLOSE = N_("月を締め、請求書の下書きを作る。締められない企業があれば理由を表示し、終了コード1で終わる。")
_INVOICE_HELP = N_("請求書の一覧を見る、発行する、PDFにする。")
_LIST = N_("請求書の一覧を見る。")
_ISSUE = N_("下書きを発行する。月か、一覧に出る記号で選ぶ。発行すると番号が付き、変えられなくなる。")
_PDF = N_("発行した請求書のPDFを書き出す。")
PARKED = 1


@click.group("month", cls=SaidGroup, help=_MONTH_HELP)
def month() -> None:
    """Months."""


@month.command("close", help=_CLOSE)
@click.argument("month", type=arguments.month, metavar="YYYY-MM")
@click.option("--client", help=N_("依頼企業のコード。既定はすべて"))
@json_option
@pass_desk
def close(desk: Desk, *, month: Month, client: str | None, as_json: bool) -> None:
    """Close a month of every client, or of one."""
    with desk.database() as database:
        done = _closed(desk, database, client, month)
        with database.session() as session:
            names = {each.id: each.short_name for each in clients_queries.clients(session, HOUSE)}
            found = invoices_queries.invoices(session, HOUSE, month=month)
    totals = {each.public_id: each.total_yen for each in found}
    closed = [Closed(**each) for each in done["closed"]]
    parked = [_parked(**each) for each in done["parked"]]
    if as_json:
        print_json({"month": month, "closed": closed, "parked": parked})
    else:
        places = {client_id: place for place, client_id in enumerate(names)}
        results: list[Closed | Parked] = [*closed, *parked]
        for result in sorted(results, key=lambda each: places[each.client_id]):
            _print_result(desk, result, names[result.client_id], totals)
    if parked:
        raise click.exceptions.Exit(PARKED)


@click.group("invoice", cls=SaidGroup, help=_INVOICE_HELP)
def invoice() -> None:
    """Invoices."""


invoice.add_command(xml)


@invoice.command("list", help=_LIST)
@click.option("--month", type=arguments.month, help=N_("この月だけ"))
@json_option
@pass_desk
def list_invoices(desk: Desk, *, month: Month | None, as_json: bool) -> None:
    """Invoices, newest month first."""
    with desk.session() as session:
        found = invoices_queries.invoices(session, HOUSE, month=month)
    if as_json:
        print_json(found)
        return
    say = desk.say
    states = {"draft": say("下書き"), "issued": say("発行済み"), "void": say("取消")}
    rows = [
        (
            each.month,
            each.client_short_name,
            each.number,
            states.get(each.state, each.state),
            each.issue_date,
            each.due_date,
            format_yen(each.total_yen),
            each.public_id,
        )
        for each in found
    ]
    titles = [say("月"), say("依頼企業"), say("番号"), say("状態"), say("発行日"), say("支払期日")]
    print_table([*titles, ">" + say("税込"), say("記号")], rows)


@invoice.command("issue", help=_ISSUE)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--month", type=arguments.month, help=N_("この月の下書きをすべて"))
@json_option
@pass_desk
def issue(desk: Desk, *, ids: Sequence[str], month: Month | None, as_json: bool) -> None:
    """Issue drafts: those named, or all of a month."""
    if bool(ids) == (month is not None):
        raise Refused(N_("発行する請求書の記号か、--month のどちらかを書いてください。"))
    numbers = _issued_month(desk, month) if month else _issued(desk, ids)
    if as_json:
        print_json(numbers)
        return
    for number in numbers.values():
        click.echo(desk.say("%(number)sを発行しました。", number=number))
    if not numbers:
        click.echo(desk.say("下書きはありません。"))


@invoice.command("pdf", help=_PDF)
@click.argument("number", metavar="NUMBER")
@click.option("-o", "--output", type=arguments.file, help=N_("書き出すファイル。既定は日付・金額・企業・番号の名前"))
@pass_desk
def pdf(desk: Desk, *, number: str, output: Path | None) -> None:
    """Write the PDF of an issued invoice."""
    with desk.session() as session:
        found = invoices_queries.invoice(session, HOUSE, number=number)
        file = invoice_pdf(session, scope=HOUSE, public_id=found.head.public_id, now=desk.clock.now())
    path = output or Path(file.filename)
    arguments.write_content(path, file.content)
    click.echo(str(path))


def _closed(desk: Desk, database: Database, client: str | None, month: Month) -> dict[str, Any]:
    with database.session() as session:
        company = clients_queries.client(session, HOUSE, code=client).public_id if client else None
        job = ask_close(
            session,
            scope=HOUSE,
            month=month,
            client_public_id=company,
            now=desk.clock.now(),
            new_id=desk.new_id,
        )
    return outcome(desk, database, job, first="close")


def _parked(client_id: int, problems: list[dict[str, Any]]) -> Parked:
    return Parked(client_id, tuple(Problem(**problem) for problem in problems))


def _issued(desk: Desk, ids: Sequence[str]) -> dict[str, str]:
    with desk.session() as session:
        return {
            each: issue_invoice(session, scope=HOUSE, public_id=each, now=desk.clock.now(), new_id=desk.new_id)
            for each in ids
        }


def _issued_month(desk: Desk, month: Month) -> dict[str, str]:
    with desk.database() as database:
        with database.session() as session:
            drafts = invoices_queries.invoices(session, HOUSE, month=month, state="draft")
            if not drafts:
                return {}
            job = ask_issue(session, scope=HOUSE, month=month, now=desk.clock.now(), new_id=desk.new_id)
        outcome(desk, database, job, first="issue")
        with database.session() as session:
            found = invoices_queries.invoices(session, HOUSE, month=month)
    # Read again: of a job that was begun twice, the result tells only what the second did.
    numbers = {each.public_id: each.number for each in found if each.number}
    return {each.public_id: numbers[each.public_id] for each in drafts if each.public_id in numbers}


def _print_result(desk: Desk, result: Closed | Parked, name: str, totals: dict[str, int]) -> None:
    say = desk.say
    if isinstance(result, Parked):
        for problem in result.problems:
            click.echo(say("%(name)s：締められません。%(why)s", name=name, why=said_problem(problem, say)))
        return
    word = say("締め済みでした") if result.was_closed else say("締めました")
    if result.invoice_public_id is None:
        click.echo(say("%(name)s：%(word)s。請求はありません。", name=name, word=word))
        return
    total = format_yen(totals[result.invoice_public_id])
    click.echo(say("%(name)s：%(word)s。請求 %(total)s（税込）", name=name, word=word, total=total))
