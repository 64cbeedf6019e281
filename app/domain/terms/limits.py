"""The bounds of what terms may say, told as problems: each part of the terms lists what is wrong with it."""

from __future__ import annotations

from app.domain.errors import Problem

MOST_YEN = 1_000_000_000
MOST_HOURLY_YEN = 1_000_000
MOST_MIN = 600_000
LAST_DAY = 31


def outside(field: str, value: int | None, least: int, most: int) -> list[Problem]:
    """A problem where the value is set and lies outside of `least` to `most`."""
    if value is None or least <= value <= most:
        return []
    if value < least:
        return [Problem("too_small", field, params={"least": least})]
    return [Problem("out_of_range", field, params={"least": least, "most": most})]


def broken(is_broken: bool, code: str, field: str) -> list[Problem]:  # noqa: FBT001 - reads as a sentence
    """The problem, where the rule is broken."""
    return [Problem(code, field)] if is_broken else []
