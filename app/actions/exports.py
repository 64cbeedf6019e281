"""Files for staff: journals, receivables, hours, issued documents, the audit trail. Made while they are sent."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from app.domain.audit import canonical
from app.domain.documents import DocumentKind
from app.domain.durations import format_hm
from app.domain.errors import InvalidInput
from app.domain.journals import Payment, Sale
from app.domain.listfiles import ZIP_TYPE, DocumentsFile, MadeFile
from app.domain.receivables import Owed, ageing
from app.domain.worktime import TOKYO, Month, instant_of, work_date
from app.queries import books as books_queries
from app.queries import trail as trail_queries
from app.queries.books import IssuedHead, Months, WorkedRow
from app.queries.invoices.searching import DayKind, Search
from app.queries.trail import Sought, TrailLine

#: Most months of one file.
MOST_MONTHS = 36
#: Documents between two news of how far it is.
DOCUMENTS_A_WORD = 20
CSV, XLSX, ZIP = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP_TYPE
Progress = Callable[[float, str], None]
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
_OWED_HEAD = (
    "依頼企業コード",
    "依頼企業",
    "期日前",
    "1〜30日超過",
    "31〜60日超過",
    "61〜90日超過",
    "91日以上超過",
    "過入金・返還の残り",
    "残高",
)
_OWED_WIDTHS = (14, 28, 12, 12, 12, 12, 12, 18, 12)
#: Of a file that can be proven by itself: names for people, and the record as the hash has it.
_TRAIL_HEAD = (
    "依頼企業コード",
    "依頼企業",
    "記録の番号",
    "日時",
    "操作した人",
    "メールアドレス",
    "操作",
    "対象",
    "理由",
    "前の記録のハッシュ",
    "ハッシュ",
    "記録（JSON）",
)
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
    """The sales, returns and payments of the months as a journal for accounting software, by day.

    Raises:
        Forbidden: the scope is not staff.
    """
    books = books_of(session, scope=scope, months=months)
    name = f"journal_{form}_{_range(months)}.csv"
    return ExportedFile(name, CSV, journal_file(form, books), lost_characters(form, books))


def books_of(session: Session, *, scope: Scope, months: Months) -> list[Sale | Payment]:
    """What the books are told of the months: sales before payments of the same day.

    Raises:
        Forbidden: the scope is not staff.
    """
    since, until = months.days
    sales = books_queries.sales(session, scope, months)
    payments = books_queries.payments(session, scope, since=since, until=until)
    return sorted([*sales, *payments], key=_day_of)


def export_receivables(session: Session, *, scope: Scope, form: TableFormat, on: dt.date) -> ExportedFile:
    """What each client owes on a day, by how long it has been due.

    Raises:
        Forbidden: the scope is not staff.
    """
    claims = books_queries.claims(session, scope, on)
    owed = ageing(claims, books_queries.payments(session, scope, since=None, until=on), on)
    table = Table(f"売掛金 {on}", _OWED_HEAD, [_owed_row(each) for each in owed], _OWED_WIDTHS)
    return _table_file(f"receivables_{on}", table, form)


def export_hours(session: Session, *, scope: Scope, form: TableFormat, months: Months) -> ExportedFile:
    """Every entry of work done in the months.

    Raises:
        Forbidden: the scope is not staff.
    """
    rows = (_hours_row(row) for row in books_queries.worked(session, scope, months))
    table = Table(f"稼働 {_range(months)}", _HOURS_HEAD, rows, _HOURS_WIDTHS)
    return _table_file(f"hours_{_range(months)}", table, form)


def export_documents(session: Session, *, scope: Scope, wanted: Search, now: dt.datetime) -> ExportedFile:
    """The issued documents that fit a search, as kept, with an index by both their days, amount and partner.

    A document whose paper is still being made stands in the index without a file.

    Raises:
        Forbidden: the scope is not staff.
    """
    heads = books_queries.issued(session, scope, wanted)
    pieces = bundle(_bundled(session, heads), now.astimezone(TOKYO))
    days = "".join(f"_{day}" for day in (wanted.first_day, wanted.last_day) if day)
    by = f"_{wanted.day_kind}" if days and wanted.day_kind is not DayKind.ISSUED else ""
    return ExportedFile(f"documents{by}{days}.zip", ZIP, pieces)


def export_trail(session: Session, *, scope: Scope, sought: Sought, on: dt.date) -> ExportedFile:
    """The records of the audit trail that fit, oldest first, as CSV from which every hash can be worked out again.

    The last column is the record as JSON in ASCII. Read and written anew with its keys sorted, no blanks and UTF-8, and
    set behind the hash of the record before it, its SHA-256 is the hash in the column beside (docs/security.md).

    Raises:
        Forbidden: the scope is no administrator.
    """
    rows = (_trail_row(line) for line in trail_queries.every(session, scope, sought))
    return ExportedFile(f"audit_{on}.csv", CSV, csv_table(Table("操作の記録", _TRAIL_HEAD, rows)))


def bundle_chosen(
    session: Session, *, scope: Scope, file: DocumentsFile, now: dt.datetime, progress: Progress | None = None
) -> MadeFile:
    """The issued documents among those chosen, as kept, with an index; drafts and those of others are left out.

    Args:
        session: reads only, while the pieces are taken.
        scope: who asks, as they may see now.
        file: which documents.
        now: stands as the time of every document in the zip.
        progress: told the part done, 0 to 1, and a code; raises where it shall stop.
    """
    heads = books_queries.issued_among(session, scope, file.public_ids)
    told = _telling(session, heads, progress) if progress else heads
    pieces = bundle(_bundled(session, told), now.astimezone(TOKYO))
    return MadeFile(file.filename(work_date(now)), ZIP, len(heads), pieces)


def _telling(session: Session, heads: Sequence[IssuedHead], progress: Progress) -> Iterator[IssuedHead]:
    """The same heads, and news of how far they are; nothing is being read while they are told."""
    for place, head in enumerate(heads):
        if place % DOCUMENTS_A_WORD == 0:
            session.rollback()
            progress(place / len(heads), "file")
        yield head


def _table_file(name: str, table: Table, form: TableFormat) -> ExportedFile:
    if form is TableFormat.CSV:
        return ExportedFile(f"{name}.csv", CSV, csv_table(table))
    return ExportedFile(f"{name}.xlsx", XLSX, xlsx_table(table))


def _day_of(each: Sale | Payment) -> tuple[dt.date, bool, str]:
    if isinstance(each, Payment):
        return each.paid_on, True, each.invoice_number
    return each.booked_on, False, each.number


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


def _trail_row(line: TrailLine) -> tuple[str | int, ...]:
    record = line.record
    return (
        line.client_code or "",
        line.client_short_name or "",
        record.seq,
        f"{record.at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}",
        line.actor or "",
        line.actor_email or "",
        record.action,
        record.subject,
        record.reason,
        line.previous_hash,
        line.hash,
        json.dumps(json.loads(canonical(record)), separators=(",", ":")),
    )


def _owed_row(owed: Owed) -> tuple[str | int, ...]:
    return (owed.client_code, owed.client_name, *owed.by_age_yen, owed.credit_yen, owed.total_yen)


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
        kind=f"{'適格' if head.is_qualified else ''}{kind}{'（取消）' if head.is_void else ''}",
        number=head.number,
        traded_on=head.traded_on,
        issue_date=head.issue_date,
        amount_yen=amount_yen,
        partner=head.partner,
        filename=document_filename(head.issue_date, amount_yen, head.partner, head.number, ending),
        content=content,
        sha256=sha256,
    )
