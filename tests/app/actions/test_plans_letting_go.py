"""Which begun task is let go of where a package, a month or its first weeks do not hold all that goes on."""

from __future__ import annotations

import pytest

from app.actions.plans.letting_go import next_to_let_go
from app.actions.plans.spent import Holding
from optimizer.problem import Assistant, Package

HELD = {
    "long": Holding("c", "a", 300, carries_on=True),
    "short": Holding("c", "a", 100, carries_on=True),
    "fresh": Holding("c", "b", 200, carries_on=False),
}
#: 200 of the long one and 10 of the short one are left to do.
DONE = {"long": 100, "short": 90}
PEOPLE = (Assistant("a", 400), Assistant("b", 200))


def let_go(package_min: int, people: tuple[Assistant, ...] = PEOPLE, **due_week: int) -> str | None:
    due_weeks = {task: (week,) for task, week in due_week.items()}
    return next_to_let_go(HELD, DONE, [Package("c", package_min, overage_minutes=50)], people, due_weeks)


@pytest.mark.parametrize(
    ("package_min", "task"),
    [
        (550, None),  # 600 of 550 and 50
        (545, "short"),  # 5 too many: the 10 that are left of the short one do
        (535, "long"),  # 15 too many
        (100, "long"),  # 450 too many: none does alone, so the one with most left
    ],
)
def test_the_least_that_makes_the_rest_fit_a_package_is_let_go_of(package_min: int, task: str | None) -> None:
    assert let_go(package_min) == task


def test_a_month_and_its_first_weeks_hold_what_goes_on_as_well() -> None:
    a, b = PEOPLE

    assert let_go(600, (Assistant("a", 390), b)) == "short"
    assert let_go(600, (Assistant("a", 400, (250, 150)), b)) is None
    assert let_go(600, (Assistant("a", 400, (250, 150)), b), long=1, short=2) == "long"
    assert let_go(600, (Assistant("a", 400, (300, 50, 50)), b), long=1, short=2) == "long"
    assert let_go(600, (a, b), long=1) is None  # no weeks are told


def test_what_nobody_has_worked_on_or_is_done_is_kept() -> None:
    people = (Assistant("a", 400), Assistant("b", 10))

    assert let_go(600, people) is None
    done = {"long": 300, "short": 100}
    assert next_to_let_go(HELD, done, [Package("c", 0)], PEOPLE, {}) is None


def test_weekly_work_is_due_in_parts_and_needs_no_more_of_a_week_than_its_part() -> None:
    weekly: dict[str, tuple[int | None, ...]] = {"long": (1, 2, None)}
    packages = [Package("c", 1000)]

    # 100 of its 300 minutes are due in each of the first two weeks and at the end of the month.
    assert next_to_let_go(HELD, DONE, packages, [Assistant("a", 400, (100, 100, 200))], weekly) is None
    assert next_to_let_go(HELD, DONE, packages, [Assistant("a", 400, (100, 99, 201))], weekly) == "long"
