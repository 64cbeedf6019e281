from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.problem import Assistant, Package, Pair, Problem, Task
from optimizer.result import Assignment, Reason
from optimizer.solve import solve
from optimizer.whatif.answers import Backup
from optimizer.whatif.coverage import coverage_of
from optimizer.whatif.month import Month
from tests.optimizer.problems import random_problem, search_here
from tests.optimizer.test_against_enumeration import best_by_enumeration

#: a does all bookkeeping; b is one level short of t and two of u, c three and four.
SMALL = Problem(
    packages=(Package("c", 600),),
    assistants=(
        Assistant("a", 600, skills={"経理": 5}),
        Assistant("b", 100, skills={"経理": 2}),
        Assistant("c", 600, skills={"経理": 1}),
    ),
    tasks=(
        Task("t", 60, "c", skills={"経理": 3}),
        Task("u", 90, "c", skills={"経理": 4}),
        Task("v", 30, "c"),
    ),
)
ALL_WITH_A = (Assignment("t", "a", 60), Assignment("u", "a", 90), Assignment("v", "a", 30))


def test_what_nobody_else_can_do_is_lost_and_the_rest_is_taken_over() -> None:
    answer = coverage_of(Month(SMALL, ALL_WITH_A), "a")

    assert (answer.tasks, answer.minutes, answer.lost_minutes) == (3, 180, 150)
    assert [(one.task, one.minutes, one.reason) for one in answer.lost] == [
        ("t", 60, Reason.NO_SKILL),
        ("u", 90, Reason.NO_SKILL),
    ]
    assert (answer.lost[0].needs["nearest"], answer.lost[0].needs["levels_short"]) == ("b", 1)


def test_the_backup_is_who_saves_most_minutes() -> None:
    # b at level 4 has 100 minutes: u (90) fits, t beside it does not; c at level 4 has time for both
    answer = coverage_of(Month(SMALL, ALL_WITH_A), "a")

    assert answer.backup == Backup("c", "経理", 1, 4, lost_minutes_before=150, lost_minutes_after=0)


def test_of_those_who_save_as_much_the_fewest_levels_are_trained() -> None:
    # with 180 minutes b can do both tasks after two levels, c after three
    people = (SMALL.assistants[0], replace(SMALL.assistants[1], minutes=180), SMALL.assistants[2])

    answer = coverage_of(Month(replace(SMALL, assistants=people), ALL_WITH_A), "a")

    assert answer.backup == Backup("b", "経理", 2, 4, lost_minutes_before=150, lost_minutes_after=0)


def test_others_keep_what_they_have() -> None:
    # c's 600 minutes are all with another client, so nobody can be trained to save both t and u
    problem = replace(
        SMALL,
        packages=(*SMALL.packages, Package("d", 600)),
        tasks=(*SMALL.tasks, Task("w", 600, "d")),
    )

    answer = coverage_of(Month(problem, (*ALL_WITH_A, Assignment("w", "c", 600))), "a")

    # b has 100 minutes: one level more keeps v and t (90 of 180); two levels keep u alone, which is no better
    assert answer.lost_minutes == 150
    assert answer.backup == Backup("b", "経理", 2, 3, lost_minutes_before=150, lost_minutes_after=90)


def test_without_anybody_with_time_no_training_helps() -> None:
    people = tuple(replace(one, minutes=600 if one.id == "a" else 0) for one in SMALL.assistants)

    answer = coverage_of(Month(replace(SMALL, assistants=people), ALL_WITH_A), "a")

    assert (answer.lost_minutes, answer.backup) == (180, None)
    assert [one.reason for one in answer.lost] == [Reason.NO_SKILL, Reason.NO_SKILL, Reason.TASK_TOO_LONG]


def test_work_pinned_to_who_is_away_goes_to_others() -> None:
    tasks = (Task("v", 30, "c", pinned_to="a"),)

    answer = coverage_of(Month(replace(SMALL, tasks=tasks), ALL_WITH_A[2:]), "a")

    assert (answer.tasks, answer.lost) == (1, ())


def test_few_minutes_are_lost_rather_than_much_value() -> None:
    # b has 60 minutes: one task of 60 at 10 an hour is kept rather than one of 40 at 600
    problem = Problem(
        assistants=(Assistant("a", 100), Assistant("b", 60)),
        tasks=(Task("t", 60, value_per_hour=10), Task("u", 40, value_per_hour=600)),
    )

    answer = coverage_of(Month(problem, (Assignment("t", "a", 60), Assignment("u", "a", 40))), "a")

    assert [(one.task, one.minutes) for one in answer.lost] == [("u", 40)]


def test_who_has_nothing_is_missed_by_nobody() -> None:
    answer = coverage_of(Month(SMALL, ALL_WITH_A), "b")

    assert (answer.tasks, answer.minutes, answer.lost, answer.backup) == (0, 0, (), None)


@pytest.mark.parametrize("seed", range(20))
def test_no_way_of_giving_the_work_to_others_loses_fewer_minutes(seed: int) -> None:
    problem = random_problem(seed, tasks=8, assistants=3, clients=2, tight=seed % 3 != 0)
    # teams would have to be told of in part; without sizes the others' minutes are all that stays of their plan
    problem = replace(problem, packages=tuple(replace(one, team_size=None) for one in problem.packages))
    plan = solve(problem, search=search_here).assignments
    clients = {task.id: task.client for task in problem.tasks}

    for who in problem.assistants:
        answer = coverage_of(Month(problem, plan), who.id)

        own = {row.task for row in plan if row.assistant == who.id}
        rest = [row for row in plan if row.assistant != who.id]
        pinned_to = {task.id: None if task.pinned_to == who.id else task.pinned_to for task in problem.tasks}
        alone = Problem(
            packages=tuple(
                replace(
                    one,
                    minutes=one.minutes
                    + one.overage_minutes
                    - sum(row.minutes for row in rest if clients[row.task] == one.client),
                    overage_minutes=0,
                )
                for one in problem.packages
            ),
            assistants=tuple(
                replace(one, minutes=one.minutes - sum(row.minutes for row in rest if row.assistant == one.id))
                for one in problem.assistants
                if one.id != who.id
            ),
            tasks=tuple(
                replace(task, value_per_hour=60, pinned_to=pinned_to[task.id])
                for task in problem.tasks
                if task.id in own
            ),
        )
        *_, kept_min = best_by_enumeration(alone)
        assert answer.lost_minutes == pytest.approx(answer.minutes - kept_min)


def test_when_the_only_assistant_is_away_all_is_lost() -> None:
    answer = coverage_of(Month(replace(SMALL, assistants=SMALL.assistants[:1]), ALL_WITH_A), "a")

    assert (answer.lost_minutes, answer.backup) == (180, None)
    assert {one.reason for one in answer.lost} == {Reason.NO_ASSISTANTS}


def test_those_who_are_not_listed_for_the_work_do_not_take_it_over() -> None:
    # c could do v, but only a is listed for anything
    problem = replace(SMALL, pairs=tuple(Pair(task, "a") for task in "tuv"))

    answer = coverage_of(Month(problem, ALL_WITH_A[2:]), "a")

    assert [(one.task, one.reason) for one in answer.lost] == [("v", Reason.NO_PAIR)]
