"""An invoice for machines as plain facts, and whether its figures hold together. Pure; the file is made elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.documents import DocumentKind, InvoiceDocument, Party
from app.domain.errors import Problem
from app.domain.invoicing import (
    InvoiceLine,
    TaxCategory,
    TaxGroup,
    Unit,
    hourly_amount_yen,
    registration_number_problem,
)
from app.domain.money import TaxRounding, tax_of

FIGURES = "einvoice_figures"


class EInvoiceKind(StrEnum):
    """What a file says of itself."""

    INVOICE = "invoice"
    SELF_BILLED = "self_billed"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class EParty:
    """Seller or buyer.

    Attributes:
        name: full legal name.
        registration_number: T and 13 digits; empty for one without.
        postal_code: `000-0001` or empty.
        address: in one line or several.
        contact: a person, or empty.
        endpoint: where the network delivers to, `0188:` and 13 digits; empty where that is not known.
    """

    name: str
    registration_number: str = ""
    postal_code: str = ""
    address: str = ""
    contact: str = ""
    endpoint: str = ""

    @classmethod
    def of(cls, party: Party, registration_number: str = "", endpoint: str = "") -> EParty:
        """The party of a paper document."""
        return cls(party.name, registration_number, party.postal_code, party.address, party.contact, endpoint)


@dataclass(frozen=True, slots=True)
class EInvoice:
    """One document; the amounts of a credit note are above 0 like those of an invoice.

    Attributes:
        kind: invoice, invoice made by the buyer for the seller, or credit note.
        number: its number.
        issue_date: day of issue in Tokyo.
        due_date: to be paid by; None where nothing is to be paid.
        starts_on: first day of the supply.
        ends_on: its last day.
        seller: who supplied.
        buyer: who was supplied.
        lines: charges without tax.
        tax_groups: the sums by rate of these lines.
        tax_rounding: what became of a fraction of a yen.
        preceding_number: the invoice that a credit note takes back from, or the void one that an invoice stands for;
            empty otherwise.
        preceding_date: its day of issue.
        note: free text.
        payment_note: where and how to pay, in words.
    """

    kind: EInvoiceKind
    number: str
    issue_date: dt.date
    due_date: dt.date | None
    starts_on: dt.date
    ends_on: dt.date
    seller: EParty
    buyer: EParty
    lines: tuple[InvoiceLine, ...]
    tax_groups: tuple[TaxGroup, ...]
    tax_rounding: TaxRounding
    preceding_number: str = ""
    preceding_date: dt.date | None = None
    note: str = ""
    payment_note: str = ""

    @property
    def subtotal_yen(self) -> int:
        """Without tax."""
        return sum(line.amount_yen for line in self.lines)

    @property
    def tax_yen(self) -> int:
        """All tax."""
        return sum(group.tax_yen for group in self.tax_groups)


def einvoice_of(document: InvoiceDocument, *, buyer_endpoint: str = "") -> EInvoice:
    """The same document for a machine. A credit note's lines are turned so that what is given back is above 0.

    Both a credit note and an invoice in place of a void one name the document before them. Source: JP PINT, group
    IBG-03, "PRECEDING INVOICE REFERENCE", for corrections with number and day (developer.vertexinc.com, "Japan
    (Peppol): Invoice Document Reference").

    Args:
        document: an issued one.
        buyer_endpoint: the client's address on the network, where it is known.

    Raises:
        ValueError: the document is a draft, which is never sent.
    """
    if document.number is None:
        raise ValueError("a draft has no number and is not sent")
    original = document.original
    preceding = original or document.replaced
    is_credit = document.kind is DocumentKind.CREDIT_NOTE
    return EInvoice(
        kind=EInvoiceKind.CREDIT_NOTE if is_credit else EInvoiceKind.INVOICE,
        number=document.number,
        issue_date=document.issue_date,
        due_date=document.due_date,
        starts_on=original.starts_on if original else document.starts_on,
        ends_on=original.ends_on if original else document.ends_on,
        seller=EParty.of(document.issuer, document.registration_number),
        buyer=EParty.of(document.recipient, endpoint=buyer_endpoint),
        lines=tuple(turned_line(line, document.sign) for line in document.lines),
        tax_groups=tuple(_turned_group(group, document.sign) for group in document.tax_groups),
        tax_rounding=document.tax_rounding,
        preceding_number=preceding.number if preceding else "",
        preceding_date=preceding.issue_date if preceding else None,
        note=document.remarks,
        payment_note="" if is_credit else "\n".join(document.bank_lines),
    )


def turned_line(line: InvoiceLine, sign: int) -> InvoiceLine:
    """The line with its amount times 1 or −1; the sign stands in the quantity, for a price is never negative."""
    amount_yen = sign * line.amount_yen
    quantity = abs(line.quantity) if amount_yen >= 0 else -abs(line.quantity)
    return InvoiceLine(
        line.kind,
        line.text,
        quantity,
        line.unit,
        abs(line.unit_price_yen),
        amount_yen,
        line.tax_rate_pct,
        line.category,
    )


def figure_problems(einvoice: EInvoice) -> tuple[Problem, ...]:
    """What does not add up: lines, sums by rate, tax of a rate, numbers. Empty for a sound document.

    Each problem is `einvoice_figures` with the `rule` broken and the row of a line, counted from 1.
    """
    return tuple(
        Problem(FIGURES, None, row, {"rule": rule})
        for rule, row in (*_line_problems(einvoice), *_group_problems(einvoice), *_paper_problems(einvoice))
    )


def _turned_group(group: TaxGroup, sign: int) -> TaxGroup:
    return TaxGroup(group.rate_pct, group.category, sign * group.taxable_yen, sign * group.tax_yen)


def _line_problems(einvoice: EInvoice) -> Iterator[tuple[str, int | None]]:
    if not einvoice.lines:
        yield "no_lines", None
    for row, line in enumerate(einvoice.lines, 1):
        if abs(line.amount_yen) != _worked_out_yen(line):
            yield "line_amount", row
        if (line.category is TaxCategory.EXEMPT) != (line.tax_rate_pct == 0):
            yield "line_rate", row


def _worked_out_yen(line: InvoiceLine) -> int:
    quantity = abs(line.quantity)
    if line.unit is Unit.MINUTE:
        return hourly_amount_yen(quantity, abs(line.unit_price_yen))
    return quantity * abs(line.unit_price_yen)


def _group_problems(einvoice: EInvoice) -> Iterator[tuple[str, int | None]]:
    sums: dict[tuple[int, TaxCategory], int] = {}
    for line in einvoice.lines:
        key = (line.tax_rate_pct, line.category)
        sums[key] = sums.get(key, 0) + line.amount_yen
    told = {(group.rate_pct, group.category): group.taxable_yen for group in einvoice.tax_groups}
    if len(told) != len(einvoice.tax_groups):
        yield "rate_twice", None
    if told != sums:
        yield "sum_of_rate", None
    if not all(_is_taxed_once(einvoice, group) for group in einvoice.tax_groups):
        yield "tax_of_rate", None


def _is_taxed_once(einvoice: EInvoice, group: TaxGroup) -> bool:
    """A credit note may take back the rest of a tax of which earlier ones took a part: within a yen of its own."""
    if einvoice.kind is EInvoiceKind.CREDIT_NOTE:
        return abs(group.taxable_yen * group.rate_pct - group.tax_yen * 100) < 100
    return group.tax_yen == tax_of(group.taxable_yen, group.rate_pct, einvoice.tax_rounding)


def _paper_problems(einvoice: EInvoice) -> Iterator[tuple[str, int | None]]:
    if registration_number_problem(einvoice.seller.registration_number) == "registration_number_format":
        yield "registration_number", None
    names_one, is_dated = bool(einvoice.preceding_number), einvoice.preceding_date is not None
    if names_one != is_dated or (einvoice.kind is EInvoiceKind.CREDIT_NOTE and not names_one):
        yield "preceding_invoice", None
    if einvoice.ends_on < einvoice.starts_on:
        yield "period", None
