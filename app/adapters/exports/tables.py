"""A table for people, as CSV or as an Excel book."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.adapters.exports.cells import Cell, csv_bytes

_PIECE = 1 << 16
_USUAL_WIDTH = 12
_IN_MEMORY = 1 << 20
#: What XML, of which an Excel book is made, cannot hold.
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
#: An Excel cell takes no more; what is longer is cut.
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the rows may be made while they are written.

    Attributes:
        name: of the sheet, at most 31 characters.
        head: names of the columns.
        rows: as many cells a row as there are columns.
        widths: of the columns in characters; 12 where it ends early.
    """

    name: str
    head: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    widths: tuple[int, ...] = ()


def csv_table(table: Table) -> Iterator[bytes]:
    """The table as CSV in UTF-8, row by row."""
    yield from csv_bytes((table.head,))
    pieces = csv_bytes(table.rows)
    next(pieces)  # the byte order mark stands once
    yield from pieces


def xlsx_table(table: Table) -> Iterator[bytes]:
    """The table as an Excel book, piece by piece; text stays text, whatever it begins with.

    Rows go to a temporary file while they are made; above a megabyte the book does too.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(table.name[:31])  # typed as a sheet that is read, not as one that is only written
    sheet.freeze_panes = "A2"
    for place in range(len(table.head)):
        width = table.widths[place] if place < len(table.widths) else _USUAL_WIDTH
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.append([_cell(sheet, name, bold=True) for name in table.head])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    text = value.translate(_ILLEGAL)[:_LONGEST_CELL] if isinstance(value, str) else value
    cell: Any = WriteOnlyCell(sheet, value=text)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    elif value is not None:
        cell.number_format = "#,##0"
    if bold:
        cell.font = Font(bold=True)
    return cell
