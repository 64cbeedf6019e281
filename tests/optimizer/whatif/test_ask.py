from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from optimizer.problem import Assistant, Package, Problem, ProblemError, Task
from optimizer.result import Assignment, PlanResult, Status
from optimizer.whatif import (
    NoAnswerError,
    coverage,
    forced,
    next_hour,
    next_hours,
    package_table,
    package_tables,
    smallest_change,
)
from optimizer.whatif.answers import Coverage, NextHour, PackageTable
from optimizer.whatif.coverage import coverage_of
from optimizer.whatif.hours import next_hour_of, package_table_of
from optimizer.whatif.month import Month
from optimizer.whatif.telling import told

SMALL = Problem(
    packages=(Package("c", 60), Package("d", 60)),
    assistants=(Assistant("a", 600, skills={"経理": 5}), Assistant("b", 100, skills={"経理": 2})),
    tasks=(
        Task("t", 60, "c", skills={"経理": 3}),
        Task("u", 60, "c", skills={"経理": 4}),
        Task("v", 30, "d"),
    ),
)
ROWS = (Assignment("t", "a", 60), Assignment("v", "b", 30))
PLAN = PlanResult(Status.OPTIMAL, assignments=ROWS)


def test_the_process_answers_what_the_question_gives_here() -> None:
    month = Month(SMALL, ROWS)

    assert next_hour(SMALL, PLAN, "c") == next_hour_of(month, "c")
    assert package_table(SMALL, PLAN, "c", (30, 120)) == package_table_of(month, "c", (30, 120))
    assert coverage(SMALL, PLAN) == (coverage_of(month, "a"), coverage_of(month, "b"))


def test_all_clients_are_asked_about_when_none_is_named() -> None:
    heard: list[int] = []

    hours = next_hours(SMALL, PLAN, heard=heard.append)
    tables = package_tables(SMALL, PLAN)

    assert [one.client for one in hours] == [one.client for one in tables] == ["c", "d"]
    assert heard == [1, 2]
    # 10, 20, 30 and 50 hours and the package there is
    assert [row.package_minutes for row in tables[0].rows] == [60, 600, 1200, 1800, 3000]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (NextHour, next_hour_of(Month(SMALL, ROWS), "c")),
        (NextHour, next_hour_of(Month(SMALL, ROWS), "d")),
        (PackageTable, package_table_of(Month(SMALL, ROWS), "c")),
        (Coverage, coverage_of(Month(SMALL, ROWS), "a")),
    ],
)
def test_an_answer_survives_the_way_through_json(kind: Any, answer: Any) -> None:
    assert told(kind, json.loads(json.dumps(answer.to_json()))) == answer


def _saying(*lines: dict[str, Any], then: str = "") -> tuple[str, ...]:
    said = "".join(f"print({json.dumps(line)!r}, flush=True);" for line in lines)
    return (sys.executable, "-c", f"import sys, time; sys.stdin.read(); {said}{then}")


def test_answers_that_came_before_the_process_was_killed_are_kept() -> None:
    first = next_hour_of(Month(SMALL, ROWS), "c")
    command = _saying({"answer": first.to_json()}, then="time.sleep(3600)")

    assert next_hours(SMALL, PLAN, time_limit_s=1.5, command=command) == (first,)


def test_a_question_that_failed_is_left_out_of_many_and_raised_when_it_is_the_only_one() -> None:
    first = next_hour_of(Month(SMALL, ROWS), "c")
    command = _saying({"failed": "plan_does_not_fit"}, {"answer": first.to_json()})

    assert next_hours(SMALL, PLAN, command=command) == (first,)
    with pytest.raises(NoAnswerError, match="solver_failed"):
        next_hour(SMALL, PLAN, "c", command=_saying({"failed": "solver_failed"}))


def test_a_tick_that_fails_ends_the_question() -> None:
    def cancel() -> None:
        raise ConnectionError("the page was closed")

    with pytest.raises(ConnectionError):
        next_hour(SMALL, PLAN, "c", tick=cancel, command=_saying(then="time.sleep(3600)"))


def test_about_nobody_no_process_is_started() -> None:
    assert next_hours(SMALL, PLAN, (), command=("/nowhere",)) == ()


