from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from app.adapters.exports import JournalFormat, journal_file, lost_characters
from app.domain.invoicing import TaxCategory, TaxGroup
from app.domain.journals import Accounts
from tests.app.adapters.exports.books import BOOKS, CREDIT_NOTE, INVOICE, PAYMENT, rows_of


def test_freee_has_a_row_for_each_rate_under_the_head_it_asks_for() -> None:
    rows = rows_of(journal_file(JournalFormat.FREEE, [INVOICE]))

    assert ",".join(rows[0]) == (
        "収支区分,管理番号,発生日,決済期日,取引先コード,取引先,勘定科目,税区分,金額,税計算区分,税額,備考,品目,部門,"
        "メモタグ（複数指定可、カンマ区切り）,セグメント1,セグメント2,セグメント3,決済日,決済口座,決済金額"
    )
    client = "株式会社アオゾラ設計室"
    start = ["収入", "INV-2026-0143", "2026/10/31", "2026/11/30", "", client, "売上高"]
    assert rows[1:] == [
        [*start, "課税売上10%", "111386", "内税", "10126", *[""] * 10],
        [*start, "課税売上8%（軽）", "2678", "内税", "198", *[""] * 10],
    ]
    assert {len(row) for row in rows} == {21}


def test_freee_is_told_of_a_payment_in_full_beside_the_sale() -> None:
    rows = rows_of(journal_file(JournalFormat.FREEE, BOOKS))

    assert [row[-3:] for row in rows[1:3]] == [
        ["2026/11/30", "普通預金", "111386"],
        ["2026/11/30", "普通預金", "2678"],
    ]
    assert [row[3] for row in rows[1:3]] == ["", ""]
    assert len(rows) == 4


def test_freee_names_the_tax_class_of_a_return() -> None:
    """Source: developer.freee.co.jp/news/1434, 143 return_of_sales_with_tax_10."""
    rows = rows_of(journal_file(JournalFormat.FREEE, [CREDIT_NOTE]))[1:]

    assert rows
    assert all(row[7].startswith("課税売返") for row in rows)


def test_freee_keeps_a_sale_paid_in_parts_open() -> None:
    parts = [dataclasses.replace(PAYMENT, amount_yen=amount) for amount in (100_000, 14_064)]
    rows = rows_of(journal_file(JournalFormat.FREEE, [INVOICE, *parts]))

    assert [row[-3:] for row in rows[1:]] == [["", "", ""]] * 2
    assert [row[3] for row in rows[1:]] == ["2026/11/30"] * 2


def test_freee_takes_a_return_as_an_expense_of_sales() -> None:
    (row,) = rows_of(journal_file(JournalFormat.FREEE, [CREDIT_NOTE]))[1:]

    assert (row[0], row[1], row[2], row[6], row[8], row[10]) == (
        "支出",
        "CN-2026-0007",
        "2026/12/03",
        "売上高",
        "1386",
        "126",
    )
    assert row[11] == "INV-2026-0143の返還"


def test_a_voiding_is_the_sale_the_other_way_round_and_no_return() -> None:
    voiding = dataclasses.replace(INVOICE, booked_on=dt.date(2026, 11, 9), due_date=None, is_voiding=True)
    back, for_yayoi, for_freee = (
        rows_of(journal_file(form, [voiding]), encoding)
        for form, encoding in (
            (JournalFormat.MONEYFORWARD, "utf-8-sig"),
            (JournalFormat.YAYOI, "cp932"),
            (JournalFormat.FREEE, "utf-8-sig"),
        )
    )

    assert (back[1][2], back[1][6], back[1][9], back[1][10]) == ("売上高", "課税売上 10%", "10126", "売掛金")
    assert (for_yayoi[0][4], for_yayoi[0][7]) == ("売上高", "課税売上内10%")
    assert (for_freee[1][0], for_freee[1][2], for_freee[1][7], for_freee[1][11]) == (
        "支出",
        "2026/11/09",
        "課税売上10%",
        "取消",
    )


