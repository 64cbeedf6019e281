"""What follows an invoice: entries billed once, credit notes within what was billed, voids replaced, payments whole."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.crediting import Reopening, reopenings, takes_back_fee
from app.domain.errors import Problem
from app.domain.money import TaxRounding, running_tax
from app.models import (
    BilledEntry,
    Client,
    CreditNote,
    InvoiceLineRow,
    InvoiceRow,
    InvoiceTax,
    InvoiceVoid,
    LedgerRow,
    Payment,
    TimeEntry,
)
from app.queries.invoices import view_of
from app.queries.invoices.billing import billable
from app.queries.invoices.crediting import apart_entries, creditable_lines, reopened_min


def entries_billed(session: Session) -> Iterator[Problem]:
    """An invoice bills what its month's ledger charges, entry by entry."""
    for row in session.scalars(select(InvoiceRow).where(InvoiceRow.kind == "invoice").order_by(InvoiceRow.id)):
        wanted = {each.time_entry_id: each.minutes for each in billable(session, row.client_id, row.month)}
        found = dict(
            session.execute(
                select(BilledEntry.time_entry_id, BilledEntry.minutes).where(BilledEntry.invoice_id == row.id)
            ).all()
        )
        if found != wanted:
            yield Problem(
                "invoice_entries",
                params={**_which(row), "found": sum(found.values()), "wanted": sum(wanted.values())},
            )


def reopened(session: Session) -> Iterator[Problem]:
    """An entry is re-opened by a credit note on its invoice or because the invoice is void, and for no other reason."""
    note = aliased(CreditNote)
    rows = session.execute(
        select(BilledEntry, InvoiceRow, note.credits_id)
        .join(InvoiceRow, InvoiceRow.id == BilledEntry.invoice_id)
        .outerjoin(note, note.invoice_id == BilledEntry.credit_note_id)
        .where(or_(BilledEntry.reopened_at.is_not(None), InvoiceRow.state == "void"))
        .order_by(BilledEntry.id)
    )
    for entry, row, credits_id in rows:
        by_note = entry.credit_note_id is not None and credits_id == row.id
        by_void = row.state == "void" and entry.credit_note_id is None and entry.reopened_at is not None
        if not by_note and not by_void:
            yield Problem("entry_reopened", params={**_which(row), "billed_entry": entry.id})


def credits_within(session: Session) -> Iterator[Problem]:
    """No line is taken back beyond its amount."""
    credited, line = aliased(InvoiceLineRow), aliased(InvoiceLineRow)
    taken = func.sum(credited.amount_yen)
    rows = session.execute(
        select(CreditNote.credits_id, credited.position, taken, func.max(line.amount_yen))
        .join(credited, credited.invoice_id == CreditNote.invoice_id)
        .outerjoin(line, (line.invoice_id == CreditNote.credits_id) & (line.position == credited.position))
        .group_by(CreditNote.credits_id, credited.position)
        .order_by(CreditNote.credits_id, credited.position)
    )
    for credits_id, position, taken_yen, amount_yen in rows:
        if amount_yen is None or not min(0, amount_yen) <= -taken_yen <= max(0, amount_yen):
            row = session.get_one(InvoiceRow, credits_id)
            params = {**_which(row), "line": position, "found": -int(taken_yen), "wanted": amount_yen or 0}
            yield Problem("credit_beyond", params=params)


def credit_taxes(session: Session) -> Iterator[Problem]:
    """The tax all credit notes of an invoice take back by rate is the tax on all they take back, rounded once."""
    billed = aliased(InvoiceTax)
    rows = session.execute(
        select(
            CreditNote.credits_id,
            InvoiceTax.rate_pct,
            func.sum(InvoiceTax.taxable_yen),
            func.sum(InvoiceTax.tax_yen),
            func.max(billed.taxable_yen),
        )
        .join(InvoiceTax, InvoiceTax.invoice_id == CreditNote.invoice_id)
        .outerjoin(
            billed,
            (billed.invoice_id == CreditNote.credits_id)
            & (billed.rate_pct == InvoiceTax.rate_pct)
            & (billed.category == InvoiceTax.category),
        )
        .group_by(CreditNote.credits_id, InvoiceTax.rate_pct, InvoiceTax.category)
        .order_by(CreditNote.credits_id)
    )
    for credits_id, rate_pct, taxable_yen, tax_yen, billed_yen in rows:
        row = session.get_one(InvoiceRow, credits_id)
        rounding = TaxRounding(row.tax_rounding)
        wanted = -running_tax(-int(taxable_yen), rate_pct, rounding, of_yen=billed_yen or 0)
        if int(tax_yen) != wanted:
            yield Problem("credit_tax", params={**_which(row), "found": int(tax_yen), "wanted": wanted})
    yield from _credit_sums(session)


def credit_postings(session: Session) -> Iterator[Problem]:
    """What a credit note re-opened is on the open month's ledger once: given back, and charged again if it says so."""
    found = _posted(session)
    for note, row in _notes(session):
        for reopening in _reopened_by(session, note):
            wanted = (reopening.package_min, _again_min(note, reopening))
            posted = found.pop(reopening.billed_entry_id, {})
            month = str(note.to_month)
            got = (posted.get((month, "credit"), 0), posted.get((month, "rebill"), 0))
            if got != wanted or len(posted) != sum(1 for each in wanted if each):
                params = {**_which(row), "billed_entry": reopening.billed_entry_id}
                yield Problem("credit_posting", params={**params, "found": str(got), "wanted": str(wanted)})
    for billed_entry_id in sorted(found):
        yield Problem("credit_posting", params={"billed_entry": billed_entry_id})


