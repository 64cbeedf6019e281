from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from optimizer.problem import Assistant, Package, Pair, Problem, ProblemError, Task
from optimizer.result import Assignment
from optimizer.solve import solve
from tests.optimizer.problems import listed_pairs, random_problem, search_here


def faults_of(source: Any) -> dict[str, str]:
    with pytest.raises(ProblemError) as caught:
        Problem.from_json(source)
    return {problem.field: problem.code for problem in caught.value.problems}


def test_only_ids_and_minutes_are_required() -> None:
    problem = Problem.from_json('{"assistants": [{"id": "a", "minutes": 0}], "tasks": [{"id": "t", "minutes": 1}]}')

    assert problem == Problem(assistants=(Assistant("a", 0),), tasks=(Task("t", 1),))


def test_every_field_of_the_contract_is_read() -> None:
    problem = Problem.from_json(
        {
            "month": "2026-11",
            "packages": [
                {
                    "client": "c",
                    "minutes": 600,
                    "overage_minutes": 60,
                    "overage_cost_per_hour": 12.5,
                    "team_size": 2,
                }
            ],
            "assistants": [
                {
                    "id": "a",
                    "minutes": 300,
                    "minutes_per_week": [60, 60],
                    "skills": {"経理": 3},
                    "leave": ["2026-11-04"],
                    "wished_minutes": 200,
                    "excluded_clients": ["x"],
                    "clearances": ["給与"],
                }
            ],
            "tasks": [
                {
                    "id": "t",
                    "client": "c",
                    "minutes": 30,
                    "value_per_hour": 80,
                    "skills": {"経理": 2},
                    "due_week": 2,
                    "must": True,
                    "pinned_to": "a",
                    "forbidden": ["a"],
                    "splittable": True,
                    "previous": "gone",
                    "clearances": ["給与"],
                    "uncertainty": 0.2,
                },
                {"id": "u", "minutes": 40, "due_week": 3, "early_weeks": [1, 2]},
            ],
            "pairs": [{"task": "t", "assistant": "a", "minutes": 20, "value": 7}],
        }
    )

    assert problem.packages == (Package("c", 600, 60, 12.5, 2),)
    assert problem.assistants == (
        Assistant("a", 300, (60, 60), {"経理": 3}, (date(2026, 11, 4),), 200, ("x",), ("給与",)),
    )
    assert problem.tasks == (
        Task("t", 30, "c", 80.0, {"経理": 2}, 2, True, "a", ("a",), True, "gone", ("給与",), 0.2),
        Task("u", 40, due_week=3, early_weeks=(1, 2)),
    )
    assert problem.pairs == (Pair("t", "a", 20, 7.0),)


def test_a_problem_survives_the_way_through_json() -> None:
    for seed in range(20):
        problem = listed_pairs(random_problem(seed, tasks=6, assistants=3, clients=2), seed)

        assert Problem.from_json(json.dumps(problem.to_json())) == problem


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        (-1, "negative"),
        (0, "too_small"),
        (10_000_001, "too_large"),
        (10**400, "too_large"),
        (3.0, "not_whole_number"),
        (True, "not_whole_number"),
        ("3", "not_whole_number"),
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
        (None, "missing"),
        ([], "not_whole_number"),
    ],
)
def test_minutes_that_are_no_minutes_are_named(minutes: object, code: str) -> None:
    assert faults_of({"tasks": [{"id": "t", "minutes": minutes}]}) == {"tasks[0].minutes": code}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "not_finite"),
        (float("-inf"), "not_finite"),
        (-0.5, "negative"),
        (1e10, "too_large"),
        (10**400, "too_large"),
        (False, "not_number"),
        ("1", "not_number"),
    ],
)
def test_values_that_are_no_values_are_named(value: object, code: str) -> None:
    assert faults_of({"tasks": [{"id": "t", "minutes": 1, "value_per_hour": value}]}) == {
        "tasks[0].value_per_hour": code
    }


@pytest.mark.parametrize(
    ("field", "value", "path", "code"),
    [
        ("id", "", "tasks[0].id", "empty"),
        ("id", "x" * 201, "tasks[0].id", "too_long"),
        ("id", 7, "tasks[0].id", "not_text"),
        ("must", 1, "tasks[0].must", "not_true_or_false"),
        ("skills", {"経理": 6}, "tasks[0].skills.経理", "too_large"),
        ("skills", ["経理"], "tasks[0].skills", "not_an_object"),
        ("due_week", 7, "tasks[0].due_week", "too_large"),
        ("early_weeks", [7], "tasks[0].early_weeks[0]", "too_large"),
        ("early_weeks", [3, 2], "tasks[0].early_weeks[1]", "not_before"),
        ("forbidden", "a", "tasks[0].forbidden", "not_a_list"),
        ("forbidden", ["a", "a"], "tasks[0].forbidden[1]", "duplicate"),
        ("forbidden", ["z"], "tasks[0].forbidden[0]", "unknown_id"),
        ("pinned_to", "z", "tasks[0].pinned_to", "unknown_id"),
        ("minuts", 3, "tasks[0].minuts", "unknown_field"),
    ],
)
def test_a_wrong_field_of_a_task_is_named_by_its_path(field: str, value: object, path: str, code: str) -> None:
    task = {"id": "t", "minutes": 1, field: value}

    assert faults_of({"assistants": [{"id": "a", "minutes": 1}], "tasks": [task]}) == {path: code}


