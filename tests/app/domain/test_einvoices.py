from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from app.domain.documents import InvoiceDocument
from app.domain.einvoices import EInvoice, EInvoiceKind, EParty, einvoice_of, figure_problems
from app.domain.invoicing import InvoiceLine, LineKind, TaxCategory, TaxGroup, Unit
from app.domain.money import TaxRounding


def line(amount_yen: int, category: TaxCategory = TaxCategory.STANDARD, rate_pct: int = 10) -> InvoiceLine:
    return InvoiceLine(LineKind.EXPENSE, "立替", 1, Unit.ITEM, amount_yen, amount_yen, rate_pct, category)


def small_invoice() -> EInvoice:
    """1,234 + 2,345 + 3,456 = 7,035 at 10% is 703.5, rounded down once: 703. Source: domain research, section 5."""
    return EInvoice(
        kind=EInvoiceKind.INVOICE,
        number="INV-1",
        issue_date=dt.date(2026, 11, 5),
        due_date=dt.date(2026, 11, 30),
        starts_on=dt.date(2026, 10, 1),
        ends_on=dt.date(2026, 10, 31),
        seller=EParty("甲社", "T7123456789012"),
        buyer=EParty("乙社"),
        lines=(line(1_234), line(2_345), line(3_456)),
        tax_groups=(TaxGroup(10, TaxCategory.STANDARD, 7_035, 703),),
        tax_rounding=TaxRounding.DOWN,
    )


def rules_of(einvoice: EInvoice) -> list[tuple[str, int | None]]:
    return [(str(each.params["rule"]), each.row) for each in figure_problems(einvoice)]


def test_a_sound_invoice_has_no_problem() -> None:
    assert rules_of(small_invoice()) == []


def test_an_invoice_in_place_of_a_void_one_may_name_it() -> None:
    named = dataclasses.replace(small_invoice(), preceding_number="INV-0", preceding_date=dt.date(2026, 10, 5))

    assert rules_of(named) == []


def test_tax_rounded_line_by_line_is_found() -> None:
    # 123 + 234 + 345 = 702
    wrong = dataclasses.replace(small_invoice(), tax_groups=(TaxGroup(10, TaxCategory.STANDARD, 7_035, 702),))

    assert rules_of(wrong) == [("tax_of_rate", None)]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"lines": ()}, "no_lines"),
        ({"tax_groups": (TaxGroup(10, TaxCategory.STANDARD, 7_036, 703),)}, "sum_of_rate"),
        ({"tax_groups": (TaxGroup(10, TaxCategory.STANDARD, 7_035, 703),) * 2}, "rate_twice"),
        ({"seller": EParty("甲社", "7123456789012")}, "registration_number"),
        ({"preceding_number": "INV-0"}, "preceding_invoice"),
        ({"preceding_date": dt.date(2026, 10, 5)}, "preceding_invoice"),
        ({"kind": EInvoiceKind.CREDIT_NOTE}, "preceding_invoice"),
        ({"ends_on": dt.date(2026, 9, 30)}, "period"),
    ],
)
def test_what_does_not_hold_is_named(change: dict[str, object], rule: str) -> None:
    assert (rule, None) in rules_of(dataclasses.replace(small_invoice(), **change))


def test_the_line_that_is_wrong_is_named_by_its_row() -> None:
    lines = (
        line(1_234),
        dataclasses.replace(line(2_345), quantity=2),
        dataclasses.replace(line(3_456), tax_rate_pct=0),
    )

    assert ("line_amount", 2) in rules_of(dataclasses.replace(small_invoice(), lines=lines))
    assert ("line_rate", 3) in rules_of(dataclasses.replace(small_invoice(), lines=lines))


def test_minutes_are_priced_by_the_hour_with_the_fraction_dropped() -> None:
    # 85 min × ¥4,000 / 60 = 5,666.67
    hours = InvoiceLine(LineKind.OVERAGE, "超過", 85, Unit.MINUTE, 4_000, 5_666, 10, TaxCategory.STANDARD)
    groups = (TaxGroup(10, TaxCategory.STANDARD, 5_666, 566),)

    assert rules_of(dataclasses.replace(small_invoice(), lines=(hours,), tax_groups=groups)) == []


def test_a_credit_note_may_take_back_the_rest_of_a_tax() -> None:
    # 5,801 × 10% = 580.1: 580 by itself, 581 where it is the rest of a tax rounded with another part, 582 never
    note = dataclasses.replace(
        small_invoice(),
        kind=EInvoiceKind.CREDIT_NOTE,
        preceding_number="INV-1",
        preceding_date=dt.date(2026, 11, 5),
        lines=(line(2_345), line(3_456)),
    )
    sound = dataclasses.replace(note, tax_groups=(TaxGroup(10, TaxCategory.STANDARD, 5_801, 581),))
    wrong = dataclasses.replace(note, tax_groups=(TaxGroup(10, TaxCategory.STANDARD, 5_801, 582),))

    assert rules_of(sound) == []
    assert rules_of(wrong) == [("tax_of_rate", None)]


def test_a_draft_is_never_sent(october: InvoiceDocument) -> None:
    with pytest.raises(ValueError, match="draft"):
        einvoice_of(dataclasses.replace(october, number=None))


@pytest.fixture
def october() -> InvoiceDocument:
    from tests.app.adapters.pdf.invoices import october_invoice

    return october_invoice()
