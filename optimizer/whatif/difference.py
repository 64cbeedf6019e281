"""The difference between two plans, task by task."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.result import Assignment
from optimizer.whatif.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Shares = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Moved:
    """A task that goes from some assistants to others; split work may have several on either side."""

    task: str
    from_assistants: tuple[str, ...]
    to_assistants: tuple[str, ...]
    minutes_before: int
    minutes_after: int


@dataclass(frozen=True, slots=True)
class MinutesChanged:
    """A task that stays with its assistants for other minutes, in all or each."""

    task: str
    assistants: tuple[str, ...]
    minutes_before: int
    minutes_after: int


@dataclass(frozen=True, slots=True)
class Difference(Answer):
    """What changes between two plans, each list in the order of task ids.

    `added` and `dropped` are rows of the plan after and the plan before. A task stands in one list only.
    """

    added: tuple[Assignment, ...] = ()
    dropped: tuple[Assignment, ...] = ()
    moved: tuple[Moved, ...] = ()
    minutes_changed: tuple[MinutesChanged, ...] = ()
    minutes_before: int = 0
    minutes_after: int = 0

    @property
    def changes(self) -> int:
        """How many tasks are added, dropped, moved or changed."""
        tasks = {row.task for row in (*self.added, *self.dropped)}
        return len(tasks) + len(self.moved) + len(self.minutes_changed)


def difference(before: Iterable[Assignment], after: Iterable[Assignment]) -> Difference:
    """Give what is added, dropped, moved and changed in minutes between two plans' assignments."""
    before, after = tuple(before), tuple(after)
    was, now = _by_task(before), _by_task(after)
    both = sorted(was.keys() & now.keys())
    return Difference(
        added=_sorted(row for row in after if row.task not in was),
        dropped=_sorted(row for row in before if row.task not in now),
        moved=tuple(
            Moved(task, tuple(sorted(was[task])), tuple(sorted(now[task])), *_totals(was[task], now[task]))
            for task in both
            if was[task].keys() != now[task].keys()
        ),
        minutes_changed=tuple(
            MinutesChanged(task, tuple(sorted(was[task])), *_totals(was[task], now[task]))
            for task in both
            if was[task].keys() == now[task].keys() and was[task] != now[task]
        ),
        minutes_before=sum(row.minutes for row in before),
        minutes_after=sum(row.minutes for row in after),
    )


def _by_task(rows: Iterable[Assignment]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row.task][row.assistant] = found[row.task].get(row.assistant, 0) + row.minutes
    return dict(found)


def _totals(was: Shares, now: Shares) -> tuple[int, int]:
    return sum(was.values()), sum(now.values())


def _sorted(rows: Iterable[Assignment]) -> tuple[Assignment, ...]:
    return tuple(sorted(rows, key=lambda row: (row.task, row.assistant)))
