"""The month in review: what was freed, which estimates were off, and what a task more would cost."""

from __future__ import annotations

import pytest

from app.domain.reports import MonthlyReport, ReportTask, extra_yen, next_tasks
from app.domain.terms import Terms, package_terms
from app.domain.terms.fees import Fee
from app.domain.worktime import Month

OCTOBER = Month(2026, 10)
#: 20 hours for ¥50,000; above them ¥3,000 an hour in steps of 15 minutes upwards.
TERMS = package_terms(OCTOBER, 50_000, 20 * 60, 3_000, 15)


def report(*tasks: ReportTask, is_over: bool = True) -> MonthlyReport:
    return MonthlyReport("c", "アルファ商店", OCTOBER, is_over, 1200, 600, 600, 0, tasks, (), None)


def task(worked_min: int, estimated_min: int | None, name: str = "x") -> ReportTask:
    return ReportTask(name, name, worked_min, estimated_min)


@pytest.mark.parametrize(
    ("worked_min", "days"),
    [(0, 0), (239, 0), (240, 1), (480, 1), (719, 1), (720, 2)],  # 720 min are a day and a half
)
def test_what_was_freed_is_said_in_days_of_eight_hours_too(worked_min: int, days: int) -> None:
    assert report(task(worked_min, None)).freed_days == days


@pytest.mark.parametrize(
    ("worked_min", "estimated_min", "is_missed"),
    [
        (115, 100, True),  # a quarter of an hour and 15 %
        (114, 100, False),  # 14 minutes are too few
        (85, 100, True),
        (1095, 1000, False),  # 95 minutes, but 9.5 %
        (1100, 1000, True),
        (300, None, False),
    ],
)
def test_an_estimate_is_off_by_a_quarter_of_an_hour_and_a_tenth(
    worked_min: int, estimated_min: int | None, *, is_missed: bool
) -> None:
    assert bool(report(task(worked_min, estimated_min)).missed) is is_missed


def test_while_the_month_runs_only_too_long_is_off() -> None:
    running = report(task(20, 100, "short"), task(150, 100, "long"), is_over=False)

    assert [each.name for each in running.missed] == ["long"]


def test_the_furthest_from_its_estimate_comes_first() -> None:
    found = report(task(120, 100, "a"), task(30, 100, "b"), task(160, 100, "c"))

    assert [each.name for each in found.missed] == ["b", "c", "a"]  # 70, 60 and 20 minutes away


@pytest.mark.parametrize(
    ("month_min", "more_min", "expected"),
    [
        (600, 600, 0),  # fits to the minute
        (600, 601, 750),  # a minute above is a quarter of an hour: ¥3,000 / 4
        (1200, 120, 6_000),
        (1320, 60, 3_000),  # both months are above: the second hour alone
        (0, 60, 0),
    ],
)
def test_a_task_more_costs_what_goes_beyond_the_package(month_min: int, more_min: int, expected: int) -> None:
    assert extra_yen(TERMS, month_min=month_min, more_min=more_min) == expected


def test_without_a_price_for_more_only_what_fits_has_one() -> None:
    free = package_terms(OCTOBER, 50_000, 20 * 60, 0, 15)

    assert extra_yen(free, month_min=1140, more_min=60) == 0
    assert extra_yen(free, month_min=1140, more_min=61) is None


def test_who_pays_by_the_hour_pays_for_every_minute_of_it() -> None:
    metered = Terms(OCTOBER, Fee(0, 0, metered_yen_per_hour=2_400))

    # The terms charge 40 minutes more at ¥2,400 an hour.
    assert extra_yen(metered, month_min=60, more_min=40) == 1_600


def test_the_first_five_are_offered_in_their_order_each_priced_alone() -> None:
    candidates = [(f"t{n}", f"業務{n}", 90 - n, 60, n == 1) for n in range(7)]

    found = next_tasks(candidates, TERMS, month_min=1200)

    assert [each.public_id for each in found] == ["t0", "t1", "t2", "t3", "t4"]
    assert {each.extra_yen for each in found} == {3_000}
    assert [each.needs_manual for each in found] == [False, True, False, False, False]
    assert next_tasks(candidates, None, month_min=0)[0].extra_yen is None
