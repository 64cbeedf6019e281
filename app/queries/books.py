"""Reads for files that leave the app: sales and payments, what is owed, hours worked, documents as kept. For staff,

but for documents chosen one by one, of which a client sees its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased, lazyload, selectinload

from app.domain.accounts import Scope
from app.domain.documents import DocumentKind
from app.domain.invoicing import TaxCategory, TaxGroup
from app.domain.journals import Payment, Sale
from app.domain.receivables import Claim
from app.domain.worktime import Month, tokyo_instant, work_date
from app.models import (
    AssistantRow,
    Client,
    CreditNote,
    InvoiceFile,
    InvoiceRow,
    InvoiceVoid,
    TaskRow,
    TimeEntry,
    WorkItem,
)
from app.models import Payment as PaymentRow
from app.queries.invoices.searching import Search, found_rows, traded_day
from app.queries.scope import own_client

#: Rows of hours fetched at a time.
PIECE = 500
#: Ids in a statement.
IDS_AT_ONCE = 500


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
    traded_on: dt.date
    issue_date: dt.date
    total_yen: int
    partner: str
    is_qualified: bool
    is_void: bool


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The bytes of a document as first made, and the hash they were kept with."""

    content: bytes
    sha256: str


def sales(session: Session, scope: Scope, months: Months) -> list[Sale]:
    """Invoices, credit notes and voidings to be booked in these months, by day and number.

    An invoice is booked on the last day of its supply, a credit note on the day of the return. One that is void stays
    booked and is taken out on the day it was voided, its replacement is booked on the day of its issue: so nothing
    changes in a month whose journal is in the books already.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    replaces = select(InvoiceVoid.invoice_id).where(InvoiceVoid.replacement_id == InvoiceRow.id).exists()
    is_first = and_(InvoiceRow.kind == DocumentKind.INVOICE, ~replaces)
    booked = or_(
        and_(is_first, InvoiceRow.period_end.between(*months.days)),
        and_(~is_first, InvoiceRow.issue_date.between(*months.days)),
    )
    credited = aliased(InvoiceRow)
    wanted = (
        select(InvoiceRow, Client.code, func.coalesce(credited.number, ""), is_first)
        .join(Client, Client.id == InvoiceRow.client_id)
        .outerjoin(CreditNote, CreditNote.invoice_id == InvoiceRow.id)
        .outerjoin(credited, credited.id == CreditNote.credits_id)
        .where(InvoiceRow.state != "draft", booked)
        .options(lazyload("*"), selectinload(InvoiceRow.taxes))
    )
    found = [_sale(*each) for each in session.execute(wanted)]
    found += _voidings(session, months)
    return sorted(found, key=lambda sale: (sale.booked_on, sale.number, sale.is_voiding))


def _voidings(session: Session, months: Months) -> list[Sale]:
    """The invoices voided in these months, to be taken out of the books."""
    first_day, last_day = months.days
    begin, end = (tokyo_instant(day, dt.time()) for day in (first_day, last_day + dt.timedelta(days=1)))
    wanted = (
        select(InvoiceRow, Client.code, InvoiceVoid.voided_at)
        .join(InvoiceVoid, InvoiceVoid.invoice_id == InvoiceRow.id)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(InvoiceVoid.voided_at >= begin, InvoiceVoid.voided_at < end)
        .options(lazyload("*"), selectinload(InvoiceRow.taxes))
    )
    return [
        replace(_sale(row, code, "", False), booked_on=work_date(voided_at), due_date=None, is_voiding=True)  # noqa: FBT003
        for row, code, voided_at in session.execute(wanted)
    ]


def payments(session: Session, scope: Scope, *, since: dt.date | None, until: dt.date) -> list[Payment]:
    """Money that came in or went back between these days, both within, by day; counter rows are rows of their own.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    wanted = (
        select(InvoiceRow.number, Client.code, Client.name, PaymentRow.paid_on, PaymentRow.amount_yen)
        .join(InvoiceRow, InvoiceRow.id == PaymentRow.invoice_id)
        .join(Client, Client.id == PaymentRow.client_id)
        .where(PaymentRow.paid_on <= until)
        .order_by(PaymentRow.paid_on, PaymentRow.id)
    )
    if since is not None:
        wanted = wanted.where(PaymentRow.paid_on >= since)
    return [_payment(found) for found in session.execute(wanted)]


def claims(session: Session, scope: Scope, until: dt.date) -> list[Claim]:
    """Every invoice and credit note issued by that day that counts, by day of issue.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    credited = aliased(InvoiceRow)
    wanted = (
        select(
            InvoiceRow.number,
            Client.code,
            Client.name,
            InvoiceRow.issue_date,
            InvoiceRow.due_date,
            func.abs(InvoiceRow.total_yen),
            func.coalesce(credited.number, ""),
        )
        .join(Client, Client.id == InvoiceRow.client_id)
        .outerjoin(CreditNote, CreditNote.invoice_id == InvoiceRow.id)
        .outerjoin(credited, credited.id == CreditNote.credits_id)
        .where(InvoiceRow.state == "issued", InvoiceRow.issue_date <= until)
        .order_by(InvoiceRow.issue_date, InvoiceRow.id)
    )
    return [_claim(found) for found in session.execute(wanted)]


def issued(session: Session, scope: Scope, wanted: Search) -> list[IssuedHead]:
    """Every issued document that fits the search, void ones among them, by the day it asks for and number.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    return [_head(row) for row in found_rows(session, scope, wanted)]


def issued_among(session: Session, scope: Scope, public_ids: Sequence[str]) -> list[IssuedHead]:
    """The issued documents with these ids that the scope may see, by day and number; clients see their own."""
    found: list[InvoiceRow] = []
    for first in range(0, len(public_ids), IDS_AT_ONCE):
        some = InvoiceRow.public_id.in_(public_ids[first : first + IDS_AT_ONCE])
        own = own_client(scope, InvoiceRow.client_id)
        wanted = select(InvoiceRow).where(some, own, InvoiceRow.number.is_not(None)).options(lazyload("*"))
        found += session.scalars(wanted)
    return [_head(row) for row in sorted(found, key=lambda row: (row.issue_date, row.id))]


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


def _payment(found: Any) -> Payment:
    return Payment(*found)


def _claim(found: Any) -> Claim:
    return Claim(*found)


def _sale(row: InvoiceRow, client_code: str, original_number: str, is_first: bool) -> Sale:  # noqa: FBT001 - a row
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
        booked_on=row.period_end if is_first else row.issue_date,
        issue_date=row.issue_date,
        due_date=None if is_return else row.due_date,
        tax_groups=tuple(
            TaxGroup(tax.rate_pct, TaxCategory(tax.category), sign * tax.taxable_yen, sign * tax.tax_yen)
            for tax in row.taxes
        ),
        original_number=original_number,
    )


def _head(row: InvoiceRow) -> IssuedHead:
    assert row.number is not None
    assert row.issue_date is not None
    return IssuedHead(
        row.id,
        DocumentKind(row.kind),
        row.number,
        traded_day(row),
        row.issue_date,
        row.total_yen,
        str(row.parties["recipient"]["name"]),
        bool(row.parties["issuer"].get("registration_no")),
        row.state == "void",
    )