@pytest.mark.parametrize(
    ("ask", "told_of"),
    [
        (partial(next_hour, client="x"), "client: unknown_id (x)"),
        (partial(next_hours, clients=("c", "x", "y")), "client: unknown_id (x); client: unknown_id (y)"),
        (partial(next_hour, client="c", minutes=0), "minutes: too_small (0)"),
        (partial(next_hour, client="c", minutes=30.5), "minutes: not_whole_number (30.5)"),
        (partial(package_table, client="c", offers=(600, -5)), "offers: negative (-5)"),
        (partial(package_tables, offers={"x": (600,)}), "client: unknown_id (x)"),
        (partial(coverage, assistants=("x",)), "assistant: unknown_id (x)"),
        (partial(forced, task="x"), "task: unknown_id (x)"),
        (partial(smallest_change, task="x"), "task: unknown_id (x)"),
        (partial(next_hours, time_limit_s=-1.0), "time_limit_s: out_of_range (-1.0)"),
        (partial(coverage, time_limit_s=float("nan")), "time_limit_s: out_of_range (nan)"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_its_field(ask: Any, told_of: str) -> None:
    with pytest.raises(ProblemError) as refused:
        ask(SMALL, PLAN, command=("/nowhere",))

    assert str(refused.value) == told_of


def test_a_problem_that_makes_no_sense_is_refused_with_its_field() -> None:
    problem = replace(SMALL, tasks=(*SMALL.tasks, Task("t", 60)))

    with pytest.raises(ProblemError, match=r"tasks\[3\].id: duplicate"):
        next_hour(problem, PLAN, "c", command=("/nowhere",))


def test_a_client_without_a_package_may_be_asked_about() -> None:
    # v needs 30 minutes of which no package has any
    problem = replace(SMALL, packages=SMALL.packages[:1])

    assert next_hour(problem, PlanResult(Status.OPTIMAL), "d").gained == ("v",)


def test_why_there_is_no_answer_is_told() -> None:
    with pytest.raises(NoAnswerError, match="out_of_time"):
        next_hour(SMALL, PLAN, "c", time_limit_s=0.001, command=_saying(then="time.sleep(3600)"))
    with pytest.raises(NoAnswerError, match="process_died"):
        next_hour(SMALL, PLAN, "c", command=_saying())


def _away_on(*days: int) -> Problem:
    """W takes 70 minutes that are due in the first week, of five days, in which b has 10."""
    leave = tuple(date(2027, 2, day) for day in days)
    return replace(
        SMALL,
        month="2027-02",
        assistants=(Assistant("b", 100, minutes_per_week=(10,) * 6, leave=leave),),
        tasks=(Task("w", 70, "c", due_week=1), Task("v", 30, "d")),
    )


def test_about_other_clients_there_is_an_answer_where_somebody_has_more_than_fits_into_a_week() -> None:
    plan = PlanResult(Status.OPTIMAL, assignments=(Assignment("w", "b", 70),))

    # 70 until the end of week 1 are taken: v has 30 of 100 minutes left, by the end of the month
    assert next_hour(_away_on(), plan, "d").before.tasks == 1


def test_a_plan_whose_rest_breaks_a_rule_is_no_ground_for_an_answer() -> None:
    plan = PlanResult(Status.OPTIMAL, assignments=(Assignment("w", "b", 70),))

    with pytest.raises(NoAnswerError, match="plan_does_not_fit"):
        next_hour(_away_on(1, 2, 3, 4, 5), plan, "d")


def test_who_is_away_has_an_answer_where_others_work_may_grow_beyond_the_package() -> None:
    # w stays, which may grow to 90 of a package of 60, so that t has no place in it
    tasks = (Task("t", 60, "c"), Task("w", 60, "c", uncertainty=0.5))
    problem = replace(SMALL, packages=(Package("c", 60, protection=1),), tasks=tasks)
    plan = PlanResult(Status.OPTIMAL, assignments=(Assignment("t", "a", 60), Assignment("w", "b", 60)))

    assert [[lost.task for lost in one.lost] for one in coverage(problem, plan, ["a"])] == [["t"]]
