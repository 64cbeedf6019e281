from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from app.adapters.exports import Table, csv_table, xlsx_table
from tests.app.adapters.exports.books import rows_of

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝１",
    "＋１",
    "－１",
    "＠SUM",
    "  =1",
    "\x01=1",
    "\u202e=1",
)
HOURS = Table("稼働", ("日付", "業務", "分"), [(dt.date(2026, 11, 5), "請求書作成", 90), (None, "", -30)], (12, 30, 8))


def test_csv_can_be_opened_by_excel_and_keeps_numbers_numbers() -> None:
    made = b"".join(csv_table(HOURS))

    assert made.decode("utf-8") == "\ufeff日付,業務,分\r\n2026-11-05,請求書作成,90\r\n,,-30\r\n"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_never_one(text: str) -> None:
    table = Table("稼働", ("メモ",), [(text,)])
    (cell,) = rows_of(csv_table(table))[1]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_table(table))))

    assert cell.startswith("'")
    assert book.active["A2"].data_type == "s"
    assert book.active["A2"].value.strip().endswith(text.strip("\t\r\x01 ")[-1])


def test_a_book_has_days_numbers_and_a_head_that_stays() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_table(HOURS)))).active

    assert (sheet.title, sheet.freeze_panes) == ("稼働", "A2")
    assert [cell.value for cell in sheet[1]] == ["日付", "業務", "分"]
    assert sheet["A2"].value.date() == dt.date(2026, 11, 5)
    assert [cell.value for cell in sheet[2]][1:] == ["請求書作成", 90]
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width == 30


def test_what_a_book_cannot_hold_is_left_out() -> None:
    table = Table("稼" * 40, ("メモ",), [("甲\x00\x0b\ud842乙" + "あ" * 40_000,)])
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx_table(table)))).active

    assert sheet["A2"].value.startswith("甲乙あ")
    assert len(sheet["A2"].value) == 32_767
    assert sheet.title == "稼" * 31


def test_rows_are_asked_for_one_after_another() -> None:
    asked: list[int] = []

    def rows() -> object:
        for number in range(3):
            asked.append(number)
            yield (number,)

    pieces = csv_table(Table("稼働", ("番号",), rows()))
    assert b"".join((next(pieces), next(pieces))).decode() == "\ufeff番号\r\n"
    assert asked == []
    next(pieces)
    assert asked == [0]
