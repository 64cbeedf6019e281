from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.problem import Assistant, Package, Pair, Problem, Task
from optimizer.result import Assignment, Reason
from optimizer.solve import solve
from optimizer.whatif.answers import Cause, Done
from optimizer.whatif.hours import next_hour_of, package_table_of
from optimizer.whatif.month import Month
from tests.optimizer.problems import random_problem, search_here
from tests.optimizer.test_against_enumeration import best_by_enumeration

#: 60 of 60 minutes are used by t; u fits into the next hour, v into none but the next two and a half.
SMALL = Problem(
    packages=(Package("c", 60),),
    assistants=(Assistant("a", 600),),
    tasks=(Task("t", 60, "c"), Task("u", 60, "c"), Task("v", 150, "c", value_per_hour=30)),
)
T_DONE = (Assignment("t", "a", 60),)


def test_the_next_hour_lets_a_task_in() -> None:
    answer = next_hour_of(Month(SMALL, T_DONE), "c")

    assert answer.before == Done(tasks=1, firm=0, minutes=60, value=60.0, overage_minutes=0)
    assert answer.after == Done(tasks=2, firm=0, minutes=120, value=120.0, overage_minutes=0)
    assert (answer.gained, answer.lost, answer.cause) == (("u",), (), None)
    assert (answer.tasks_gained, answer.minutes_gained, answer.value_gained) == (1, 60, 60.0)
    # v would need 150 minutes where 120 of 120 are used
    assert [(row.task, row.reason, row.needs["missing_minutes"]) for row in answer.left_out] == [
        ("v", Reason.PACKAGE_FULL, 150)
    ]


def test_the_next_hour_may_exchange_a_task_for_a_larger_one() -> None:
    # 120 minutes: w alone is worth 100, t and nothing beside it 60
    problem = replace(SMALL, tasks=(SMALL.tasks[0], Task("w", 120, "c", value_per_hour=50)))

    answer = next_hour_of(Month(problem, T_DONE), "c")

    assert (answer.gained, answer.lost, answer.value_gained) == (("w",), ("t",), 40.0)


def test_what_a_better_plan_would_bring_anyway_is_not_put_down_to_the_hour() -> None:
    # nothing is planned, though t fits today: the hour brings u alone
    answer = next_hour_of(Month(SMALL, ()), "c")

    assert (answer.tasks_gained, answer.value_gained) == (1, 60.0)


def test_the_work_of_other_clients_stays_where_it_is() -> None:
    # d holds all minutes of the assistant; c's task is worth ten times as much and still gets none
    problem = Problem(
        packages=(Package("c", 0), Package("d", 60)),
        assistants=(Assistant("a", 60),),
        tasks=(Task("t", 60, "c", value_per_hour=600), Task("u", 60, "d")),
    )

    answer = next_hour_of(Month(problem, (Assignment("u", "a", 60),)), "c")

    assert (answer.tasks_gained, answer.cause) == (0, Cause.BLOCKED)
    assert (answer.needs["reason"], answer.needs["missing_minutes"]) == (Reason.ASSISTANTS_FULL, 60)


def test_an_hour_that_saves_overage_is_worth_its_cost() -> None:
    # 60 of the 120 minutes are overage at 45 an hour: the hour saves 45 and brings no task
    problem = replace(SMALL, packages=(Package("c", 60, 60, 45.0),), tasks=SMALL.tasks[:2])

    answer = next_hour_of(Month(problem, T_DONE), "c")

    assert (answer.tasks_gained, answer.value_gained, answer.cause) == (0, 45.0, None)
    assert (answer.before.overage_minutes, answer.after.overage_minutes) == (60, 0)


def test_when_every_task_is_done_there_is_nothing_left_to_gain() -> None:
    problem = replace(SMALL, tasks=SMALL.tasks[:1])

    answer = next_hour_of(Month(problem, T_DONE), "c")

    assert (answer.cause, answer.left_out, answer.value_gained) == (Cause.NOTHING_LEFT, (), 0.0)


