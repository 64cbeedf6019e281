"""How far each tier below value came in a finished plan; the comments of `Tier` say what is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.greedy import wished_minutes
from optimizer.result import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.result import TierUse
    from optimizer.room import Room

ROUNDING = 1e-6


def as_finished(tiers: Iterable[TierUse], room: Room) -> tuple[TierUse, ...]:
    """Give the tiers with what they came to in the finished plan.

    Work that costs nothing is added after them. A tier that came to more by that is not proven: other plans of the same
    value may do better.
    """
    amounts = amounts_of(room)
    return tuple(
        replace(one, amount=amounts[one.tier], proven=one.proven and amounts[one.tier] <= one.amount + ROUNDING)
        for one in tiers
    )


def amounts_of(room: Room) -> dict[Tier, float]:
    """Give the published pairs not in the plan, the tasks that changed hands, and the highest load in percent."""
    problem, rows = room.problem, room.assignments()
    pairs = {(row.task, row.assistant) for row in rows}
    previous = {task.id: task.previous for task in problem.tasks if task.previous is not None}
    done = {row.task for row in rows} & previous.keys()
    loads = (
        100 * (who.minutes - room.left[nth]) / wished_minutes(problem, nth)
        for nth, who in enumerate(problem.assistants)
    )
    return {
        Tier.CHANGES: len({(row.task, row.assistant) for row in problem.published} - pairs),
        Tier.CONTINUITY: sum((task, previous[task]) not in pairs for task in done),
        Tier.LOAD: max(loads, default=0.0),
    }
