from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from optimizer.problem import Assistant, Package, Pair, Problem, Task
from optimizer.result import Assignment
from optimizer.solve import solve
from optimizer.whatif import smallest
from optimizer.whatif.changes import Change, Kind, SmallestChange, Step
from optimizer.whatif.exact import Best, best
from optimizer.whatif.month import Month
from optimizer.whatif.smallest import smallest_change_of
from tests.optimizer.problems import random_problem, search_here
from tests.optimizer.test_against_enumeration import best_by_enumeration

#: Everybody has time and t is planned; what keeps u out is added by each test.
SMALL = Problem(
    packages=(Package("c", 60),),
    assistants=(Assistant("a", 600, skills={"経理": 3}), Assistant("b", 600)),
    tasks=(Task("t", 60, "c"), Task("u", 45, "c")),
)
PLAN = (Assignment("t", "a", 60),)


def steps(answer: SmallestChange) -> list[tuple[Step, ...]]:
    return [change.steps for change in answer.changes]


def with_u(problem: Problem, **wanted: object) -> Problem:
    return replace(problem, tasks=(problem.tasks[0], replace(problem.tasks[1], **wanted)))  # type: ignore[arg-type]


def test_a_full_package_is_made_larger_by_what_is_missing() -> None:
    # 60 + 45 = 105 minutes into a package of 80
    problem = replace(SMALL, packages=(Package("c", 80),))

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer == SmallestChange("u", changes=(Change((Step(Kind.PACKAGE, 25),), "a"),))


def test_a_package_is_made_larger_by_what_has_to_be_kept_free_too() -> None:
    # t and u take 105 minutes, and u may take another 90: 195 into a package of 60
    problem = with_u(replace(SMALL, packages=(Package("c", 60, protection=1),)), uncertainty=2.0)

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (Change((Step(Kind.PACKAGE, 135),), "a"),)


def test_a_task_that_fits_needs_no_change() -> None:
    problem = replace(SMALL, packages=(Package("c", 105),))

    assert smallest_change_of(Month(problem, PLAN), "u") == SmallestChange("u", fits_already=True)


def test_an_assistant_gets_the_minutes_that_are_missing_beside_other_clients_work() -> None:
    # a has 100 of which t and d's x take 90: u lacks 35; b has 20: u lacks 25, which is less
    problem = Problem(
        packages=(Package("c", 600), Package("d", 600)),
        assistants=(Assistant("a", 100), Assistant("b", 20)),
        tasks=(Task("t", 60, "c"), Task("u", 45, "c"), Task("x", 30, "d")),
    )

    answer = smallest_change_of(Month(problem, (*PLAN, Assignment("x", "a", 30))), "u")

    assert answer.changes == (Change((Step(Kind.ASSISTANT, 25, "b"),), "b"),)


@pytest.mark.parametrize(
    ("month", "weeks"),
    [
        (11, (60, 75)),  # the 1st is all of the first week: until the second there are 75, and u and t take 105
        (12, (60, 30)),  # the 1st is one of the four working days of the first week: 45 + 30 = 75
    ],
)
def test_the_minutes_an_assistant_lacks_are_those_that_leave_leaves(month: int, weeks: tuple[int, ...]) -> None:
    problem = Problem(
        f"2026-{month}",
        packages=(Package("c", 600),),
        assistants=(Assistant("a", 600, minutes_per_week=weeks, leave=(date(2026, month, 1),)),),
        tasks=(Task("t", 60, "c", due_week=2), Task("u", 45, "c", due_week=2)),
    )

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert Change((Step(Kind.ASSISTANT, 30, "a"),), "a") in answer.changes


def test_an_assistant_gets_the_minutes_that_a_listed_pair_takes() -> None:
    # u takes 70 minutes of a, who has t and no more than its 60
    problem = replace(
        SMALL,
        packages=(Package("c", 600),),
        assistants=(Assistant("a", 60),),
        pairs=(Pair("t", "a"), Pair("u", "a", minutes=70)),
    )

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (Change((Step(Kind.ASSISTANT, 70, "a"),), "a"),)


def test_who_lacks_fewest_levels_learns_them() -> None:
    # a lacks 1 + 1 levels, b 4 + 1
    problem = with_u(replace(SMALL, packages=(Package("c", 600),)), skills={"経理": 4, "英語": 1})

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (Change((Step(Kind.SKILL, 2, "a", skills={"経理": 4, "英語": 1}),), "a"),)


def test_who_lacks_fewest_clearances_gets_them() -> None:
    people = (SMALL.assistants[0], Assistant("b", 600, clearances=("給与",)))
    problem = with_u(replace(SMALL, packages=(Package("c", 600),), assistants=people), clearances=("給与", "口座"))

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (Change((Step(Kind.CLEARANCE, 1, "b", clearances=("口座",)),), "b"),)


