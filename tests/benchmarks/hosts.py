"""How long a plan in blocks takes on many hosts: a simulation without chance or clock, fed with measured figures.

`python -m tests.benchmarks.hosts` prints the table of `docs/scaling.md`. One worker loads, prices and cuts; each takes
the next block, solves it and writes the answer; one joins. Taking, living and answering are short transactions that
each lock the plan's row, so they queue behind one another: the database is a desk with one clerk.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass
from itertools import count, pairwise

BEAT_S = 1.0
CLAIM, BEAT, ANSWER = "claim", "beat", "answer"


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds of blocks as the benchmarks print them: the least, the median, the 95th percentile, the most."""

    least: float
    median: float
    late: float
    most: float

    def at(self, share: float) -> float:
        """The seconds that this share of the blocks, 0 to 1, is not above; straight lines between what is known."""
        known = ((0.0, self.least), (0.5, self.median), (0.95, self.late), (1.0, self.most))
        for (left, low), (right, high) in pairwise(known):
            if share <= right:
                return low + (high - low) * (share - left) / (right - left)
        return self.most

    def drawn(self, blocks: int, seed: int) -> list[float]:
        """So many seconds, evenly from the whole spread, the most among them; in an order that the seed decides."""
        if blocks == 1:
            return [self.most]
        found = [self.at(place / (blocks - 1)) for place in range(blocks)]
        random.Random(seed).shuffle(found)
        return found


@dataclass(frozen=True, slots=True)
class Costs:
    """Milliseconds of the database for a block: its row, its claim, a sign of life, its answer; and of a ring."""

    row_ms: float
    claim_ms: float
    beat_ms: float
    answer_ms: float
    ring_ms: float


@dataclass(frozen=True, slots=True)
class Operation:
    """A month to plan: seconds of one worker before the blocks and after them, and how long its blocks take."""

    name: str
    blocks: int
    before_s: float
    spread: Spread
    after_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it came to.

    Attributes:
        makespan_s: seconds from asked to done.
        worked_s: seconds of all workers in which something was solved, cut or joined.
        workers: how many there were.
        longest_s: seconds of the longest block.
        queued_s: seconds that workers waited for others' transactions, all of them together.
        database_s: seconds in which the database was at work for the blocks.
    """

    makespan_s: float
    worked_s: float
    workers: int
    longest_s: float
    queued_s: float
    database_s: float

    @property
    def use(self) -> float:
        """The part of the workers' time that was worked, 0 to 1."""
        return self.worked_s / (self.makespan_s * self.workers)


class _Clerk:
    """Serves one transaction after the other, in the order they come."""

    def __init__(self) -> None:
        self.free_s = 0.0
        self.busy_s = 0.0

    def served(self, now_s: float, takes_ms: float) -> float:
        """When a transaction that is asked for now is done."""
        self.free_s = max(self.free_s, now_s) + takes_ms / 1000
        self.busy_s += takes_ms / 1000
        return self.free_s


def simulated(operation: Operation, costs: Costs, *, workers: int, seed: int = 1) -> Outcome:
    """What the operation's plan comes to with so many workers, each as fast as the one that was measured."""
    lasting = operation.spread.drawn(operation.blocks, seed)
    cut_s = operation.before_s + (costs.ring_ms + costs.row_ms * operation.blocks) / 1000
    last_s, queued_s, clerk = _blocks(lasting, costs, cut_s + costs.ring_ms / 1000, min(workers, len(lasting)))
    return Outcome(
        makespan_s=last_s + costs.ring_ms / 1000 + operation.after_s,
        worked_s=operation.before_s + sum(lasting) + operation.after_s,
        workers=workers,
        longest_s=max(lasting),
        queued_s=queued_s,
        database_s=clerk.busy_s,
    )


def _blocks(lasting: list[float], costs: Costs, begin_s: float, workers: int) -> tuple[float, float, _Clerk]:
    """When the last block is answered, how long was queued for the database, and the database."""
    clerk, order, place = _Clerk(), count(), iter(lasting)
    events = [(begin_s, next(order), CLAIM, 0.0) for _ in range(workers)]
    last_s = queued_s = 0.0
    while events:
        now_s, _, what, until_s = heapq.heappop(events)
        if what == BEAT:
            if now_s < until_s:
                heapq.heappush(events, (clerk.served(now_s, costs.beat_ms) + BEAT_S, next(order), BEAT, until_s))
            continue
        takes_ms = costs.claim_ms if what == CLAIM else costs.answer_ms
        block_s = next(place, None) if what == CLAIM else 0.0
        if block_s is None:
            continue
        served_s = clerk.served(now_s, takes_ms)
        queued_s += served_s - takes_ms / 1000 - now_s
        if what == CLAIM:
            end_s = served_s + block_s
            heapq.heappush(events, (served_s + BEAT_S, next(order), BEAT, end_s))
            heapq.heappush(events, (end_s, next(order), ANSWER, 0.0))
        else:
            last_s = max(last_s, served_s)
            heapq.heappush(events, (served_s + costs.ring_ms / 1000, next(order), CLAIM, 0.0))
    return last_s, queued_s, clerk


def table(operations: tuple[Operation, ...], costs: Costs, hosts: tuple[int, ...], workers: int) -> str:
    """Markdown: a line an operation and number of hosts, of so many workers each; speed-up against the first number."""
    lines = ["| month | hosts | seconds | times as fast | workers busy | database busy |", "|---|--:|--:|--:|--:|--:|"]
    for operation in operations:
        outcomes = [simulated(operation, costs, workers=workers * number) for number in hosts]
        for number, outcome in zip(hosts, outcomes, strict=True):
            faster = outcomes[0].makespan_s / outcome.makespan_s
            database = outcome.database_s / outcome.makespan_s
            lines.append(
                f"| {operation.name} | {number} | {outcome.makespan_s:,.0f} | {faster:.1f} "
                f"| {outcome.use:.0%} | {database:.1%} |"
            )
    return "\n".join(lines)


WORKERS, HOSTS = 2, (1, 2, 4, 10, 20)
#: Medians of `bench_workers.py` with fsync; the ring is a guess that is too high rather than too low.
COSTS = Costs(row_ms=7.4, claim_ms=6.2, beat_ms=5.0, answer_ms=8.0, ring_ms=60.0)
#: Blocks by `bench_blocks.py`, before and after by `bench_workers.py`; the largest is five times the one before it.
OPERATIONS = (
    Operation("5,000 tasks", 17, 3.8, Spread(3.5, 4.6, 17.8, 17.8), 6.7),
    Operation("20,000 tasks", 67, 12.8, Spread(1.8, 4.0, 7.8, 9.3), 29.4),
    Operation("100,000 tasks", 333, 64.0, Spread(1.8, 4.0, 7.8, 9.3), 147.0),
)

if __name__ == "__main__":
    print(table(OPERATIONS, COSTS, HOSTS, WORKERS))
