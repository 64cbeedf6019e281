"""Files for staff: journals, the hours worked, issued documents in one bundle. They are made while they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from app.adapters.exports import (
    BundledFile,
    JournalFormat,
    Table,
    bundle,
    csv_table,
    document_filename,
    journal_file,
    lost_characters,
    xlsx_table,
)
from app.domain.accounts import Scope
from app.domain.documents import DocumentKind
from app.domain.durations import format_hm
from app.domain.errors import InvalidInput
from app.domain.worktime import TOKYO, Month, instant_of
from app.queries import books as books_queries
from app.queries.books import IssuedHead, Months, WorkedRow

#: Most months of one file.
MOST_MONTHS = 36
CSV, XLSX, ZIP = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"
#: An export is Japanese whatever the language of the page, as an invoice is.
_HOURS_HEAD = (
    "日付",
    "依頼企業コード",
    "依頼企業",
    "業務",
    "アシスタント",
    "時間",
    "分",
    "開始",
    "終了",
    "メモ",
    "記録",
)
_HOURS_WIDTHS = (12, 14, 28, 28, 18, 8, 8, 8, 8, 40, 10)
_SOURCES = {"timer": "タイマー", "form": "入力", "import": "取り込み", "reversal": "取り消し"}


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to be sent piece by piece.

    Attributes:
        filename: what it is saved as.
        media_type: what it is.
        pieces: its bytes; taken once.
        lost: characters its encoding lacks and that stand as 〓 in it.
    """

    filename: str
    media_type: str
    pieces: Iterator[bytes]
    lost: tuple[str, ...] = ()


def months_between(first: Month, last: Month) -> Months:
    """The range of months.

    Raises:
        InvalidInput: `months_order`, the end before the beginning; `months_many`, more than `MOST_MONTHS`.
    """
    if last < first:
        raise InvalidInput("last", "months_order")
    if first.plus(MOST_MONTHS - 1) < last:
        raise InvalidInput("last", "months_many", most=MOST_MONTHS)
    return Months(first, last)


def export_journal(session: Session, *, scope: Scope, form: JournalFormat, months: Months) -> ExportedFile:
    """The sales of the months as a journal for accounting software.

    Raises:
        Forbidden: the scope is not staff.
    """
    sales = books_queries.sales(session, scope, months)
    name = f"journal_{form}_{_range(months)}.csv"
    return ExportedFile(name, CSV, journal_file(form, sales), lost_characters(form, sales))


def export_hours(session: Session, *, scope: Scope, form: TableFormat, months: Months) -> ExportedFile:
    """Every entry of work done in the months.

    Raises:
        Forbidden: the scope is not staff.
    """
    rows = (_hours_row(row) for row in books_queries.worked(session, scope, months))
    table = Table(f"稼働 {_range(months)}", _HOURS_HEAD, rows, _HOURS_WIDTHS)
    name = f"hours_{_range(months)}.{form}"
    if form is TableFormat.CSV:
        return ExportedFile(name, CSV, csv_table(table))
    return ExportedFile(name, XLSX, xlsx_table(table))


def export_documents(session: Session, *, scope: Scope, months: Months, now: dt.datetime) -> ExportedFile:
    """The documents issued in the months, as kept, with an index by day, amount and partner.

    A document whose paper is still being made stands in the index without a file.

    Raises:
        Forbidden: the scope is not staff.
    """
    heads = books_queries.issued(session, scope, months)
    pieces = bundle(_bundled(session, heads), now.astimezone(TOKYO))
    return ExportedFile(f"documents_{_range(months)}.zip", ZIP, pieces)


def _range(months: Months) -> str:
    return str(months.first) if months.first == months.last else f"{months.first}_{months.last}"


def _hours_row(row: WorkedRow) -> tuple[str | int | dt.date | None, ...]:
    return (
        row.work_date,
        row.client_code,
        row.client_name,
        row.task,
        row.assistant,
        format_hm(row.minutes),
        row.minutes,
        _clock(row.starts_s),
        _clock(row.stops_s),
        row.note,
        _SOURCES.get(row.source, row.source),
    )


def _clock(seconds: int | None) -> str:
    return "" if seconds is None else f"{instant_of(seconds).astimezone(TOKYO):%H:%M}"


def _bundled(session: Session, heads: Iterable[IssuedHead]) -> Iterator[BundledFile]:
    for head in heads:
        files = books_queries.kept_files(session, head.id)
        for kept in files:
            ending = "pdf" if kept.content.startswith(b"%PDF") else "xml"
            yield _entry(head, ending, kept.content, kept.sha256)
        if not files:
            yield _entry(head, "", None, "")


def _entry(head: IssuedHead, ending: str, content: bytes | None, sha256: str) -> BundledFile:
    kind = "返還請求書" if head.kind is DocumentKind.CREDIT_NOTE else "請求書"
    amount_yen = abs(head.total_yen)
    return BundledFile(
        kind=f"適格{kind}" if head.is_qualified else kind,
        number=head.number,
        day=head.issue_date,
        amount_yen=amount_yen,
        partner=head.partner,
        filename=document_filename(head.issue_date, amount_yen, head.partner, head.number, ending),
        content=content,
        sha256=sha256,
    )
