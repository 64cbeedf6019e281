"""The inventory sheet of an xlsx workbook: the first visible sheet with a header row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.adapters.spreadsheets.archive import read_parts, repack
from app.adapters.spreadsheets.extents import Position, SheetText, look_through
from app.adapters.spreadsheets.refusals import WorkbookBroken, WorkbookEmpty
from app.adapters.spreadsheets.sheet import Sheet, SheetKind, bounded_rows
from app.domain.tasks.columns import HeaderNotFound, TaskField, find_header

Rows = tuple[tuple[str, ...], ...]
_MAIN_PART = "xl/workbook.xml"
_RELATIONS_PART = "xl/_rels/workbook.xml.rels"
#: Facts that hold for every row of a cell merged downwards; a duration merged over three tasks is not thrice itself.
_FILLED_DOWN = frozenset({TaskField.DEPARTMENT, TaskField.OWNER})
_MAX_FILLED = 100_000


def read_workbook(data: bytes) -> Sheet:
    """The first visible sheet with a header row, or else the first that holds anything.

    Raises:
        FileRefused: it cannot be opened, a limit is passed, nothing is in it.
    """
    parts = read_parts(data)
    looks = {name.lower(): look_through(content) for name, content in parts.items()}
    kept = _kept_by_sheet(looks)
    try:
        workbook = CalamineWorkbook.from_filelike(repack(parts))
        name, rows = _choose(_visible_sheets(workbook, kept))
        ignored = tuple(other for other in workbook.sheet_names if other != name)
    except CalamineError:
        raise WorkbookBroken from None
    return Sheet(SheetKind.XLSX, "", "", name, ignored, rows)


def _choose(sheets: Iterator[tuple[str, Rows]]) -> tuple[str, Rows]:
    first: tuple[str, Rows] | None = None
    for name, rows in sheets:
        if _has_header(rows):
            return name, rows
        if rows and first is None:
            first = name, rows
    if first is None:
        raise WorkbookEmpty
    return first


def _has_header(rows: Rows) -> bool:
    try:
        find_header(rows)
    except HeaderNotFound:
        return False
    return True


def _visible_sheets(
    workbook: CalamineWorkbook, kept: Mapping[str, Mapping[Position, str]]
) -> Iterator[tuple[str, Rows]]:
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            yield sheet.name, _rows(workbook.get_sheet_by_name(sheet.name), kept.get(sheet.name, {}))


def _rows(sheet: CalamineSheet, kept: Mapping[Position, str]) -> Rows:
    texts = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in kept.items():
        _put(texts, row, column, text)
    return _fill_down(bounded_rows(texts), sheet)


def _put(texts: list[list[str]], row: int, column: int, text: str) -> None:
    texts.extend([] for _ in range(row + 1 - len(texts)))
    texts[row].extend("" for _ in range(column + 1 - len(texts[row])))
    texts[row][column] = text


def _text(cell: object) -> str:
    """A cell as a person would read it: 22 and not 22.0, 1:30 for a time or a span, 2026-11-01 for a day."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Fifteen digits are what a spreadsheet program itself shows: 0.3 and not 0.30000000000000004.
        return f"{Decimal(format(cell, '.15g')):f}"
    if isinstance(cell, dt.timedelta):
        return _clock(round(cell.total_seconds()))
    if isinstance(cell, dt.time):
        return _clock(cell.hour * 3600 + cell.minute * 60 + cell.second)
    return str(cell)


def _clock(seconds: int) -> str:
    sign = "-" if seconds < 0 else ""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


def _fill_down(rows: Rows, sheet: CalamineSheet) -> Rows:
    """The rows with departments and owners repeated that were merged over several rows."""
    merged = [(start, end) for start, end in sheet.merged_cell_ranges or () if end[0] > start[0]]
    if not merged or not _has_header(rows):
        return rows
    header = find_header(rows)
    columns = {column for column, field in header.mapping.items() if field in _FILLED_DOWN}
    texts = [list(row) for row in rows]
    filled = 0
    for (top, column), (bottom, _right) in merged:
        if column in columns and header.row_index < top < len(rows) and column < len(rows[top]):
            for row in range(top + 1, min(bottom + 1, len(rows))):
                filled += 1
                if any(texts[row]) and filled <= _MAX_FILLED:
                    _put(texts, row, column, rows[top][column])
    return tuple(tuple(row) for row in texts)


def _kept_by_sheet(looks: Mapping[str, SheetText]) -> dict[str, Mapping[Position, str]]:
    """What a look kept, by the name of the sheet; a sheet whose part is not found has nothing kept."""
    main, relations = looks.get(_MAIN_PART, SheetText()), looks.get(_RELATIONS_PART, SheetText())
    parts = {name: _part(relations.relations.get(relation, "")) for name, relation in main.sheets.items()}
    return {name: looks[part].kept for name, part in parts.items() if part in looks}


def _part(target: str) -> str:
    lowered = target.lower()
    return lowered[1:] if lowered.startswith("/") else f"xl/{lowered}"
