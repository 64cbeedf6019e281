"""Rows of a csv file, whatever divides its cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from app.adapters.spreadsheets.encodings import decode_text
from app.adapters.spreadsheets.refusals import CellTooLong, CsvBroken, FileEmpty, NotASheet
from app.adapters.spreadsheets.sheet import Sheet, SheetKind, bounded_rows

_DELIMITERS = (",", "\t", ";")
_SAMPLE_ROWS = 60
_MARKUP = ("<!doctype", "<html", "<table", "<?xml", "{\\rtf")


def read_csv(data: bytes) -> Sheet:
    """The sheet of a csv file.

    Raises:
        FileRefused: its encoding is not read, a quotation mark is open, a limit is passed, nothing is in it.
    """
    text, encoding = decode_text(data)
    if text.lstrip()[:9].casefold().startswith(_MARKUP):
        raise NotASheet
    delimiter = _delimiter(text)
    rows = bounded_rows(_rows(text, delimiter))
    if not rows:
        raise FileEmpty
    return Sheet(SheetKind.CSV, encoding, delimiter, "", (), rows)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows as a spreadsheet program numbers them: a line end within quotation marks begins no row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):  # noqa: B007 - the number of the last sound row is told on failure
            yield row
    except csv.Error as error:
        # The library has one class for all it refuses; its words tell a long cell from an open quotation mark.
        if "field limit" in str(error):
            raise CellTooLong(row=number + 1, limit=csv.field_size_limit()) from None
        raise CsvBroken(row=number + 1) from None


def _delimiter(text: str) -> str:
    """The character that divides most of the first rows into the same number of cells, more than one; else a comma."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have the most usual width above one cell, and that width."""
    try:
        sample = [len(row) for row in islice(_rows(text, delimiter), _SAMPLE_ROWS)]
    except (CsvBroken, CellTooLong):
        return (0, 0)
    widths = Counter(width for width in sample if width > 1)
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (rows, width)
