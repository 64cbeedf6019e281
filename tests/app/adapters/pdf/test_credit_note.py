from __future__ import annotations

import dataclasses
import io

import pikepdf
import pytest

from app.adapters.pdf import render_invoice
from app.adapters.pdf.content import content_of
from app.domain.documents import DocumentKind
from app.domain.invoicing import LineKind, TaxCategory, Unit
from tests.app.adapters.pdf.credits import december_credit_note
from tests.app.adapters.pdf.invoices import october_invoice
from tests.app.adapters.pdf.reading import pages_of, squeezed


@pytest.fixture(scope="module")
def credit_text() -> str:
    pages = pages_of(render_invoice(december_credit_note()))
    assert len(pages) == 1
    return squeezed(pages[0])


@pytest.mark.parametrize(
    "field",
    [
        # 消費税法 57条の4 3項: issuer and number, days of return and supply, content, sums by rate, tax or rate
        "適格返還請求書",
        "みなと事務サポート株式会社",
        "登録番号　T7123456789012",
        "発行日（返還日） 2026年12月3日",
        "もとの取引期間 2026年10月1日〜10月31日",
        "もとの請求書 INV-2026-0143 2026年11月5日発行",
        "郵送料の実費（10月12日、26日） 2件 ¥630 10% ¥1,260",
        "来客用飲料の立替（10月20日） ※ 1件 ¥2,480 8% ¥2,480",
        # 1,260 × 10% = 126; 2,480 × 8% = 198.4, rounded down
        "10%対象 ¥1,260 ¥126 ¥1,386",
        "8%対象 ※ ¥2,480 ¥198 ¥2,678",
        "合計 ¥3,740 ¥324 ¥4,064",
        "返還請求書番号 CN-2026-0007",
        "ご返還金額（税込） ¥4,064",
        "返還額（税抜）",
        "立替を2重にご請求したため。",
        "みなと事務サポート株式会社　CN-2026-0007 1 / 1",
    ],
)
def test_every_field_of_a_qualified_credit_note_can_be_read_back(credit_text: str, field: str) -> None:
    assert squeezed(field) in credit_text


def test_nobody_is_asked_to_pay_a_credit_note(credit_text: str) -> None:
    for words in ("お支払期日", "お振込先", "ご請求金額"):
        assert words not in credit_text


def test_amounts_of_either_sign_print_what_is_given_back() -> None:
    negative = december_credit_note()
    positive = dataclasses.replace(
        negative,
        lines=tuple(dataclasses.replace(x, quantity=-x.quantity, amount_yen=-x.amount_yen) for x in negative.lines),
        tax_groups=tuple(
            dataclasses.replace(x, taxable_yen=-x.taxable_yen, tax_yen=-x.tax_yen) for x in negative.tax_groups
        ),
    )

    assert content_of(positive) == content_of(negative)


def test_a_discount_among_what_is_given_back_keeps_its_own_sign() -> None:
    # -1 × -500 = +500 on the books: 500 less is given back
    discount = dataclasses.replace(
        december_credit_note().lines[0],
        kind=LineKind.EXPENSE,
        text="値引き",
        quantity=-1,
        unit=Unit.SET,
        unit_price_yen=-500,
        amount_yen=500,
        category=TaxCategory.STANDARD,
    )
    document = december_credit_note()
    content = content_of(dataclasses.replace(document, lines=(*document.lines, discount)))

    shown = content["lines"][-1]
    assert (shown["quantity"], shown["unit_price"], shown["amount"]) == ("1式", "−¥500", "−¥500")


def test_the_files_title_is_that_of_a_credit_note() -> None:
    with pikepdf.open(io.BytesIO(render_invoice(december_credit_note()))) as pdf:
        assert pdf.open_metadata()["dc:title"] == "適格返還請求書 CN-2026-0007"


def test_an_issuer_without_number_prints_no_qualified_credit_note() -> None:
    text = squeezed(pages_of(render_invoice(dataclasses.replace(december_credit_note(), registration_number="")))[0])

    assert "返還請求書" in text
    assert "適格" not in text


def test_a_credit_note_without_its_invoice_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="names the invoice"):
        dataclasses.replace(december_credit_note(), original=None)
    with pytest.raises(ValueError, match="names the invoice"):
        dataclasses.replace(october_invoice(), original=december_credit_note().original)
    assert december_credit_note().kind is DocumentKind.CREDIT_NOTE
