"""Days and times as other tools write them. Nothing is guessed: where 03/04/2024 may be two days, somebody chooses."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from app.domain.errors import InvalidInput
from app.domain.worktime import parse_day

_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AP])\.?M\.?)?", re.IGNORECASE)
_MONTHS = 12


class DateOrder(StrEnum):
    """Which number of 03/04/2024 is the month."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


def date_order(texts: Iterable[str]) -> DateOrder | None:
    """The order that every day of a file allows; None where both do, and a day differs by it.

    A file whose days all have the year first needs none and gets month first.
    """
    pairs = {(int(match[1]), int(match[2])) for match in map(_YEAR_LAST.fullmatch, map(_plain, texts)) if match}
    if any(first > _MONTHS for first, _second in pairs):
        return DateOrder.DAY_FIRST
    if any(second > _MONTHS for _first, second in pairs) or all(first == second for first, second in pairs):
        return DateOrder.MONTH_FIRST
    return None


def read_day(text: str, order: DateOrder | None, field: str = "day") -> dt.date:
    """The day.

    Raises:
        InvalidInput: `date_format` where it is none, `date_ambiguous` where `order` is needed and not known.
    """
    plain = _plain(text)
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = match.groups()
    elif match := _YEAR_LAST.fullmatch(plain):
        if order is None and match[1] != match[2]:
            raise InvalidInput(field, "date_ambiguous", text=text)
        month, day, year = match.groups() if order is not DateOrder.DAY_FIRST else (match[2], match[1], match[3])
    else:
        raise InvalidInput(field, "date_format", text=text)
    found = parse_day(f"{year}-{int(month):02d}-{int(day):02d}")
    if found is None:
        raise InvalidInput(field, "date_format", text=text)
    return found


def read_time(text: str, field: str) -> dt.time | None:
    """The time of day, to the second, by 24 hours or by 12 with AM and PM; None for an empty cell.

    Raises:
        InvalidInput: `time_format`.
    """
    plain = _plain(text)
    if not plain:
        return None
    match = _TIME.fullmatch(plain)
    try:
        return _time(match)
    except ValueError:
        raise InvalidInput(field, "time_format", text=text) from None


def _time(match: re.Match[str] | None) -> dt.time:
    if match is None:
        raise ValueError
    hour, half = int(match[1]), (match[4] or "").upper()
    if half:
        if not 1 <= hour <= _MONTHS:
            raise ValueError
        hour = hour % 12 + (12 if half == "P" else 0)
    return dt.time(hour, int(match[2]), int(match[3] or 0))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
