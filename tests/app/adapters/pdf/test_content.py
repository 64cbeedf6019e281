from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from app.adapters.pdf.content import content_of
from app.domain.documents import CarriedLot, Replaced
from app.domain.invoicing import Unit, tax_groups
from app.domain.money import TaxRounding
from app.domain.packages import MonthBalance
from app.domain.worktime import Month
from tests.app.adapters.pdf.credits import december_credit_note
from tests.app.adapters.pdf.invoices import october_invoice


def test_the_sum_up_to_each_line_is_there_to_be_carried() -> None:
    lines = content_of(october_invoice())["lines"]

    # 100,000; + 1,260; + 2,480
    assert [line["sum"] for line in lines] == ["¥100,000", "¥101,260", "¥103,740"]


def test_a_period_over_new_year_names_both_years() -> None:
    document = dataclasses.replace(october_invoice(), starts_on=dt.date(2026, 12, 21), ends_on=dt.date(2027, 1, 20))

    assert content_of(document)["period"] == "2026年12月21日〜2027年1月20日"


@pytest.mark.parametrize(
    ("rounding", "words"),
    [(TaxRounding.DOWN, "切り捨てて"), (TaxRounding.HALF_UP, "四捨五入して"), (TaxRounding.UP, "切り上げて")],
)
def test_the_rounding_of_tax_is_said(rounding: TaxRounding, words: str) -> None:
    document = dataclasses.replace(october_invoice(), tax_rounding=rounding)

    assert f"消費税は税率ごとに1回計算し、\n1円未満を{words}います。" in content_of(document)["notes"]


def test_the_mark_of_the_reduced_rate_is_explained_only_where_it_is_used() -> None:
    document = october_invoice()
    without = dataclasses.replace(document, lines=document.lines[:2], tax_groups=document.tax_groups[:1])

    assert content_of(document)["notes"][0] == "※ 軽減税率の対象です。"
    assert len(content_of(without)["notes"]) == 1


def test_the_rule_of_the_months_sums_is_printed_below_the_tax() -> None:
    rule = "超過の時間は、月の合計を15分単位で切り上げています。"
    document = dataclasses.replace(october_invoice(), month_rules=(rule,))

    assert content_of(document)["notes"][-1] == rule
    assert rule not in content_of(october_invoice())["notes"]


def test_overage_billed_otherwise_than_worked_says_so() -> None:
    balance = MonthBalance(1_800, 120, 2_005, 85, 90, carried_out_min=0, expired_min=0)
    document = dataclasses.replace(october_invoice(), balance=balance)

    assert content_of(document)["balance"]["rows"] == [
        ["9月からの繰越", "＋2:00"],
        ["10月分の付与", "＋30:00"],
        ["10月の使用", "−33:25"],
        ["超過（ご請求は1:30）", "＋1:25"],
        ["失効", "0:00"],
    ]


def test_expired_and_carried_hours_are_explained() -> None:
    balance = MonthBalance(1_800, 210, 60, 0, 0, carried_out_min=1_800, expired_min=150)
    document = dataclasses.replace(october_invoice(), balance=balance, month=Month(2026, 12))
    content = content_of(document)["balance"]

    assert content["carried_out"] == ["1月への繰越", "30:00"]
    assert content["notes"] == ["繰越は2027年1月31日まで使えます。", "2時間30分は12月末で失効しました。"]


def test_each_lot_that_is_carried_says_until_when_it_may_be_used() -> None:
    lots = (
        CarriedLot(Month(2026, 9), 60, dt.date(2026, 11, 30)),
        CarriedLot(Month(2026, 10), 150, None, is_top_up=True),
    )
    content = content_of(dataclasses.replace(october_invoice(), lots=lots))["balance"]

    assert content["lots"] == [
        ["うち2026年9月分", "2026年11月30日まで", "1:00"],
        ["うち2026年10月に追加した分", "期限なし", "2:30"],
    ]
    # the lots say it; a second sentence could only contradict them
    assert content["notes"] == []


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(dt.date(2027, 1, 31), "繰越は2027年1月31日まで使えます。"), (None, "繰越に期限はありません。")],
)
def test_a_single_lot_is_a_sentence(until: dt.date | None, sentence: str) -> None:
    lots = (CarriedLot(Month(2026, 10), 210, until),)
    content = content_of(dataclasses.replace(october_invoice(), lots=lots))["balance"]

    assert (content["lots"], content["notes"]) == ([], [sentence])


def test_what_few_contracts_know_is_shown_where_it_moved_and_the_rows_add_up() -> None:
    # 120 − 45 + 1,800 + 300 − 30 − 2,205 + 60 + 90 − 0 = 90
    balance = MonthBalance(
        granted_min=1_800,
        carried_in_min=120,
        used_min=2_205,
        overage_min=60,
        billed_overage_min=60,
        carried_out_min=90,
        expired_min=0,
        topped_up_min=300,
        adjusted_min=-30,
        owed_in_min=45,
        owed_out_min=90,
    )
    content = content_of(dataclasses.replace(october_invoice(), balance=balance))["balance"]

    assert content["rows"] == [
        ["9月からの繰越", "＋2:00"],
        ["9月からの不足", "−0:45"],
        ["10月分の付与", "＋30:00"],
        ["追加した時間", "＋5:00"],
        ["調整", "−0:30"],
        ["10月の使用", "−36:45"],
        ["超過", "＋1:00"],
        ["11月に回す不足", "＋1:30"],
        ["失効", "0:00"],
    ]
    assert content["carried_out"] == ["11月への繰越", "1:30"]


def test_where_whole_yen_cannot_add_up_the_paper_says_so() -> None:
    # 85 min × ¥4,000 / 60 = 5,666.67
    line = dataclasses.replace(
        october_invoice().lines[0], unit=Unit.MINUTE, quantity=85, unit_price_yen=4_000, amount_yen=5_666
    )
    document = dataclasses.replace(october_invoice(), lines=(line,), tax_groups=tax_groups((line,), TaxRounding.DOWN))

    assert "時間×単価の1円未満の端数は切り捨てています。" in content_of(document)["notes"]
    assert "時間×単価の1円未満の端数は切り捨てています。" not in content_of(october_invoice())["notes"]


def test_the_paper_in_place_of_a_void_invoice_names_it_in_the_words_of_its_issuer() -> None:
    """Source: 国税庁 インボイスQ&A 「修正した適格請求書の交付方法」."""
    again = dataclasses.replace(october_invoice(), replaced=Replaced("INV-2026-0140", dt.date(2026, 11, 2)))
    unregistered = dataclasses.replace(again, registration_number="")

    before = "2026年11月2日発行の請求書 INV-2026-0140（取消）に代わる"
    assert content_of(again)["in_place_of"] == f"{before}修正した適格請求書です。"
    assert content_of(unregistered)["in_place_of"] == f"{before}請求書です。"
    assert content_of(october_invoice())["in_place_of"] == ""
    with pytest.raises(ValueError, match="stands for no other"):
        dataclasses.replace(december_credit_note(), replaced=again.replaced)
