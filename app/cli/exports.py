"""`export journal | receivables | hours | documents` and `invoice xml`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from app.actions.exports import (
    ExportedFile,
    TableFormat,
    export_documents,
    export_hours,
    export_journal,
    export_receivables,
    months_between,
)
from app.actions.invoices.pdf import invoice_xml
from app.adapters.exports import JournalFormat
from app.cli import arguments
from app.cli.desk import Desk, pass_desk
from app.cli.speech import Said, SaidGroup
from app.domain.accounts import HOUSE
from app.domain.worktime import Month, work_date
from app.queries import invoices as invoices_queries
from app.queries.books import Months
from app.queries.invoices.searching import DayKind, Search
from app.translations import N_

_DESCRIPTION = N_("会計ソフトの仕訳、売掛金、稼働の明細、発行した書類をファイルに書き出す。")
_JOURNAL = N_("発行した請求書・返還請求書と入金を、会計ソフトの仕訳にする。FORMATは freee、moneyforward、yayoi。")
_HOURS = N_("稼働を1件ずつ書き出す。FORMATは csv か xlsx。")
_RECEIVABLES = N_("依頼企業ごとの未入金を、支払期日からの日数で分けて書き出す。FORMATは csv か xlsx。")
_DOCUMENTS = N_("発行した書類を、索引とハッシュ値を付けて1つのzipにまとめる。")
_XML = N_("発行した請求書を、機械で読めるXML（JP PINT）で書き出す。")
_BY = N_("日付の種類。issued は発行日、traded は取引日（取引期間の末日、返還は返還した日）。既定は issued")
_LAST = N_("終わりの月。既定は始まりの月だけ")
_OUTPUT = N_("書き出すファイル。既定は中身と月の名前")


@click.group("export", cls=SaidGroup, help=_DESCRIPTION)
def export() -> None:
    """Files by months."""


@export.command("journal", cls=Said, help=_JOURNAL)
@click.argument("form", type=click.Choice([str(each) for each in JournalFormat]), metavar="FORMAT")
@click.argument("first", type=arguments.month, metavar="YYYY-MM")
@click.argument("last", type=arguments.month, metavar="[YYYY-MM]", required=False)
@click.option("-o", "--output", type=arguments.file, help=_OUTPUT)
@pass_desk
def journal(desk: Desk, *, form: str, first: Month, last: Month | None, output: Path | None) -> None:
    """A journal for accounting software."""
    with desk.session() as session:
        made = export_journal(session, scope=HOUSE, form=JournalFormat(form), months=_months(first, last))
        _write(made, output)
    if made.lost:
        lost = "、".join(made.lost)
        click.echo(desk.say("注意：次の文字は書けないため〓にしました：%(characters)s", characters=lost), err=True)


@export.command("hours", cls=Said, help=_HOURS)
@click.argument("form", type=click.Choice([str(each) for each in TableFormat]), metavar="FORMAT")
@click.argument("first", type=arguments.month, metavar="YYYY-MM")
@click.argument("last", type=arguments.month, metavar="[YYYY-MM]", required=False)
@click.option("-o", "--output", type=arguments.file, help=_OUTPUT)
@pass_desk
def hours(desk: Desk, *, form: str, first: Month, last: Month | None, output: Path | None) -> None:
    """Every entry of work."""
    with desk.session() as session:
        _write(export_hours(session, scope=HOUSE, form=TableFormat(form), months=_months(first, last)), output)


@export.command("receivables", cls=Said, help=_RECEIVABLES)
@click.argument("form", type=click.Choice([str(each) for each in TableFormat]), metavar="FORMAT")
@click.option("--on", type=arguments.day, help=N_("この日の残高。既定は今日"))
@click.option("-o", "--output", type=arguments.file, help=_OUTPUT)
@pass_desk
def receivables(desk: Desk, *, form: str, on: dt.date | None, output: Path | None) -> None:
    """What each client owes, by age."""
    day = on or work_date(desk.clock.now())
    with desk.session() as session:
        _write(export_receivables(session, scope=HOUSE, form=TableFormat(form), on=day), output)


@export.command("documents", cls=Said, help=_DOCUMENTS)
@click.argument("first", type=arguments.month, metavar="YYYY-MM")
@click.argument("last", type=arguments.month, metavar="[YYYY-MM]", required=False)
@click.option("--by", type=click.Choice([str(each) for each in DayKind]), default=str(DayKind.ISSUED), help=_BY)
@click.option("-o", "--output", type=arguments.file, help=_OUTPUT)
@pass_desk
def documents(desk: Desk, *, first: Month, last: Month | None, by: str, output: Path | None) -> None:
    """The documents as kept."""
    with desk.session() as session:
        begins, ends = _months(first, last).days
        wanted = Search(first_day=begins, last_day=ends, day_kind=DayKind(by))
        made = export_documents(session, scope=HOUSE, wanted=wanted, now=desk.clock.now())
        _write(made, output)


@click.command("xml", cls=Said, help=_XML)
@click.argument("number", metavar="NUMBER")
@click.option("-o", "--output", type=arguments.file, help=N_("書き出すファイル。既定は日付・金額・企業・番号の名前"))
@pass_desk
def xml(desk: Desk, *, number: str, output: Path | None) -> None:
    """Write the XML of an issued invoice."""
    with desk.session() as session:
        found = invoices_queries.invoice(session, HOUSE, number=number)
        made = invoice_xml(session, scope=HOUSE, public_id=found.head.public_id, now=desk.clock.now())
    path = output or Path(made.filename)
    arguments.write_content(path, made.content)
    click.echo(str(path))


def _months(first: Month, last: Month | None) -> Months:
    return months_between(first, last or first)


def _write(made: ExportedFile, output: Path | None) -> None:
    path = output or Path(made.filename)
    arguments.write_pieces(path, made.pieces)
    click.echo(str(path))