def test_parts_of_weekly_work_are_due_before_its_last_week_and_it_is_not_shared() -> None:
    task = {"id": "t", "minutes": 90, "due_week": 3, "early_weeks": [1, 4], "splittable": True}

    assert faults_of({"tasks": [task]}) == {
        "tasks[0].early_weeks": "of_shared_work",
        "tasks[0].early_weeks[1]": "not_before",
    }


@pytest.mark.parametrize("day", ["2026-11-31", "20261103", "2026-W45-1", 20261103])
def test_leave_is_a_day_of_the_calendar(day: object) -> None:
    assert faults_of({"assistants": [{"id": "a", "minutes": 1, "leave": [day]}]}) == {
        "assistants[0].leave[0]": "not_a_day"
    }


def test_every_fault_is_named_at_once() -> None:
    assert faults_of(
        {
            "month": "2026-13",
            "packages": [{"client": "c", "minutes": -5}, {"client": "c", "minutes": 5}, 7],
            "assistants": [{"id": "a", "minutes": 1}, {"id": "a", "minutes": 1}],
            "tasks": [{"minutes": 1}, {"id": "t", "minutes": 1}, {"id": "t", "minutes": 1}],
            "pairs": [
                {"task": "t", "assistant": "z"},
                {"task": "q", "assistant": "a"},
                {"task": "t", "assistant": "a"},
                {"task": "t", "assistant": "a"},
            ],
        }
    ) == {
        "month": "not_a_month",
        "packages[0].minutes": "negative",
        "packages[1].client": "duplicate",
        "packages[2]": "not_an_object",
        "assistants[1].id": "duplicate",
        "tasks[0].id": "missing",
        "tasks[2].id": "duplicate",
        "pairs[0].assistant": "unknown_id",
        "pairs[1].task": "unknown_id",
        "pairs[3]": "duplicate",
    }


@pytest.mark.parametrize(
    "month", ["0000-01", "0999-12", "3000-01", "9999-12", "2026-00", "2026-1", "２０２６-11", 202611]
)
def test_a_month_has_a_calendar(month: object) -> None:
    # 0000 is no year of the calendar, and of December 9999 it does not know the day after the last
    assert faults_of({"month": month}) == {"month": "not_a_month"}


@pytest.mark.parametrize("month", ["1000-01", "2999-12"])
def test_the_first_and_the_last_month_can_be_planned(month: str) -> None:
    problem = Problem(month, assistants=(Assistant("a", 60, minutes_per_week=(60,)),), tasks=(Task("t", 60),))

    assert solve(problem, search=search_here).assignments == (Assignment("t", "a", 60),)


def test_a_name_that_stands_twice_in_an_object_is_refused() -> None:
    # json.loads would take the last one: the first list of tasks would be lost without a word
    assert faults_of('{"tasks": [{"id": "t", "minutes": 1}], "tasks": []}') == {"problem": "not_json"}
    assert faults_of('{"tasks": [{"id": "t", "minutes": 1, "skills": {"経理": 5, "経理": 1}}]}') == {
        "problem": "not_json"
    }


@pytest.mark.parametrize("ident", ["a\ud800", "\udfff"])
def test_an_id_is_text_that_can_be_written_down(ident: str) -> None:
    # half of a surrogate pair is a string of JSON, but no text in any encoding
    assert faults_of({"tasks": [{"id": ident, "minutes": 1}]}) == {"tasks[0].id": "not_text"}


def test_a_value_met_deep_down_is_not_told_in_full() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]

    assert faults_of({"tasks": [{"id": deep, "minutes": deep}], "month": deep}) == {
        "tasks[0].id": "not_text",
        "tasks[0].minutes": "not_whole_number",
        "month": "not_a_month",
    }


@pytest.mark.parametrize("source", ["", "[1", "[" * 100_000, "7", "[]", '{"tasks": 3}'])
def test_what_is_no_problem_at_all_is_refused(source: str) -> None:
    assert set(faults_of(source).values()) <= {"not_json", "not_an_object", "not_a_list"}


def test_a_problem_built_by_hand_is_held_to_the_same_rules() -> None:
    problem = Problem(tasks=(Task("t", -3),), assistants=(Assistant("a", 1, skills={"経理": 9}),))

    with pytest.raises(ProblemError) as caught:
        problem.validate()

    assert [fault.field for fault in caught.value.problems] == ["assistants[0].skills.経理", "tasks[0].minutes"]