def voids(session: Session) -> Iterator[Problem]:
    """A void invoice has a number and names its replacement, which bills the same month."""
    replacement = aliased(InvoiceRow)
    rows = session.execute(
        select(InvoiceRow, replacement)
        .outerjoin(InvoiceVoid, InvoiceVoid.invoice_id == InvoiceRow.id)
        .outerjoin(replacement, replacement.id == InvoiceVoid.replacement_id)
        .where(or_(InvoiceRow.state == "void", InvoiceVoid.invoice_id.is_not(None)))
        .order_by(InvoiceRow.id)
    )
    for row, other in rows:
        if row.state != "void" or other is None or (other.month, other.total_yen) != (row.month, row.total_yen):
            yield Problem("invoice_void", params=_which(row))


def payments(session: Session) -> Iterator[Problem]:
    """A counter row takes back exactly what it names, and no invoice was paid back more than came in."""
    taken = aliased(Payment)
    rows = session.execute(select(Payment, taken).join(taken, taken.id == Payment.reverses_id).order_by(Payment.id))
    for counter, payment in rows:
        if (counter.invoice_id, -counter.amount_yen) != (payment.invoice_id, payment.amount_yen):
            yield Problem("payment", params={"payment": counter.public_id, "found": counter.amount_yen})
    sums = session.execute(
        select(Payment.invoice_id, func.sum(Payment.amount_yen))
        .group_by(Payment.invoice_id)
        .order_by(Payment.invoice_id)
    )
    for invoice_id, total_yen in sums:
        row = session.get_one(InvoiceRow, invoice_id)
        if total_yen < 0 or row.state != "issued" or row.kind != "invoice":
            yield Problem("payment", params={**_which(row), "found": int(total_yen)})


def _credit_sums(session: Session) -> Iterator[Problem]:
    for _note, row in _notes(session):
        subtotal = sum(line.amount_yen for line in row.lines)
        taxable, tax = (sum(getattr(each, name) for each in row.taxes) for name in ("taxable_yen", "tax_yen"))
        if (row.subtotal_yen, row.subtotal_yen, row.tax_yen) != (subtotal, taxable, tax):
            yield Problem("invoice_total", params={**_which(row), "found": row.total_yen, "wanted": subtotal + tax})


def _notes(session: Session) -> list[tuple[CreditNote, InvoiceRow]]:
    rows = session.execute(
        select(CreditNote, InvoiceRow)
        .join(InvoiceRow, InvoiceRow.id == CreditNote.invoice_id)
        .order_by(CreditNote.invoice_id)
    )
    return [(note, row) for note, row in rows]


def _posted(session: Session) -> dict[int, dict[tuple[str, str], int]]:
    """Billed entry -> (month, kind) -> minutes."""
    is_given = (LedgerRow.kind == "credit") & (LedgerRow.account == "available")
    is_charged = (LedgerRow.kind == "rebill") & (LedgerRow.account == "used")
    rows = session.execute(
        select(
            LedgerRow.billed_entry_id,
            LedgerRow.month,
            LedgerRow.kind,
            func.sum(case((or_(is_given, is_charged), LedgerRow.minutes), else_=0)),
        )
        .where(LedgerRow.billed_entry_id.is_not(None))
        .group_by(LedgerRow.billed_entry_id, LedgerRow.month, LedgerRow.kind)
    )
    found: dict[int, dict[tuple[str, str], int]] = {}
    for billed_entry_id, month, kind, minutes in rows:
        found.setdefault(billed_entry_id, {})[str(month), kind] = int(minutes)
    return found


def _again_min(note: CreditNote, reopening: Reopening) -> int:
    """What the note charges again on the ledger; beside the package the open month's invoice charges it alone."""
    return reopening.minutes if note.minutes_go == "again" and not reopening.is_apart else 0


def _reopened_by(session: Session, note: CreditNote) -> tuple[Reopening, ...]:
    """What became of the entries of a credit note, worked out anew from the invoice and the notes before it."""
    credited = session.get_one(InvoiceRow, note.credits_id)
    view = view_of(credited, session.get_one(Client, credited.client_id))
    lines = creditable_lines(session, view, before_id=note.invoice_id)
    taken = session.execute(
        select(InvoiceLineRow.position, InvoiceLineRow.amount_yen).where(InvoiceLineRow.invoice_id == note.invoice_id)
    )
    entries = session.execute(
        select(BilledEntry.id, BilledEntry.minutes)
        .join(TimeEntry, TimeEntry.id == BilledEntry.time_entry_id)
        .where(BilledEntry.credit_note_id == note.invoice_id)
        .order_by(TimeEntry.work_date, TimeEntry.id)
    )
    return reopenings(
        [(entry_id, minutes) for entry_id, minutes in entries],
        overage_min=view.balance.overage_min if view.balance else 0,
        before_min=reopened_min(session, note.credits_id, before_id=note.invoice_id),
        fee_is_taken_back=takes_back_fee(lines, {position: -amount_yen for position, amount_yen in taken}),
        apart=apart_entries(session, note.credits_id),
    )


def _which(row: InvoiceRow) -> dict[str, str | int]:
    return {"invoice": row.number or row.public_id, "month": str(row.month)}
