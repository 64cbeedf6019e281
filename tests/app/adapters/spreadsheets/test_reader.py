"""Real sheets are read with no hand editing; other files are refused by their content, whatever their name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seeds
from app.adapters.exports.cells import csv_bytes
from app.adapters.spreadsheets import MAX_SHEET_BYTES, FileRefused, read_sheet, read_task_sheet
from app.adapters.spreadsheets.reader import check_size
from app.adapters.spreadsheets.sheet import SheetKind
from app.domain.errors import DomainError
from app.domain.tasks.columns import find_header
from app.domain.tasks.rows import InventoryReading, read_rows
from app.domain.tasks.skipping import SkipReason

INVENTORIES = Path(seeds.__file__).parent / "data" / "inventories"


def reading(name: str) -> InventoryReading:
    """What one of the inventories says."""
    sheet = read_sheet((INVENTORIES / name).read_bytes(), name)
    header = find_header(sheet.rows)
    assert header.unmapped == {}
    return read_rows(sheet.rows, header.row_index, header.mapping)


@pytest.mark.parametrize(
    ("name", "tasks", "skipped"),
    [
        ("studio_cp932.csv", 18, {1: SkipReason.TITLE, 2: SkipReason.TITLE, 3: SkipReason.BLANK, 23: SkipReason.TOTAL}),
        ("ec_shop_utf8bom.csv", 33, {}),
        ("clinic.xlsx", 25, {1: SkipReason.TITLE, 2: SkipReason.TITLE, 3: SkipReason.BLANK, 30: SkipReason.TOTAL}),
    ],
)
def test_the_inventories_are_read_whole(name: str, tasks: int, skipped: dict[int, SkipReason]) -> None:
    found = reading(name)

    assert len(found.rows) == tasks
    assert found.problems == ()
    assert {row.row_number: row.reason for row in found.skipped} == skipped


def test_the_studio_s_notations_are_understood() -> None:
    tasks = {row.name: row for row in reading("studio_cp932.csv").rows}

    assert tasks["写真の整理・リサイズ"].minutes_per_run == 90  # 1時間半
    assert tasks["受領請求書の処理"].minutes_per_run == 90  # 1.5h
    assert tasks["入金確認・消込"].minutes_per_run == 40  # ４０分
    assert tasks["ホームページ施工事例の更新"].minutes_per_run == 120  # 2h
    assert tasks["補助金の申請書作成"].runs_per_year == 1  # 年1回 beside 0.1
    assert tasks["社会保険の資格取得届"].runs_per_year == 6  # 都度 beside 0.5
    assert tasks["実施設計図の作成"].owner == "﨑山"  # in cp932, not in shift_jis
    assert tasks["実施設計図の作成"].runs_per_year is None


@pytest.mark.parametrize(
    ("name", "kind", "encoding", "sheet_name", "ignored"),
    [
        ("studio_cp932.csv", SheetKind.CSV, "cp932", "", ()),
        ("ec_shop_utf8bom.csv", SheetKind.CSV, "utf-8-sig", "", ()),
        ("clinic.xlsx", SheetKind.XLSX, "", "業務棚卸し", ("記入例",)),
    ],
)
def test_what_the_file_is_is_named(
    name: str, kind: SheetKind, encoding: str, sheet_name: str, ignored: tuple[str, ...]
) -> None:
    sheet = read_sheet((INVENTORIES / name).read_bytes(), "wrong.pdf")

    assert (sheet.kind, sheet.encoding) == (kind, encoding)
    assert (sheet.sheet_name, sheet.ignored_sheets) == (sheet_name, ignored)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\t\n", "file_empty"),
        (b",,,\r\n,,,\r\n", "file_empty"),
        (b"\0" * 100, "file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "file_old_or_locked_workbook"),
        (b"%PDF-1.7\n", "file_not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n", "file_not_a_sheet"),
        (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "file_not_a_sheet"),
        (b"PK\x03\x04 not really", "file_workbook_broken"),
    ],
)
def test_other_files_are_refused_with_their_name(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_sheet(data, "棚卸.csv")

    assert refused.value.code == code
    assert (refused.value.field, refused.value.params["filename"]) == ("file", "棚卸.csv")


def test_one_byte_above_the_limit_is_refused_and_the_limit_itself_is_not() -> None:
    with pytest.raises(FileRefused) as refused:
        read_sheet(b"a" * (MAX_SHEET_BYTES + 1), "x.csv")

    assert refused.value.code == "file_too_large"
    assert refused.value.params["limit_mib"] == 5
    check_size(MAX_SHEET_BYTES)


def test_a_sheet_of_only_a_header_has_no_tasks() -> None:
    sheet = read_sheet("業務名,頻度\n".encode(), "x.csv")

    assert read_rows(sheet.rows, 0, find_header(sheet.rows).mapping) == InventoryReading((), (), ())


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_refused(data: bytes) -> None:
    assert reads_or_says_why(data)


@given(st.data())
def test_no_damage_to_a_real_sheet_is_more_than_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["studio_cp932.csv", "ec_shop_utf8bom.csv", "clinic.xlsx"]))
    content = bytearray((INVENTORIES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))

    assert reads_or_says_why(bytes(content))


def reads_or_says_why(data: bytes) -> bool:
    """Whether the bytes are read, or refused with a code of their own; any other error comes through."""
    try:
        sheet = read_sheet(data, "x")
        header = find_header(sheet.rows)
        read_rows(sheet.rows, header.row_index, header.mapping)
    except DomainError as refused:
        return refused.code != DomainError.code
    return True


@pytest.mark.parametrize("text", ["=SUM集計", "-", "＠会議室", " +1", "'そのまま", "掃除"])
def test_what_our_own_lists_set_before_a_formula_is_taken_away_again(text: str) -> None:
    """A cell is read without the blanks around it, as every cell is."""
    written = b"".join(csv_bytes([("業務名",), (text,)]))

    assert read_task_sheet(written, "list.csv").rows == (("業務名",), (text.strip(),))


def test_in_other_sheets_it_is_a_part_of_the_cell() -> None:
    assert read_sheet("メモ\n'-1\n".encode(), "hours.csv").rows == (("メモ",), ("'-1",))