def test_a_full_team_takes_one_more() -> None:
    # a is full with t and is the whole team of one; b would have the time
    problem = replace(
        SMALL,
        packages=(Package("c", 600, team_size=1),),
        assistants=(Assistant("a", 60), Assistant("b", 50)),
    )

    answer = smallest_change_of(Month(problem, PLAN), "u")

    # 45 minutes for a: all of u; 55 for b, who would have t and u (105 of 50) is more
    assert answer.changes == (
        Change((Step(Kind.ASSISTANT, 45, "a"),), "a"),
        Change((Step(Kind.TEAM, 1),), "b"),
    )


def test_a_pin_to_who_cannot_is_taken_off_before_anybody_is_taught() -> None:
    problem = with_u(replace(SMALL, packages=(Package("c", 600),)), pinned_to="b", skills={"経理": 3})

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (
        Change((Step(Kind.UNPIN, 1, "b"),), "a"),
        Change((Step(Kind.SKILL, 3, "b", skills={"経理": 3}),), "b"),
    )


def test_overage_that_costs_more_than_the_task_is_worth_is_bought_as_package() -> None:
    # Consent for 60 minutes at 90 an hour; u brings 45 points for 45 minutes. With x minutes more of package 45 - x are
    # overage at 1.5 points a minute: 45 >= 1.5 (45 - x) from x = 15 on.
    problem = replace(SMALL, packages=(Package("c", 60, 60, 90.0),))

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (Change((Step(Kind.PACKAGE, 15),), "a"),)


def test_when_one_step_is_not_enough_a_larger_package_comes_with_it() -> None:
    problem = with_u(SMALL, skills={"経理": 4})

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (Change((Step(Kind.PACKAGE, 45), Step(Kind.SKILL, 1, "a", skills={"経理": 4})), "a"),)


def test_a_task_of_nobody_needs_an_assistants_minutes() -> None:
    problem = Problem(assistants=(Assistant("a", 60),), tasks=(Task("t", 60), Task("u", 45)))

    answer = smallest_change_of(Month(problem, PLAN), "u")

    assert answer.changes == (Change((Step(Kind.ASSISTANT, 45, "a"),), "a"),)


@pytest.mark.parametrize("seed", range(25))
def test_the_minutes_named_are_enough_and_one_less_is_not(seed: int) -> None:
    problem = random_problem(seed, tasks=7, assistants=3, clients=1, tight=seed % 2 == 0)
    problem = replace(problem, tasks=tuple(replace(task, pinned_to=None, client="c0") for task in problem.tasks))
    plan = solve(problem, gap=0.0, search=search_here)
    planned = {row.task for row in plan.assignments}

    def lets_in(task: str, step: Step, amount: int) -> bool:
        """Whether all that is planned and the task fit with so much more, and are worth no less."""
        package = problem.packages[0]
        bigger = replace(package, minutes=package.minutes + (amount if step.kind is Kind.PACKAGE else 0))
        people = tuple(
            replace(one, minutes=one.minutes + (amount if one.id == step.assistant else 0))
            for one in problem.assistants
        )
        wanted = tuple(replace(one, must=True) for one in problem.tasks if one.id in planned | {task})
        _, served, value = best_by_enumeration(replace(problem, packages=(bigger,), assistants=people, tasks=wanted))
        is_firm = next(one.must for one in problem.tasks if one.id == task)
        return served == len(wanted) and (is_firm or value >= plan.objective - 1e-6)

    for row in plan.unassigned:
        for change in smallest_change_of(Month(problem, plan.assignments), row.task).changes:
            step = change.steps[0]
            if len(change.steps) == 1 and step.kind in (Kind.PACKAGE, Kind.ASSISTANT):
                assert lets_in(row.task, step, step.amount)
                assert not lets_in(row.task, step, step.amount - 1)


def test_who_has_no_time_left_does_not_keep_the_task_out() -> None:
    # the package lacks 10 minutes; a has 64 of 149 left for them, b 5 of 70
    problem = Problem(
        packages=(Package("c", 150), Package("d", 0)),
        assistants=(Assistant("a", 149), Assistant("b", 70)),
        tasks=(Task("t", 150, "c", splittable=True), Task("q", 10, "d")),
    )
    plan = (Assignment("t", "a", 85), Assignment("t", "b", 65))

    answer = smallest_change_of(Month(problem, plan), "q")

    assert answer.changes == (Change((Step(Kind.PACKAGE, 10),), "a"),)


def test_a_search_cut_short_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # 60 minutes of overage at 90 an hour cost more than u brings: no plan is good enough, if the search saw them all
    problem = replace(SMALL, packages=(Package("c", 60, 60, 90.0),))

    def cut_short(*args: Any, **named: Any) -> Best | None:
        found = best(*args, **named)
        return found and replace(found, proven=False)

    assert smallest_change_of(Month(problem, PLAN), "u").proven
    monkeypatch.setattr(smallest, "best", cut_short)
    assert not smallest_change_of(Month(problem, PLAN), "u").proven
