"""Reads for files that leave the app: sales for the books, hours worked, documents as kept. For staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, lazyload, selectinload

from app.domain.accounts import Scope
from app.domain.documents import DocumentKind
from app.domain.invoicing import TaxCategory, TaxGroup
from app.domain.journals import Sale
from app.domain.worktime import Month
from app.models import AssistantRow, Client, InvoiceFile, InvoiceRow, TaskRow, TimeEntry, WorkItem

#: Rows of hours fetched at a time.
PIECE = 500


@dataclass(frozen=True, slots=True)
class Months:
    """A range of months, both ends within."""

    first: Month
    last: Month

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        return self.first.first_day, self.last.last_day


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """One entry as recorded; one taken back is followed by its reversal, whose minutes are below 0."""

    work_date: dt.date
    client_code: str
    client_name: str
    task: str
    assistant: str
    minutes: int
    starts_s: int | None
    stops_s: int | None
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class IssuedHead:
    """An issued document in an index."""

    id: int
    kind: DocumentKind
    number: str
    issue_date: dt.date
    total_yen: int
    partner: str
    is_qualified: bool


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The bytes of a document as first made, and the hash they were kept with."""

    content: bytes
    sha256: str


def sales(session: Session, scope: Scope, months: Months) -> list[Sale]:
    """Issued invoices and credit notes to be booked in these months, by day and number.

    An invoice is booked on the last day of its supply, a credit note on the day of the return.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    booked = or_(
        and_(InvoiceRow.kind == DocumentKind.INVOICE, InvoiceRow.period_end.between(*months.days)),
        and_(InvoiceRow.kind == DocumentKind.CREDIT_NOTE, InvoiceRow.issue_date.between(*months.days)),
    )
    wanted = (
        select(InvoiceRow, Client.code)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(InvoiceRow.state == "issued", booked)
        .options(lazyload("*"), selectinload(InvoiceRow.taxes))
    )
    found = [_sale(row, code) for row, code in session.execute(wanted)]
    return sorted(found, key=lambda sale: (sale.booked_on, sale.number))


def issued(session: Session, scope: Scope, months: Months) -> list[IssuedHead]:
    """Documents issued in these months, by day and number.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    wanted = (
        select(InvoiceRow)
        .where(InvoiceRow.number.is_not(None), InvoiceRow.issue_date.between(*months.days))
        .order_by(InvoiceRow.issue_date, InvoiceRow.number)
        .options(lazyload("*"))
    )
    return [_head(row) for row in session.scalars(wanted)]


def kept_files(session: Session, invoice_id: int) -> list[KeptFile]:
    """Every kept file of a document."""
    wanted = select(InvoiceFile.content, InvoiceFile.sha256).where(InvoiceFile.invoice_id == invoice_id)
    return [KeptFile(content, sha256) for content, sha256 in session.execute(wanted)]


def worked(session: Session, scope: Scope, months: Months) -> Iterator[WorkedRow]:
    """Every entry of work done in these months, by day, client, task and person; fetched while it is asked for.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    wanted = (
        select(
            TimeEntry.work_date,
            Client.code,
            Client.name,
            TaskRow.name,
            AssistantRow.name,
            TimeEntry.minutes,
            TimeEntry.starts_s,
            TimeEntry.stops_s,
            TimeEntry.note,
            TimeEntry.source,
        )
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == TimeEntry.client_id)
        .join(AssistantRow, AssistantRow.id == TimeEntry.assistant_id)
        .where(TimeEntry.work_date.between(*months.days))
        .order_by(TimeEntry.work_date, Client.code, TaskRow.name, AssistantRow.name, TimeEntry.id)
        .execution_options(yield_per=PIECE)
    )
    return (_worked(found) for found in session.execute(wanted))


def _worked(found: Any) -> WorkedRow:
    return WorkedRow(*found)


def _sale(row: InvoiceRow, client_code: str) -> Sale:
    kind = DocumentKind(row.kind)
    is_return = kind is DocumentKind.CREDIT_NOTE
    assert row.number is not None
    assert row.issue_date is not None
    sign = -1 if is_return and row.total_yen < 0 else 1
    return Sale(
        kind=kind,
        number=row.number,
        client_code=client_code,
        client_name=str(row.parties["recipient"]["name"]),
        booked_on=row.issue_date if is_return else row.period_end,
        issue_date=row.issue_date,
        due_date=None if is_return else row.due_date,
        tax_groups=tuple(
            TaxGroup(tax.rate_pct, TaxCategory(tax.category), sign * tax.taxable_yen, sign * tax.tax_yen)
            for tax in row.taxes
        ),
    )


def _head(row: InvoiceRow) -> IssuedHead:
    assert row.number is not None
    assert row.issue_date is not None
    return IssuedHead(
        row.id,
        DocumentKind(row.kind),
        row.number,
        row.issue_date,
        row.total_yen,
        str(row.parties["recipient"]["name"]),
        bool(row.parties["issuer"].get("registration_no")),
    )
