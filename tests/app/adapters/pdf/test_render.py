from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.adapters.pdf import InvoiceDocument, Party, TaskHours, render_invoice
from app.domain.documents import Replaced
from app.domain.invoicing import Expense, TaxCategory, draft_invoice
from app.domain.packages import MonthBalance
from tests.app.adapters.pdf import reading
from tests.app.adapters.pdf.invoices import OCTOBER, TERMS, october_invoice
from tests.app.adapters.pdf.reading import squeezed

HOSTILE = '#panic("x") *b* _i_ @r $x$ `c` <l> [z] \\ // /* = h #{1/0}'


def pages_of(document: InvoiceDocument) -> list[str]:
    return reading.pages_of(render_invoice(document))


def with_charges(count: int) -> InvoiceDocument:
    expenses = [
        Expense(
            f"立替第{index:03d}号", 1, 1_000 + index, TaxCategory.REDUCED if index % 7 == 0 else TaxCategory.STANDARD
        )
        for index in range(1, count + 1)
    ]
    balance = MonthBalance(1_800, 0, 1_590, 0, 0, carried_out_min=210, expired_min=0)
    draft = draft_invoice(TERMS, balance, OCTOBER, expenses)
    return dataclasses.replace(october_invoice(), lines=draft.lines, tax_groups=draft.tax_groups)


@pytest.fixture(scope="module")
def october_text() -> str:
    pages = pages_of(october_invoice())
    assert len(pages) == 1, "the invoice of the design fits on one page"
    return squeezed(pages[0])


@pytest.mark.parametrize(
    "field",
    [
        # 消費税法 57条の4: issuer and number, date, content with the mark, sums and rate, tax, recipient
        "みなと事務サポート株式会社",
        "登録番号　T7123456789012",
        "取引期間 2026年10月1日〜10月31日",
        "来客用飲料の立替（10月20日） ※ 1件 ¥2,480 8% ¥2,480",
        "10%対象 ¥101,260 ¥10,126 ¥111,386",
        "8%対象 ※ ¥2,480 ¥198 ¥2,678",
        "株式会社アオゾラ設計室 御中",
        # and what a reader needs
        "適格請求書",
        "請求書番号 INV-2026-0143",
        "発行日 2026年11月5日",
        "〒000-0001　東京都架空区青空町1-2-3",
        "ご担当　山田 直子 様",
        "〒000-0002　神奈川県架空市港町4-5-6",
        "担当　岡本 誠　billing@example.jp",
        "ご請求金額（税込） ¥114,064",
        "お支払期日 2026年11月30日（月）",
        "30時間パッケージ　10月分 1式 ¥100,000 10% ¥100,000",
        "郵送料の実費（10月12日、26日） 2件 ¥630 10% ¥1,260",
        "合計 ¥103,740 ¥10,324 ¥114,064",
        "※ 軽減税率の対象です。",
        "消費税は税率ごとに1回計算し、1円未満を切り捨てています。",
        "打合せ議事録の作成 6:30",
        "計　（26時間30分） 26:30",
        "9月からの繰越 0:00",
        "10月分の付与 ＋30:00",
        "10月の使用 −26:30",
        "超過 0:00",
        "失効 0:00",
        "11月への繰越 3:30",
        "繰越は2026年11月30日まで使えます。",
        "見本銀行（9999）　本店（001）　普通　1234567",
        "ミナトジムサポート（カ",
        "振込手数料はご負担ください。稼働の明細への ご質問は11月15日までお受けします。",
        "みなと事務サポート株式会社　INV-2026-0143 1 / 1",
    ],
)
def test_every_field_of_a_qualified_invoice_can_be_read_back(october_text: str, field: str) -> None:
    assert squeezed(field) in october_text


def test_the_paper_in_place_of_a_void_invoice_names_it_near_the_head_and_keeps_to_its_page() -> None:
    replaced = Replaced("INV-2026-0140", dt.date(2026, 11, 2))
    (page,) = pages_of(dataclasses.replace(october_invoice(), replaced=replaced))

    sentence = squeezed("2026年11月2日発行の請求書 INV-2026-0140（取消）に代わる修正した適格請求書です。")
    assert sentence in squeezed(page).split("株式会社アオゾラ設計室")[0]