def test_when_an_hour_is_not_enough_the_fewest_minutes_that_are_enough_are_named() -> None:
    # v beside t needs 150 minutes more; in place of t 90 would do: v is worth 75, t is worth 60
    problem = replace(SMALL, tasks=(SMALL.tasks[0], SMALL.tasks[2]))

    answer = next_hour_of(Month(problem, T_DONE), "c")

    assert (answer.cause, answer.needs) == (Cause.MORE_MINUTES, {"minutes": 90, "tasks": ("v",), "value": 15.0})


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"skills": {"経理": 3}}, Reason.NO_SKILL),
        ({"clearances": ("給与",)}, Reason.NO_CLEARANCE),
        ({"forbidden": ("a",)}, Reason.FORBIDDEN),
    ],
)
def test_when_no_package_would_help_the_bar_is_named(wanted: dict[str, object], reason: Reason) -> None:
    barred = Task("u", 60, "c", **wanted)  # type: ignore[arg-type]
    problem = replace(SMALL, tasks=(SMALL.tasks[0], barred, Task("x", 30, "c", forbidden=("a",))))

    answer = next_hour_of(Month(problem, T_DONE), "c")

    assert (answer.cause, answer.needs["reason"], answer.needs["task"]) == (Cause.BLOCKED, reason, "u")
    assert [row.task for row in answer.left_out] == ["u", "x"]


def test_must_work_counts_before_value() -> None:
    # 120 minutes: the must task of 120 at 10 an hour (20) comes before t at 60
    problem = replace(SMALL, tasks=(SMALL.tasks[0], Task("m", 120, "c", value_per_hour=10, must=True)))

    answer = next_hour_of(Month(problem, T_DONE), "c")

    assert (answer.gained, answer.lost) == (("m",), ("t",))
    assert (answer.before.firm, answer.after.firm, answer.value_gained) == (0, 1, -40.0)


def test_of_equal_plans_the_one_that_changes_least_is_told() -> None:
    # any two of the six tasks are worth 120; those of the plan stay, and one comes to them
    tasks = tuple(Task(f"t{i}", 60, "c") for i in range(6))
    problem = Problem(packages=(Package("c", 120),), assistants=(Assistant("a", 600),), tasks=tasks)
    plan = (Assignment("t2", "a", 60), Assignment("t5", "a", 60))

    answer = next_hour_of(Month(problem, plan), "c")

    assert (answer.tasks_gained, answer.lost) == (1, ())
    assert not set(answer.gained) & {"t2", "t5"}


def test_whoever_has_more_than_their_minutes_has_none_for_anything_else() -> None:
    # the plan was made before the assistant's month shrank from 60 minutes to 30
    problem = Problem(
        packages=(Package("c", 0), Package("d", 60)),
        assistants=(Assistant("a", 30),),
        tasks=(Task("t", 10, "c"), Task("u", 60, "d")),
    )

    answer = next_hour_of(Month(problem, (Assignment("u", "a", 60),)), "c")

    assert (answer.after.tasks, answer.cause, answer.needs["missing_minutes"]) == (0, Cause.BLOCKED, 10)


def test_a_table_says_what_every_size_brings() -> None:
    table = package_table_of(Month(SMALL, T_DONE), "c", (30, 120, 210, 600))

    # 30: nothing fits; 60: t; 120: t, u; 210: t and v (60 + 75 = 135) beat t and u (120); 600: all
    assert [(row.package_minutes, row.done.tasks, row.done.minutes, row.done.value) for row in table.rows] == [
        (30, 0, 0, 0.0),
        (60, 1, 60, 60.0),
        (120, 2, 120, 120.0),
        (210, 2, 210, 135.0),
        (600, 3, 270, 195.0),
    ]
    assert [row.package_minutes for row in table.rows if row.is_current] == [60]
    assert (table.wanted_tasks, table.wanted_minutes) == (3, 270)


