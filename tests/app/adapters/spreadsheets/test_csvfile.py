"""Rows of a csv are numbered as a spreadsheet program numbers them, whatever divides the cells."""

from __future__ import annotations

import pytest

from app.adapters.spreadsheets.csvfile import read_csv
from app.adapters.spreadsheets.refusals import FileRefused


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_the_rows_it_divides_evenly(delimiter: str) -> None:
    lines = [
        "棚卸表（総務,経理,人事）",
        delimiter.join(["業務名", "頻度", "備考"]),
        delimiter.join(["掃除", "毎日", '"床,窓;机\t椅子"']),
        delimiter.join(["発注", "毎週", "1"]),
    ]

    sheet = read_csv("\n".join(lines).encode())

    assert sheet.delimiter == delimiter
    assert sheet.rows[2] == ("掃除", "毎日", "床,窓;机\t椅子")


def test_a_line_end_within_quotation_marks_begins_no_row() -> None:
    sheet = read_csv('業務名,備考\r\n掃除,"床\r\n窓"\r\n\r\n発注,1\r\n'.encode())

    assert sheet.rows == (("業務名", "備考"), ("掃除", "床\n窓"), (), ("発注", "1"))


def test_all_line_ends_are_read_even_mixed() -> None:
    assert read_csv("業務名,頻度\r掃除,毎日\n発注,毎週\r\n集計,毎月".encode()).rows == (
        ("業務名", "頻度"),
        ("掃除", "毎日"),
        ("発注", "毎週"),
        ("集計", "毎月"),
    )


def test_cells_are_stripped_and_formulas_stay_text() -> None:
    sheet = read_csv("業務名,備考,回数\n　=1+1 , +1 ,-1\n@SUM(A1),＝2,\n".encode())

    assert sheet.rows[1:] == (("=1+1", "+1", "-1"), ("@SUM(A1)", "＝2"))


def test_one_column_is_a_sheet_as_well() -> None:
    assert read_csv("業務名\n掃除\n".encode()).rows == (("業務名",), ("掃除",))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('業務名,頻度\n"掃除,毎日\n発注,毎週\n', 2),  # never closed: the rest would become one cell
        ('業務名,頻度\n掃除,毎日\n"発"注,毎週\n', 3),
    ],
)
def test_a_quotation_mark_out_of_place_is_refused_with_its_row(text: str, row: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read_csv(text.encode())

    assert (refused.value.code, refused.value.params) == ("file_csv_broken", {"row": row})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("業務名\n" + "掃除\n" * 10_200, "file_too_many_rows"),
        ("業務名,頻度\n" + "x" * 200_000 + ",毎日", "file_cell_long"),
        ("業務名,頻度\n" + ",".join(["x"] * 100_000), "file_too_many_columns"),
        ("業務名,頻度\n" + ",".join(["x"] * 201), "file_too_many_columns"),
    ],
)
def test_more_rows_and_columns_than_a_sheet_has_are_refused(text: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_csv(text.encode())

    assert refused.value.code == code


def test_empty_cells_and_rows_at_the_edges_are_not_counted() -> None:
    text = "業務名,頻度" + "," * 300 + "\n掃除,毎日\n" + "\n" * 20_000

    assert read_csv(text.encode()).rows == (("業務名", "頻度"), ("掃除", "毎日"))
