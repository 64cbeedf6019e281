"""Puts a large plan together at given prices, task by task, without ever listing all pairs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from optimizer.eligible import Offer, pairs_by_task
from optimizer.greedy import share_out
from optimizer.prices.eligible import NO_CLIENT, NOBODY
from optimizer.reading import WEEKS
from optimizer.room import Room
from optimizer.shares import can_share, whole_offer
from optimizer.weeks import counted_parts, most_for_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.prices.eligible import Eligible, Flags, Real, Whole
    from optimizer.problem import Pair, Problem

# Among people nearly as cheap, in parts of what their minutes usually earn: whoever did it last month, who already
# works for the client, and who has most of their month planned. The last leaves few half-used months behind.
_PREVIOUS, _ON_TEAM, _BUSY = 0.02, 0.02, 0.01
SHARERS = 50  # of those who may have a share, those with most time
_USEFUL = 0.2  # where a team is limited: whoever can do more of the client's work


class Filling:
    """A plan in the making that exceeds nothing; `room` counts it in whole minutes."""

    def __init__(
        self, problem: Problem, eligible: Eligible, prices: Sequence[float], packages: Sequence[float]
    ) -> None:
        self.problem = problem
        self.eligible = eligible
        self.offers: list[Offer] = []
        self.room = Room(problem, self.offers)
        self.place = {who.id: nth for nth, who in enumerate(problem.assistants)}
        self.task_place = {task.id: nth for nth, task in enumerate(problem.tasks)}
        self.minutes = np.array([who.minutes for who in problem.assistants], np.int64)
        self.left_by = np.array([self.room.left_by_week(who) for who in range(len(self.minutes))], np.int64).reshape(
            len(self.minutes), WEEKS + 1
        )
        self.team = np.zeros((len(problem.packages), len(problem.assistants)), np.bool_)
        self.usual = _usual(eligible)
        self.reprice(np.array(prices, np.float64), np.array(packages, np.float64))
        self.has_team_size = [*(package.team_size is not None for package in problem.packages), False]
        self.of_client: dict[int, list[int]] = defaultdict(list)
        for task, client in enumerate(eligible.client.tolist()):
            self.of_client[client].append(task)

    def reprice(self, prices: Real, packages: Real) -> None:
        """Go on at other prices."""
        self.prices, self.packages = prices, packages
        self.earned = earnings(self.eligible, prices, packages)

    def offer(self, task: int, who: int) -> Offer | None:
        """Give the offer of a task to an assistant, None when they are not eligible."""
        part = self.eligible.places(task)
        found = part.start + int(np.searchsorted(self.eligible.who[part], who))
        if found >= part.stop or self.eligible.who[found] != who:
            return None
        minutes = self.eligible.minutes[found] * self.eligible.task_minutes[task]
        return Offer(task, who, int(minutes), float(self.eligible.values[found] + self.eligible.task_value[task]))

    def take(self, offer: Offer) -> bool:
        """Take an offer if it fits, and tell whether it did."""
        self.offers.append(offer)
        if not self.room.fits(len(self.offers) - 1):
            self.offers.pop()
            return False
        self.room.take(len(self.offers) - 1)
        self._note((offer,))
        return True

    def fill(self, tasks: Iterable[int]) -> None:
        """Take what pays at the prices, then whatever fits and is worth its overage; firm work in any case, first."""
        order = self._order(tasks)
        for is_priced in (True, False):
            for task in order:
                if not self.room.is_done(task):
                    self._place(task, is_priced=is_priced)
        self._share_out([task for task in order if self.problem.tasks[task].splittable])

    def _share_out(self, tasks: Sequence[int]) -> None:
        """Share what nobody could take whole among those who have most time for it."""
        listed = pairs_by_task(self.problem) if tasks else None
        for task in tasks:
            if not self.room.is_done(task):
                self.room.sharers[task] = self._sharers(task, listed)
                share_out(self.room, [task] if self.room.sharers[task] else [])
                self._note(self.room.shared.get(task, ()))

    def _sharers(self, task: int, listed: dict[str, dict[str, Pair]] | None) -> list[Offer]:
        one = self.problem.tasks[task]
        own = None if listed is None else listed.get(one.id, {})
        who = self.eligible.who[self.eligible.places(task)]
        roomiest = who[np.lexsort((who, -self.left_for(task)[who]))][:SHARERS].tolist()
        people = ((place, self.problem.assistants[place]) for place in sorted(roomiest))
        return [
            whole_offer(one, assistant, own, (task, place))
            for place, assistant in people
            if can_share(one, assistant, own)
        ]

    def take_shared(self, shares: Sequence[Offer]) -> bool:
        """Take the shares of a task if they fit, and tell whether they did."""
        if not self.room.fits_shared(shares):
            return False
        self.room.take_shared(shares)
        self._note(shares)
        return True

    def _note(self, rows: Iterable[Offer]) -> None:
        for row in rows:
            self.left_by[row.assistant] = self.room.left_by_week(row.assistant)
            if self.eligible.client[row.task] != NO_CLIENT:
                self.team[self.eligible.client[row.task], row.assistant] = True

    def _order(self, tasks: Iterable[int]) -> list[int]:
        """Firm work first, then clients with small teams one by one, then what earns most a minute beyond its prices.

        A team that is filled while everybody else's months fill too ends up with nobody who has time.
        """
        placed = (task for task in tasks if self.eligible.row[task] != NOBODY)
        return sorted(placed, key=self._turn)

    def _turn(self, task: int) -> tuple[float, ...]:
        client = int(self.eligible.client[task])
        has_turn = bool(self.has_team_size[client] and self.earned[task] > 0)
        return (-self.room.weight[task], -has_turn, client if has_turn else 0, -self.earned[task], task)

    def _place(self, task: int, *, is_priced: bool) -> None:
        part = self.eligible.places(task)
        who = self.eligible.who[part]
        minutes = self.eligible.minutes[part] * self.eligible.task_minutes[task]
        fits = (self.left_for(task)[who] >= minutes) & self.has_team_place(task, who)
        if not fits.any():
            return
        cost = minutes * (self.prices[who] - self.usual * self._liked(task, who)) - self.eligible.values[part]
        offer = self.offer(task, int(who[np.argmin(np.where(fits, cost, np.inf))]))
        if offer is not None and self._pays(offer, is_priced=is_priced):
            self.take(offer)

    @property
    def left(self) -> Whole:
        """Give the minutes that everybody has left in the month."""
        return self.left_by[:, 0]

    def left_for(self, task: int) -> Whole:
        """Give the minutes that everybody has left for a task, until its week where it is due in one."""
        parts = counted_parts(self.problem.tasks[task])
        most = [most_for_part(self.left_by[:, week or 0], nth, of_all) for nth, week, of_all in parts]
        return most[0] if len(most) == 1 else np.minimum.reduce(most)

    def has_team_place(self, task: int, who: Whole) -> Flags:
        """Tell for these assistants whether the client's team has a place for them."""
        client = self.eligible.client[task]
        size = None if client == NO_CLIENT else self.problem.packages[client].team_size
        if size is None or int(self.team[client].sum()) < size:
            return np.ones(len(who), np.bool_)
        members: Flags = self.team[client, who]
        return members

    def _liked(self, task: int, who: Whole) -> Real:
        client, previous = self.eligible.client[task], self.problem.tasks[task].previous
        liked: Real = np.zeros(len(who))
        if client != NO_CLIENT:
            liked = _ON_TEAM * self.team[client, who]
        if self.has_team_size[client]:
            liked = liked + _USEFUL * self._useful(int(client))[who]
        else:
            liked = liked + _BUSY * (1 - self.left[who] / np.maximum(self.minutes[who], 1))
        if previous in self.place:
            liked = liked + _PREVIOUS * (who == self.place[previous])
        return liked

    def _useful(self, client: int) -> Real:
        """Give for everybody how much of the client's work that pays they have the minutes for, 0 to 1."""
        minutes, earned = np.zeros(len(self.left)), np.zeros(len(self.left))
        for task in self.of_client[client]:
            if not self.room.is_done(task) and self.earned[task] > 0 and self.eligible.row[task] != NOBODY:
                part = self.eligible.places(task)
                who, own = self.eligible.who[part], self.eligible.minutes[part] * self.eligible.task_minutes[task]
                minutes[who] += own
                worth = self.eligible.values[part] + self.eligible.task_value[task]
                earned[who] += np.maximum(0, worth - own * (self.prices[who] + self.packages[client]))
        useful: Real = earned * np.minimum(1, self.left / np.maximum(minutes, 1))
        return useful / max(1e-9, float(useful.max()))

    def _pays(self, offer: Offer, *, is_priced: bool) -> bool:
        if self.room.weight[offer.task]:
            return True
        self.offers.append(offer)
        gain = self.room.gain(len(self.offers) - 1)
        self.offers.pop()
        return gain >= (offer.minutes * float(self.prices[offer.assistant]) if is_priced else 0.0)


def earnings(eligible: Eligible, prices: Real, packages: Real) -> Real:
    """Give what each task earns a minute beyond the prices of its cheapest assistant and its package."""
    earned = np.full(len(eligible.row), -np.inf)
    if not len(eligible.who):
        return earned
    net = (eligible.values - eligible.minutes * prices[eligible.who]) / eligible.minutes
    best = np.maximum.reduceat(net, eligible.start[:-1])
    placed = np.flatnonzero(eligible.row != NOBODY)
    package = np.append(packages, 0.0)[eligible.client[placed]]
    own = eligible.task_value[placed] / eligible.task_minutes[placed]
    earned[placed] = own + best[eligible.row[placed]] - package
    return earned


def _usual(eligible: Eligible) -> float:
    placed = np.flatnonzero(eligible.row != NOBODY)
    if not len(placed):
        return 1.0
    first = eligible.start[eligible.row[placed]]
    worth = eligible.task_value[placed] + eligible.values[first]
    return float(worth.sum() / (eligible.task_minutes[placed] * eligible.minutes[first]).sum()) or 1.0
