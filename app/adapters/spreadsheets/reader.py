"""Tells by its content what a file is and reads it."""

from __future__ import annotations

from dataclasses import replace

from app.adapters.exports.cells import unguarded
from app.adapters.spreadsheets.csvfile import read_csv
from app.adapters.spreadsheets.refusals import FileEmpty, FileRefused, FileTooLarge, NotASheet, OldOrLockedWorkbook
from app.adapters.spreadsheets.sheet import MAX_SHEET_BYTES, Sheet, SheetKind, clean_cell
from app.adapters.spreadsheets.workbook import read_workbook

_ARCHIVE = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x05\x06", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf")


def check_size(size_bytes: int) -> None:
    """Nothing, if a file of this size may be read; to be asked before reading it.

    Raises:
        FileTooLarge: above `MAX_SHEET_BYTES`.
    """
    if size_bytes > MAX_SHEET_BYTES:
        raise too_large_sheet()


def too_large_sheet() -> FileTooLarge:
    """What is said of a file that is too large to be read."""
    return FileTooLarge(limit_mib=MAX_SHEET_BYTES // 1024**2)


def read_sheet(data: bytes, filename: str) -> Sheet:
    """The sheet in a file, as rows of text.

    Args:
        data: the file's content; its kind is told by it alone.
        filename: what the file is called; only named in refusals.

    Raises:
        FileRefused: or its subclass that says why; `params["filename"]` is the name.
    """
    try:
        check_size(len(data))
        return _read(data)
    except FileRefused as refused:
        refused.params["filename"] = filename
        raise


def read_task_sheet(data: bytes, filename: str) -> Sheet:
    """As `read_sheet`, for a sheet of tasks, which may be our own list come back.

    A `'` that only keeps a text of a csv from being a formula is no part of it: our lists write it. Rows of hours keep
    theirs, for by all their cells they are known again.
    """
    sheet = read_sheet(data, filename)
    if sheet.kind is not SheetKind.CSV:
        return sheet
    return replace(sheet, rows=tuple(tuple(clean_cell(unguarded(cell)) for cell in row) for row in sheet.rows))


def _read(data: bytes) -> Sheet:
    if not data.strip(b" \t\r\n\0"):
        raise FileEmpty
    if data.startswith(_ARCHIVE):
        return read_workbook(data)
    if data.startswith(_OLD_OFFICE):
        raise OldOrLockedWorkbook
    if data.startswith(_OTHER_KINDS):
        raise NotASheet
    return read_csv(data)
