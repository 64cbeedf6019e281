"""A plan as arrays: who has what, what is left, and what a change of two tasks at once would bring.

While a plan is improved it may take more minutes or more people than there are, at a price for each minute and person
too many; without that nothing fits anywhere in a plan that is nearly full.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from optimizer.prices.eligible import Flags, Real, Whole


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs a plan is improved over, in the order of their tasks; the last of them stands for nobody.

    Its task, person, client and member are the last of theirs too: none of them is real, and all have room for
    everything. A task without client has that client, a pair without team that member.
    """

    task: Whole
    who: Whole
    minutes: Whole
    value: Real  # firm work more than any other
    member: Whole
    start: Whole  # of each task: its first pair
    many: Whole  # of each task: how many pairs it has
    client: Whole  # of each task
    package: Whole  # of each client
    most: Whole  # of each client: package and overage
    cost: Real  # of each client: a minute of overage
    size: Whole  # of each client: people it may have
    team: Whole  # of each member: its client

    @property
    def nobody(self) -> int:
        """The last pair."""
        return len(self.task) - 1


@dataclass(frozen=True, slots=True)
class Charge:
    """What a minute beyond what there is costs, and a person beyond a team's size."""

    minute: float
    person: float


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades, each by itself: `task` goes from pair `old` to `new`, and `other` from `other_old` to `other_new`."""

    task: Whole
    old: Whole
    new: Whole
    other: Whole
    other_old: Whole
    other_new: Whole

    def only(self, chosen: Flags | Whole) -> Self:
        """Give some of them."""
        return type(self)(*(getattr(self, part.name)[chosen] for part in fields(self)))


@dataclass(slots=True)
class Standing:
    """Where the plan stands: the pair of every task, and what is left and used."""

    pairs: Pairs
    at: Whole
    left: Whole  # minutes of every person
    used: Whole  # minutes of every client
    has: Whole  # tasks of every member
    people: Whole  # of every client

    def gains(self, trades: Trades, charge: Charge) -> Real:
        """Give what each trade brings in value, less the overage and the minutes beyond what there is that it costs."""
        pairs = self.pairs
        value = pairs.value[trades.new] - pairs.value[trades.old]
        value = value + pairs.value[trades.other_new] - pairs.value[trades.other_old]
        return value - self._overage(trades) - charge.minute * (self._too_late(trades) + self._too_much(trades))

    def _too_late(self, trades: Trades) -> Whole:
        """Give the minutes that people would have too much of, less those they have now."""
        pairs = self.pairs
        goes, comes = pairs.who[trades.old], pairs.who[trades.new]
        other_goes, other_comes = pairs.who[trades.other_old], pairs.who[trades.other_new]
        minutes = pairs.minutes
        at_same, back = other_goes == comes, other_comes == goes
        changes = (
            (comes, np.where(at_same, minutes[trades.other_old], 0) - minutes[trades.new]),
            (goes, minutes[trades.old] - np.where(back, minutes[trades.other_new], 0)),
            (other_goes, np.where(at_same, 0, minutes[trades.other_old])),
            (other_comes, -np.where(back, 0, minutes[trades.other_new])),
        )
        total = np.zeros(len(goes), np.int64)
        for who, more in changes:
            left = self.left[who]
            total += np.minimum(0, left) - np.minimum(0, left + more)
        return total

    def _too_much(self, trades: Trades) -> Whole:
        """Give the minutes beyond package and overage, less those there are now."""
        total = np.zeros(len(trades.task), np.int64)
        for client, used, more in self._by_client(trades):
            most = self.pairs.most[client]
            total += np.maximum(0, used + more - most) - np.maximum(0, used - most)
        return total

    def _overage(self, trades: Trades) -> Real:
        total = np.zeros(len(trades.task))
        for client, used, more in self._by_client(trades):
            package = self.pairs.package[client]
            total += self.pairs.cost[client] * (np.maximum(0, used + more - package) - np.maximum(0, used - package))
        return total

    def _by_client(self, trades: Trades) -> tuple[tuple[Whole, Whole, Whole], tuple[Whole, Whole, Whole]]:
        """Give both clients, what they use and how much more it would be; where they are one, all in the first."""
        minutes = self.pairs.minutes
        one, other = self.pairs.client[trades.task], self.pairs.client[trades.other]
        more = minutes[trades.new] - minutes[trades.old]
        other_more = minutes[trades.other_new] - minutes[trades.other_old]
        is_one = one == other
        first = (one, self.used[one], more + np.where(is_one, other_more, 0))
        return first, (other, self.used[other], np.where(is_one, 0, other_more))

    def people_too_many(self, trades: Trades) -> Whole:
        """Give the people beyond the sizes of teams, less those there are now."""
        joins, leaves = self._joining(trades.old, trades.new, trades.other_old, trades.other_new)
        other_joins, other_leaves = self._joining(trades.other_old, trades.other_new, trades.old, trades.new)
        one, other = self.pairs.client[trades.task], self.pairs.client[trades.other]
        is_one = one == other
        more, other_more = joins - leaves, other_joins - other_leaves
        total = np.zeros(len(one), np.int64)
        for client, change in (
            (one, more + np.where(is_one, other_more, 0)),
            (other, np.where(is_one, 0, other_more)),
        ):
            over = self.people[client] - self.pairs.size[client]
            total += np.maximum(0, over + change) - np.maximum(0, over)
        return total

    def _joining(self, old: Whole, new: Whole, other_old: Whole, other_new: Whole) -> tuple[Whole, Whole]:
        """Tell whether the new person joins the team, and whether the old one leaves it, the other task considered."""
        member = self.pairs.member
        joins = (self.has[member[new]] == 0) & (member[other_old] != member[new])
        leaves = (self.has[member[old]] == 1) & (member[other_new] != member[old])
        return joins.astype(np.int64), leaves.astype(np.int64)

    def most_people_spared(self, trades: Trades) -> Whole:
        """Give at least how many people too many a trade can spare: quickly told."""
        over = np.maximum(0, self.people - self.pairs.size)
        both = over[self.pairs.client[trades.task]] + over[self.pairs.client[trades.other]]
        spared: Whole = np.minimum(2, both)
        return spared

    def apart(self, trades: Trades) -> Whole:
        """Give the places of trades that share no person, client or task with an earlier one of them."""
        pairs, many = self.pairs, len(trades.task)
        kinds = (
            (len(self.left), [pairs.who[one] for one in (trades.old, trades.new, trades.other_old, trades.other_new)]),
            (len(self.used), [pairs.client[trades.task], pairs.client[trades.other]]),
            (len(self.at), [trades.task, trades.other]),
        )
        fine = np.ones(many, np.bool_)
        nth = np.arange(many)
        for size, asked in kinds:
            first = np.full(size, many)
            for keys in asked:
                np.minimum.at(first, keys, nth)
            first[-1] = many  # nobody is in nobody's way
            for keys in asked:
                fine &= first[keys] >= nth
        return np.flatnonzero(fine)

    def trade(self, trades: Trades) -> None:
        """Carry out trades: such as are apart, or that only give work up."""
        pairs = self.pairs
        for task, old, new in (
            (trades.task, trades.old, trades.new),
            (trades.other, trades.other_old, trades.other_new),
        ):
            self.at[task] = new
            np.add.at(self.left, pairs.who[old], pairs.minutes[old])
            np.subtract.at(self.left, pairs.who[new], pairs.minutes[new])
            np.add.at(self.used, pairs.client[task], pairs.minutes[new] - pairs.minutes[old])
            self._change_member(pairs.member[old], -1)
            self._change_member(pairs.member[new], 1)
        self.at[-1] = pairs.nobody

    def _change_member(self, member: Whole, by: int) -> None:
        real = member[member != len(self.has) - 1]
        touched = np.unique(real)
        before = self.has[touched] > 0
        np.add.at(self.has, real, by)
        after = self.has[touched] > 0
        np.add.at(self.people, self.pairs.team[touched], after.astype(np.int64) - before)
