"""The inventory is the first visible sheet with a header; nothing in it is evaluated."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.adapters.spreadsheets.refusals import FileRefused, WorkbookEmpty
from app.adapters.spreadsheets.workbook import read_workbook
from tests.app.adapters.spreadsheets.workbooks import packed, parts_of, rows, with_sheet_xml, workbook

HEADER = ("業務名", "頻度", "1回の時間")


def test_the_first_visible_sheet_with_a_header_is_chosen_and_the_others_are_named() -> None:
    def hidden(sheet: Worksheet) -> None:
        sheet.append(HEADER)
        sheet.sheet_state = "hidden"

    data = workbook(
        ("隠し", hidden), ("説明", rows(("書き方",))), ("業務", rows((), HEADER, ("掃除",))), ("別紙", rows(HEADER))
    )

    sheet = read_workbook(data)

    assert sheet.sheet_name == "業務"
    assert sheet.ignored_sheets == ("隠し", "説明", "別紙")
    assert sheet.rows == ((), HEADER, ("掃除",))


def test_without_any_header_the_first_sheet_with_a_text_is_shown_for_mapping_by_hand() -> None:
    assert read_workbook(workbook(("空", rows()), ("表", rows(("仕事", "いつ"))))).sheet_name == "表"


def test_a_workbook_without_a_text_is_refused() -> None:
    with pytest.raises(WorkbookEmpty):
        read_workbook(workbook(("空", rows())))


def test_cells_are_texts_as_a_person_reads_them() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(HEADER)
        sheet.append((22.0, 0.1 + 0.2, 1e16, True, dt.time(1, 30), dt.timedelta(hours=30), dt.date(2026, 11, 1)))
        sheet["F2"].number_format = "[h]:mm"

    assert read_workbook(workbook(("業務", fill))).rows[1] == (
        "22", "0.3", "10000000000000000", "TRUE", "1:30", "30:00", "2026-11-01",
    )  # fmt: skip


def test_formulas_and_error_values_are_texts_and_kept_results_are_results() -> None:
    data = with_sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>業務名</t></is></c></row>'
        '<row r="2"><c r="A2"><f>HYPERLINK("http://x","y")</f></c><c r="B2" t="e"><f>A9</f><v>#REF!</v></c>'
        '<c r="C2"><f>1+1</f><v>2</v></c></row>'
        '<row r="4"><c r="A4" t="e"><v>#N/A</v></c></row>'
    )

    assert read_workbook(data).rows[1:] == (('=HYPERLINK("http://x","y")', "#REF!", "2"), (), ("#N/A",))


def test_a_department_merged_over_rows_holds_for_each_of_them_but_a_duration_does_not() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(("業務一覧", None, None))
        sheet.merge_cells("A1:C1")
        sheet.append(("部署", "業務名", "1回の時間"))
        sheet.append(("経理", "請求", "1時間"))
        sheet.append((None, "入金", None))
        sheet.append(("総務", "発注", "20分"))
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("C3:C4")

    assert read_workbook(workbook(("業務", fill))).rows[2:] == (
        ("経理", "請求", "1時間"),
        ("経理", "入金"),
        ("総務", "発注", "20分"),
    )


def test_two_far_cells_do_not_bring_the_process_down() -> None:
    """In a process of its own: opened unseen, this file makes calamine abort whoever reads it."""
    program = (
        "import sys; from app.adapters.spreadsheets import FileRefused, read_sheet\n"
        "try: read_sheet(sys.stdin.buffer.read(), 'x')\n"
        "except FileRefused as refused: print(refused.code)"
    )
    data = with_sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )

    done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, check=True, timeout=60)

    assert done.stdout.decode().strip() == "file_too_many_rows"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_damaged_part_is_refused(part: str) -> None:
    parts = parts_of(workbook(("業務", rows(HEADER))))

    with pytest.raises(FileRefused):
        read_workbook(packed({**parts, part: parts[part][:-20]}))


def test_a_workbook_whose_sheet_is_missing_is_refused() -> None:
    parts = parts_of(workbook(("業務", rows(HEADER))))
    del parts["xl/worksheets/sheet1.xml"]

    with pytest.raises(FileRefused):
        read_workbook(packed(parts))
