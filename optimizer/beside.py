"""Each assignment of a plan beside the next best: what the plan has of either, in the terms of its objective."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from optimizer.eligible import offer_of, pairs_by_task
from optimizer.explain import did_it, load_percent
from optimizer.room import Room
from optimizer.shares import share, whole_offer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.eligible import Offer
    from optimizer.problem import Pair, Problem
    from optimizer.result import Assignment, PlanResult


@dataclass(frozen=True, slots=True)
class Side:
    """What the plan has of an assistant with a task, everything else in it left as it is.

    The first terms of the objective come first: `value` less `overage_cost`, then `changes`, how many rows of the
    published plan are not kept so, then `is_previous`, whether they had the task last month, then `load_percent` of the
    minutes they wish for. `minutes` is how long it takes them. What keeps them from it, 0 and False where nothing does:
    `missing_minutes` in the month or until a week that the task is due in, and `is_team_full`.
    """

    assistant: str
    minutes: int
    value: float
    overage_cost: float
    changes: int
    is_previous: bool
    load_percent: int
    missing_minutes: int
    is_team_full: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Who has a task, and the next best."""

    task: str
    own: Side
    next_best: Side

    def to_json(self) -> dict[str, Any]:
        """Give the two as plain JSON values."""
        return asdict(self)


def beside_next_best(problem: Problem, plan: PlanResult) -> tuple[Beside, ...]:
    """Give each assignment whose reason names a next best beside them, in the order of the tasks.

    Tasks that are pinned, shared or have nobody else are left out: nothing was compared there.
    """
    rivals = {why.task: str(why.needs["next_best"]) for why in plan.why if "next_best" in why.needs}
    scene = _Scene(problem, plan.assignments)
    return tuple(scene.beside(task, rivals[one.id]) for task, one in enumerate(problem.tasks) if one.id in rivals)


class _Scene:
    """The plan taken up again, offer by offer."""

    def __init__(self, problem: Problem, rows: Iterable[Assignment]) -> None:
        self.problem = problem
        self.listed = pairs_by_task(problem)
        self.place = {one.id: nth for nth, one in enumerate(problem.assistants)}
        self.offers: list[Offer] = []
        self.room = Room(problem, self.offers)
        self.had: dict[str, set[str]] = {}
        for row in problem.published:
            self.had.setdefault(row.task, set()).add(row.assistant)
        own: dict[str, list[Assignment]] = {}
        for row in rows:
            own.setdefault(row.task, []).append(row)
        for task, one in enumerate(problem.tasks):
            self._take(task, own.get(one.id, []))

    def beside(self, task: int, rival: str) -> Beside:
        """Give who has the task beside that assistant."""
        taken = self.room.taken[task]
        self.room.give_up(taken)
        both = [self._side(place) for place in (taken, self._offer(task, rival))]
        self.room.take(taken)
        return Beside(self.problem.tasks[task].id, *both)

    def _take(self, task: int, rows: list[Assignment]) -> None:
        if len(rows) == 1:
            self.room.take(self._offer(task, rows[0].assistant))
        elif rows:
            self.room.take_shared(tuple(self._shares(task, rows)))

    def _shares(self, task: int, rows: Iterable[Assignment]) -> Iterator[Offer]:
        for row in rows:
            who = self.place[row.assistant]
            whole = whole_offer(self.problem.tasks[task], self.problem.assistants[who], self._own(task), (task, who))
            yield share(whole, row.minutes)

    def _offer(self, task: int, assistant: str) -> int:
        who = self.place[assistant]
        one, person = self.problem.tasks[task], self.problem.assistants[who]
        self.offers.append(offer_of(one, person, self._own(task), (task, who), self.problem.proficiency))
        return len(self.offers) - 1

    def _own(self, task: int) -> dict[str, Pair] | None:
        return None if self.listed is None else self.listed.get(self.problem.tasks[task].id, {})

    def _side(self, i: int) -> Side:
        offer, room = self.offers[i], self.room
        who = self.problem.assistants[offer.assistant].id
        return Side(
            assistant=who,
            minutes=offer.minutes,
            value=offer.value,
            overage_cost=room.cost_of(i),
            changes=len(self.had.get(self.problem.tasks[offer.task].id, set()) - {who}),
            is_previous=did_it(room, i),
            load_percent=load_percent(room, i),
            missing_minutes=room.missing_minutes(i),
            is_team_full=room.is_team_full(i),
        )