@pytest.mark.parametrize(
    "name", ["髙﨑𠮷野家", "①㈱ｱｲｳｴｵｶﾞ", "Škoda Łódź", "葛飾〜−ー≒", HOSTILE, "<script>alert(1)</script>"]
)
def test_names_are_printed_literally_wherever_they_stand(name: str) -> None:
    document = dataclasses.replace(
        october_invoice(),
        issuer=Party(name, name, name),
        recipient=Party(name, name, name),
        lines=tuple(dataclasses.replace(line, text=name) for line in october_invoice().lines),
        hours=(TaskHours(name, 60),),
        bank_lines=(name,),
        remarks=name,
    )
    text = squeezed("".join(pages_of(document)))

    # 3 of each party, 3 lines, 1 task, bank, remarks, and the foot of the page
    assert text.count(squeezed(name)) == 13
    assert text.count(name[0]) == 13 * name.count(name[0])  # no letter is read twice


def test_what_cannot_be_printed_leaves_the_rest_of_a_name_as_it_was() -> None:
    right_to_left, half_a_pair = "\u202e", "\ud842"
    name = f"甲{right_to_left}乙\x00丙{half_a_pair}丁"
    document = dataclasses.replace(october_invoice(), recipient=Party(name, name), remarks=name)

    assert squeezed("".join(pages_of(document))).count("甲乙丙〓丁") == 3


def test_a_character_without_glyph_does_not_stop_the_invoice() -> None:
    document = dataclasses.replace(october_invoice(), recipient=Party("電話📞代行\U000e0100株式会社"))

    assert "電話〓代行" in squeezed(pages_of(document)[0])


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=60), st.text(alphabet="#[]{}()$*_`@<>\\/=+-\"'\n\u3099\u200d\U000e0101\u0301\u064b", max_size=30)
)
def test_no_text_stops_an_invoice(any_text: str, markup: str) -> None:
    document = dataclasses.replace(
        october_invoice(),
        issuer=Party(any_text, markup, any_text),
        recipient=Party(markup, any_text, any_text),
        hours=(TaskHours(any_text, 1), TaskHours(markup, 2)),
        bank_lines=(any_text, markup),
        remarks=any_text + markup,
    )

    assert render_invoice(document).startswith(b"%PDF")


def test_hours_of_many_tasks_run_over_pages_with_nothing_lost() -> None:
    hours = tuple(TaskHours(f"業務第{index:03d}番", index) for index in range(1, 121))
    pages = pages_of(dataclasses.replace(october_invoice(), hours=hours))
    text = squeezed("".join(pages))

    assert len(pages) > 1
    for row in hours:
        assert text.count(squeezed(f"{row.task} {row.minutes // 60}:{row.minutes % 60:02d}")) == 1
    assert "121:00" in text  # 1 + 2 + … + 120 = 7,260 minutes
    assert all("業務時間業務時間" in squeezed(page) for page in pages)
    assert [squeezed(page)[-3:] for page in pages] == [f"{number}/{len(pages)}" for number in range(1, len(pages) + 1)]


def test_charges_over_pages_carry_their_sum() -> None:
    document = with_charges(100)
    pages = [squeezed(page) for page in pages_of(document)]
    carried_out = [re.findall(r"次ページへの繰越（小計）(¥[\d,]+)", page) for page in pages]
    carried_in = [re.findall(r"前ページからの繰越（小計）(¥[\d,]+)", page) for page in pages]
    breaks = sum(1 for found in carried_out if found)

    assert breaks >= 2
    assert carried_in[0] == []
    assert carried_in[1 : breaks + 1] == carried_out[:breaks]
    for page_number in range(breaks):
        printed = "".join(pages[: page_number + 1])
        # the fee, and ¥1,000 + n for every expense n printed so far
        sum_yen = 100_000 + sum(1_000 + int(number) for number in re.findall(r"立替第(\d+)号", printed))
        assert carried_out[page_number] == [f"¥{sum_yen:,}"]
    assert re.findall(r"立替第(\d+)号", "".join(pages)) == [f"{number:03d}" for number in range(1, 101)]


def test_four_hundred_charges_are_all_there_and_add_up() -> None:
    document = with_charges(400)
    pages = [squeezed(page) for page in pages_of(document)]
    text = "".join(pages)

    assert re.findall(r"立替第(\d+)号", text) == [f"{number:03d}" for number in range(1, 401)]
    for number in (1, 200, 400):
        assert re.search(rf"立替第{number:03d}号※?1件¥{1_000 + number:,}(8|10)%¥{1_000 + number:,}", text)
    # the fee, 400 × ¥1,000, and 1 + 2 + … + 400 = 80,200
    assert document.subtotal_yen == 580_200
    assert "合計¥580,200" in text
    assert [page.rpartition("INV-2026-0143")[2] for page in pages] == [
        f"{number}/{len(pages)}" for number in range(1, len(pages) + 1)
    ]


