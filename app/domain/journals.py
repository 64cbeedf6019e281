"""What the books are told: sales, returns, voidings and money received, as journal entries that balance. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.documents import DocumentKind
from app.domain.invoicing import TaxCategory, TaxGroup


@dataclass(frozen=True, slots=True)
class Sale:
    """An issued invoice or credit note, or the voiding of an invoice, as the books take it.

    Attributes:
        kind: invoice or credit note.
        number: its number.
        client_code: the client's code.
        client_name: the client's legal name.
        booked_on: the day it is booked: the end of the supply, for a credit note the day of the return, for a voiding
            its day, for the invoice that replaces a void one the day of its issue.
        issue_date: day of issue.
        due_date: to be paid by; None for a credit note.
        tax_groups: sums by rate; those of a credit note are above 0 like those of an invoice.
        original_number: the invoice a credit note takes back from.
        is_voiding: whether this takes the invoice out of the books again, by an entry the other way round: what was
            exported before stays as it is.
    """

    kind: DocumentKind
    number: str
    client_code: str
    client_name: str
    booked_on: dt.date
    issue_date: dt.date
    due_date: dt.date | None
    tax_groups: tuple[TaxGroup, ...]
    original_number: str = ""
    is_voiding: bool = False

    @property
    def total_yen(self) -> int:
        """With tax."""
        return sum(group.total_yen for group in self.tax_groups)

    @property
    def is_return(self) -> bool:
        """Whether money is given back."""
        return self.kind is DocumentKind.CREDIT_NOTE

    @property
    def goes_back(self) -> bool:
        """Whether it lessens what is sold and owed: a return, or a voiding."""
        return self.is_return or self.is_voiding

    @property
    def remark(self) -> str:
        """What a reader is told beside its number; empty for an ordinary sale."""
        if self.is_voiding:
            return "取消"
        return f"{self.original_number}の返還" if self.is_return else ""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received for an invoice, in yen; below 0 when it went back or was taken back as a mistake."""

    invoice_number: str
    client_code: str
    client_name: str
    paid_on: dt.date
    amount_yen: int


@dataclass(frozen=True, slots=True)
class Accounts:
    """Names of accounts, which must be those of the books they go into."""

    receivable: str = "売掛金"
    sales: str = "売上高"
    bank: str = "普通預金"


class TaxSide(StrEnum):
    """The side of a line that bears consumption tax."""

    DEBIT = "debit"
    CREDIT = "credit"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One amount, with tax, from an account to another; `tax_yen` is the tax inside of it."""

    debit: str
    credit: str
    amount_yen: int
    tax_yen: int = 0
    tax_side: TaxSide = TaxSide.NONE
    rate_pct: int = 0
    category: TaxCategory = TaxCategory.EXEMPT


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that happened: a day, a partner, and lines that each balance."""

    booked_on: dt.date
    number: str
    partner: str
    text: str
    lines: tuple[JournalLine, ...]
    is_return: bool = False


def entries_of(books: Iterable[Sale | Payment], accounts: Accounts) -> Iterator[JournalEntry]:
    """The entries of sales and payments, in the order given.

    Consumption tax is not worked out anew: each line carries the tax the document states, which was rounded once.
    """
    for each in books:
        yield _received(each, accounts) if isinstance(each, Payment) else _sold(each, accounts)


def _sold(sale: Sale, accounts: Accounts) -> JournalEntry:
    remark = f"（{sale.remark}）" if sale.remark else ""
    text = f"{sale.number}{remark} {sale.client_name}"
    lines = tuple(_line(sale, group, accounts) for group in sale.tax_groups if group.total_yen)
    return JournalEntry(sale.booked_on, sale.number, sale.client_name, text, lines, sale.is_return)


def _line(sale: Sale, group: TaxGroup, accounts: Accounts) -> JournalLine:
    debit, credit, side = accounts.receivable, accounts.sales, TaxSide.CREDIT
    if sale.goes_back:
        debit, credit, side = accounts.sales, accounts.receivable, TaxSide.DEBIT
    return JournalLine(debit, credit, group.total_yen, group.tax_yen, side, group.rate_pct, group.category)


def _received(payment: Payment, accounts: Accounts) -> JournalEntry:
    goes_back = payment.amount_yen < 0
    text = f"{payment.invoice_number}の{'返金' if goes_back else '入金'} {payment.client_name}"
    debit, credit = (accounts.receivable, accounts.bank) if goes_back else (accounts.bank, accounts.receivable)
    line = JournalLine(debit, credit, abs(payment.amount_yen))
    return JournalEntry(payment.paid_on, payment.invoice_number, payment.client_name, text, (line,))
