"""Solves one block by itself; the answer travels as JSON."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from optimizer.eligible import offers_of
from optimizer.result import Assignment, Status
from optimizer.search import Limits
from optimizer.solve import best_found, search_in_child, status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optimizer.prices import Prices
    from optimizer.problem import Problem
    from optimizer.process import Tick
    from optimizer.solve import Search

BLOCK_GAP = 0.01  # reached in seconds; at 0.0075 and 0.005 some blocks ran out of time and found nothing better
BLOCK_CHECKS = 60  # of 34 blocks three came so far, and found the last better plan at the 23rd
BLOCK_TIME_S = (
    300.0  # a net for a machine that stands still: an answer cut short by time may not come out the same twice
)


@dataclass(frozen=True, slots=True)
class BlockResult:
    """The plan of one block, by its place in the cut; `seconds` is wall time, `solver` who answered."""

    block: int
    status: Status
    assignments: tuple[Assignment, ...]
    seconds: float
    solver: str

    def to_json(self) -> dict[str, Any]:
        """Give the result as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, source: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        rows = tuple(Assignment(**row) for row in source["assignments"])
        return cls(**{**source, "status": Status(source["status"]), "assignments": rows})


def solve_block(
    block: Problem,
    *,
    number: int,
    start: tuple[Assignment, ...] = (),
    seed: int = 0,
    gap: float = BLOCK_GAP,
    checks: int | None = BLOCK_CHECKS,
    time_limit_s: float = BLOCK_TIME_S,
    tick: Tick | None = None,
    search: Search | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> BlockResult:
    """Give the plan of block `number` of a cut, no worse than `start`, its part of the first plan.

    The same block, start and seed give the same plan on any machine unless the time limit cuts it short. Usually
    the search ends by its gap, else after `checks` (see `optimizer.search.Limits`); the status is `work_limit` then.
    `tick` and `search` are those of `optimizer.solve.solve`.
    """
    started = clock()
    offers = offers_of(block)
    named = {(block.tasks[offer.task].id, block.assistants[offer.assistant].id): i for i, offer in enumerate(offers)}
    known = tuple(named[row.task, row.assistant] for row in start if (row.task, row.assistant) in named)
    limits = Limits(time_limit_s, gap, seed=seed, checks=checks)
    room, found = best_found(block, limits, None, search or partial(search_in_child, tick=tick, start=known))
    objective = room.objective()
    bound = None
    if found and found.firm_proven and found.bound is not None:
        bound = max(objective, found.bound)
    taken = [room.offers[room.taken[task]] for task in sorted(room.taken)]
    return BlockResult(
        block=number,
        status=status_of(found, objective, bound, gap),
        assignments=tuple(
            Assignment(block.tasks[one.task].id, block.assistants[one.assistant].id, one.minutes) for one in taken
        ),
        seconds=round(clock() - started, 3),
        solver=found.solver if found else "none",
    )


def part_of(prices: Prices, block: Problem) -> tuple[Assignment, ...]:
    """Give what the first plan has for a block's tasks."""
    tasks = {task.id for task in block.tasks}
    return tuple(row for row in prices.plan if row.task in tasks)
