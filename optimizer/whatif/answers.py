"""What comes back from questions about a plan: codes and figures, no sentences."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from optimizer.result import Needs, Reason, Unassigned


class Answer:
    """An answer is plain values all the way down."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """Give the answer as plain JSON values."""
        plain: dict[str, Any] = asdict(self)  # type: ignore[call-overload]  # every answer is a dataclass
        return plain


@dataclass(frozen=True, slots=True)
class Done:
    """What a client gets: tasks, their minutes, their value less overage cost, and the minutes above the package.

    `firm` of the tasks are pinned or must be done.
    """

    tasks: int
    firm: int
    minutes: int
    value: float
    overage_minutes: int


class Cause(StrEnum):
    """Why more package minutes bring nothing; the comment names the keys of `needs` that come with it."""

    NOTHING_LEFT = "nothing_left"  # (nothing): every task is done already, but for those worth nothing
    MORE_MINUTES = "more_minutes"  # minutes (the fewest that bring anything), tasks, value
    BLOCKED = "blocked"  # reason (a Reason, no package would help), tasks, task, and the keys of that reason


@dataclass(frozen=True, slots=True)
class NextHour(Answer):
    """What `minutes` more of package would bring a client, all others left as they are.

    `before` is the client's best plan with the package as it is, so that what a better plan would bring anyway is not
    put down to the minutes. `gained` and `lost` are tasks. `cause` says why nothing is gained, None where something
    is. `left_out` are the tasks that stay out and why. `proven` is false when a solve ran out of time.
    """

    client: str
    minutes: int
    before: Done
    after: Done
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    cause: Cause | None = None
    needs: Needs = field(default_factory=dict)
    left_out: tuple[Unassigned, ...] = ()
    proven: bool = True

    @property
    def tasks_gained(self) -> int:
        """How many more tasks are done."""
        return self.after.tasks - self.before.tasks

    @property
    def minutes_gained(self) -> int:
        """How many more minutes of work are done."""
        return self.after.minutes - self.before.minutes

    @property
    def value_gained(self) -> float:
        """How much more the client's work is worth, less overage cost."""
        return self.after.value - self.before.value


@dataclass(frozen=True, slots=True)
class PackageRow:
    """What is done with a package of so many minutes; overage comes on top as far as the client consented."""

    package_minutes: int
    done: Done
    is_current: bool
    proven: bool = True


@dataclass(frozen=True, slots=True)
class PackageTable(Answer):
    """What each package size would bring a client, from the smallest; `wanted` is what all its tasks come to."""

    client: str
    wanted_tasks: int
    wanted_minutes: int
    rows: tuple[PackageRow, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A task nobody else could take, and why."""

    task: str
    minutes: int
    reason: Reason
    needs: Needs = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Backup:
    """An assistant to train in one skill from `level` to `to_level`, and the minutes lost before and after."""

    assistant: str
    skill: str
    level: int
    to_level: int
    lost_minutes_before: int
    lost_minutes_after: int


@dataclass(frozen=True, slots=True)
class Coverage(Answer):
    """What happens to an assistant's work when they are away for the month and the others keep theirs.

    `backup` is who to train so that fewest minutes are lost, by the fewest levels; None when one skill of one
    assistant changes nothing.
    """

    assistant: str
    tasks: int
    minutes: int
    lost: tuple[Lost, ...] = ()
    backup: Backup | None = None
    proven: bool = True

    @property
    def lost_minutes(self) -> int:
        """The minutes nobody could take."""
        return sum(one.minutes for one in self.lost)
