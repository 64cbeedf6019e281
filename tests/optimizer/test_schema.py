"""The JSON Schema and the reader refuse the same, but for what a schema cannot say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from optimizer.problem import Problem
from optimizer.reading import ProblemError
from optimizer.result import PlanResult
from optimizer.schema import PLAN, PROBLEM

Json = Mapping[str, Any]

KINDS: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
#: Keyword: whether a value that it is about satisfies it. Draft 2020-12, as far as it is used.
KEYWORDS: Mapping[str, Callable[[Any, Any, Json], bool]] = {
    "type": lambda kind, value, _: KINDS[kind](value),
    "anyOf": lambda kinds, value, _: any(satisfies(kind, value) for kind in kinds),
    "enum": lambda words, value, _: value in words,
    "minimum": lambda least, value, _: value >= least,
    "maximum": lambda most, value, _: value <= most,
    "maxLength": lambda most, value, _: len(value) <= most,
    "pattern": lambda pattern, value, _: re.search(pattern, value) is not None,
    "items": lambda item, value, _: all(satisfies(item, one) for one in value),
    "uniqueItems": lambda _, value, __: all(one not in value[:nth] for nth, one in enumerate(value)),
    "maxItems": lambda most, value, _: len(value) <= most,
    "required": lambda names, value, _: set(names) <= set(value),
    "properties": lambda own, value, _: all(satisfies(own[name], one) for name, one in value.items() if name in own),
    "propertyNames": lambda name, value, _: all(satisfies(name, one) for one in value),
    "additionalProperties": lambda other, value, whole: all(
        other is not False and satisfies(other, one)
        for name, one in value.items()
        if name not in whole.get("properties", {})
    ),
    "default": lambda *_: True,
    "description": lambda *_: True,
    "format": lambda *_: True,
}


def satisfies(schema: Json, value: Any) -> bool:
    """Whether a value is as the schema says; its type is asked first, the rest is about values of that type."""
    if "type" in schema and not KINDS[schema["type"]](value):
        return False
    return all(KEYWORDS[keyword](told, value, schema) for keyword, told in schema.items())


def is_read(read: Callable[[Any], object], value: Any) -> bool:
    try:
        read(value)
    except ProblemError:
        return False
    return True


def with_task(**fields: Any) -> Json:
    return {"assistants": [{"id": "a", "minutes": 1}], "tasks": [{"id": "t", "minutes": 1, **fields}]}


def with_assistant(**fields: Any) -> Json:
    return {"assistants": [{"id": "a", "minutes": 1, **fields}]}


def with_package(**fields: Any) -> Json:
    return {"packages": [{"client": "c", "minutes": 1, **fields}]}


ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    5,
    6,
    7,
    0.5,
    10_000_000,
    10_000_001,
    10**9,
    10**10,
    "",
    " ",
    "\u3000",
    "a",
    "x" * 200,
    "x" * 201,
    "2026-11",
    "2026-13",
    "0000-01",
    "9999-12",
    [],
    ["a"],
    ["a", "a"],
    [""],
    [1],
    [1] * 7,
    ["2026-11-03"],
    ["2026-11-03", "2026-11-03"],
    ["2026-11-03", "2026-11-04"],
    ["20261103"],
    {},
    {"経理": 3},
    {"経理": 6},
    {" ": 3},
    {"percent_per_level": 26},
    {"least_percent": 100},
)


@pytest.mark.parametrize(
    ("made", "name"),
    [
        *((with_task, name) for name in PROBLEM["properties"]["tasks"]["items"]["properties"]),
        *((with_assistant, name) for name in PROBLEM["properties"]["assistants"]["items"]["properties"]),
        *((with_package, name) for name in PROBLEM["properties"]["packages"]["items"]["properties"]),
        *((dict, name) for name in PROBLEM["properties"]),
        (with_task, "minuts"),
        (dict, "task"),
    ],
)
def test_schema_and_reader_agree_about_every_odd_value_of_every_field(made: Callable[..., Json], name: str) -> None:
    names_somebody = name in ("pinned_to", "forbidden")  # whether an id is known is beyond a schema
    for odd in ODD:
        if names_somebody and odd not in (None, "a", ["a"], []) and satisfies(PROBLEM, made(**{name: odd})):
            continue
        problem = made(**{name: odd})
        assert satisfies(PROBLEM, problem) == is_read(Problem.from_json, problem), odd


@pytest.mark.parametrize("name", PLAN["properties"])
def test_schema_and_reader_agree_about_every_odd_value_of_a_plan(name: str) -> None:
    sound = {"status": "optimal", "objective": 0, "assignments": [], "unassigned": []}
    assert satisfies(PLAN, sound)
    for odd in ODD:
        plan = {**sound, name: odd}
        assert satisfies(PLAN, plan) == is_read(PlanResult.from_json, plan), odd


ROWS: Mapping[str, Json] = {
    "assignments": {"task": "t", "assistant": "a", "minutes": 1},
    "unassigned": {"task": "t", "reason": "no_skill", "needs": {}},
    "why": {"task": "t", "assistant": "a", "reason": "pinned", "needs": {}},
    "packages": {"client": "c", "minutes": 1, "overage_minutes": 0, "overage_cost": 0.0},
    "tiers": {"tier": "load", "amount": 1, "value_lost": 0, "proven": True},
    "blocks": {"block": 0, "tasks": 1, "status": "optimal"},
}


@pytest.mark.parametrize(
    ("rows", "name"), [(rows, name) for rows in ROWS for name in PLAN["properties"][rows]["items"]["properties"]]
)
def test_schema_and_reader_agree_about_every_odd_value_of_a_row_of_a_plan(rows: str, name: str) -> None:
    plan = {"status": "optimal", "objective": 0, "assignments": [], "unassigned": []}
    assert satisfies(PLAN, {**plan, rows: [ROWS[rows]]})
    for odd in (*ODD, 10**10 + 1, 1e31, -1e31):
        told = {**plan, rows: [{**ROWS[rows], name: odd}]}
        assert satisfies(PLAN, told) == is_read(PlanResult.from_json, told), odd


@pytest.mark.parametrize("name", PLAN["required"])
def test_what_a_plan_has_to_say_is_required_by_both(name: str) -> None:
    plan = {"status": "optimal", "objective": 0, "assignments": [], "unassigned": []}
    del plan[name]

    assert not satisfies(PLAN, plan)
    assert not is_read(PlanResult.from_json, plan)


@pytest.mark.parametrize(
    "beyond",
    [
        with_task(minutes=3.0),  # an integer of JSON Schema, written as no minutes are
        with_assistant(leave=["2026-02-30"]),
        with_task(pinned_to="z"),
        {"tasks": [{"id": "t", "minutes": 1}, {"id": "t", "minutes": 2}]},
        {"pairs": [{"task": "t", "assistant": "a"}]},
    ],
)
def test_what_no_schema_can_say_is_left_to_the_reader(beyond: Json) -> None:
    assert satisfies(PROBLEM, beyond)
    assert not is_read(Problem.from_json, beyond)


def test_what_is_written_is_as_the_schema_says() -> None:
    problem = json.loads(json.dumps(Problem.from_json(with_task(skills={"経理": 3}, uncertainty=0.2)).to_json()))

    assert satisfies(PROBLEM, problem)
