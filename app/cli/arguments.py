"""What people write on the line, read by the rules of the domain: months, days, clock times, durations, files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from app.adapters.spreadsheets.reader import check_size
from app.cli.desk import Refused
from app.domain.durations import DurationError, read_duration_min
from app.domain.errors import InvalidInput
from app.domain.worktime import Month, parse_day
from app.translations import N_


def month(text: str) -> Month:
    """A month written as `YYYY-MM`."""
    return Month.parse(text)


def day(text: str) -> dt.date:
    """A day written as `YYYY-MM-DD`, from 2000 to 2999.

    Raises:
        InvalidInput: `date_format`.
    """
    found = parse_day(text)
    if found is None:
        raise InvalidInput("work_date", "date_format", text=text)
    return found


def starts(text: str) -> dt.time:
    """The clock time work begins at, written as `9:30`."""
    return _clock("starts", text)


def stops(text: str) -> dt.time:
    """The clock time work ends at, written as `17:05`."""
    return _clock("stops", text)


def duration(text: str) -> int:
    """Minutes worked; a bare number counts minutes."""
    return _read("minutes", text, bare_unit_min=1)


def hours(text: str) -> int:
    """Minutes of a package or of working time; a bare number counts hours, for both are spoken of in hours."""
    return _read("hours", text, bare_unit_min=60)


def file(text: str) -> Path:
    """A path."""
    return Path(text)


def content_of(path: Path) -> bytes:
    """The file's content; its size is asked for before it is read.

    Raises:
        FileTooLarge: above the limit for sheets.
        Refused: it cannot be opened.
    """
    try:
        check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise _unopened(path) from error


def write_content(path: Path, content: bytes) -> None:
    """Writes the file.

    Raises:
        Refused: it cannot be written.
    """
    write_pieces(path, (content,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes the file piece by piece.

    Raises:
        Refused: it cannot be written.
    """
    try:
        with path.open("wb") as out:
            out.writelines(pieces)
    except OSError as error:
        raise Refused(N_("ファイル「%(path)s」に書けません。場所と権限を確かめてください。"), path=path) from error


def _read(field: str, text: str, *, bare_unit_min: int) -> int:
    try:
        return read_duration_min(text, bare_unit_min=bare_unit_min)
    except DurationError as error:
        error.field = field
        raise


def _clock(field: str, text: str) -> dt.time:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise InvalidInput(field, "time_format", text=text)
    return dt.time(int(match[1]), int(match[2]))


def _unopened(path: Path) -> Refused:
    return Refused(N_("ファイル「%(path)s」を開けません。名前と場所を確かめてください。"), path=path)