def test_moneyforward_groups_the_lines_of_an_entry_by_its_number() -> None:
    rows = rows_of(journal_file(JournalFormat.MONEYFORWARD, BOOKS))

    assert {len(row) for row in rows} == {27}
    assert (rows[0][0], rows[0][8], rows[0][26]) == ("取引No", "借方金額(円)", "最終更新者")
    assert [row[0] for row in rows[1:]] == ["1", "1", "2", "3"]
    client = "株式会社アオゾラ設計室"
    assert rows[1][1:19] == [
        "2026/10/31",
        *["売掛金", "", "", client, "対象外", "", "111386", "0"],
        *["売上高", "", "", client, "課税売上 10%", "", "111386", "10126"],
        "INV-2026-0143 株式会社アオゾラ設計室",
    ]
    assert [row[8] == row[16] for row in rows[1:]] == [True] * 4
    assert (rows[3][2], rows[3][6], rows[3][10]) == ("売上高", "課税売上-返還等 10%", "売掛金")
    assert (rows[4][2], rows[4][8], rows[4][10]) == ("普通預金", "114064", "売掛金")


def test_yayoi_has_25_columns_in_its_own_encoding_and_no_head() -> None:
    rows = rows_of(journal_file(JournalFormat.YAYOI, BOOKS), "cp932")

    assert {len(row) for row in rows} == {25}
    assert [row[0] for row in rows] == ["2110", "2101", "2000", "2000"]
    assert [row[1] for row in rows] == ["1", "1", "2", "3"]
    assert rows[0][2:17] == [
        "",
        "2026/10/31",
        *["売掛金", "", "", "対象外", "111386", ""],
        *["売上高", "", "", "課税売上内10%", "111386", "10126"],
        "INV-2026-0143 株式会社アオゾラ設計室",
    ]
    assert rows[1][13] == "課税売上内軽減8%"
    assert rows[0][17:] == ["", "", "0", "", "", "0", "0", "no"]
    assert not b"".join(journal_file(JournalFormat.YAYOI, BOOKS)).startswith(b"\xef\xbb\xbf")


def test_an_entry_of_three_rates_has_a_middle_line_for_yayoi() -> None:
    three = dataclasses.replace(INVOICE, tax_groups=(*INVOICE.tax_groups, TaxGroup(0, TaxCategory.EXEMPT, 200, 0)))
    rows = rows_of(journal_file(JournalFormat.YAYOI, [three]), "cp932")

    assert [row[0] for row in rows] == ["2110", "2100", "2101"]
    assert rows[2][13:16] == ["対象外", "200", ""]


def test_what_the_encoding_lacks_is_shown_and_named_beforehand() -> None:
    sale = dataclasses.replace(INVOICE, client_name="𠮷野家髙﨑①㈱―𠮷")

    assert lost_characters(JournalFormat.YAYOI, [sale]) == ("𠮷",)
    assert lost_characters(JournalFormat.FREEE, [sale]) == ()
    text = b"".join(journal_file(JournalFormat.YAYOI, [sale])).decode("cp932")
    assert "〓野家髙﨑①㈱" in text


def test_yayoi_texts_end_within_their_length_and_keep_the_number() -> None:
    sale = dataclasses.replace(INVOICE, client_name="𠮷" * 60)
    row = rows_of(journal_file(JournalFormat.YAYOI, [sale], Accounts(sales="売上高" * 5)), "cp932")[0]

    # "INV-2026-0143 " is 14 wide, 25 full-width characters are 50
    assert row[16] == "INV-2026-0143 " + "〓" * 25
    assert row[10] == "売上高" * 4


@pytest.mark.parametrize("form", JournalFormat)
def test_a_name_that_looks_like_a_formula_stays_a_text(form: JournalFormat) -> None:
    sale = dataclasses.replace(INVOICE, client_name="=1+1", number="+81")
    encoding = "cp932" if form is JournalFormat.YAYOI else "utf-8-sig"
    cells = [cell for row in rows_of(journal_file(form, [sale]), encoding) for cell in row]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]


@pytest.mark.parametrize("form", JournalFormat)
def test_a_year_of_sales_is_written_row_by_row(form: JournalFormat) -> None:
    pieces = journal_file(form, (INVOICE for _ in range(500)))

    assert max(len(piece) for piece in pieces) < 1_000
