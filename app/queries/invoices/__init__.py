"""Reads of invoices, their numbers and their files. Clients see issued ones only, assistants none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.invoicing import InvoiceLine, LineKind, TaxCategory, TaxGroup, Unit
from app.domain.packages import MonthBalance
from app.domain.worktime import Month
from app.models import Client, InvoiceCounter, InvoiceFile, InvoiceRow, Issuer
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class InvoiceHead:
    """An invoice in a list; a draft has no number and no issue date."""

    id: int
    public_id: str
    client_id: int
    client_public_id: str
    client_code: str
    client_name: str
    client_short_name: str
    month: Month
    kind: str
    state: str
    number: str | None
    issue_date: dt.date | None
    due_date: dt.date
    subtotal_yen: int
    tax_yen: int
    total_yen: int


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Minutes on one task, as the invoice says it."""

    task: str
    minutes: int


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One whole invoice or credit note.

    Attributes:
        positions: of the lines, in their order; a credit note's line has the position of the line it takes back from.
        balance: of the month's package; None on a credit note.
        parties: issuer and recipient as they were at issue; empty for a draft.
    """

    head: InvoiceHead
    period_start: dt.date
    period_end: dt.date
    tax_rounding: str
    lines: tuple[InvoiceLine, ...]
    positions: tuple[int, ...]
    tax_groups: tuple[TaxGroup, ...]
    hours: tuple[HoursLine, ...]
    balance: MonthBalance | None
    parties: dict[str, Any]


#: The columns of an `InvoiceHead`, in its order.
_HEAD: Any = (
    InvoiceRow.id,
    InvoiceRow.public_id,
    Client.id,
    Client.public_id,
    Client.code,
    Client.name,
    Client.short_name,
    InvoiceRow.month,
    InvoiceRow.kind,
    InvoiceRow.state,
    InvoiceRow.number,
    InvoiceRow.issue_date,
    InvoiceRow.due_date,
    InvoiceRow.subtotal_yen,
    InvoiceRow.tax_yen,
    InvoiceRow.total_yen,
)


def invoices(
    session: Session,
    scope: Scope,
    *,
    month: Month | None = None,
    state: str | None = None,
    client_id: int | None = None,
    kind: str | None = None,
    limit: int | None = None,
) -> list[InvoiceHead]:
    """Invoices and credit notes in the scope, newest month first, then by client, in the order they were made."""
    # A list names totals only: lines, taxes and hours stay in the database, and no rows are made.
    wanted = select(*_HEAD).join(Client, Client.id == InvoiceRow.client_id).where(_visible(scope))
    if client_id is not None:
        wanted = wanted.where(InvoiceRow.client_id == client_id)
    if kind is not None:
        wanted = wanted.where(InvoiceRow.kind == kind)
    if month is not None:
        wanted = wanted.where(InvoiceRow.month == month)
    if state is not None:
        wanted = wanted.where(InvoiceRow.state == state)
    wanted = wanted.order_by(InvoiceRow.month.desc(), Client.code, InvoiceRow.id).limit(limit)
    return [InvoiceHead(*found) for found in session.execute(wanted)]


def invoice(session: Session, scope: Scope, *, public_id: str | None = None, number: str | None = None) -> InvoiceView:
    """The invoice with that public id or number.

    Raises:
        NotFound: there is none in the scope.
    """
    wanted = InvoiceRow.public_id == public_id if public_id is not None else InvoiceRow.number == number
    found = session.execute(
        select(InvoiceRow, Client).join(Client, Client.id == InvoiceRow.client_id).where(wanted, _visible(scope))
    ).first()
    if found is None:
        raise NotFound("invoice")
    return view_of(*found)


def invoice_row(session: Session, public_id: str) -> InvoiceRow:
    """The row of one invoice, locked together with its client, for an action that changes what it comes to.

    The client is locked first, as by everybody who writes its months: nobody waits for one who waits for them.

    Raises:
        NotFound: there is none.
    """
    client_id = session.scalar(select(InvoiceRow.client_id).where(InvoiceRow.public_id == public_id))
    if client_id is None:
        raise NotFound("invoice")
    session.execute(select(Client.id).where(Client.id == client_id).with_for_update(key_share=True))
    return session.scalars(select(InvoiceRow).where(InvoiceRow.public_id == public_id).with_for_update()).one()


def live_invoice(session: Session, client_id: int, month: Month) -> InvoiceRow | None:
    """The row of the client's invoice for the month that counts."""
    return session.scalar(
        select(InvoiceRow).where(
            InvoiceRow.client_id == client_id,
            InvoiceRow.month == month,
            InvoiceRow.kind == "invoice",
            InvoiceRow.state != "void",
        )
    )


def lock_counter(session: Session, series: str) -> InvoiceCounter | None:
    """The series' counter, locked. Lock it last: it is the row everybody waits for.

    The issuer's row is locked before it, so that only one transaction makes the counter of a new series.
    """
    session.execute(select(Issuer.id).with_for_update())
    return session.scalar(select(InvoiceCounter).where(InvoiceCounter.series == series).with_for_update())


def invoice_file(session: Session, invoice_id: int, file_format: str = "pdf") -> bytes | None:
    """The document's file of that format, `pdf` or `xml`, as it was first made; None before that."""
    return session.scalar(
        select(InvoiceFile.content).where(InvoiceFile.invoice_id == invoice_id, InvoiceFile.format == file_format)
    )


def view_of(row: InvoiceRow, client: Client) -> InvoiceView:
    """The invoice of a row and its client."""
    return InvoiceView(
        head=head_of(row, client),
        period_start=row.period_start,
        period_end=row.period_end,
        tax_rounding=row.tax_rounding,
        lines=tuple(
            InvoiceLine(
                kind=LineKind(line.kind),
                text=line.description,
                quantity=line.quantity,
                unit=Unit(line.unit),
                unit_price_yen=line.unit_price_yen,
                amount_yen=line.amount_yen,
                tax_rate_pct=line.tax_rate_pct,
                category=TaxCategory(line.category),
            )
            for line in row.lines
        ),
        positions=tuple(line.position for line in row.lines),
        tax_groups=tuple(
            TaxGroup(tax.rate_pct, TaxCategory(tax.category), tax.taxable_yen, tax.tax_yen) for tax in row.taxes
        ),
        hours=tuple(HoursLine(line.name, line.minutes) for line in row.hours),
        balance=MonthBalance(**row.balance) if row.balance else None,
        parties=dict(row.parties),
    )


def _visible(scope: Scope) -> ColumnElement[bool]:
    own = own_client(scope, InvoiceRow.client_id)
    return own if scope.is_staff else and_(own, InvoiceRow.state != "draft")


def head_of(row: InvoiceRow, client: Client) -> InvoiceHead:
    """The row as a list shows it."""
    return InvoiceHead(
        row.id,
        row.public_id,
        client.id,
        client.public_id,
        client.code,
        client.name,
        client.short_name,
        row.month,
        row.kind,
        row.state,
        row.number,
        row.issue_date,
        row.due_date,
        row.subtotal_yen,
        row.tax_yen,
        row.total_yen,
    )
