"""The tiers below value: few changes against the published plan, then last month's assistants, then even loads.

Each is solved with those above it kept: pinned and must work exactly, value within `VALUE_SLACK` or the gap that was
asked for, whichever is less, and counts exactly. A tier with nothing to decide is passed over. Each starts from the
plan before it, and when its time runs out that plan stays.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.eligible import published_pairs
from optimizer.greedy import prefer_previous_and_even_load, wished_minutes
from optimizer.highs import answer
from optimizer.model import CONSTRAINTS, build
from optimizer.model.tiers import (
    Band,
    bands_hold_load,
    load_in_bands,
    no_fewer_pairs,
    pairs_kept,
    shares_left_alone,
    value_kept,
)
from optimizer.result import Tier, TierUse
from optimizer.room import Room
from optimizer.shares import by_task

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from optimizer.eligible import Offer
    from optimizer.highs import Answer
    from optimizer.model import Rows
    from optimizer.model.tiers import Objective, Pair
    from optimizer.problem import Problem
    from optimizer.search import Limits

VALUE_SLACK = 0.001  # of the value; a tenth of a percent more than doubled the tasks that stay with their assistant
TIER_CHECKS = 40  # work of a tier of counts, as in `Limits`
LOAD_CHECKS = 10  # of the last: moves of equal work one by one come close, and proof is far
ROUNDING = 1e-7  # of the value
_WHOLE = 0.999  # counts are whole numbers
#: Bands of a load, up to so many times the average one, and the price of a minute in each: steep enough that a high
#: load is brought down before any lower one is looked at.
STEPS = ((0.5, 1), (0.75, 2), (0.9, 4), (1.0, 8), (1.1, 16), (1.25, 32), (1.5, 64), (2.0, 128), (3.0, 256))
HIGHEST_PRICE = 512


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan by place: offers taken whole, and shares."""

    chosen: tuple[int, ...]
    shares: tuple[Offer, ...] = ()


