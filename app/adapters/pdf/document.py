"""What an invoice document says: every field of a 適格請求書, with the month's hours beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.invoicing import InvoiceLine, TaxGroup
from app.domain.money import TaxRounding
from app.domain.packages import MonthBalance
from app.domain.worktime import Month


@dataclass(frozen=True, slots=True)
class Party:
    """A company on the invoice. Empty fields are left out of the page.

    Attributes:
        name: full legal name, without 御中.
        address: postal code and address; line breaks are kept.
        contact: a person, for the recipient without 様; may hold telephone or mail for the issuer.
    """

    name: str
    address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class TaskHours:
    """Minutes worked on one task in the month."""

    task: str
    minutes: int


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """One invoice as it is printed.

    Attributes:
        number: the invoice number; None prints a draft that says so.
        issue_date: day of issue in Tokyo; also the creation date inside the PDF, so that bytes repeat.
        month: month of service.
        starts_on: first day of the service period.
        ends_on: its last day.
        due_date: to be paid by.
        issuer: who bills.
        registration_number: T and 13 digits; empty for an issuer without one, who prints no 適格請求書.
        recipient: who is billed.
        lines: charges without tax, in the order to print.
        tax_groups: the sums by rate of exactly these lines.
        tax_rounding: the method used, printed as a sentence.
        hours: minutes by task, in the order to print; empty leaves the table out.
        balance: the package's month; None leaves it out.
        bank_lines: where to pay, a line each.
        remarks: free text; line breaks are kept.
        shows_mark: prints the house mark before the issuer's name.
    """

    number: str | None
    issue_date: dt.date
    month: Month
    starts_on: dt.date
    ends_on: dt.date
    due_date: dt.date
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

    @property
    def subtotal_yen(self) -> int:
        """Without tax."""
        return sum(group.taxable_yen for group in self.tax_groups)

    @property
    def tax_yen(self) -> int:
        """All tax."""
        return sum(group.tax_yen for group in self.tax_groups)

    @property
    def total_yen(self) -> int:
        """With tax: the amount to pay."""
        return self.subtotal_yen + self.tax_yen