def test_one_page_carries_nothing(october_text: str) -> None:
    assert "（小計）" not in october_text


def heights_of(document: InvoiceDocument) -> list[float]:
    """Where every piece of text stands, in points above the lower edge of its page."""
    heights: list[float] = []

    def visit(text: str, outer: list[float], inner: list[float], _font: object, _size: float) -> None:
        if text.strip():
            heights.append(outer[3] * inner[5] + outer[5])

    for page in PdfReader(io.BytesIO(render_invoice(document))).pages:
        page.extract_text(visitor_text=visit)
    return heights


@pytest.mark.parametrize(
    "long",
    [
        {"remarks": "\n".join(f"備考の行{number:03d}" for number in range(1, 121))},
        {"remarks": "長い備考の続き。" * 400},
        {"bank_lines": tuple(f"見本銀行{number:02d}" for number in range(1, 61))},
        {"hours": tuple(TaskHours(f"{number:02d}" + "長い鷹の名前" * 60, 1) for number in range(12))},
        {"recipient": Party("株式会社" + "長い名前" * 100, "住所\n" * 60, "担当" * 100)},
    ],
)
def test_long_texts_go_on_over_the_page_and_never_off_the_paper(long: dict[str, Any]) -> None:
    document = dataclasses.replace(october_invoice(), **long)

    assert min(heights_of(document)) > 20
    assert max(heights_of(document)) < 842
    text = squeezed("".join(pages_of(document)))
    assert text.count("鷹") == sum(row.task.count("鷹") for row in document.hours)
    assert all(squeezed(line) in text for line in document.bank_lines)
    assert squeezed(document.remarks)[-40:] in text


def test_a_word_without_end_is_broken_and_read_back_whole() -> None:
    document = dataclasses.replace(october_invoice(), recipient=Party("W" * 300, "Q" * 400, "y" * 200))
    text = "".join(pages_of(document))

    # half the page holds about 40 letters of this size
    assert max(len(run) for run in re.findall(r"W+|Q+", text)) < 60
    assert (text.count("W"), text.count("Q"), text.count("y")) == (300, 400, 200)


def test_the_same_invoice_always_has_the_same_bytes() -> None:
    document = with_charges(3)

    assert render_invoice(document) == render_invoice(document)
    assert render_invoice(document) != render_invoice(dataclasses.replace(document, number="INV-2026-0144"))


def test_the_file_is_an_accessible_archive_pdf_dated_by_its_issue() -> None:
    with pikepdf.open(io.BytesIO(render_invoice(october_invoice()))) as pdf:
        metadata = pdf.open_metadata()

        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
        assert metadata["dc:title"] == "適格請求書 INV-2026-0143"
        assert metadata["dc:creator"] == ["みなと事務サポート株式会社"]
        created = dt.datetime.fromisoformat(str(metadata["xmp:CreateDate"]))
        assert created.date() == dt.date(2026, 11, 5)
        assert str(pdf.Root.Lang) == "ja-JP"
        assert "/StructTreeRoot" in pdf.Root


def test_only_the_committed_fonts_are_embedded() -> None:
    document = dataclasses.replace(october_invoice(), remarks="Škoda ≒")
    fonts = {
        str(font["/BaseFont"])
        for page in PdfReader(io.BytesIO(render_invoice(document))).pages
        for font in (reference.get_object() for reference in page["/Resources"]["/Font"].values())
    }

    assert {re.sub(r"^/[A-Z]{6}\+|-Identity-H$", "", font) for font in fonts} == {
        "NotoSansJP-Regular",
        "NotoSansJP-Bold",
        "NotoSans-Regular",
        "NotoSansMath-Regular",
    }


def test_an_issuer_without_number_prints_no_qualified_invoice() -> None:
    text = squeezed(pages_of(dataclasses.replace(october_invoice(), registration_number=""))[0])

    assert "適格" not in text
    assert "登録番号" not in text


def test_a_draft_says_so_where_its_number_will_stand() -> None:
    assert "請求書番号下書き" in squeezed(pages_of(dataclasses.replace(october_invoice(), number=None))[0])


def test_parts_nobody_filled_in_are_left_out() -> None:
    document = dataclasses.replace(
        october_invoice(),
        issuer=Party("甲社"),
        recipient=Party("乙社"),
        hours=(),
        balance=None,
        bank_lines=(),
        remarks="",
        shows_mark=False,
    )
    text = squeezed(pages_of(document)[0])

    assert "乙社御中" in text
    for words in ("担当", "業務ごと", "時間パッケージの残り", "お振込先", "備考"):
        assert words not in text
