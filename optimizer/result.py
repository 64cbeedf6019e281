"""What comes out of a plan: assignments, what is left out and why, and how good the plan is proven to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from optimizer.reading import (
    MAX_MINUTES,
    Faults,
    Field,
    ProblemError,
    Reader,
    identifier,
    number,
    optional,
    row,
    rows,
    truth,
    whole,
)

Plain = str | int | float | bool | None | tuple[str, ...]
Needs = Mapping[str, Plain]

MOST = MAX_MINUTES * 1_000  # minutes of a client, whose tasks add up, or anything else that is counted
MOST_VALUE = 1e30


class Status(StrEnum):
    """How far the plan is proven.

    `optimal`: no plan is worth more. `within_gap`: none is worth more by over the gap asked for. `time_limit`: the
    best found in the time, with the gap it had. `work_limit`: the best found with the work allowed, which is counted so
    that the plan is the same on any machine, with the gap it had. `interrupted`: the best found when the solver died,
    had to be killed or was not waited for any longer. `greedy`: the solver gave nothing usable, the plan is
    the greedy one and carries no bound but that of prices, where there are any. `nothing_to_plan`: no tasks or no
    assistants. A plan always exists, the empty one being allowed; pinned and must work that cannot be served is left
    out with its reason.
    """

    OPTIMAL = "optimal"
    WITHIN_GAP = "within_gap"
    TIME_LIMIT = "time_limit"
    WORK_LIMIT = "work_limit"
    INTERRUPTED = "interrupted"
    GREEDY = "greedy"
    NOTHING_TO_PLAN = "nothing_to_plan"


class Reason(StrEnum):
    """Why a task is left out; the comment names the keys of `needs` that come with it.

    Keys that may be absent stand in brackets.
    """

    NO_ASSISTANTS = "no_assistants"  # (nothing)
    NO_PACKAGE = "no_package"  # client
    NO_SKILL = "no_skill"  # skill, level, best_level, nearest, nearest_level, levels_short
    NO_CLEARANCE = "no_clearance"  # clearance, nearest
    FORBIDDEN = "forbidden"  # assistants
    EXCLUDED = "excluded"  # client, assistants
    ON_LEAVE = "on_leave"  # assistants, days: those on which the task could be done, all of them days of leave
    NO_PAIR = "no_pair"  # assistants
    TASK_TOO_LONG = "task_too_long"  # minutes, longest_minutes, assistant, missing_minutes
    PIN_IMPOSSIBLE = "pin_impossible"  # assistant, cause (another Reason), and the keys of that cause
    PACKAGE_FULL = "package_full"  # client, missing_minutes [, protected_minutes, displaces, margin]
    ASSISTANTS_FULL = "assistants_full"  # assistant, missing_minutes [, displaces, margin]
    WEEK_FULL = "week_full"  # assistant, week, missing_minutes [, displaces, margin]
    TEAM_FULL = "team_full"  # client, team_size, assistants
    DISPLACED = "displaced"  # displaced_by, margin, bottleneck (package_full, assistants_full, week_full) and its keys
    OVERAGE_NOT_WORTH = "overage_not_worth"  # client, overage_minutes, value, cost, margin


class Choice(StrEnum):
    """Why a task went to this assistant; the comment names the keys of `needs` that come with it.

    Where skill makes the minutes fewer than the task's own, `base_minutes` (those) and `percent` (of them) come too.
    """

    PINNED = "pinned"  # (nothing)
    SHARED = "shared"  # minutes, task_minutes, others
    ONLY_ELIGIBLE = "only_eligible"  # (nothing)
    HIGHER_VALUE = "higher_value"  # next_best, margin
    PUBLISHED = "published"  # next_best, margin: the published plan has it, next best is worth so much more (often 0)
    PREVIOUS = "previous"  # next_best
    OTHERS_FULL = "others_full"  # next_best, missing_minutes
    OTHERS_WEEK_FULL = "others_week_full"  # next_best, week, missing_minutes
    TEAM_KEPT = "team_kept"  # next_best, team_size
    EVEN_LOAD = "even_load"  # next_best, load_percent, next_best_load_percent
    OVERALL = "overall"  # next_best, margin: next best is better here, the plan as a whole is better this way


class Tier(StrEnum):
    """What is asked for among plans of (nearly) the same value, in this order; the comment says what `amount` is."""

    CHANGES = "changes"  # rows of the published plan that are not in this one
    CONTINUITY = "continuity"  # tasks of the plan that are not with who had them last month
    LOAD = "load"  # the highest load, in percent of the wished minutes


@dataclass(frozen=True, slots=True)
class TierUse:
    """A tier below value that had something to decide: how far it came, and the value it gave up.

    `proven` says that no plan of this value that keeps the tiers above does better.
    """

    tier: Tier
    amount: float
    value_lost: float
    proven: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task, or a share of one, given to an assistant for so many minutes; a shared task has several of these."""

    task: str
    assistant: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Why:
    """Why this assistant has this task, against the next best."""

    task: str
    assistant: str
    reason: Choice
    needs: Needs = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A task left out, the first reason that binds, and the figures that belong to it."""

    task: str
    reason: Reason
    needs: Needs = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackageUse:
    """Planned minutes of a client; `overage_minutes` of them lie above the package.

    Where the package is protected against wrong estimates: `protected_minutes` are what is kept free for the tasks that
    may grow most, and `overrun_chance`, 0 to 1, is the most that the chance can be of exceeding package and consent.
    """

    client: str
    minutes: int
    overage_minutes: int
    overage_cost: float
    protected_minutes: int = 0
    overrun_chance: float | None = None


@dataclass(frozen=True, slots=True)
class BlockUse:
    """A part of a large plan that was solved by itself: how many tasks, and how far it is proven within its minutes.

    `greedy` marks a block whose answer never came, or was no better than the first plan.
    """

    block: int
    tasks: int
    status: Status


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A checked plan.

    `objective` is the value of the assigned work less overage cost. `bound` is what no plan can exceed that serves the
    same pinned and must work; `gap` is the share of it that may be missing, 0 to 1; both are None when nothing is
    proven. `seconds` is wall time. `solver` names who answered: HiGHS, CBC, or none. `tiers` are those
    below value that had anything to decide, and what they gave up of it: `bound` and `gap` are about the value before
    that, which is `objective` and all that was lost. `blocks` are the parts of a plan
    too large for one model, empty for any other.
    """

    status: Status
    objective: float = 0.0
    bound: float | None = None
    gap: float | None = None
    seconds: float = 0.0
    assignments: tuple[Assignment, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    why: tuple[Why, ...] = ()
    packages: tuple[PackageUse, ...] = ()
    solver: str = "none"
    blocks: tuple[BlockUse, ...] = ()
    tiers: tuple[TierUse, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the plan as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, source: Mapping[str, Any]) -> Self:
        """Read a plan written by `to_json`; only status, assignments and unassigned are required.

        Raises:
            ProblemError: naming every fault of the input at once, each with its field path.
        """
        faults = Faults()
        values = row(_PLAN, source, "", faults)
        if faults.found or values is None:
            raise ProblemError(faults.found)
        return cls(
            **{**values, **{name: tuple(_ROWS[name][0](**item) for item in values[name]) for name in _listed(values)}}
        )


def _listed(values: Mapping[str, Any]) -> list[str]:
    return [name for name in _ROWS if name in values]


def _one_of(kind: type[StrEnum]) -> Reader:
    def read(raw: Any, path: str, faults: Faults) -> Any:
        if raw in list(kind):
            return kind(raw)
        faults.add(path, "unknown_code", raw)
        return raw

    return read


def _needs(raw: Any, path: str, faults: Faults) -> Needs:
    if not isinstance(raw, Mapping):
        faults.add(path, "not_an_object", raw)
        return {}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}


