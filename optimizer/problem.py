"""What goes into a plan: frozen inputs with the field names of the JSON contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from optimizer.reading import (
    MAX_MINUTES,
    MAX_VALUE,
    WEEKS,
    Faults,
    Field,
    FieldProblem,
    ProblemError,
    day,
    from_text,
    identifier,
    levels,
    month,
    name_repeats,
    number,
    optional,
    row,
    rows,
    several,
    truth,
    whole,
)
from optimizer.result import Assignment

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Assistant", "FieldProblem", "Package", "Pair", "Problem", "ProblemError", "Proficiency", "Task"]

DEFAULT_VALUE_PER_HOUR = 60.0  # one point a minute: plain minutes when nobody has set a value


@dataclass(frozen=True, slots=True)
class Package:
    """Minutes one client has bought for the month; overage is possible only up to `overage_minutes`, at its cost.

    `overage_cost_per_hour` is in the unit of the tasks' values. `team_size` is the most assistants on this client.
    `protection` is how many of its tasks may take as long as their `uncertainty` says at once without package and
    overage being exceeded; 0 is none.
    """

    client: str
    minutes: int
    overage_minutes: int = 0
    overage_cost_per_hour: float = 0.0
    team_size: int | None = None
    protection: int = 0


@dataclass(frozen=True, slots=True)
class Assistant:
    """One person: minutes in the month, skill levels 1 to 5, and the clients they must not work for.

    `excluded_clients` may name clients that are not in this problem.
    """

    id: str
    minutes: int
    minutes_per_week: tuple[int, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    leave: tuple[date, ...] = ()
    wished_minutes: int | None = None
    excluded_clients: tuple[str, ...] = ()
    clearances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work of the month.

    Its value is `value_per_hour * minutes / 60`. `skills` are least levels, `clearances` are all needed.
    `must` work is served before any other; `pinned_to` is the only assistant who may get it, and pinned work comes
    before `must` work. `previous` is who did it last month, and may name somebody who is not in this problem.
    `uncertainty` is the share by which the minutes may turn out higher. Work that is done week by week names in
    `early_weeks` the weeks in which parts of it are due before the last, which is due in `due_week`: of n in all, as
    many nths of the minutes as are due by then, rounded down, fit the weeks until each; a week may stand twice. Such
    work is not shared.
    """

    id: str
    minutes: int
    client: str | None = None
    value_per_hour: float = DEFAULT_VALUE_PER_HOUR
    skills: Mapping[str, int] = field(default_factory=dict)
    due_week: int | None = None
    must: bool = False
    pinned_to: str | None = None
    forbidden: tuple[str, ...] = ()
    splittable: bool = False
    previous: str | None = None
    clearances: tuple[str, ...] = ()
    uncertainty: float = 0.0
    early_weeks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A task and an assistant who may do it, with minutes and whole value of its own where they differ."""

    task: str
    assistant: str
    minutes: int | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Proficiency:
    """How much faster practice makes: so many percent of the minutes less for each level above the one asked for.

    Never less than `least_percent` of the minutes. How much practice takes off a task is the operation's experience,
    not a law: 5 percent a level down to 85 is a careful beginning.
    """

    percent_per_level: int = 5
    least_percent: int = 85


@dataclass(frozen=True, slots=True)
class Problem:
    """A month to plan. When `pairs` holds anything, only those pairs are eligible.

    Without `proficiency` a task takes everybody its own minutes. `published` is the plan that people know; it may name
    tasks and assistants that are not in this problem any more.
    """

    month: str | None = None
    packages: tuple[Package, ...] = ()
    assistants: tuple[Assistant, ...] = ()
    tasks: tuple[Task, ...] = ()
    pairs: tuple[Pair, ...] = ()
    proficiency: Proficiency | None = None
    published: tuple[Assignment, ...] = ()

    @classmethod
    def from_json(cls, source: str | Mapping[str, Any]) -> Self:
        """Read a problem from JSON text or an object already parsed.

        Raises:
            ProblemError: naming every fault of the input at once, each with its field path.
        """
        faults = Faults()
        values = row(_PROBLEM, _parsed(source), "", faults) or {}
        _name_wrong_references(values, faults)
        if faults.found:
            raise ProblemError(faults.found)
        practice = values.get("proficiency")
        return cls(
            month=values.get("month"),
            proficiency=None if practice is None else Proficiency(**practice),
            **{name: tuple(_ROWS[name][0](**item) for item in values.get(name, ())) for name in _ROWS},
        )

    def to_json(self) -> dict[str, Any]:
        """Give the problem as plain JSON values; fields at their default are left out."""
        plain: dict[str, Any] = {} if self.month is None else {"month": self.month}
        for name in _ROWS:
            plain[name] = [_plain_row(item) for item in getattr(self, name)]
        if self.proficiency is not None:
            plain["proficiency"] = _plain_row(self.proficiency)
        return plain

    def validate(self) -> None:
        """Refuse a problem built by hand that the JSON reader would refuse.

        Raises:
            ProblemError: naming every fault at once.
        """
        type(self).from_json(self.to_json())


_MINUTES = whole(0, MAX_MINUTES)
_WORK_MINUTES = whole(1, MAX_MINUTES)
_VALUE = number(0, MAX_VALUE)
_IDS = several(identifier, unique=True)

_ROWS: dict[str, tuple[type[Any], dict[str, Field]]] = {
    "packages": (
        Package,
        {
            "client": Field(identifier, required=True),
            "minutes": Field(_MINUTES, required=True),
            "overage_minutes": Field(_MINUTES),
            "overage_cost_per_hour": Field(_VALUE),
            "team_size": Field(optional(whole(1, 100_000))),
            "protection": Field(whole(0, 100_000)),
        },
    ),
    "assistants": (
        Assistant,
        {
            "id": Field(identifier, required=True),
            "minutes": Field(_MINUTES, required=True),
            "minutes_per_week": Field(several(_MINUTES, most=WEEKS)),
            "skills": Field(levels),
            "leave": Field(several(day, unique=True)),
            "wished_minutes": Field(optional(_MINUTES)),
            "excluded_clients": Field(_IDS),
            "clearances": Field(_IDS),
        },
    ),
    "tasks": (
        Task,
        {
            "id": Field(identifier, required=True),
            "minutes": Field(_WORK_MINUTES, required=True),
            "client": Field(optional(identifier)),
            "value_per_hour": Field(_VALUE),
            "skills": Field(levels),
            "due_week": Field(optional(whole(1, WEEKS))),
            "early_weeks": Field(several(whole(1, WEEKS), most=WEEKS - 1)),
            "must": Field(truth),
            "pinned_to": Field(optional(identifier)),
            "forbidden": Field(_IDS),
            "splittable": Field(truth),
            "previous": Field(optional(identifier)),
            "clearances": Field(_IDS),
            "uncertainty": Field(number(0, 10)),
        },
    ),
    "pairs": (
        Pair,
        {
            "task": Field(identifier, required=True),
            "assistant": Field(identifier, required=True),
            "minutes": Field(optional(_WORK_MINUTES)),
            "value": Field(optional(_VALUE)),
        },
    ),
    "published": (
        Assignment,
        {
            "task": Field(identifier, required=True),
            "assistant": Field(identifier, required=True),
            "minutes": Field(_MINUTES, required=True),
        },
    ),
}


_PRACTICE = {"percent_per_level": Field(whole(0, 25)), "least_percent": Field(whole(1, 100))}
_PROBLEM = {
    "month": Field(optional(month)),
    "proficiency": Field(optional(partial(row, _PRACTICE))),
    **{name: rows(fields) for name, (_, fields) in _ROWS.items()},
}


def _parsed(source: str | Mapping[str, Any]) -> Any:
    if not isinstance(source, str):
        return source
    try:
        return from_text(source)
    except ValueError as error:
        raise ProblemError([FieldProblem("problem", "not_json", str(error)[:80])]) from error


def _name_wrong_references(values: Mapping[str, Any], faults: Faults) -> None:
    """Add repeated ids, and ids that name no assistant or task of this problem."""
    keys = {"packages": "client", "assistants": "id", "tasks": "id"}
    ids = {name: [item and item[key] for item in values.get(name, ())] for name, key in keys.items()}
    for name, found in ids.items():
        known = [value if value is not None else object() for value in found]
        name_repeats(known, name, f".{keys[name]}", faults)
    assistants, tasks = set(ids["assistants"]), set(ids["tasks"])
    for place, task in enumerate(values.get("tasks", ())):
        if task:
            named = [("pinned_to", task.get("pinned_to"))]
            named += [(f"forbidden[{nth}]", who) for nth, who in enumerate(task.get("forbidden", ()))]
            for name, who in named:
                _name_unknown(who, assistants, f"tasks[{place}].{name}", faults)
            _name_wrong_weeks(task, f"tasks[{place}].early_weeks", faults)
    _name_wrong_pairs(values.get("pairs", ()), tasks, assistants, faults)


def _name_wrong_weeks(task: Mapping[str, Any], path: str, faults: Faults) -> None:
    early, last = task.get("early_weeks", ()), task.get("due_week") or WEEKS
    if early and task.get("splittable"):
        faults.add(path, "of_shared_work")
    for nth, week in enumerate(early):
        if not max((0, *early[:nth])) <= week <= last:
            faults.add(f"{path}[{nth}]", "not_before", week)


def _name_wrong_pairs(pairs: Sequence[Any], tasks: set[Any], assistants: set[Any], faults: Faults) -> None:
    seen: set[tuple[str, str]] = set()
    for place, pair in enumerate(pairs):
        if pair:
            _name_unknown(pair["task"], tasks, f"pairs[{place}].task", faults)
            _name_unknown(pair["assistant"], assistants, f"pairs[{place}].assistant", faults)
            key = (pair["task"], pair["assistant"])
            if key in seen:
                faults.add(f"pairs[{place}]", "duplicate", " / ".join(key))
            seen.add(key)


def _name_unknown(who: str | None, known: set[Any], path: str, faults: Faults) -> None:
    if who is not None and who not in known:
        faults.add(path, "unknown_id", who)


def _plain_row(item: Any) -> dict[str, Any]:
    values = ((part, getattr(item, part.name)) for part in dataclasses.fields(item))
    return {part.name: _plain(value) for part, value in values if value != part.default and value not in ((), {})}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, date) else value
