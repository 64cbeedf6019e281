"""The clock time of an entry as pages show it."""

from __future__ import annotations

import datetime as dt

from app.domain.worktime import TOKYO, epoch_s
from app.web.hours.entry import clock_of


def at(hour: int, minute: int, second: int, day: int = 18) -> int:
    return epoch_s(dt.datetime(2026, 11, day, hour, minute, second, tzinfo=TOKYO))


def test_seconds_that_became_a_minute_end_with_it() -> None:
    assert clock_of(at(0, 0, 0), at(0, 0, 40)) == "0:00–0:01"
    assert clock_of(at(23, 59, 10), at(23, 59, 50)) == "23:59–24:00"


def test_a_part_cut_at_midnight_ends_at_24() -> None:
    assert clock_of(at(9, 5, 30), at(10, 20, 0)) == "9:05–10:20"
    assert clock_of(at(23, 0, 0), at(0, 0, 0, 19)) == "23:00–24:00"
