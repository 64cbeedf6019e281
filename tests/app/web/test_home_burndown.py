"""The burn-down's figures and where they are drawn."""

from __future__ import annotations

import datetime as dt

from app.domain.worktime import Month
from app.web.home.burndown import NARROW, WIDE, Burndown, burndown, draw

NOVEMBER = Month(2026, 11)
WEDNESDAY = dt.date(2026, 11, 18)


def _november(**changes: object) -> Burndown:
    given: dict[str, object] = {
        "available_min": 2_000,
        "daily": {dt.date(2026, 11, 2): 300, dt.date(2026, 11, 18): 240},
        "planned_min": 700,
        "expiring_min": 0,
    }
    return burndown(NOVEMBER, WEDNESDAY, **{**given, **changes})  # type: ignore[arg-type]


def test_what_is_left_falls_by_what_was_worked_each_day() -> None:
    data = _november()

    # 2,000 − 300 on the 2nd = 1,700, − 240 on the 18th = 1,460
    assert [data.past[n].left_min for n in (0, 1, 16, 17)] == [2_000, 1_700, 1_700, 1_460]
    assert data.left_min == 1_460
    assert len(data.past) == 18


def test_the_plan_is_spread_over_the_working_days_to_come() -> None:
    data = _november()

    # From the 19th: Thu 19, Fri 20, Tue 24 to Fri 27, Mon 30 are 7 working days; 700 / 7 = 100 each; 1,460 − 700 = 760
    assert data.plan_end_min == 760
    assert data.plan[1] == 1_360.0
    assert data.plan[2] == data.plan[3] == data.plan[5] == 1_260.0  # Fri 20, then Sat, Sun and the holiday on Mon 23


def test_the_pace_goes_on_as_on_a_working_day_so_far() -> None:
    data = _november()

    # 540 minutes on the 12 working days up to the 18th are 45 a day; 7 days to come: 315; 1,460 − 315 = 1,145
    assert data.pace_end_min == 1_145


def test_nothing_worked_gives_no_pace() -> None:
    assert _november(daily={}).pace_end_min is None


def test_a_month_that_is_over_has_no_way_on_and_one_to_come_no_past() -> None:
    over = burndown(NOVEMBER, dt.date(2026, 12, 3), available_min=600, daily={}, planned_min=0, expiring_min=0)
    to_come = burndown(NOVEMBER, dt.date(2026, 10, 3), available_min=600, daily={}, planned_min=190, expiring_min=0)

    assert len(over.past) == 30
    assert len(over.plan) == 1
    assert to_come.past == ()
    assert to_come.left_min == 600
    assert to_come.plan_end_min == 410


def test_the_drawing_begins_at_the_top_left_and_ends_at_the_right() -> None:
    drawn = draw(_november(), WIDE)

    # The highest value is the 2,000 of the first day at y 20; a day is (688 − 44) / 30 = 21.466… wide.
    assert drawn.past.startswith("M44.0 20.0L65.5 20.0L86.9 ")
    assert drawn.now == (430.4, round(256 - 1_460 / 2_000 * 236, 1))
    assert drawn.plan.startswith("M430.4 ")
    assert drawn.plan.split("L")[-1].split()[0] == "688.0"


def test_hours_above_the_package_are_drawn_below_zero_inside_the_frame() -> None:
    drawn = draw(_november(available_min=300), NARROW)

    zero = drawn.lines[0].y
    assert drawn.now is not None
    assert zero < drawn.now[1] <= NARROW.bottom


def test_rest_days_are_weekends_and_holidays() -> None:
    drawn = draw(_november(), WIDE)

    assert len(drawn.rest_days) == 11  # 9 weekend days, the 3rd and the 23rd
    assert [(label.text, is_holiday) for label, is_holiday in drawn.days] == [
        ("11/1", False),
        ("9", False),
        ("16", False),
        ("23", True),
        ("30", False),
    ]


def test_the_labels_at_the_right_do_not_cover_each_other() -> None:
    drawn = draw(_november(planned_min=315), WIDE)  # ends exactly where the pace ends

    assert abs(drawn.plan_label_y - drawn.pace_label_y) == 18
