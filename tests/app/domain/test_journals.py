from __future__ import annotations

import dataclasses

from app.domain.invoicing import TaxCategory
from app.domain.journals import Accounts, TaxSide, entries_of
from tests.app.adapters.exports.books import CREDIT_NOTE, INVOICE, PAYMENT


def test_a_sale_is_a_line_for_each_rate_with_the_tax_of_the_document() -> None:
    (entry,) = entries_of([INVOICE], Accounts())

    assert [(x.debit, x.credit, x.amount_yen, x.tax_yen, x.tax_side) for x in entry.lines] == [
        ("売掛金", "売上高", 111_386, 10_126, TaxSide.CREDIT),
        ("売掛金", "売上高", 2_678, 198, TaxSide.CREDIT),
    ]
    assert [x.category for x in entry.lines] == [TaxCategory.STANDARD, TaxCategory.REDUCED]


def test_a_return_goes_the_other_way_and_names_its_invoice() -> None:
    (entry,) = entries_of([CREDIT_NOTE], Accounts(sales="売上返還"))

    assert [(x.debit, x.credit, x.amount_yen, x.tax_side) for x in entry.lines] == [
        ("売上返還", "売掛金", 1_386, TaxSide.DEBIT)
    ]
    assert "INV-2026-0143" in entry.text


def test_money_received_bears_no_tax() -> None:
    (entry,) = entries_of([PAYMENT], Accounts())

    assert [(x.debit, x.credit, x.amount_yen, x.tax_yen, x.tax_side) for x in entry.lines] == [
        ("普通預金", "売掛金", 114_064, 0, TaxSide.NONE)
    ]


def test_money_that_went_back_is_the_mirror_image() -> None:
    (entry,) = entries_of([dataclasses.replace(PAYMENT, amount_yen=-114_064)], Accounts())

    assert [(x.debit, x.credit, x.amount_yen) for x in entry.lines] == [("売掛金", "普通預金", 114_064)]
