"""What may stand in a cell. A text that a spreadsheet would take for a formula is kept a text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from app.domain.texts import straight

Cell: TypeAlias = str | int | dt.date | None

#: A text that begins so is worked out as a formula by Excel, LibreOffice or Google Sheets; the full-width ones too,
#: which Japanese Excel reads as the others. Source: OWASP, CSV injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BREAK, _CONTROL = re.compile(r"[\t\r\n]"), re.compile(r"[\x00-\x1f\x7f-\x9f]")
BOM = "\ufeff"
UTF_8 = "utf-8"
#: What `cp932` has no character for. It is what Japanese printers set where a character is missing.
GETA = "〓"


def cell_text(value: Cell) -> str:
    """The cell as CSV writes it: numbers bare, days as `2026-11-05`, text that looks like a formula behind a `'`."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return plain_text(value) if isinstance(value, str) else str(value)


def plain_text(text: str) -> str:
    """The text on one line, without control characters and marks that turn it, and never a formula."""
    line = straight(_CONTROL.sub("", _BREAK.sub(" ", text)))
    return f"'{line}" if text.startswith(_FORMULA) or line.lstrip().startswith(_FORMULA) else line


def unguarded(text: str) -> str:
    """A cell as it was before `plain_text` set a `'` before what looked like a formula; every other text as it is."""
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(_FORMULA) else text


def csv_bytes(rows: Iterable[Sequence[Cell]], encoding: str = UTF_8) -> Iterator[bytes]:
    """The rows as CSV, a piece a row: commas, CRLF; a byte order mark first in UTF-8, without which Excel misreads it.

    A character the encoding lacks becomes 〓; `lost` names them beforehand.
    """
    if encoding == UTF_8:
        yield BOM.encode(encoding)
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([cell_text(value) for value in row])
        yield encoded(line.getvalue(), encoding)


def encoded(text: str, encoding: str) -> bytes:
    """The text in the encoding, with 〓 for what it lacks."""
    return "".join(character if _has(encoding, character) else GETA for character in text).encode(encoding)


def lost(rows: Iterable[Sequence[Cell]], encoding: str) -> tuple[str, ...]:
    """Characters of the rows that the encoding lacks, each once, in order."""
    # Numbers and days are ASCII; names stand in many rows.
    texts = dict.fromkeys(plain_text(value) for row in rows for value in row if isinstance(value, str))
    return tuple(dict.fromkeys(c for text in texts if not _fits(encoding, text) for c in text if not _has(encoding, c)))


def _fits(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _has(encoding: str, character: str) -> bool:
    return character.isascii() or _fits(encoding, character)
