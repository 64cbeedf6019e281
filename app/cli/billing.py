"""What follows an invoice: `invoice void | credit | pay | search`, and `audit heads | export`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from app.actions.exports import export_trail
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.pay import PaymentData, record_payment
from app.actions.invoices.void import void_invoice
from app.cli import arguments
from app.cli.desk import Desk, Refused, pass_desk
from app.cli.invoices import invoice
from app.cli.printing import json_option, print_json, print_table
from app.cli.speech import Said, SaidGroup
from app.domain.accounts import HOUSE
from app.domain.crediting import MinutesGo
from app.domain.money import format_yen
from app.domain.worktime import work_date
from app.queries import audit as audit_queries
from app.queries import invoices as invoices_queries
from app.queries.invoices.searching import DayKind, Search
from app.queries.invoices.searching import search as search_documents
from app.queries.trail import Sought
from app.translations import N_
from app.translations.audit import REFUSALS

_VOID = N_("発行した請求書を取り消し、同じ内容の下書きを作る。番号は残る。")
_CREDIT = N_("返還請求書を発行する。--whole で残り全部、--amount で明細ごとの金額（税抜）。")
_PAY = N_("入金を記録する。返金は負の金額で書く。")
_SEARCH = N_("発行した書類を、日付・金額・取引先でさがす。")
_BY = N_("日付の種類。issued は発行日、traded は取引日（取引期間の末日、返還は返還した日）。既定は issued")
_AUDIT = N_("操作の記録を確かめる。")
_HEADS = N_("操作の記録の末尾のハッシュを表示する。書きとめておくと、末尾が消されても分かる。")
_EXPORT = N_("操作の記録をCSVに書き出す。ハッシュをよそで計算しなおせる。")
_REASON = N_("理由")


@invoice.command("void", help=_VOID)
@click.argument("number", metavar="NUMBER")
@click.option("--reason", required=True, help=_REASON)
@pass_desk
def void(desk: Desk, *, number: str, reason: str) -> None:
    """Void an issued invoice."""
    with desk.session() as session:
        found = invoices_queries.invoice(session, HOUSE, number=number).head.public_id
        draft = void_invoice(
            session, scope=HOUSE, public_id=found, reason=reason, now=desk.clock.now(), new_id=desk.new_id
        )
    click.echo(desk.say("%(number)sを取り消しました。代わりの下書きの記号：%(draft)s", number=number, draft=draft))


@invoice.command("credit", help=_CREDIT)
@click.argument("number", metavar="NUMBER")
@click.option("--whole", is_flag=True, help=N_("残り全部を取り消す"))
@click.option("--amount", "amounts", multiple=True, help=N_("明細の順番と金額。1=1000 のように。何度でも書ける"))
@click.option("--again", is_flag=True, help=N_("戻した時間を、締めていない月で請求しなおす"))
@click.option("--reason", required=True, help=_REASON)
@pass_desk
def credit(desk: Desk, *, number: str, whole: bool, amounts: Sequence[str], again: bool, reason: str) -> None:
    """Issue a credit note."""
    if whole == bool(amounts):
        raise Refused(N_("--whole か --amount のどちらかを書いてください。"))
    data = CreditData(
        amounts=_amounts(amounts) or None,
        minutes_go=MinutesGo.AGAIN if again else MinutesGo.BACK,
        reason=reason,
        is_whole=whole,
    )
    with desk.session() as session:
        found = invoices_queries.invoice(session, HOUSE, number=number).head.public_id
        note = credit_invoice(
            session, scope=HOUSE, public_id=found, data=data, now=desk.clock.now(), new_id=desk.new_id
        )
        head = invoices_queries.invoice(session, HOUSE, public_id=note).head
    total = format_yen(head.total_yen)
    click.echo(desk.say("返還請求書%(number)sを発行しました。%(total)s（税込）", number=head.number, total=total))


@invoice.command("pay", help=_PAY, context_settings={"ignore_unknown_options": True})
@click.argument("number", metavar="NUMBER")
@click.argument("amount_yen", metavar="YEN", type=int)
@click.option("--date", "paid_on", type=arguments.day, help=N_("入金日。既定は今日"))
@click.option("--note", default="", help=N_("メモ"))
@click.option("--above", is_flag=True, help=N_("残りを超えた分も受け取った"))
@pass_desk
def pay(desk: Desk, *, number: str, amount_yen: int, paid_on: dt.date | None, note: str, above: bool) -> None:
    """Record a payment."""
    now = desk.clock.now()
    data = PaymentData(desk.new_id(), paid_on or work_date(now), amount_yen, note, may_exceed=above)
    with desk.session() as session:
        found = invoices_queries.invoice(session, HOUSE, number=number).head.public_id
        record_payment(session, scope=HOUSE, invoice_public_id=found, data=data, now=now)
    click.echo(desk.say("%(number)sに%(amount)sを記録しました。", number=number, amount=format_yen(amount_yen)))


@invoice.command("search", help=_SEARCH)
@click.option("--from", "first_day", type=arguments.day, help=N_("日付（から）"))
@click.option("--to", "last_day", type=arguments.day, help=N_("日付（まで）"))
@click.option("--by", type=click.Choice([str(each) for each in DayKind]), default=str(DayKind.ISSUED), help=_BY)
@click.option("--least", "least_yen", type=int, help=N_("税込金額（から）"))
@click.option("--most", "most_yen", type=int, help=N_("税込金額（まで）"))
@click.option("--partner", default="", help=N_("取引先"))
@click.option("--page", type=click.IntRange(min=1), default=1, help=N_("ページ"))
@json_option
@pass_desk
def search(
    desk: Desk,
    *,
    first_day: dt.date | None,
    last_day: dt.date | None,
    least_yen: int | None,
    most_yen: int | None,
    partner: str,
    by: str,
    page: int,
    as_json: bool,
) -> None:
    """Find issued documents."""
    wanted = Search(first_day, last_day, least_yen, most_yen, partner, day_kind=DayKind(by))
    with desk.session() as session:
        found = search_documents(session, HOUSE, wanted, page=page)
    if as_json:
        print_json(found)
        return
    say = desk.say
    rows = [
        (each.issue_date, each.number, each.client_name, traded_on, format_yen(each.total_yen), each.public_id)
        for each, traded_on in zip(found.heads, found.traded_on, strict=True)
    ]
    titles = [say("発行日"), say("番号"), say("取引先"), say("取引日"), ">" + say("税込"), say("記号")]
    print_table(titles, rows)
    click.echo(say("%(count)s件・取消を除く税込の合計 %(total)s", count=found.count, total=format_yen(found.total_yen)))


@click.group("audit", cls=SaidGroup, help=_AUDIT)
def audit() -> None:
    """The audit trail."""


@audit.command("heads", help=_HEADS)
@json_option
@pass_desk
def heads(desk: Desk, *, as_json: bool) -> None:
    """The head hash of every chain."""
    with desk.session() as session:
        found = audit_queries.heads(session, HOUSE)
    if as_json:
        print_json(found)
        return
    say = desk.say
    rows = [(each.client_code or "-", each.seq, each.hash) for each in found]
    print_table([say("依頼企業"), ">" + say("記録の数"), say("ハッシュ（SHA-256）")], rows)


@audit.command("export", cls=Said, help=_EXPORT)
@click.option("--from", "first_day", type=arguments.day, help=N_("この日から"))
@click.option("--to", "last_day", type=arguments.day, help=N_("この日まで"))
@click.option("--refused", is_flag=True, help=N_("断ったものだけ"))
@click.option("-o", "--output", type=arguments.file, help=N_("書き出すファイル。既定は中身と日付の名前"))
@pass_desk
def export_audit(
    desk: Desk, *, first_day: dt.date | None, last_day: dt.date | None, refused: bool, output: Path | None
) -> None:
    """The records as CSV."""
    sought = Sought(first_day, last_day, actions=REFUSALS if refused else ())
    with desk.session() as session:
        made = export_trail(session, scope=HOUSE, sought=sought, on=work_date(desk.clock.now()))
        path = output or Path(made.filename)
        arguments.write_pieces(path, made.pieces)
    click.echo(str(path))


def _amounts(texts: Sequence[str]) -> dict[int, int]:
    """Line's position -> yen; a position written twice is refused: which of the two was meant is anybody's guess."""
    found: dict[int, int] = {}
    for text in texts:
        position, yen = _amount(text)
        if position in found:
            raise Refused(N_("明細%(position)sの金額が2つあります。1つにしてください。"), position=position)
        found[position] = yen
    return found


def _amount(text: str) -> tuple[int, int]:
    position, equals, yen = text.partition("=")
    if not (equals and position.strip().isdigit() and yen.strip().isdigit()):
        raise Refused(N_("金額「%(text)s」を読み取れません。1=1000 のように書いてください。"), text=text)
    return int(position), int(yen)
