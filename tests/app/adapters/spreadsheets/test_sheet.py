"""Ten thousand tasks are a sheet; each row is looked at once, however many there are."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

from app.adapters.spreadsheets import MAX_TASK_ROWS, read_sheet
from app.adapters.spreadsheets.refusals import TooManyRows
from app.adapters.spreadsheets.sheet import MAX_ROWS, bounded_rows, clean_cell
from app.domain.tasks.columns import find_header
from app.domain.tasks.rows import read_rows


def large_csv() -> bytes:
    lines = [f"総務,業務{number},毎日,1時間半,22,あり" for number in range(MAX_TASK_ROWS)]
    return "\n".join(["部署,業務名,頻度,1回の時間,月の回数,マニュアル", *lines]).encode("cp932")


def large_xlsx() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("業務")
    sheet.append(("部署", "業務名", "頻度", "1回の時間", "月の回数", "マニュアル"))
    for number in range(MAX_TASK_ROWS):
        sheet.append(("総務", f"業務{number}", "毎日", "1時間半", 22, "あり"))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("made", [large_csv, large_xlsx])
def test_ten_thousand_tasks_are_read(made: object) -> None:
    sheet = read_sheet(made(), "x")  # type: ignore[operator]
    header = find_header(sheet.rows)

    found = read_rows(sheet.rows, header.row_index, header.mapping)

    assert len(found.rows) == MAX_TASK_ROWS
    assert found.problems == found.skipped == ()


def test_rows_above_the_limit_are_not_even_fetched() -> None:
    fetched = 0

    def endless() -> Iterator[list[str]]:
        nonlocal fetched
        while True:
            fetched += 1
            yield ["x"]

    with pytest.raises(TooManyRows) as refused:
        bounded_rows(endless())

    assert refused.value.params == {"limit": MAX_TASK_ROWS}
    assert fetched == MAX_ROWS + 1


def test_cells_lose_blanks_and_marks_of_no_width_at_their_edges() -> None:
    assert clean_cell("\ufeff　 掃除\r\n床\r \u200b") == "掃除\n床"
