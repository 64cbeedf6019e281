"""What it takes to let a left-out task in: answers to `forced` and `smallest_change`, codes and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from optimizer.result import Needs, Reason
from optimizer.whatif.answers import Answer
from optimizer.whatif.difference import Difference


@dataclass(frozen=True, slots=True)
class Forced(Answer):
    """What happens when a task has to be in the plan.

    `difference` is from the plan there is. `value_lost` is what the best plan with the task is worth less than the
    best without having to; `firm_lost` counts pinned and must tasks given up. Where it is impossible `assistant` is
    None, and `reason` says why with its figures. `free_tasks` were free to move, the rest stayed: when all the month is
    planned anew less may be lost.
    """

    task: str
    assistant: str | None = None
    reason: Reason | None = None
    needs: Needs = field(default_factory=dict)
    value_lost: float = 0.0
    firm_lost: int = 0
    difference: Difference = field(default_factory=Difference)
    free_tasks: int = 0
    proven: bool = True

    @property
    def is_possible(self) -> bool:
        """Whether the task can be in a plan at all."""
        return self.assistant is not None


class Kind(StrEnum):
    """What is changed; the comment says what `amount` counts and which fields come with it."""

    PACKAGE = "package"  # minutes more of package
    ASSISTANT = "assistant"  # minutes more of assistant
    UNPIN = "unpin"  # 1; assistant is who the task is pinned to now
    WEEK = "week"  # weeks later; due_week, None for the end of the month
    TEAM = "team"  # assistants more in the client's team
    SKILL = "skill"  # levels in all that assistant lacks; skills says up to which level
    CLEARANCE = "clearance"  # clearances that assistant lacks; clearances


@dataclass(frozen=True, slots=True)
class Step:
    """One thing changed, by so much."""

    kind: Kind
    amount: int
    assistant: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    clearances: tuple[str, ...] = ()
    due_week: int | None = None


@dataclass(frozen=True, slots=True)
class Change(Answer):
    """Steps that together let the task in, and who would do it then."""

    steps: tuple[Step, ...]
    given_to: str


@dataclass(frozen=True, slots=True)
class SmallestChange(Answer):
    """The smallest change of each kind that lets a task in while nothing else of the plan drops out.

    Smallest first: minutes in one order, whether of package or assistant, then weeks, a larger team, skill levels,
    clearances, pins. Changes of two steps stand only where one is not enough. `fits_already` says that the task fits
    when its client is planned anew; then there is no change. Other clients' work stays where it is. `proven` is false
    when a solve ran out of its work, so that a smaller change may be enough.
    """

    task: str
    fits_already: bool = False
    changes: tuple[Change, ...] = ()
    proven: bool = True
