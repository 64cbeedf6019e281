"""A sheet as rows of text, and the limits every sheet keeps to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.adapters.spreadsheets.refusals import TooManyColumns, TooManyRows

MAX_SHEET_BYTES = 5 * 1024 * 1024
"""The largest file taken; ask for the size before reading it."""
MAX_TASK_ROWS = 10_000
"""Tasks that a sheet may hold."""
MAX_ROWS = MAX_TASK_ROWS + 200
"""Rows of a sheet, with room for titles, blanks and totals."""
MAX_COLUMNS = 200


class SheetKind(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it came in.

    Attributes:
        kind: what the content is, whatever the file is called.
        encoding: of a csv "utf-8", "utf-8-sig", "cp932" or "utf-16"; "" of a workbook.
        delimiter: of a csv ",", ";" or a tab; "" of a workbook.
        sheet_name: of a workbook the sheet that was read; "" of a csv.
        ignored_sheets: the other sheets of the workbook, in its order.
        rows: every row from the first of the file, so that index + 1 is the number the user sees; each as long as its
            last filled cell, cells stripped of blanks, lines within a cell divided by a bare newline.
    """

    kind: SheetKind
    encoding: str
    delimiter: str
    sheet_name: str
    ignored_sheets: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def bounded_rows(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows with stripped cells, without empty cells at the right and empty rows at the bottom.

    Raises:
        TooManyRows: more than `MAX_ROWS`.
        TooManyColumns: more than `MAX_COLUMNS` in a row.
    """
    taken: list[tuple[str, ...]] = []
    filled = 0
    for number, row in enumerate(rows, 1):
        cells = [clean_cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise TooManyColumns(row=number, limit=MAX_COLUMNS)
        if cells:
            filled = number
        if filled > MAX_ROWS:
            raise TooManyRows(limit=MAX_TASK_ROWS)
        if number <= MAX_ROWS:
            taken.append(tuple(cells))
    return tuple(taken[:filled])


def clean_cell(text: str) -> str:
    """A cell without blanks around it and with one kind of line end; marks of no width at its edges go as well."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().strip("\ufeff\u200b").strip()
