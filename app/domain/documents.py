"""What an invoice or a credit note says, whichever way it is told: on paper or in a file for machines. Facts only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.domain.invoicing import InvoiceLine, SummedByRate, TaxGroup
from app.domain.money import TaxRounding
from app.domain.packages import MonthBalance
from app.domain.worktime import Month


class DocumentKind(StrEnum):
    """Whether money is asked for or given back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


def traded_on(kind: DocumentKind, *, issue_date: dt.date, ends_on: dt.date) -> dt.date:
    """The day of the transaction (取引年月日): the end of an invoice's supply, the day of a credit note's return.

    Args:
        kind: of the document.
        issue_date: its day of issue, which for a credit note is the day of the return.
        ends_on: the last day of the service period.

    Source: 消費税法基本通達 9-1-5, a service billed by the month is supplied when it ends; 消費税法 57条の4 3項 2号,
    the day of the return on a 適格返還請求書.
    """
    return issue_date if kind is DocumentKind.CREDIT_NOTE else ends_on


@dataclass(frozen=True, slots=True)
class Party:
    """A company on the document. Empty fields are left out of the page.

    Attributes:
        name: full legal name, without 御中.
        address: where it is; line breaks are kept. It begins with the postal code where that has no field.
        contact: a person, for the recipient without 様; may hold telephone or mail for the issuer.
        postal_code: `000-0001`, without 〒.
    """

    name: str
    address: str = ""
    contact: str = ""
    postal_code: str = ""

    @property
    def place(self) -> str:
        """Postal code and address as one prints them."""
        return f"〒{self.postal_code}　{self.address}" if self.postal_code else self.address


@dataclass(frozen=True, slots=True)
class TaskHours:
    """Minutes worked on one task in the month."""

    task: str
    minutes: int


@dataclass(frozen=True, slots=True)
class CarriedLot:
    """Unused minutes of one month's package that may still be used.

    Attributes:
        month: the month they were granted for.
        minutes: what is left of them, above 0.
        usable_until: last day they may be used on; None where they never expire.
        is_top_up: whether they were bought beside the package.
    """

    month: Month
    minutes: int
    usable_until: dt.date | None
    is_top_up: bool = False


@dataclass(frozen=True, slots=True)
class Original:
    """The invoice a credit note takes back from, and the supply that invoice was for.

    Source: 消費税法 57条の4 3項: the day of the original supply belongs on a 適格返還請求書.
    """

    number: str
    issue_date: dt.date
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Replaced:
    """The void invoice that this one stands for. Which it is must be on the paper, for both are kept for years.

    Source: 消費税法 57条の4 4項 (a wrong 適格請求書 is followed by a 修正した適格請求書); 国税庁 インボイスQ&A
    「修正した適格請求書の交付方法」. This is the first of its two ways, everything on the paper anew; that the relation
    to the one before (関連性) is shown is asked for in the second, a paper of what was wrong alone.
    """

    number: str
    issue_date: dt.date


@dataclass(frozen=True, slots=True)
class InvoiceDocument(SummedByRate):
    """One invoice or credit note.

    Attributes:
        number: its number; None prints a draft that says so.
        issue_date: day of issue in Tokyo, for a credit note the day of the return; also the creation date inside the
            PDF, so that bytes repeat.
        month: month of service.
        starts_on: first day of the service period.
        ends_on: its last day.
        due_date: to be paid by; a credit note has none.
        issuer: who bills.
        registration_number: T and 13 digits; empty for an issuer without one, who prints no 適格請求書.
        recipient: who is billed.
        lines: charges without tax, in the order to print; a credit note's may be written with either sign.
        tax_groups: the sums by rate of exactly these lines.
        tax_rounding: the method used, printed as a sentence.
        hours: minutes by task, in the order to print; empty leaves the table out.
        balance: the package's month; None leaves it out.
        lots: what is carried over by the month it comes from; empty leaves the list out.
        bank_lines: where to pay, a line each.
        remarks: free text; line breaks are kept.
        shows_mark: prints the house mark before the issuer's name.
        kind: invoice or credit note.
        original: what a credit note takes back from; None only on an invoice.
        month_rules: sentences on how minutes were rounded as a month's sum.
        replaced: the void invoice that an invoice stands for; None for the first of a month, and on a credit note.
    """

    number: str | None
    issue_date: dt.date
    month: Month
    starts_on: dt.date
    ends_on: dt.date
    due_date: dt.date | None
    issuer: Party
    registration_number: str
    recipient: Party
    lines: tuple[InvoiceLine, ...]
    tax_groups: tuple[TaxGroup, ...]
    tax_rounding: TaxRounding
    hours: tuple[TaskHours, ...] = ()
    balance: MonthBalance | None = None
    bank_lines: tuple[str, ...] = ()
    remarks: str = ""
    shows_mark: bool = False
    lots: tuple[CarriedLot, ...] = ()
    kind: DocumentKind = DocumentKind.INVOICE
    original: Original | None = None
    month_rules: tuple[str, ...] = ()
    replaced: Replaced | None = None

    def __post_init__(self) -> None:
        if (self.kind is DocumentKind.CREDIT_NOTE) != (self.original is not None):
            raise ValueError("a credit note, and nothing else, names the invoice it takes back from")
        if self.kind is DocumentKind.CREDIT_NOTE and self.replaced is not None:
            raise ValueError("a credit note stands for no other document")

    @property
    def sign(self) -> int:
        """1, or −1 for a credit note written in negative amounts: times this, what is given back is above 0."""
        return -1 if self.kind is DocumentKind.CREDIT_NOTE and self.total_yen < 0 else 1