class Tiers:
    """Solves one tier after another for a problem whose value has been decided."""

    def __init__(
        self,
        problem: Problem,
        offers: Sequence[Offer],
        sharers: Sequence[Offer],
        limits: Limits,
        left_s: Callable[[], float],
    ) -> None:
        self.problem, self.offers, self.sharers, self.limits, self.left_s = problem, offers, sharers, limits, left_s
        self.eligible = {(one.task, one.assistant) for one in (*offers, *sharers)}
        self.firm_work, self.value = 0, 0.0
        self.rows: list[Rows] = list(CONSTRAINTS)
        self.uses: list[TierUse] = []

    def settle(self, plan: Plan) -> Plan:
        """Give a plan worth (nearly) as much that the tiers prefer; what each did is in `uses` then."""
        room = self._room(plan)
        self.firm_work = sum(room.weight[task] for task in room.done())
        self.value = room.objective()
        self.rows.append(value_kept(self.value - max(ROUNDING, min(VALUE_SLACK, self.limits.gap)) * abs(self.value)))
        published = published_pairs(self.problem)
        if self.problem.published:
            plan = self._keep_pairs(Tier.CHANGES, published, plan)
        if self.limits.all_tiers:
            previous = self._previous()
            if previous & self.eligible:
                plan = self._keep_pairs(Tier.CONTINUITY, previous, plan)
            if len({who for _, who in self.eligible}) > 1:
                plan = self._even_load(plan, published | previous)
        return plan

    def _previous(self) -> frozenset[Pair]:
        place = {one.id: nth for nth, one in enumerate(self.problem.assistants)}
        tasks = enumerate(self.problem.tasks)
        return frozenset((nth, place[one.previous]) for nth, one in tasks if one.previous in place)

    def _keep_pairs(self, tier: Tier, pairs: frozenset[Pair], plan: Plan) -> Plan:
        able, kept, proven, before = pairs & self.eligible, self._kept(plan, pairs), True, plan
        if kept < len(able):
            found = self._answer(pairs_kept(able), plan, _WHOLE)
            proven = found.complete
            if found.chosen is not None and self._kept(Plan(found.chosen, found.shares), pairs) > kept:
                plan = Plan(found.chosen, found.shares)
                kept = self._kept(plan, pairs)
        self.rows.append(no_fewer_pairs(able, kept))
        self._note(tier, self._missing(tier, plan, kept), before, plan, proven=proven)
        return plan

    def _missing(self, tier: Tier, plan: Plan, kept: int) -> int:
        if tier is Tier.CHANGES:
            return len({(row.task, row.assistant) for row in self.problem.published}) - kept
        return sum(1 for task in self._room(plan).done() if self.problem.tasks[task].previous is not None) - kept

    def _even_load(self, plan: Plan, pairs: Collection[Pair]) -> Plan:
        """Bring high loads down; moves of equal work one by one are the start, for they are quickly found."""
        before, room = plan, self._room(plan)
        bands = self._bands(room)
        prefer_previous_and_even_load(room, [task for task, who in self._places(plan) if (task, who) in pairs])
        plan = min(plan, Plan(tuple(room.taken.values()), plan.shares), key=lambda one: self._cost(one, bands))
        found = self._answer(load_in_bands(bands), plan, 0.0, bands_hold_load, shares_left_alone(plan.shares))
        if found.chosen is not None:
            plan = min(plan, Plan(found.chosen, plan.shares), key=lambda one: self._cost(one, bands))
        is_proven = found.complete and not self.sharers  # other shares might even it out further
        self._note(Tier.LOAD, self._highest_load(plan), before, plan, proven=is_proven)
        return plan

    def _bands(self, room: Room) -> dict[int, list[Band]]:
        """Give everybody bands as wide as the average load, in proportion to the minutes they wish for."""
        people = sorted({who for _, who in self.eligible})
        wished = {who: wished_minutes(self.problem, who) for who in people}
        average = sum(self.problem.assistants[who].minutes - room.left[who] for who in people) / sum(wished.values())
        found: dict[int, list[Band]] = {}
        for who in people:
            edges = [0.0, *(step * average * wished[who] for step, _ in STEPS)]
            widths = [high - low for low, high in itertools.pairwise(edges)]
            prices = (price for _, price in STEPS)
            found[who] = [*(Band(*one) for one in zip(widths, prices, strict=True)), Band(None, HIGHEST_PRICE)]
        return found

    def _cost(self, plan: Plan, bands: Mapping[int, Sequence[Band]]) -> float:
        total, load = 0.0, self._load(plan)
        for who, own in bands.items():
            rest = float(load.get(who, 0))
            for band in own:
                held = rest if band.minutes is None else min(rest, band.minutes)
                total += held * band.price
                rest -= held
        return round(total, 6)

    def _load(self, plan: Plan) -> dict[int, int]:
        load: dict[int, int] = {}
        for one in (*(self.offers[i] for i in plan.chosen), *plan.shares):
            load[one.assistant] = load.get(one.assistant, 0) + one.minutes
        return load

    def _highest_load(self, plan: Plan) -> float:
        load = self._load(plan)
        return max((100 * load[who] / wished_minutes(self.problem, who) for who in load), default=0.0)

    def _places(self, plan: Plan) -> list[Pair]:
        return [(one.task, one.assistant) for one in (*(self.offers[i] for i in plan.chosen), *plan.shares)]

    def _kept(self, plan: Plan, pairs: Collection[Pair]) -> int:
        return sum(1 for pair in self._places(plan) if pair in pairs)

    def _room(self, plan: Plan) -> Room:
        room = Room(self.problem, self.offers, self.sharers)
        for i in plan.chosen:
            room.take(i)
        for own in by_task(plan.shares).values():
            room.take_shared(own)
        return room

    def _answer(self, objective: Objective, plan: Plan, absolute_gap: float, *rows: Rows) -> Answer:
        model = build(
            self.problem,
            self.offers,
            sharers=self.sharers,
            firm_work=self.firm_work,
            objective=objective,
            constraints=[*self.rows, *rows],
        )
        limits = replace(self.limits, time_limit_s=max(0.05, self.left_s()), absolute_gap=absolute_gap)
        checks = LOAD_CHECKS if bands_hold_load in rows else TIER_CHECKS
        return answer(model, replace(limits, checks=checks), plan.chosen, None, plan.shares)

    def _note(self, tier: Tier, amount: float, before: Plan, after: Plan, *, proven: bool) -> None:
        lost = self._room(before).objective() - self._room(after).objective()
        self.uses.append(TierUse(tier, amount, lost, proven))
