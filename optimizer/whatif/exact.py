"""The best plan of a part, proven: firm work first, then value less overage, then as little change as can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.greedy import shares_for
from optimizer.highs import answer
from optimizer.model import CONSTRAINTS, build, firm_work_done, value_less_overage
from optimizer.model.tiers import all_in, teams_within_minutes, value_and_work_left_alone
from optimizer.room import Room
from optimizer.search import Limits
from optimizer.shares import by_task

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from optimizer.eligible import Offer
    from optimizer.highs import Answer
    from optimizer.model import Rows
    from optimizer.model.tiers import Objective
    from optimizer.whatif.part import Part

    Start = tuple[Sequence[int], Sequence[Offer]]  # offers taken whole, by place, and shares

EXACTLY = Limits(60.0, checks=60)  # ends by its work, at the same place twice; most parts need far less
TRY_TO_LEAVE_ALONE = 250  # pairs: with more it takes longer than the plan itself
ROUNDING = 1e-6  # of the value of all pairs together: plans that differ by less count as equal


class PlanDoesNotFitError(RuntimeError):
    """What stays of the plan breaks the rules of the problem, so that nothing can be said about the rest."""


class OutOfTimeError(RuntimeError):
    """A solver found neither a plan nor that there is none in the time it had."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best plan of a part; `proven` is false when the time of a solve ran out.

    `firm` counts the pinned and must tasks served with the weights of the first tier.
    """

    room: Room
    firm: int
    value: float
    proven: bool

    @property
    def firm_tasks(self) -> int:
        """How many pinned and must tasks are served."""
        return sum(1 for task in self.room.done() if self.room.weight[task])

    def is_better_than(self, other: Best) -> bool:
        """Tell whether this plan serves more firm work, or as much and is worth more."""
        return self.firm > other.firm or (self.firm == other.firm and self.value > other.value + _slack(other.value))


class Solving:
    """Solves one part, which keeps its offers and weights from solve to solve."""

    def __init__(self, part: Part, needed: Collection[int], held: Mapping[int, Collection[int]]) -> None:
        self.part, self.needed, self.held = part, needed, held
        self.sharers, self.offers = part.sharers(), part.offers_in_time()
        stays = {offer.task for offer in self.offers if offer.task >= part.free}
        self.rows: list[Rows] = [
            *CONSTRAINTS,
            all_in({*stays, *needed}),
            teams_within_minutes(part.minutes_for_clients()),
        ]
        self.room = Room(part.problem, self.offers, self.sharers)
        self.proven = True

    def run(self) -> Best | None:
        """Give the best plan, None when there is none with all that is needed."""
        if not self.offers and not self.sharers:
            return None if self.needed else Best(self.room, 0, 0.0, proven=True)
        weights = {offer.task: self.room.weight[offer.task] for offer in (*self.offers, *self.sharers)}
        firm, start = sum(weights.values()), self._as_held()
        found = self._answer(value_less_overage, EXACTLY, firm, start)
        if found.chosen is None and firm:  # not all firm work is possible, or not all that is needed
            work = self._answer(firm_work_done, replace(EXACTLY, absolute_gap=0.999), 0, start)
            served = {*(self.offers[i].task for i in work.chosen or ()), *(one.task for one in work.shares)}
            firm = sum(weights[task] for task in served)
            self.proven = work.complete
            then = (work.chosen or (), work.shares)
            found = work if work.infeasible else self._answer(value_less_overage, EXACTLY, firm, then)
        if found.chosen is None:
            if not found.infeasible:
                raise OutOfTimeError
            return None
        self.proven = self.proven and found.complete
        self._take(found.chosen, found.shares)
        if len(self.offers) <= TRY_TO_LEAVE_ALONE and self._is_changed():
            self._leave_alone(firm)
        self._fill()
        firm = sum(self.room.weight[task] for task in self.room.done())
        return Best(self.room, firm, self.room.objective(), self.proven)

    def _is_changed(self) -> bool:
        """Tell whether any work that is held is not where it was."""
        now = {task: {one.assistant for one in self.room.rows_of(task)} for task in self.room.done()}
        return any(not now.get(task, set()) & set(who) for task, who in self.held.items())

    def _leave_alone(self, firm: int) -> None:
        """Take a plan of the same worth that changes less, if one is found soon."""
        value, start = self.room.objective(), tuple(self.room.taken.values())
        shares = [one for own in self.room.shared.values() for one in own]
        objective = value_and_work_left_alone(self.held, self._rounding() / max(1, len(self.held)))
        limits = replace(EXACTLY, absolute_gap=self._rounding(), checks=5)
        found = self._answer(objective, limits, firm, (start, shares))
        if found.chosen is not None:
            self._take(found.chosen, found.shares)
            if self.room.objective() < value - self._rounding():
                self._take(start, shares)

    def _take(self, chosen: Collection[int], shares: Sequence[Offer]) -> None:
        self.room = Room(self.part.problem, self.offers, self.sharers)
        for i in chosen:
            self.room.take(i)
        for own in by_task(shares).values():
            self.room.take_shared(own)

    def _rounding(self) -> float:
        return ROUNDING * max(1.0, sum(offer.value for offer in self.offers))

    def _answer(self, objective: Objective, limits: Limits, firm: int, start: Start) -> Answer:
        model = build(
            self.part.problem,
            self.offers,
            sharers=self.sharers,
            firm_work=firm,
            objective=objective,
            constraints=self.rows,
        )
        return answer(model, limits, start[0], shares=start[1])

    def _as_held(self) -> Start:
        """Give the plan there is as a start for the search, as far as it fits; what is shared first, as hard to place.

        Shares may have other minutes than they are planned with.
        """
        wanted = Room(self.part.problem, self.offers, self.sharers)
        for task, people in self.held.items():
            if len(people) > 1 and (shares := shares_for(wanted, task)):
                wanted.take_shared(shares)
        for i, offer in enumerate(self.offers):
            if (offer.task >= self.part.free or offer.assistant in self.held.get(offer.task, ())) and wanted.fits(i):
                wanted.take(i)
        return tuple(wanted.taken.values()), [one for own in wanted.shared.values() for one in own]

    def _fill(self) -> None:
        """Take what is worth nothing and costs nothing too, as every plan does."""
        for i in range(len(self.offers)):
            if self.room.fits(i) and self.room.gain(i) >= 0:
                self.room.take(i)


def best(part: Part, *, needed: Collection[int] = (), held: Mapping[int, Collection[int]] | None = None) -> Best | None:
    """Give the best plan of a part that has all `needed` tasks in it; None when there is no such plan.

    Raises:
        OutOfTimeError: when the solver came to no end.

    Of equal plans it is one that leaves much of `held` (task: assistants, by place) where it is: the plan there is,
    when nothing else is given.
    """
    return Solving(part, needed, part.held if held is None else held).run()


def best_or_raise(part: Part, *, held: Mapping[int, Collection[int]] | None = None) -> Best:
    """Give the best plan of a part.

    Raises:
        PlanDoesNotFitError: when what stays of the plan already breaks a rule.
    """
    found = best(part, held=held)
    if found is None:
        raise PlanDoesNotFitError
    return found


def _slack(value: float) -> float:
    return ROUNDING * max(1.0, abs(value))
