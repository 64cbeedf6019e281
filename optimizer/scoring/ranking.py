"""Whether the order of an inventory survives other weights: exact, as two tasks differ linearly in each weight.

All tasks are divided by the same sum when the weights are brought back to 100, so two tasks change places where
(S1 - S2) + d (p1 - p2) passes 0; S and p are tenths of points, d the change of the criterion's weight.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from optimizer.scoring.result import Contribution, Criterion
from optimizer.scoring.stability import SWING
from optimizer.scoring.weights import CRITERIA

_Event = tuple[Fraction, int]
Inventory = Sequence[tuple[Contribution, ...]]


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
    """Where the task with that index stands, and between which places other weights could bring it.

    Args:
        inventory: the contributions of each scored task, all under the same weights.
        task: an index of it.
    """
    own = _sum(inventory[task])
    now = 1 + sum(_sum(parts) > own for parts in inventory)
    best = worst = now
    for criterion in CRITERIA:
        for sign in (-1, 1):
            place = now
            for _change, step in sorted(_passings(inventory, task, criterion, sign)):
                place += step
                best, worst = min(best, place), max(worst, place)
    return Place(now, best, worst, len(inventory))


def ranking(inventory: Inventory) -> Ranking:
    """How firm the order of the tasks is.

    Args:
        inventory: the contributions of each scored task, all under the same weights.
    """
    order = _order(inventory)
    sums = [[_sum(inventory[place]) for place in group] for group in order]
    below = len(inventory)
    pairs = 0
    for group in sums:
        below -= len(group)
        pairs += len(group) * below
    swaps = [swap for criterion in CRITERIA for swap in _first_swaps(inventory, order, criterion)]
    first = min(swaps, key=lambda each: abs(each.change), default=None)
    swapped = max((_swapped(inventory, order, c, sign) for c in CRITERIA for sign in (-1, 1)), default=0)
    return Ranking(first is None or abs(first.change) >= SWING, pairs, swapped, first)


def _sum(parts: tuple[Contribution, ...]) -> int:
    return sum(part.points_tenths for part in parts)


def _of(parts: tuple[Contribution, ...], criterion: Criterion) -> int:
    return next(part.points_tenths for part in parts if part.criterion == criterion)


def _passings(inventory: Inventory, task: int, criterion: Criterion, sign: int) -> Iterator[_Event]:
    """Each change up to the swing at which another task comes level from above (-1) or goes past from below (+1).

    In order of the change, at the same one those that come level first: a task that is level is not past yet.
    """
    own, of_own = _sum(inventory[task]), _of(inventory[task], criterion)
    for parts in inventory:
        lead = own - _sum(parts)
        gain = sign * (of_own - _of(parts, criterion))
        if lead < 0 < gain and Fraction(-lead, gain) <= SWING:
            yield Fraction(-lead, gain), -1
        if lead >= 0 > gain and Fraction(lead, -gain) < SWING:
            yield Fraction(lead, -gain), 1


def _order(inventory: Inventory) -> list[list[int]]:
    """Places of the tasks, most points first, equal ones together."""
    ranked = sorted(range(len(inventory)), key=lambda place: (-_sum(inventory[place]), place))
    return [list(group) for _points, group in groupby(ranked, key=lambda place: _sum(inventory[place]))]


def _first_swaps(inventory: Inventory, order: list[list[int]], criterion: Criterion) -> Iterator[Swap]:
    """The nearest swap of every two neighbouring groups, each way; the first of all is always one of them."""
    for uppers, lowers in pairwise(order):
        for sign in (1, -1):
            upper = min(uppers, key=lambda place: sign * _of(inventory[place], criterion))
            lower = max(lowers, key=lambda place: sign * _of(inventory[place], criterion))
            gain = sign * (_of(inventory[lower], criterion) - _of(inventory[upper], criterion))
            lead = _sum(inventory[upper]) - _sum(inventory[lower])
            if gain >= lead:
                yield Swap(criterion, sign * Fraction(lead, gain), upper, lower)


def _swapped(inventory: Inventory, order: list[list[int]], criterion: Criterion, sign: int) -> int:
    """How many pairs stand the other way round with the weight changed by a fifth."""
    count = 0
    above: list[int] = []
    for group in order:
        after = [5 * _sum(inventory[place]) + sign * _of(inventory[place], criterion) for place in group]
        count += sum(bisect_left(above, each) for each in after)
        for each in after:
            insort(above, each)
    return count
