from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.problem import Assistant, Task
from optimizer.weeks import (
    days_for,
    due_until,
    minutes_until,
    most_for_part,
    parts_of,
    weeks_of,
    with_more_minutes,
    with_time_for,
)


def test_weeks_begin_on_monday_and_a_week_of_a_weekend_alone_has_its_weekend() -> None:
    # 2026-11-01 is a Sunday, so the first week is that day; the 30th is a Monday, the sixth week
    weeks = weeks_of("2026-11")

    assert [[day.day for day in week] for week in weeks] == [
        [1],
        [2, 3, 4, 5, 6],
        [9, 10, 11, 12, 13],
        [16, 17, 18, 19, 20],
        [23, 24, 25, 26, 27],
        [30],
    ]


def test_a_february_of_four_whole_weeks_has_four() -> None:
    assert [len(week) for week in weeks_of("2027-02")] == [5, 5, 5, 5]  # 2027-02-01 is a Monday


@pytest.mark.parametrize(
    ("leave", "until"),
    [
        ((), (0, 300, 600, 600, 600, 600)),
        ((4,), (0, 240, 540, 540, 540, 540)),  # one of five working days of 300 minutes: 240
        ((7, 8), (0, 300, 600, 600, 600, 600)),  # a Saturday and a Sunday
        ((2, 3, 4, 5, 6), (0, 0, 300, 300, 300, 300)),
    ],
)
def test_leave_takes_its_working_days_off_its_week(leave: tuple[int, ...], until: tuple[int, ...]) -> None:
    days = tuple(date(2026, 11, day) for day in leave)

    assert minutes_until(Assistant("a", 900, (0, 300, 300), leave=days), weeks_of("2026-11")) == until


def test_a_part_of_a_minute_is_rounded_down() -> None:
    # 101 minutes on 4 of 5 days: 80.8
    assistant = Assistant("a", 900, (0, 101), leave=(date(2026, 11, 3),))

    assert minutes_until(assistant, weeks_of("2026-11"))[1] == 80


@pytest.mark.parametrize(
    ("leave", "until"),
    [
        ((), (30, 130, 130, 130, 130, 130)),  # of 0 and 100
        ((1,), (0, 130, 130, 130, 130, 130)),  # away on the only day of week 1: they come in week 2
        ((1, 3), (0, 110, 110, 110, 110, 110)),  # 80 of 100 are left of week 2, and 30 more
        ((1, 2, 3, 4), (0, 70, 70, 70, 70, 70)),  # 40 are left of two fifths; of 175 it is 70
    ],
)
def test_more_minutes_are_there_whatever_leave_takes(leave: tuple[int, ...], until: tuple[int, ...]) -> None:
    who = Assistant("a", 900, (0, 100), leave=tuple(date(2026, 11, day) for day in leave))

    more = with_more_minutes(who, 30, weeks_of("2026-11"))

    assert (more.minutes, minutes_until(more, weeks_of("2026-11"))) == (930, until)


def test_more_minutes_of_who_is_away_all_month_are_of_no_use() -> None:
    days = tuple(date(2026, 11, day) for day in range(1, 31))
    who = Assistant("a", 900, (60, 60), leave=days)

    assert minutes_until(with_more_minutes(who, 30, weeks_of("2026-11")), weeks_of("2026-11")) == (0,) * 6


def test_more_minutes_without_weeks_or_without_a_calendar_are_simply_more() -> None:
    assert with_more_minutes(Assistant("a", 900), 30, weeks_of("2026-11")) == Assistant("a", 930)
    assert with_more_minutes(Assistant("a", 900, (60,)), 30, ()).minutes_per_week[0] == 90


def test_nothing_is_told_by_week_where_no_weeks_are_given() -> None:
    assert minutes_until(Assistant("a", 900), weeks_of("2026-11")) == ()


def test_without_a_month_leave_takes_nothing() -> None:
    assert minutes_until(Assistant("a", 900, (60,), leave=(date(2026, 11, 1),)), weeks_of(None)) == (60,) * 6


def test_weekly_work_is_due_in_parts_that_add_up_to_it() -> None:
    weekly = Task("t", 100, early_weeks=(1, 3))

    assert parts_of(weekly, 100) == ((1, 33), (3, 33), (None, 34))
    assert due_until(weekly, 100) == (33, 33, 66, 66, 66, 66)
    assert parts_of(Task("t", 100, due_week=2), 70) == ((2, 70),)


@given(minutes=st.integers(1, 500), parts=st.integers(1, 6), left=st.integers(0, 500))
def test_a_task_of_most_minutes_for_a_part_is_the_largest_that_fits(minutes: int, parts: int, left: int) -> None:
    for nth in range(1, parts + 1):
        assert (minutes <= most_for_part(left, nth, parts)) == (minutes * nth // parts <= left)


def test_a_task_can_be_done_until_the_end_of_its_week_or_of_the_month() -> None:
    weeks = weeks_of("2026-11")

    assert [day.day for day in days_for(Task("t", 60, due_week=2), weeks)] == [1, 2, 3, 4, 5, 6]
    assert days_for(Task("t", 60), weeks)[-1] == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("leave", "due_min", "until"),
    [
        ((), {2: 90, 3: 100}, (0, 100, 200, 200, 200, 200)),  # 190 of 200 until week 3: as long as before
        ((), {2: 150}, (0, 150, 200, 200, 200, 200)),  # 50 more in week 2, which week 3 no longer has
        ((), {1: 30, 3: 250}, (30, 100, 280, 280, 280, 280)),
        ((3,), {2: 99}, (0, 99, 180, 180, 180, 180)),  # 80 on four of five days; 99 of 124 are there, as 99.2
        ((9, 10, 11, 12, 13), {3: 130}, (0, 130, 130, 130, 130, 130)),  # away in week 3: the 30 are of week 2
        ((1,), {1: 10}, (0, 90, 190, 190, 190, 190)),  # due before they are there, and done nowhere
    ],
)
def test_weeks_are_made_as_long_as_the_work_in_them(
    leave: tuple[int, ...], due_min: dict[int, int], until: tuple[int, ...]
) -> None:
    one = Assistant("a", 900, (0, 100, 100), leave=tuple(date(2026, 11, day) for day in leave))
    weeks = weeks_of("2026-11")

    assert minutes_until(with_time_for(one, due_min, weeks), weeks) == until


def test_who_tells_no_weeks_has_none_that_could_be_too_short() -> None:
    assert with_time_for(Assistant("a", 10), {1: 300}, ()) == Assistant("a", 10)
