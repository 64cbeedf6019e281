"""Months, days and spans in Tokyo."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.worktime import (
    TOKYO,
    Month,
    Span,
    clocked_span,
    epoch_s,
    instant_of,
    minutes_of,
    parse_day,
    split_at_midnight,
    tokyo_instant,
    work_date,
)

SECONDS = st.integers(epoch_s(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), epoch_s(dt.datetime(2030, 1, 1, tzinfo=dt.UTC)))


def test_a_month_knows_its_days_and_neighbours() -> None:
    assert (Month(2028, 2).first_day, Month(2028, 2).last_day) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))
    assert (Month(2026, 12).next(), Month(2026, 1).previous()) == (Month(2027, 1), Month(2025, 12))
    assert Month(2026, 11).plus(-23) == Month(2024, 12)


@pytest.mark.parametrize("text", ["2026-11", " 2026-11 ", "2000-01", "2999-12"])
def test_a_month_is_read_and_written_alike(text: str) -> None:
    assert str(Month.parse(text)) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "26-11", "2026/11", "0001-01", "1999-12", "9999-12", "٢٠٢٦-١١x"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Month.parse(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-18", dt.date(2026, 11, 18)),
        ("9999-12-31", None),
        ("0001-01-01", None),
        ("2026-02-30", None),
        ("", None),
    ],
)
def test_a_day_is_read_within_a_millennium(text: str, day: dt.date | None) -> None:
    assert parse_day(text) == day


def test_the_day_of_an_instant_is_tokyos() -> None:
    # 15:00 UTC is midnight in Tokyo.
    assert work_date(dt.datetime(2026, 10, 31, 14, 59, 59, tzinfo=dt.UTC)) == dt.date(2026, 10, 31)
    assert work_date(dt.datetime(2026, 10, 31, 15, 0, 0, tzinfo=dt.UTC)) == dt.date(2026, 11, 1)


def test_a_span_is_cut_at_tokyos_midnight() -> None:
    start = epoch_s(tokyo_instant(dt.date(2026, 10, 31), dt.time(23, 0)))

    parts = split_at_midnight(Span(start, start + 2 * 3600))

    assert [(day, part.seconds) for day, part in parts] == [
        (dt.date(2026, 10, 31), 3600),
        (dt.date(2026, 11, 1), 3600),
    ]


@given(SECONDS, st.integers(1, 5 * 86_400))
def test_the_parts_of_a_span_are_its_whole_and_each_lies_in_its_day(start: int, length: int) -> None:
    parts = split_at_midnight(Span(start, start + length))

    assert sum(part.seconds for _day, part in parts) == length
    for day, part in parts:
        assert work_date(instant_of(part.starts_s)) == day
        assert instant_of(part.stops_s - 1).astimezone(TOKYO).date() == day


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (29, 1), (89, 1), (90, 2), (3600, 60), (3630, 61)])
def test_seconds_become_whole_minutes_half_up_and_work_is_never_nothing(seconds: int, minutes: int) -> None:
    assert minutes_of(seconds) == minutes


def test_an_end_before_the_begin_is_the_next_days_and_one_at_the_begin_is_no_time() -> None:
    day, nine = dt.date(2026, 11, 16), dt.time(9)

    # From 9:00 to 8:00 are 23 hours.
    assert clocked_span(day, nine, dt.time(8)).seconds == 23 * 3600
    assert clocked_span(day, nine, nine).seconds == 0


def test_spans_that_touch_do_not_overlap() -> None:
    assert not Span(0, 60).overlaps(Span(60, 120))
    assert Span(0, 61).overlaps(Span(60, 120))
