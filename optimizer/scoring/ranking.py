"""Whether the order of an inventory survives other weights: exact, as two tasks differ linearly in each weight.

All tasks are divided by the same sum when the weights are brought back to 100, so two tasks change places where
(S1 - S2) + d (p1 - p2) passes 0; S and p are tenths of points, d the change of the criterion's weight.
An inventory is the tenths of each scored task under the same weights, in the order of `CRITERIA`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from optimizer.scoring.result import Criterion
from optimizer.scoring.stability import SWING
from optimizer.scoring.weights import CRITERIA

_Event = tuple[Fraction, int]
Inventory = Sequence[Sequence[int]]
Column = Sequence[int]


@dataclass(frozen=True, slots=True)
class Swap:
    """Two tasks, by their place in the inventory given, that change places first when one weight changes."""

    criterion: Criterion
    #: Part of the weight beyond which they do, -1 to 1.
    change: Fraction
    upper: int
    lower: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """How firm the order by points is."""

    #: True when ±20 % on any one weight leaves every two tasks in their order.
    is_stable: bool
    #: Pairs of tasks with different points.
    pairs: int
    #: The most of them that ±20 % on one weight turns round.
    swapped: int
    #: The smallest change that turns a pair round; None where none up to 100 % does.
    first: Swap | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands among others, 1 is best; equal points share a place."""

    now: int
    #: The best and the worst place that ±20 % on any one weight can bring.
    best: int
    worst: int
    of: int

    @property
    def is_stable(self) -> bool:
        """Whether the place is the same whatever weight is changed."""
        return self.best == self.worst


def place_of(inventory: Inventory, task: int) -> Place:
    """Where the task with that index stands, and between which places other weights could bring it."""
    sums = [sum(tenths) for tenths in inventory]
    now = 1 + sum(each > sums[task] for each in sums)
    best = worst = now
    for column in zip(*inventory, strict=True):
        for sign in (-1, 1):
            place = now
            for _change, step in sorted(_passings(sums, column, task, sign)):
                place += step
                best, worst = min(best, place), max(worst, place)
    return Place(now, best, worst, len(inventory))


def ranking(inventory: Inventory) -> Ranking:
    """How firm the order of the tasks is."""
    sums = [sum(tenths) for tenths in inventory]
    columns = list(zip(CRITERIA, zip(*inventory, strict=True), strict=False))  # none where there are no tasks
    order = _order(sums)
    below, pairs = len(inventory), 0
    for group in order:
        below -= len(group)
        pairs += len(group) * below
    swaps = (Swap(name, *swap) for name, column in columns for swap in _first_swaps(sums, column, order))
    first = min(swaps, key=lambda each: abs(each.change), default=None)
    swapped = max((_swapped(sums, column, order, sign) for _, column in columns for sign in (-1, 1)), default=0)
    return Ranking(first is None or abs(first.change) >= SWING, pairs, swapped, first)


def _passings(sums: Column, column: Column, task: int, sign: int) -> Iterator[_Event]:
    """Each change up to the swing at which another task comes level from above (-1) or goes past from below (+1).

    In order of the change, at the same one those that come level first: a task that is level is not past yet.
    """
    for other, own in zip(sums, column, strict=True):
        lead = sums[task] - other
        gain = sign * (column[task] - own)
        if lead < 0 < gain and Fraction(-lead, gain) <= SWING:
            yield Fraction(-lead, gain), -1
        if lead >= 0 > gain and Fraction(lead, -gain) < SWING:
            yield Fraction(lead, -gain), 1


def _order(sums: Column) -> list[list[int]]:
    """Places of the tasks, most points first, equal ones together."""
    ranked = sorted(range(len(sums)), key=lambda place: (-sums[place], place))
    return [list(group) for _points, group in groupby(ranked, key=sums.__getitem__)]


def _first_swaps(sums: Column, column: Column, order: list[list[int]]) -> Iterator[tuple[Fraction, int, int]]:
    """The nearest swap of every two neighbouring groups, each way; the first of all is always one of them."""
    for uppers, lowers in pairwise(order):
        lead = sums[uppers[0]] - sums[lowers[0]]
        for sign, least, most in ((1, min, max), (-1, max, min)):
            upper, lower = least(uppers, key=column.__getitem__), most(lowers, key=column.__getitem__)
            gain = sign * (column[lower] - column[upper])
            if gain >= lead:
                yield sign * Fraction(lead, gain), upper, lower


def _swapped(sums: Column, column: Column, order: list[list[int]], sign: int) -> int:
    """How many pairs stand the other way round with the weight changed by a fifth."""
    count = 0
    above: list[int] = []
    for group in order:
        after = [5 * sums[place] + sign * column[place] for place in group]
        count += sum(bisect_left(above, each) for each in after)
        for each in after:
            insort(above, each)
    return count
