"""The burn-down's figures and where they are drawn."""

from __future__ import annotations

import datetime as dt

from app.domain.worktime import Month
from app.web.burndown import NARROW, WIDE, Burndown, burndown, draw

NOVEMBER = Month(2026, 11)
WEDNESDAY = dt.date(2026, 11, 18)


PERIOD = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
#: From the 19th: Thu 19, Fri 20, Tue 24 to Fri 27, Mon 30 are 7 business days; Mon 23 is a holiday.
COMING = [dt.date(2026, 11, day) for day in (19, 20, 24, 25, 26, 27, 30)]


def _november(**changes: object) -> Burndown:
    given: dict[str, object] = {
        "available_min": 2_000,
        "daily": {dt.date(2026, 11, 2): 300, dt.date(2026, 11, 18): 240},
        "plan": dict.fromkeys(COMING, 100),
        "pace": dict.fromkeys(COMING, 45),
        "expiring_min": 0,
    }
    return burndown(NOVEMBER, PERIOD, WEDNESDAY, **{**given, **changes})  # type: ignore[arg-type]


def test_what_is_left_falls_by_what_was_worked_each_day() -> None:
    data = _november()

    # 2,000 − 300 on the 2nd = 1,700, − 240 on the 18th = 1,460
    assert [data.past[n].left_min for n in (0, 1, 16, 17)] == [2_000, 1_700, 1_700, 1_460]
    assert data.left_min == 1_460
    assert len(data.past) == 18


def test_the_plan_takes_its_minutes_off_on_their_days() -> None:
    data = _november()

    # 100 on each of 7 days: 1,460 − 700 = 760
    assert data.plan_end_min == 760
    assert data.plan[1] == 1_360.0
    assert data.plan[2] == data.plan[3] == data.plan[5] == 1_260.0  # Fri 20, then Sat, Sun and the holiday on Mon 23


def test_the_pace_takes_its_minutes_off_in_the_same_way() -> None:
    # 45 on each of 7 days are 315; 1,460 − 315 = 1,145
    assert _november().pace_end_min == 1_145


def test_nothing_worked_gives_no_pace() -> None:
    assert _november(pace=None).pace_end_min is None


def test_what_the_plan_still_expects_today_is_taken_off_with_the_next_day() -> None:
    data = _november(plan={WEDNESDAY: 60, **dict.fromkeys(COMING, 100)})

    # 1,460 − 60 of today − 100 of the 19th
    assert data.plan[:2] == (1_460, 1_300)
    assert data.plan_end_min == 700


def test_work_of_a_day_before_the_period_counts_on_its_first() -> None:
    assert _november(daily={dt.date(2026, 10, 30): 90}).past[0].left_min == 1_910


def test_a_period_that_closes_on_the_twentieth_is_drawn_from_the_day_after() -> None:
    period = (dt.date(2026, 10, 21), dt.date(2026, 11, 20))
    data = burndown(NOVEMBER, period, WEDNESDAY, available_min=600, daily={}, plan={}, pace=None, expiring_min=0)

    # 11 days of October and 18 of November until today, two to come; Mondays that begin a month name it
    assert (len(data.past), len(data.plan), data.last_day) == (29, 3, dt.date(2026, 11, 20))
    assert [label.text for label, _is_holiday in draw(data, WIDE).days] == ["10/21", "26", "11/2", "9", "16"]


def test_a_month_that_is_over_has_no_way_on_and_one_to_come_no_past() -> None:
    over, to_come = (
        burndown(NOVEMBER, PERIOD, day, available_min=600, daily={}, plan={COMING[0]: 190}, pace=None, expiring_min=0)
        for day in (dt.date(2026, 12, 3), dt.date(2026, 10, 3))
    )

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
    drawn = draw(_november(plan=dict.fromkeys(COMING, 45)), WIDE)  # ends exactly where the pace ends

    assert abs(drawn.plan_label_y - drawn.pace_label_y) == 18
