"""What a draft changes of the published plan, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.queries.plans import PlaceView
from optimizer.result import Assignment
from optimizer.whatif import difference


class Turn(StrEnum):
    """What becomes of a task."""

    ADDED = "added"
    MOVED = "moved"
    TIME = "time"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Changed:
    """A task that is not as it was; `before` and `after` name the assistants, `row` is one of its rows."""

    turn: Turn
    row: PlaceView
    before: tuple[str, ...]
    after: tuple[str, ...]
    before_min: int
    after_min: int

    @property
    def change_min(self) -> int:
        """Minutes more, or fewer below zero."""
        return self.after_min - self.before_min


def changes(before: Sequence[PlaceView], after: Sequence[PlaceView]) -> tuple[Changed, ...]:
    """What differs between two plans: added, moved, other time, dropped; each by client and task as they are given."""
    was, now = _by_task(before), _by_task(after)
    found = difference(_plain(before), _plain(after))
    turns = {
        Turn.ADDED: {row.task for row in found.added},
        Turn.MOVED: {each.task for each in found.moved},
        Turn.TIME: {each.task for each in found.minutes_changed},
        Turn.DROPPED: {row.task for row in found.dropped},
    }
    return tuple(
        _changed(turn, was.get(task, []), now.get(task, []))
        for turn, tasks in turns.items()
        for task in {**now, **was}
        if task in tasks
    )


def _changed(turn: Turn, was: list[PlaceView], now: list[PlaceView]) -> Changed:
    return Changed(
        turn,
        (now or was)[0],
        tuple(row.assistant_name for row in was),
        tuple(row.assistant_name for row in now),
        sum(row.planned_min for row in was),
        sum(row.planned_min for row in now),
    )


def _by_task(rows: Iterable[PlaceView]) -> dict[str, list[PlaceView]]:
    found: dict[str, list[PlaceView]] = {}
    for row in rows:
        found.setdefault(row.task_public_id, []).append(row)
    return found


def _plain(rows: Iterable[PlaceView]) -> list[Assignment]:
    return [Assignment(row.task_public_id, row.assistant_public_id, row.planned_min) for row in rows]
