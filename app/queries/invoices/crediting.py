"""What credit notes took back from invoices and what is left; the voiding of an invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.accounts import Scope
from app.domain.crediting import CreditableLine
from app.domain.terms.activities import Counting
from app.domain.worktime import Month
from app.models import BilledEntry, ClientMonth, CreditNote, InvoiceLineRow, InvoiceRow, InvoiceVoid, TimeEntry
from app.queries.invoices import InvoiceView
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class CreditView:
    """A credit note in a list under its invoice; `minutes` it re-opened, amounts negative."""

    id: int
    public_id: str
    number: str | None
    issue_date: dt.date | None
    total_yen: int
    reason: str
    minutes_go: str
    to_month: Month | None
    minutes: int
    credits_public_id: str
    credits_number: str | None
    credits_issue_date: dt.date | None
    credits_month: Month


@dataclass(frozen=True, slots=True)
class VoidView:
    """The voiding of an invoice, seen from either side."""

    voided_public_id: str
    voided_number: str | None
    replacement_public_id: str
    replacement_number: str | None
    reason: str
    voided_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ReplacedView:
    """The void invoice that another stands for: its number and its day of issue."""

    number: str
    issue_date: dt.date


def creditable_lines(session: Session, view: InvoiceView, *, before_id: int | None = None) -> list[CreditableLine]:
    """The invoice's lines with what credit notes took back from each: all, or those before that one."""
    wanted = (
        select(InvoiceLineRow.position, func.sum(InvoiceLineRow.amount_yen))
        .join(CreditNote, CreditNote.invoice_id == InvoiceLineRow.invoice_id)
        .where(CreditNote.credits_id == view.head.id)
        .group_by(InvoiceLineRow.position)
    )
    if before_id is not None:
        wanted = wanted.where(CreditNote.invoice_id < before_id)
    taken = dict(session.execute(wanted).all())
    return [
        CreditableLine(position, line, -int(taken.get(position, 0)))
        for position, line in zip(view.positions, view.lines, strict=True)
    ]


def creditable_entries(session: Session, invoice_id: int, ids: Iterable[int] | None = None) -> list[BilledEntry]:
    """The rows of entries that a credit note may re-open, in the order of the work.

    They live, and were not taken back by a reversal of a later month. Whoever re-opens them has locked the client.

    Args:
        session: reads.
        invoice_id: the invoice that bills them.
        ids: only these rows; all otherwise.
    """
    reversal = aliased(TimeEntry)
    wanted = (
        select(BilledEntry)
        .join(TimeEntry, TimeEntry.id == BilledEntry.time_entry_id)
        .where(
            BilledEntry.invoice_id == invoice_id,
            BilledEntry.reopened_at.is_(None),
            BilledEntry.minutes > 0,
            ~select(reversal.id).where(reversal.reverses_id == TimeEntry.id).exists(),
        )
        .order_by(TimeEntry.work_date, TimeEntry.id)
    )
    if ids is not None:
        wanted = wanted.where(BilledEntry.id.in_(list(ids)))
    return list(session.scalars(wanted))


def is_credited(session: Session, entry: TimeEntry) -> bool:
    """Whether a credit note has re-opened the entry, to give its minutes back or to charge them again."""
    credited = (
        select(BilledEntry.id)
        .join(InvoiceRow, InvoiceRow.id == BilledEntry.invoice_id)
        .where(
            InvoiceRow.client_id == entry.client_id,
            InvoiceRow.month == entry.month,
            BilledEntry.time_entry_id == entry.id,
            BilledEntry.credit_note_id.is_not(None),
        )
    )
    return session.scalar(credited.limit(1)) is not None


def reopened_min(session: Session, invoice_id: int, *, apart: bool = False, before_id: int | None = None) -> int:
    """Minutes of the invoice that credit notes have re-opened: all, or those before that one.

    Args:
        session: reads.
        invoice_id: the invoice.
        apart: those billed beside the package; those drawn from it otherwise.
        before_id: the credit note that is looked at.
    """
    counted = (
        select(func.sum(BilledEntry.minutes))
        .join(TimeEntry, TimeEntry.id == BilledEntry.time_entry_id)
        .where(
            BilledEntry.invoice_id == invoice_id,
            BilledEntry.credit_note_id.is_not(None),
            (TimeEntry.counting == str(Counting.BILLED)) == apart,
        )
    )
    if before_id is not None:
        counted = counted.where(BilledEntry.credit_note_id < before_id)
    return session.scalar(counted) or 0


