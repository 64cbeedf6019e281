"""What comes out of a plan: assignments, what is left out and why, and how good the plan is proven to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

Plain = str | int | float | bool | None | tuple[str, ...]
Needs = Mapping[str, Plain]


class Status(StrEnum):
    """How far the plan is proven.

    `optimal`: no plan is worth more. `within_gap`: none is worth more by over the gap asked for. `time_limit`: the
    best found in the time, with the gap it had. `greedy`: the solver gave nothing usable, the plan is the greedy one
    and carries no bound. `nothing_to_plan`: no tasks or no assistants. A plan always exists, the empty one being
    allowed; pinned and must work that cannot be served is left out with its reason.
    """

    OPTIMAL = "optimal"
    WITHIN_GAP = "within_gap"
    TIME_LIMIT = "time_limit"
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
    NO_PAIR = "no_pair"  # assistants
    TASK_TOO_LONG = "task_too_long"  # minutes, longest_minutes, assistant, missing_minutes
    PIN_IMPOSSIBLE = "pin_impossible"  # assistant, cause (another Reason), and the keys of that cause
    PACKAGE_FULL = "package_full"  # client, missing_minutes [, displaces, margin]
    ASSISTANTS_FULL = "assistants_full"  # assistant, missing_minutes [, displaces, margin]
    TEAM_FULL = "team_full"  # client, team_size, assistants
    DISPLACED = "displaced"  # displaced_by, margin, bottleneck (package_full, assistants_full), missing_minutes
    OVERAGE_NOT_WORTH = "overage_not_worth"  # client, overage_minutes, value, cost, margin


class Choice(StrEnum):
    """Why a task went to this assistant; the comment names the keys of `needs` that come with it."""

    PINNED = "pinned"  # (nothing)
    ONLY_ELIGIBLE = "only_eligible"  # (nothing)
    HIGHER_VALUE = "higher_value"  # next_best, margin
    PREVIOUS = "previous"  # next_best
    OTHERS_FULL = "others_full"  # next_best, missing_minutes
    TEAM_KEPT = "team_kept"  # next_best, team_size
    EVEN_LOAD = "even_load"  # next_best, load_percent, next_best_load_percent
    OVERALL = "overall"  # next_best, margin: next best is better here, the plan as a whole is better this way


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task given to an assistant for so many minutes."""

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
    """Planned minutes of a client; `overage_minutes` of them lie above the package."""

    client: str
    minutes: int
    overage_minutes: int
    overage_cost: float


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A checked plan.

    `objective` is the value of the assigned work less overage cost. `bound` is what no plan can exceed that serves the
    same pinned and must work; `gap` is the share of it that may be missing, 0 to 1; both are None when nothing is
    proven. `seconds` is wall time. `solver` names who answered: HiGHS, CBC, or none.
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

    def to_json(self) -> dict[str, Any]:
        """Give the plan as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, source: Mapping[str, Any]) -> Self:
        """Read a plan written by `to_json`.

        Raises:
            KeyError, TypeError, ValueError: when it is no such plan.
        """
        rows = {
            "assignments": tuple(Assignment(**row) for row in source["assignments"]),
            "unassigned": tuple(
                Unassigned(row["task"], Reason(row["reason"]), row.get("needs", {})) for row in source["unassigned"]
            ),
            "why": tuple(
                Why(row["task"], row["assistant"], Choice(row["reason"]), row.get("needs", {}))
                for row in source.get("why", ())
            ),
            "packages": tuple(PackageUse(**row) for row in source.get("packages", ())),
        }
        return cls(**{**source, **rows, "status": Status(source["status"])})
