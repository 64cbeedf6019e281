from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re

import pikepdf
import pytest

from app.adapters.pdf import PaymentStatement, render_statement
from app.domain.documents import Party
from app.domain.money import TaxRounding
from app.domain.statements import StatementLine, pay_of
from tests.app.adapters.pdf.reading import pages_of, squeezed

LINES = (
    StatementLine("株式会社アオゾラ設計室", "請求書作成・発行", 265, 8_833),
    StatementLine("髙﨑商店㈱", "記事の執筆（1本）", None, 30_000),
)


def october_statement() -> PaymentStatement:
    """A fee of 38,833 with tax of 3,883 and 3,964 withheld: 38,833 × 10.21% = 3,964.8493."""
    return PaymentStatement(
        number="PAY-2026-0004",
        issue_date=dt.date(2026, 11, 5),
        starts_on=dt.date(2026, 10, 1),
        ends_on=dt.date(2026, 10, 31),
        pay_date=dt.date(2026, 11, 30),
        transfer_date=dt.date(2026, 11, 30),
        payee=Party("小川 真帆", "東京都架空区架空町2-3-4", postal_code="000-0003"),
        registration_number="",
        payer=Party("みなと事務サポート株式会社", "神奈川県架空市港町4-5-6", "岡本 誠"),
        lines=LINES,
        pay=pay_of(38_833, tax_rate_pct=10, rounding=TaxRounding.DOWN, withholds=True),
        remarks="誤りがあれば11月15日までにお知らせください。",
    )


@pytest.fixture(scope="module")
def october_text() -> str:
    pages = pages_of(render_statement(october_statement()))
    assert len(pages) == 1
    return squeezed(pages[0])


@pytest.mark.parametrize(
    "field",
    [
        "支払通知書",
        "業務委託料明細",
        "通知書番号 PAY-2026-0004",
        "対象期間 2026年10月1日〜10月31日",
        "小川 真帆 様",
        "〒000-0003　東京都架空区架空町2-3-4",
        "登録番号なし",
        # 38,833 + 3,883 − 3,964
        "お支払金額 ¥38,752",
        "お支払期日 2026年11月30日（月）",
        "お振込日 2026年11月30日（月）",
        "株式会社アオゾラ設計室 請求書作成・発行 4:25 ¥8,833",
        "髙﨑商店㈱ 記事の執筆（1本） – ¥30,000",
        "稼働時間の計　4:25",
        "業務委託料（税抜） ¥38,833",
        "消費税（10%） ¥3,883",
        "源泉徴収税額 −¥3,964",
        "誤りがあれば11月15日までにお知らせください。",
    ],
)
def test_every_field_of_a_statement_can_be_read_back(october_text: str, field: str) -> None:
    assert squeezed(field) in october_text


def test_an_assistant_with_a_number_has_it_printed() -> None:
    statement = dataclasses.replace(october_statement(), registration_number="T7123456789012")
    text = squeezed(pages_of(render_statement(statement))[0])

    assert "登録番号T7123456789012" in text
    assert "登録番号なし" not in text


def test_the_statement_of_an_assistant_with_a_number_asks_for_the_confirmation_the_law_wants(october_text: str) -> None:
    statement = dataclasses.replace(october_statement(), registration_number="T7123456789012")
    text = squeezed(pages_of(render_statement(statement))[0])

    sentence = "送付後一定期間内に誤りのある旨の連絡がない場合には、記載内容のとおり確認があったものとします。"
    assert sentence in text
    assert sentence not in october_text


def test_taxes_that_are_not_charged_or_withheld_are_not_mentioned() -> None:
    pay = pay_of(38_833, tax_rate_pct=0, rounding=TaxRounding.DOWN, withholds=False)
    text = squeezed(pages_of(render_statement(dataclasses.replace(october_statement(), pay=pay)))[0])

    assert "お支払金額¥38,833" in text
    assert "消費税" not in text
    assert "源泉" not in text


def test_a_statement_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="add up"):
        dataclasses.replace(october_statement(), lines=LINES[:1])


def test_a_long_statement_carries_its_sums_and_loses_nothing() -> None:
    lines = tuple(StatementLine(f"企業{number:03d}", f"業務{number:03d}", 1, number) for number in range(1, 151))
    # 1 + 2 + … + 150 = 11,325
    pay = pay_of(11_325, tax_rate_pct=0, rounding=TaxRounding.DOWN, withholds=False)
    statement = dataclasses.replace(october_statement(), lines=lines, pay=pay)
    pages = [squeezed(page) for page in pages_of(render_statement(statement))]
    carried_out = [re.findall(r"次ページへの繰越（小計）(¥[\d,]+)", page) for page in pages]
    carried_in = [re.findall(r"前ページからの繰越（小計）(¥[\d,]+)", page) for page in pages]

    assert len(pages) > 2
    assert re.findall(r"業務(\d{3})", "".join(pages)) == [f"{number:03d}" for number in range(1, 151)]
    assert carried_in[1] == carried_out[0] != []
    assert "¥11,325" in pages[-1]


def test_a_statement_is_an_archive_pdf_with_the_same_bytes_each_time() -> None:
    made = render_statement(october_statement())

    assert made == render_statement(october_statement())
    with pikepdf.open(io.BytesIO(made)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == "支払通知書 PAY-2026-0004"


def test_a_day_that_banks_are_closed_on_and_the_day_before_it_explain_each_other(october_text: str) -> None:
    # 28 November 2026 is a Saturday.
    before = dataclasses.replace(
        october_statement(), pay_date=dt.date(2026, 11, 28), transfer_date=dt.date(2026, 11, 27)
    )
    (page,) = pages_of(render_statement(before))

    for words in (
        "お支払期日 2026年11月28日（土）",
        "お振込日 2026年11月27日（金）",
        "お支払期日の2026年11月28日（土）は銀行が休みのため、前の営業日にお振り込みします。",
    ):
        assert squeezed(words) in squeezed(page)
    assert "銀行が休み" not in october_text