_ID = Field(identifier, required=True)
_COUNT = Field(whole(0, MOST), required=True)
_NUMBER = number(-MOST_VALUE, MOST_VALUE)

_ROWS: dict[str, tuple[type[Any], dict[str, Field]]] = {
    "assignments": (
        Assignment,
        {"task": _ID, "assistant": _ID, "minutes": Field(whole(1, MAX_MINUTES), required=True)},
    ),
    "unassigned": (Unassigned, {"task": _ID, "reason": Field(_one_of(Reason), required=True), "needs": Field(_needs)}),
    "why": (
        Why,
        {"task": _ID, "assistant": _ID, "reason": Field(_one_of(Choice), required=True), "needs": Field(_needs)},
    ),
    "packages": (
        PackageUse,
        {
            "client": _ID,
            "minutes": _COUNT,
            "overage_minutes": _COUNT,
            "overage_cost": Field(_NUMBER, required=True),
            "protected_minutes": Field(whole(0, MOST)),
            "overrun_chance": Field(optional(number(0, 1))),
        },
    ),
    "tiers": (
        TierUse,
        {
            "tier": Field(_one_of(Tier), required=True),
            "amount": Field(_NUMBER, required=True),
            "value_lost": Field(_NUMBER, required=True),
            "proven": Field(truth, required=True),
        },
    ),
    "blocks": (
        BlockUse,
        {
            "block": _COUNT,
            "tasks": _COUNT,
            "status": Field(_one_of(Status), required=True),
        },
    ),
}

_PLAN: dict[str, Field] = {
    "status": Field(_one_of(Status), required=True),
    "objective": Field(_NUMBER),
    "bound": Field(optional(_NUMBER)),
    "gap": Field(optional(_NUMBER)),
    "seconds": Field(_NUMBER),
    "solver": Field(identifier),
    **{name: rows(fields, required=name in ("assignments", "unassigned")) for name, (_, fields) in _ROWS.items()},
}
