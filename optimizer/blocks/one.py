"""Solves one block by itself; the answer travels as JSON."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from optimizer.eligible import offers_of
from optimizer.result import Assignment, Status
from optimizer.search import Limits
from optimizer.solve import best_found, search_in_child, status_of, value_reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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
    known, shares = _places(block, start)
    limits = Limits(time_limit_s, gap, seed=seed, checks=checks, all_tiers=False)
    room, found = best_found(
        block, limits, None, search or partial(search_in_child, tick=tick, start=known, shares=shares)
    )
    reached = value_reached(found, room.objective())
    bound = None
    if found and found.firm_proven and found.bound is not None:
        bound = max(reached, found.bound)
    return BlockResult(
        block=number,
        status=status_of(found, reached, bound, gap),
        assignments=room.assignments(),
        seconds=round(clock() - started, 3),
        solver=found.solver if found else "none",
    )


def _places(block: Problem, start: Iterable[Assignment]) -> tuple[tuple[int, ...], tuple[tuple[int, int, int], ...]]:
    """Give the offers and the shares that rows of a plan are in this block; what it does not hold is passed over."""
    offers = {(one.task, one.assistant): i for i, one in enumerate(offers_of(block))}
    tasks = {task.id: nth for nth, task in enumerate(block.tasks)}
    people = {who.id: nth for nth, who in enumerate(block.assistants)}
    rows = [row for row in start if row.task in tasks and row.assistant in people]
    times = Counter(row.task for row in rows)
    found = [(tasks[row.task], people[row.assistant], row.minutes) for row in rows if times[row.task] > 1]
    whole = [(tasks[row.task], people[row.assistant]) for row in rows if times[row.task] == 1]
    return tuple(offers[pair] for pair in whole if pair in offers), tuple(found)


def part_of(prices: Prices, block: Problem) -> tuple[Assignment, ...]:
    """Give what the first plan has for a block's tasks."""
    tasks = {task.id for task in block.tasks}
    return tuple(row for row in prices.plan if row.task in tasks)
