"""Durations as people write them, and as Ennoshita writes them back. Law: a duration is a whole number of minutes.

Nothing is guessed: 「半日」, 「1日」 and 「30〜60分」 mean different minutes to different people, so they are refused
with a reason.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from app.domain.errors import DomainError

MAX_DURATION_MIN = 31 * 24 * 60
"""The longest duration taken: every minute of a month of 31 days."""

_LONGEST_TEXT = 40
_MINUS = "-−‐‑–—▲△"
_BLANKS = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_ABOUT = re.compile(
    r"^(約|およそ|おおよそ|だいたい|大体|ほぼ|1[回件](あたり)?)|(程度|前後|ほど|くらい|ぐらい|位|/1?[回件])$"
)
_RANGE = re.compile(r"[0-9分hm時間](?:[~〜～-]|から)[0-9]")
_CLOCK = re.compile(r"([0-9]{1,5}):([0-5][0-9])(?::([0-5][0-9]))?")
_NUMBER = r"([0-9]{1,7}(?:\.[0-9]{1,9})?)"
_HOURS = r"(?:時間|hours?|hrs?|h)"
_MINUTES = r"(?:分間?|minutes?|mins?|m)"
_HALF = re.compile(_NUMBER + _HOURS + "半")
_SECONDS = "(?:([0-9]{1,2})秒)?"
_HOURS_MINUTES = re.compile(_NUMBER + _HOURS + r"(?:と)?(?:([0-9]{1,2})" + _MINUTES + "?)?" + _SECONDS)
_MINUTES_ONLY = re.compile(_NUMBER + _MINUTES + _SECONDS)
_HALF_HOUR = "半時間"
_BARE = re.compile(_NUMBER)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


class DurationError(DomainError):
    """A text that is not a duration; `params["text"]` is what was written."""

    code: ClassVar[str] = "duration_unreadable"


class DurationIsARange(DurationError):
    """「30〜60分」: one value is needed."""

    code: ClassVar[str] = "duration_range"


class DurationNegative(DurationError):
    """A duration below zero."""

    code: ClassVar[str] = "duration_negative"


class DurationTooLong(DurationError):
    """A duration above `MAX_DURATION_MIN`; `params["limit_hours"]` says it in hours."""

    code: ClassVar[str] = "duration_too_long"


def parse_duration_min(text: str) -> int | None:
    """Minutes, 0 to `MAX_DURATION_MIN`, or None where the text is blank or cannot be read.

    Reads 「1時間半」「1時間30分」「1.5h」「1h30」「1:30」「1:30:00」「90」「３０分」「2時間」「約30分」「30分程度」
    「30分/回」「半時間」「5分30秒」; half- and full-width alike. `read_duration_min` says the reason instead of None.
    """
    try:
        return read_duration_min(text)
    except DurationError:
        return None


def read_duration_min(text: str, *, bare_unit_min: int = 1) -> int:
    """Minutes, 0 to `MAX_DURATION_MIN`.

    A fraction of a minute that comes out of decimal hours or of seconds is rounded half up (「1.33h」 is 80): people
    write a rounded third of an hour, never 79.8 minutes. A bare decimal (「1.5」) is refused unless it is a whole
    number of minutes, because it may as well have meant hours.

    Args:
        text: what somebody wrote.
        bare_unit_min: minutes that a number without a unit counts: 1, or 60 under a header that says 「（時間）」.

    Raises:
        DurationError: not a duration, or one of its subclasses: a range, negative, too long.
    """
    plain = _plain(text)
    if len(plain) > _LONGEST_TEXT:
        raise DurationError(text=text[:_LONGEST_TEXT])
    if plain[:1] and plain[0] in _MINUS and plain[1:2].isdigit():
        raise DurationNegative(text=text)
    if _RANGE.search(plain):
        raise DurationIsARange(text=text)
    exact_min = _exact_min(plain, bare_unit_min)
    if exact_min is None:
        raise DurationError(text=text)
    minutes = int(exact_min.quantize(Decimal(1), ROUND_HALF_UP))
    if minutes > MAX_DURATION_MIN:
        raise DurationTooLong(text=text, limit_hours=MAX_DURATION_MIN // 60)
    return minutes


def format_hm(minutes: int, *, signed: bool = False) -> str:
    """`7:30`, for tables and bars; `−0:10` below zero; with `signed` a difference: `＋0:30`, `−2:40`, `±0:00`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{_sign(minutes, signed=signed)}{hours}:{rest:02d}"


def format_en(minutes: int) -> str:
    """`7 h 30 min`, `30 h`, `45 min`, `0 min`, for English prose; `−` before what is below zero."""
    hours, rest = divmod(abs(minutes), 60)
    parts = [f"{hours} h"] if hours else []
    return _sign(minutes, signed=False) + " ".join([*parts, f"{rest} min"] if rest or not hours else parts)


def format_ja(minutes: int, *, signed: bool = False) -> str:
    """`7時間30分`, `30時間`, `45分`, `0分`, for prose; with `signed` a difference: `＋30分`, `−2時間40分`, `±0分`."""
    hours, rest = divmod(abs(minutes), 60)
    parts = (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")
    return _sign(minutes, signed=signed) + parts


def _sign(minutes: int, *, signed: bool) -> str:
    if minutes < 0:
        return "−"
    if not signed:
        return ""
    return "＋" if minutes else "±"


def _plain(text: str) -> str:
    """The text in half-width lower case without blanks and without words that only say "about"."""
    compact = _BLANKS.sub("", unicodedata.normalize("NFKC", text).lower())
    return _ABOUT.sub("", _ABOUT.sub("", _THOUSANDS.sub("", compact)))


def _exact_min(plain: str, bare_unit_min: int) -> Decimal | None:
    """The minutes before rounding, or None where no notation fits the whole text."""
    if clock := _CLOCK.fullmatch(plain):
        hours, minutes, seconds = clock.groups(default="0")
        return Decimal(hours) * 60 + Decimal(minutes) + Decimal(seconds) / 60
    if half := _HALF.fullmatch(plain):
        return Decimal(half[1]) * 60 + 30 if "." not in half[1] else None
    if both := _HOURS_MINUTES.fullmatch(plain):
        mixes_decimals = "." in both[1] and (both[2] is not None or both[3] is not None)
        return None if mixes_decimals else Decimal(both[1]) * 60 + Decimal(both[2] or 0) + Decimal(both[3] or 0) / 60
    if only := _MINUTES_ONLY.fullmatch(plain):
        return None if "." in only[1] and only[2] else Decimal(only[1]) + Decimal(only[2] or 0) / 60
    if plain == _HALF_HOUR:
        return Decimal(30)
    return _bare_min(plain, bare_unit_min)


def _bare_min(plain: str, bare_unit_min: int) -> Decimal | None:
    if _BARE.fullmatch(plain) is None:
        return None
    minutes = Decimal(plain) * bare_unit_min
    is_clear = bare_unit_min != 1 or minutes == minutes.to_integral_value()
    return minutes if is_clear else None
