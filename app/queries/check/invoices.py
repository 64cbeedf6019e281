"""Invoices: sums, taxes, charges as the terms ask, numbers without gaps, files as they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.domain.invoicing import InvoiceLine, counter_key, draft_settled, invoice_number
from app.domain.money import TaxRounding, tax_of
from app.domain.packages import Settlement
from app.domain.terms import Terms
from app.domain.terms.series import terms_for
from app.models import Client, ClientMonth, InvoiceCounter, InvoiceFile, InvoiceRow, LedgerRow
from app.queries.check.ledger import recomputed
from app.queries.clients import terms_by_client
from app.queries.invoices import live_invoice, view_of
from app.queries.invoices.billing import apart_min
from app.queries.packages import besides


def closed_months_billed(session: Session) -> Iterator[Problem]:
    """A closed month with something to bill has its invoice; an open month has none."""
    terms = terms_by_client(session, set(session.scalars(select(ClientMonth.client_id))))
    for month in session.scalars(select(ClientMonth).order_by(ClientMonth.client_id, ClientMonth.month)):
        live = live_invoice(session, month.client_id, month.month)
        lines = _lines(session, month, terms.get(month.client_id, []))
        wanted = bool(month.state == "closed" and lines)
        if wanted != (live is not None):
            yield Problem("month_invoice", params={"client_id": month.client_id, "month": str(month.month)})


def totals(session: Session) -> Iterator[Problem]:
    """Lines add up to the subtotal, taxes to the tax, both to the total."""
    for row in _invoices(session):
        wanted = (
            sum(line.amount_yen for line in row.lines),
            sum(tax.tax_yen for tax in row.taxes),
            sum(line.amount_yen for line in row.lines) + sum(tax.tax_yen for tax in row.taxes),
        )
        found = (row.subtotal_yen, row.tax_yen, row.total_yen)
        if found != wanted:
            yield Problem("invoice_total", params={**_which(row), "found": row.total_yen, "wanted": wanted[2]})


def taxes(session: Session) -> Iterator[Problem]:
    """The tax of a rate is that of its lines' sum, rounded once."""
    for row in _invoices(session):
        sums: dict[tuple[int, str], int] = {}
        for line in row.lines:
            key = (line.tax_rate_pct, line.category)
            sums[key] = sums.get(key, 0) + line.amount_yen
        wanted = {key: (yen, tax_of(yen, key[0], TaxRounding(row.tax_rounding))) for key, yen in sums.items()}
        found = {(tax.rate_pct, tax.category): (tax.taxable_yen, tax.tax_yen) for tax in row.taxes}
        if found != wanted:
            yield Problem("invoice_tax", params=_which(row))


def charges(session: Session) -> Iterator[Problem]:
    """Fee and overage of a month's invoice are what its terms ask for the minutes on its ledger, with its expenses."""
    terms = terms_by_client(session, set(session.scalars(select(Client.id))))
    for row in _invoices(session):
        month = session.get_one(ClientMonth, (row.client_id, row.month))
        view = view_of(row, session.get_one(Client, row.client_id))
        series = terms.get(row.client_id, [])
        if view.lines != _lines(session, month, series):
            yield Problem("invoice_charges", params=_which(row))
        elif not _says(row, recomputed(session, month, series)):
            yield Problem("invoice_balance", params=_which(row))


def hours_billed(session: Session) -> Iterator[Problem]:
    """The hours an invoice lists are the minutes used on the month's ledger, and those billed beside the package."""
    for row in _invoices(session):
        used = session.scalar(
            select(func.sum(LedgerRow.minutes)).where(
                LedgerRow.client_id == row.client_id, LedgerRow.month == row.month, LedgerRow.account == "used"
            )
        )
        wanted = (used or 0) + apart_min(session, [row.client_id], row.month).get(row.client_id, 0)
        listed = sum(line.minutes for line in row.hours)
        if listed != wanted:
            yield Problem("invoice_hours", params={**_which(row), "found": listed, "wanted": wanted})


def numbers(session: Session) -> Iterator[Problem]:
    """Numbers of a series run 1, 2, 3 ... without a gap, and each is what its pattern gives."""
    expected: dict[str, int] = {}
    issued = select(InvoiceRow).where(InvoiceRow.number.is_not(None)).order_by(InvoiceRow.series, InvoiceRow.sequence)
    for row in session.scalars(issued):
        expected[row.series] = expected.get(row.series, 0) + 1
        if row.sequence != expected[row.series]:
            yield Problem("number_gap", params={**_which(row), "wanted": expected[row.series]})
            expected[row.series] = row.sequence or 0
        pattern = _pattern(row)
        if row.issue_date is None or row.sequence is None:
            continue  # the table's own checks refuse it
        wanted = (counter_key(pattern, row.issue_date), invoice_number(pattern, row.sequence, row.issue_date))
        if (row.series, row.number) != wanted:
            yield Problem("number", params={**_which(row), "wanted": wanted[1]})


def _pattern(row: InvoiceRow) -> str:
    """How it was numbered; of a credit note that is its own series, where there was one."""
    issuer: dict[str, str] = row.parties["issuer"]
    own = issuer.get("credit_pattern", "") if row.kind == "credit_note" else ""
    return own or issuer["invoice_pattern"]


def counters(session: Session) -> Iterator[Problem]:
    """A series' counter stands at its last number."""
    last = dict(
        session.execute(
            select(InvoiceRow.series, func.max(InvoiceRow.sequence))
            .where(InvoiceRow.number.is_not(None))
            .group_by(InvoiceRow.series)
        ).all()
    )
    kept = dict(session.execute(select(InvoiceCounter.series, InvoiceCounter.last)).all())
    for series in sorted(last.keys() | kept.keys()):
        if kept.get(series, 0) != (last.get(series) or 0):
            yield Problem(
                "counter", params={"series": series, "found": kept.get(series, 0), "wanted": last.get(series) or 0}
            )


def files(session: Session) -> Iterator[Problem]:
    """A kept file is, byte for byte, what was made."""
    rows = session.execute(select(InvoiceFile, InvoiceRow).join(InvoiceRow, InvoiceRow.id == InvoiceFile.invoice_id))
    for file, row in rows:
        if hashlib.sha256(file.content).hexdigest() != file.sha256:
            yield Problem("invoice_file", params=_which(row))


def _says(row: InvoiceRow, settled: Settlement | None) -> bool:
    """Whether the balance on the invoice is this one; an older invoice has fewer figures."""
    figures = asdict(settled.balance) if settled else {}
    return bool(row.balance) and all(figures.get(name) == value for name, value in row.balance.items())


def _lines(session: Session, month: ClientMonth, series: Sequence[Terms]) -> tuple[InvoiceLine, ...] | None:
    """What the month is charged, worked out anew; None where it cannot have been closed so."""
    settled = recomputed(session, month, series) if any(terms.valid_from <= month.month for terms in series) else None
    if settled is None:
        return None
    found = besides(session, {month.client_id: series}, month.month)[month.client_id]
    return draft_settled(terms_for(series, month.month), settled, month.month, found).lines


def _invoices(session: Session) -> list[InvoiceRow]:
    return list(session.scalars(select(InvoiceRow).where(InvoiceRow.kind == "invoice").order_by(InvoiceRow.id)))


def _which(row: InvoiceRow) -> dict[str, str | int]:
    return {"invoice": row.number or row.public_id, "month": str(row.month)}