def test_a_client_without_a_package_has_a_table_too() -> None:
    table = package_table_of(Month(replace(SMALL, packages=()), ()), "c", (60,))

    assert [(row.package_minutes, row.done.tasks, row.is_current) for row in table.rows] == [(60, 1, False)]


def _alone(problem: Problem, plan: tuple[Assignment, ...], client: str, minutes: int) -> Problem:
    """The client's tasks with what the others leave of everybody's minutes, by the words of the question."""
    own = {task.id for task in problem.tasks if task.client == client}
    taken = {
        one.id: sum(r.minutes for r in plan if r.assistant == one.id and r.task not in own)
        for one in problem.assistants
    }
    return replace(
        problem,
        packages=tuple(replace(one, minutes=minutes) for one in problem.packages if one.client == client),
        assistants=tuple(replace(one, minutes=one.minutes - taken[one.id]) for one in problem.assistants),
        tasks=tuple(task for task in problem.tasks if task.client == client),
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_plan_of_the_client_brings_more(seed: int) -> None:
    problem = random_problem(seed, tasks=9, assistants=3, clients=2, tight=seed % 3 != 0)
    plan = solve(problem, search=search_here).assignments
    month = Month(problem, plan)

    for package in problem.packages:
        answer = next_hour_of(month, package.client)
        table = package_table_of(month, package.client, (30, 100, 600))

        for done, minutes in [
            (answer.before, package.minutes),
            (answer.after, package.minutes + 60),
            *((row.done, row.package_minutes) for row in table.rows),
        ]:
            pinned, must, value = best_by_enumeration(_alone(problem, plan, package.client, minutes))
            assert (done.firm, done.value) == pytest.approx((pinned + must, value), abs=1e-4)


@pytest.mark.parametrize("seed", range(25))
def test_one_minute_less_than_the_fewest_brings_nothing(seed: int) -> None:
    problem = random_problem(seed, tasks=9, assistants=3, clients=2, tight=False)
    plan = solve(problem, search=search_here).assignments

    for package in problem.packages:
        answer = next_hour_of(Month(problem, plan), package.client, 1)
        fewest = answer.needs.get("minutes", 10_000)
        assert isinstance(fewest, int)
        now, nearly, then = (
            best_by_enumeration(_alone(problem, plan, package.client, package.minutes + more))
            for more in (0, fewest - 1, fewest)
        )
        if answer.cause is Cause.MORE_MINUTES:
            assert nearly == pytest.approx(now, abs=1e-6)
            assert then > now
        elif answer.cause is not None:
            assert then == pytest.approx(now, abs=1e-6)
        else:
            assert answer.after != answer.before


#: t may take 30 minutes more than its 60, and the package has to hold that.
PROTECTED = Problem(
    packages=(Package("c", 0, protection=1),),
    assistants=(Assistant("a", 600),),
    tasks=(Task("t", 60, "c", uncertainty=0.5),),
)


def test_a_package_too_small_for_what_is_kept_free_does_not_bring_the_task() -> None:
    table = package_table_of(Month(PROTECTED, ()), "c", (60, 89, 90, 600))

    assert [(row.package_minutes, row.done.tasks) for row in table.rows] == [
        (0, 0),
        (60, 0),
        (89, 0),
        (90, 1),
        (600, 1),
    ]


def test_what_is_kept_free_may_lie_in_the_overage_consented_to() -> None:
    # 60 + 30 within 60 + 30; with 59 minutes one of them would be charged as overage
    problem = replace(PROTECTED, packages=(Package("c", 0, 30, 60, protection=1),))

    table = package_table_of(Month(problem, ()), "c", (60, 61, 600))

    assert [(row.package_minutes, row.done.tasks) for row in table.rows] == [(0, 0), (60, 1), (61, 1), (600, 1)]


def test_the_fewest_minutes_that_bring_anything_hold_what_is_kept_free() -> None:
    answer = next_hour_of(Month(PROTECTED, ()), "c")

    assert (answer.cause, answer.needs["minutes"]) == (Cause.MORE_MINUTES, 90)


def test_who_may_only_share_has_no_minutes_that_other_work_takes() -> None:
    # t is shared by 60 and 60 or not at all; a has 70 of which another client's u takes 60, b has 60
    problem = Problem(
        packages=(Package("c", 600), Package("d", 600)),
        assistants=(Assistant("a", 70), Assistant("b", 60)),
        tasks=(Task("t", 120, "c", splittable=True), Task("u", 60, "d", forbidden=("b",))),
    )

    assert next_hour_of(Month(problem, (Assignment("u", "a", 60),)), "c").before.tasks == 0
    assert next_hour_of(Month(problem, ()), "c").before.tasks == 1


def test_a_task_that_is_done_may_still_be_worth_more_with_somebody_slower() -> None:
    # a does it in 30 minutes for 10 points; b, who takes 200, for 21: 200 - 40 more
    problem = Problem(
        packages=(Package("c", 40),),
        assistants=(Assistant("a", 30), Assistant("b", 200)),
        tasks=(Task("t", 30, "c"),),
        pairs=(Pair("t", "a", value=10), Pair("t", "b", minutes=200, value=21)),
    )

    answer = next_hour_of(Month(problem, (Assignment("t", "a", 30),)), "c")

    assert (answer.cause, answer.needs) == (Cause.MORE_MINUTES, {"minutes": 160, "tasks": (), "value": 11.0})


def test_a_client_without_tasks_has_an_empty_table() -> None:
    table = package_table_of(Month(replace(PROTECTED, tasks=()), ()), "c", (60,))

    assert [(row.package_minutes, row.done.tasks) for row in table.rows] == [(0, 0), (60, 0)]


def test_work_that_is_split_is_done_by_all_who_have_a_share() -> None:
    # neither has 150 minutes, together they have 219; an hour more of package lets u in beside it
    problem = Problem(
        packages=(Package("c", 150),),
        assistants=(Assistant("a", 149), Assistant("b", 70)),
        tasks=(Task("t", 150, "c", splittable=True), Task("u", 60, "c")),
    )
    plan = (Assignment("t", "a", 85), Assignment("t", "b", 65))

    answer = next_hour_of(Month(problem, plan), "c")

    assert (answer.before.tasks, answer.before.minutes) == (1, 150)
    assert (answer.gained, answer.lost, answer.after.minutes) == (("u",), (), 210)


def test_where_there_are_no_assistants_that_is_the_bar() -> None:
    answer = next_hour_of(Month(replace(SMALL, assistants=()), ()), "c")

    assert (answer.cause, answer.needs["reason"]) == (Cause.BLOCKED, Reason.NO_ASSISTANTS)


def test_those_who_may_share_work_are_found_where_nobody_has_it_yet() -> None:
    # neither has 150 minutes, together they have 219
    problem = Problem(
        packages=(Package("c", 60),),
        assistants=(Assistant("a", 149), Assistant("b", 70)),
        tasks=(Task("t", 150, "c", splittable=True),),
    )

    table = package_table_of(Month(problem, ()), "c", (150,))

    assert [(row.package_minutes, row.done.minutes) for row in table.rows] == [(60, 0), (150, 150)]


def test_work_worth_nothing_is_nothing_left_to_gain() -> None:
    # u is worth nothing; 60 more minutes would hold it, but bring no value
    problem = replace(SMALL, tasks=(SMALL.tasks[0], Task("u", 60, "c", value_per_hour=0)))

    answer = next_hour_of(Month(problem, T_DONE), "c")

    assert (answer.gained, answer.value_gained, answer.cause) == ((), 0.0, Cause.NOTHING_LEFT)
    assert [row.task for row in answer.left_out] == ["u"]