def apart_entries(session: Session, invoice_id: int) -> dict[int, int]:
    """Id of a billed entry -> its minutes, for those the invoice bills beside the package."""
    rows = session.execute(
        select(BilledEntry.id, BilledEntry.minutes)
        .join(TimeEntry, TimeEntry.id == BilledEntry.time_entry_id)
        .where(BilledEntry.invoice_id == invoice_id, TimeEntry.counting == str(Counting.BILLED))
    )
    return dict(rows.all())


def credits_of(session: Session, scope: Scope, invoice_id: int) -> list[CreditView]:
    """The credit notes that take back from an invoice, oldest first."""
    return _credits(session, scope, CreditNote.credits_id == invoice_id)


def credit_of(session: Session, scope: Scope, invoice_id: int) -> CreditView | None:
    """What a credit note takes back; None for an invoice."""
    return next(iter(_credits(session, scope, CreditNote.invoice_id == invoice_id)), None)


def credited_by(session: Session, scope: Scope, note_public_id: str) -> str | None:
    """The public id of the invoice that the credit note takes back from; None where there is no such note."""
    found = _credits(session, scope, CreditNote.invoice_id == _id_of(note_public_id))
    return found[0].credits_public_id if found else None


def voiding_of(session: Session, scope: Scope, invoice_id: int) -> VoidView | None:
    """The voiding that made this invoice void, or that this invoice replaces."""
    voided, replacement = aliased(InvoiceRow), aliased(InvoiceRow)
    found = session.execute(
        select(
            voided.public_id,
            voided.number,
            replacement.public_id,
            replacement.number,
            InvoiceVoid.reason,
            InvoiceVoid.voided_at,
        )
        .join(voided, voided.id == InvoiceVoid.invoice_id)
        .join(replacement, replacement.id == InvoiceVoid.replacement_id)
        .where(
            (InvoiceVoid.invoice_id == invoice_id) | (InvoiceVoid.replacement_id == invoice_id),
            own_client(scope, InvoiceVoid.client_id),
        )
        # An invoice that replaced one and is void itself says what became of it.
        .order_by(InvoiceVoid.invoice_id != invoice_id)
    ).first()
    return VoidView(*found) if found else None


def replaced_by(session: Session, scope: Scope, invoice_id: int) -> ReplacedView | None:
    """The void invoice that this one stands for; None for the first of a month. It was issued, or it were not void."""
    found = session.execute(
        select(InvoiceRow.number, InvoiceRow.issue_date)
        .join(InvoiceVoid, InvoiceVoid.invoice_id == InvoiceRow.id)
        .where(
            InvoiceVoid.replacement_id == invoice_id,
            own_client(scope, InvoiceVoid.client_id),
        )
    ).first()
    if found is None or found.number is None or found.issue_date is None:
        return None
    return ReplacedView(found.number, found.issue_date)


def open_month(session: Session, client_id: int) -> Month:
    """The month minutes come back to: the one after the client's last closed month."""
    last = session.scalar(
        select(ClientMonth.month)
        .where(ClientMonth.client_id == client_id, ClientMonth.state == "closed")
        .order_by(ClientMonth.month.desc())
        .limit(1)
    )
    assert last is not None, "an issued invoice is of a closed month"
    return last.next()


def _id_of(public_id: str) -> ScalarSelect[int]:
    return select(InvoiceRow.id).where(InvoiceRow.public_id == public_id).scalar_subquery()


def _credits(session: Session, scope: Scope, condition: object) -> list[CreditView]:
    note, credited = aliased(InvoiceRow), aliased(InvoiceRow)
    minutes = (
        select(func.coalesce(func.sum(BilledEntry.minutes), 0))
        .where(BilledEntry.credit_note_id == CreditNote.invoice_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            note.id,
            note.public_id,
            note.number,
            note.issue_date,
            note.total_yen,
            CreditNote.reason,
            CreditNote.minutes_go,
            CreditNote.to_month,
            minutes,
            credited.public_id,
            credited.number,
            credited.issue_date,
            credited.month,
        )
        .join(note, note.id == CreditNote.invoice_id)
        .join(credited, credited.id == CreditNote.credits_id)
        .where(condition, own_client(scope, CreditNote.client_id))  # type: ignore[arg-type]
        .order_by(CreditNote.invoice_id)
    )
    return [CreditView(*found) for found in rows]
