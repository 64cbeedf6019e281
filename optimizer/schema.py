"""The JSON Schema (draft 2020-12) of a problem and of a plan."""

from __future__ import annotations

from typing import Any

from optimizer.reading import DAY, MAX_ID_CHARS, MAX_MINUTES, MAX_VALUE, MONTH, WEEKS
from optimizer.result import MOST, MOST_VALUE, Choice, Reason, Status, Tier

Json = dict[str, Any]

_ID: Json = {"type": "string", "maxLength": MAX_ID_CHARS, "pattern": r"\S"}
_IDS: Json = {"type": "array", "items": _ID, "uniqueItems": True}
_MINUTES: Json = {"type": "integer", "minimum": 0, "maximum": MAX_MINUTES}
_WORK_MINUTES: Json = {"type": "integer", "minimum": 1, "maximum": MAX_MINUTES}
_VALUE: Json = {"type": "number", "minimum": 0, "maximum": MAX_VALUE}
_LEVELS: Json = {
    "type": "object",
    "propertyNames": _ID,
    "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 5},
}
_DAYS: Json = {
    "type": "array",
    "items": {"type": "string", "format": "date", "pattern": f"^{DAY}$"},
    "uniqueItems": True,
}
_FLAG: Json = {"type": "boolean", "default": False}
_NEEDS: Json = {"type": "object", "description": "figures that belong to the reason; each reason has its own keys"}


def _or_null(kind: Json) -> Json:
    return {"anyOf": [kind, {"type": "null"}], "default": None}


def _object(required: tuple[str, ...], properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _several(item: Json) -> Json:
    return {"type": "array", "items": item}


_PACKAGE = _object(
    ("client", "minutes"),
    {
        "client": _ID,
        "minutes": _MINUTES,
        "overage_minutes": _MINUTES | {"default": 0},
        "overage_cost_per_hour": _VALUE | {"default": 0},
        "team_size": _or_null({"type": "integer", "minimum": 1, "maximum": 100_000}),
        "protection": {"type": "integer", "minimum": 0, "maximum": 100_000, "default": 0},
    },
)
_ASSISTANT = _object(
    ("id", "minutes"),
    {
        "id": _ID,
        "minutes": _MINUTES,
        "minutes_per_week": _several(_MINUTES) | {"maxItems": WEEKS},
        "skills": _LEVELS,
        "leave": _DAYS,
        "wished_minutes": _or_null(_MINUTES),
        "excluded_clients": _IDS,
        "clearances": _IDS,
    },
)
_TASK = _object(
    ("id", "minutes"),
    {
        "id": _ID,
        "minutes": _WORK_MINUTES,
        "client": _or_null(_ID),
        "value_per_hour": _VALUE | {"default": 60},
        "skills": _LEVELS,
        "due_week": _or_null({"type": "integer", "minimum": 1, "maximum": WEEKS}),
        "early_weeks": _several({"type": "integer", "minimum": 1, "maximum": WEEKS}) | {"maxItems": WEEKS - 1},
        "must": _FLAG,
        "pinned_to": _or_null(_ID),
        "forbidden": _IDS,
        "splittable": _FLAG,
        "previous": _or_null(_ID),
        "clearances": _IDS,
        "uncertainty": {"type": "number", "minimum": 0, "maximum": 10, "default": 0},
    },
)
_PAIR = _object(
    ("task", "assistant"),
    {"task": _ID, "assistant": _ID, "minutes": _or_null(_WORK_MINUTES), "value": _or_null(_VALUE)},
)
_PROFICIENCY = _object(
    (),
    {
        "percent_per_level": {"type": "integer", "minimum": 0, "maximum": 25, "default": 5},
        "least_percent": {"type": "integer", "minimum": 1, "maximum": 100, "default": 85},
    },
)
PROBLEM: Json = _object(
    (),
    {
        "month": _or_null({"type": "string", "pattern": f"^{MONTH}$"}),
        "packages": _several(_PACKAGE),
        "assistants": _several(_ASSISTANT),
        "tasks": _several(_TASK),
        "pairs": _several(_PAIR),
        "published": _several(
            _object(("task", "assistant", "minutes"), {"task": _ID, "assistant": _ID, "minutes": _MINUTES})
        ),
        "proficiency": _or_null(_PROFICIENCY),
    },
)

_NUMBER: Json = {"type": "number", "minimum": -MOST_VALUE, "maximum": MOST_VALUE}
_COUNT: Json = {"type": "integer", "minimum": 0, "maximum": MOST}
PLAN: Json = _object(
    ("status", "assignments", "unassigned"),
    {
        "status": {"enum": [status.value for status in Status]},
        "objective": _NUMBER,
        "bound": _or_null(_NUMBER),
        "gap": _or_null(_NUMBER),
        "seconds": _NUMBER,
        "assignments": _several(
            _object(("task", "assistant", "minutes"), {"task": _ID, "assistant": _ID, "minutes": _WORK_MINUTES})
        ),
        "unassigned": _several(
            _object(
                ("task", "reason"), {"task": _ID, "reason": {"enum": [one.value for one in Reason]}, "needs": _NEEDS}
            )
        ),
        "why": _several(
            _object(
                ("task", "assistant", "reason"),
                {"task": _ID, "assistant": _ID, "reason": {"enum": [one.value for one in Choice]}, "needs": _NEEDS},
            )
        ),
        "packages": _several(
            _object(
                ("client", "minutes", "overage_minutes", "overage_cost"),
                {
                    "client": _ID,
                    "minutes": _COUNT,
                    "overage_minutes": _COUNT,
                    "overage_cost": _NUMBER,
                    "protected_minutes": _COUNT | {"default": 0},
                    "overrun_chance": _or_null({"type": "number", "minimum": 0, "maximum": 1}),
                },
            )
        ),
        "solver": _ID,
        "tiers": _several(
            _object(
                ("tier", "amount", "value_lost", "proven"),
                {
                    "tier": {"enum": [one.value for one in Tier]},
                    "amount": _NUMBER,
                    "value_lost": _NUMBER,
                    "proven": {"type": "boolean"},
                },
            )
        ),
        "blocks": _several(
            _object(
                ("block", "tasks", "status"),
                {
                    "block": _COUNT,
                    "tasks": _COUNT,
                    "status": {"enum": [status.value for status in Status]},
                },
            )
        ),
    },
)


def schema() -> Json:
    """Give both schemas in one document, under `$defs`; the document itself describes a problem."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Problem",
        "$ref": "#/$defs/problem",
        "$defs": {"problem": PROBLEM, "plan": PLAN},
    }
