"""The monthly statement an assistant gets (支払通知書): minutes and fee by task, tax, what is withheld, the pay day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from app.adapters.pdf import wording
from app.adapters.pdf.glyphs import printable
from app.adapters.pdf.wording import Content
from app.domain.documents import Party
from app.domain.durations import format_hm, format_ja
from app.domain.money import format_yen
from app.domain.statements import Pay, StatementLine, confirmation


@dataclass(frozen=True, slots=True)
class PaymentStatement:
    """One assistant's month.

    Attributes:
        number: names the statement; None prints a draft that says so.
        issue_date: day of issue in Tokyo; also the creation date inside the PDF.
        starts_on: first day of the period.
        ends_on: its last day.
        pay_date: the day that is due (支払期日).
        transfer_date: the day the money is sent: that day, or the bank day before it.
        payee: the assistant.
        registration_number: T and 13 digits, or empty, which is printed as 登録番号なし.
        payer: who pays.
        lines: work by client and task, in the order to print.
        pay: the sums.
        remarks: free text; line breaks are kept.
    """

    number: str | None
    issue_date: dt.date
    starts_on: dt.date
    ends_on: dt.date
    pay_date: dt.date
    transfer_date: dt.date
    payee: Party
    registration_number: str
    payer: Party
    lines: tuple[StatementLine, ...]
    pay: Pay
    remarks: str = ""
    shows_mark: bool = False

    def __post_init__(self) -> None:
        if sum(line.fee_yen for line in self.lines) != self.pay.fee_yen:
            raise ValueError("the lines of a statement add up to its fee")


def statement_content_of(statement: PaymentStatement) -> dict[str, Content]:
    """What `statement.typ` reads, as `content.content_of` does it."""
    minutes = sum(line.minutes or 0 for line in statement.lines)
    return {
        "template": "statement.typ",
        "number": printable(statement.number or "下書き"),
        "issue_date": wording.date(statement.issue_date),
        "issue_day": wording.day_parts(statement.issue_date),
        "period": wording.period(statement.starts_on, statement.ends_on),
        "pay_date": wording.date_and_weekday(statement.pay_date),
        "transfer_date": wording.date_and_weekday(statement.transfer_date),
        "why_before": _why_before(statement),
        "payee": wording.party(statement.payee),
        "registration": _registration(statement.registration_number),
        "payer": wording.party(statement.payer),
        "shows_mark": statement.shows_mark,
        "lines": list(_lines(statement.lines)),
        "minutes": format_hm(minutes),
        "minutes_ja": format_ja(minutes),
        "sums": list(_sums(statement.pay)),
        "transfer": format_yen(statement.pay.transfer_yen),
        "confirmation": confirmation(statement.registration_number),
        "remarks": printable(statement.remarks),
    }


def _why_before(statement: PaymentStatement) -> str:
    """Why the money is sent on another day than the one that is due; empty where it is not."""
    if statement.transfer_date == statement.pay_date:
        return ""
    due = wording.date_and_weekday(statement.pay_date)
    return f"お支払期日の{due}は銀行が休みのため、前の営業日にお振り込みします。"


def _registration(number: str) -> str:
    return f"登録番号　{printable(number)}" if number else "登録番号なし"


def _lines(lines: tuple[StatementLine, ...]) -> Iterator[Content]:
    for line, sum_yen in zip(lines, accumulate(line.fee_yen for line in lines), strict=True):
        yield {
            "client": printable(line.client),
            "task": printable(line.task),
            "minutes": "–" if line.minutes is None else format_hm(line.minutes),
            "fee": format_yen(line.fee_yen),
            "sum": format_yen(sum_yen),
        }


def _sums(pay: Pay) -> Iterator[Content]:
    """Rows of the sum; nothing is said of a tax that is not charged, or of one that is not withheld."""
    yield ["業務委託料（税抜）", format_yen(pay.fee_yen)]
    if pay.tax_rate_pct:
        yield [f"消費税（{pay.tax_rate_pct}%）", format_yen(pay.tax_yen)]
    if pay.withheld_yen:
        yield ["源泉徴収税額", format_yen(-pay.withheld_yen)]
