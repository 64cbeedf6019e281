"""What is left of every package, assistant and team while a plan is put together, in exact minutes."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import fsum
from typing import TYPE_CHECKING

from optimizer.eligible import firm_weight, published_pairs
from optimizer.protection import chance_of_overrun, growth_of, worst_of
from optimizer.reading import WEEKS
from optimizer.result import Assignment, PackageUse
from optimizer.weeks import counted_parts, due_until, minutes_until, most_for_part, weeks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Package, Problem


class Room:
    """A plan in the making: which offer each task has, and what still fits. Offers are named by their place.

    A task shared by several people is not in `taken` but in `shared`; `sharers` are the whole offers of those who may
    have a share.
    """

    def __init__(self, problem: Problem, offers: Sequence[Offer], sharers: Iterable[Offer] = ()) -> None:
        self.problem = problem
        self.offers = offers
        self.weight = firm_weight(problem)
        self.taken: dict[int, int] = {}  # task -> offer
        self.shared: dict[int, tuple[Offer, ...]] = {}  # task -> shares
        self.of_task: dict[int, list[int]] = defaultdict(list)
        for i, offer in enumerate(offers):
            self.of_task[offer.task].append(i)
        self.sharers: dict[int, list[Offer]] = {}
        for sharer in sharers:
            self.sharers.setdefault(sharer.task, []).append(sharer)
        self.published = published_pairs(problem)
        self.left = [assistant.minutes for assistant in problem.assistants]
        weeks = weeks_of(problem.month)
        self.left_until = [list(minutes_until(assistant, weeks)) for assistant in problem.assistants]
        self.packages = {package.client: package for package in problem.packages}
        self.used: Counter[str] = Counter()
        self.team: dict[str, Counter[int]] = defaultdict(Counter)
        self.growths: dict[str, list[int]] = {one.client: [] for one in problem.packages if one.protection}

    def client_of(self, i: int) -> str | None:
        """Give the client of an offer's task."""
        return self.problem.tasks[self.offers[i].task].client

    def is_done(self, task: int) -> bool:
        """Tell whether somebody, or several, have the task."""
        return task in self.taken or task in self.shared

    def done(self) -> list[int]:
        """Give the tasks that are done, in their order."""
        return sorted([*self.taken, *self.shared])

    def missing_assistant_minutes(self, i: int) -> int:
        """Give the minutes the offer's assistant lacks for it in the month; 0 when they have them."""
        return max(0, self.offers[i].minutes - self.left[self.offers[i].assistant])

    def missing_until(self, i: int) -> tuple[int, int]:
        """Give the minutes the assistant lacks most until a week, the offer's or a later one, and that week from 1."""
        offer = self.offers[i]
        left = self.left_until[offer.assistant]
        due = due_until(self.problem.tasks[offer.task], offer.minutes)
        missing = [(wanted - there, -week) for week, (wanted, there) in enumerate(zip(due, left, strict=False), 1)]
        most, week = max((pair for pair, wanted in zip(missing, due, strict=False) if wanted), default=(0, 0))
        return (0, 0) if week == 0 else (max(0, most), -week)

    def left_by_week(self, who: int) -> list[int]:
        """Give an assistant's minutes left in the month, then those left for work due by week 1, 2 and so on to 6."""
        left, until = self.left[who], self.left_until[who]
        return [left, *(min([left, *until[week:]]) for week in range(WEEKS))]

    def left_for(self, task: int, who: int) -> int:
        """Give the minutes an assistant has left for a task, in the month and until each week from its own on."""
        one, left = self.problem.tasks[task], self.left_by_week(who)
        return min(most_for_part(left[week or 0], nth, parts) for nth, week, parts in counted_parts(one))

    def missing_minutes(self, i: int) -> int:
        """Give the minutes the offer's assistant lacks for it, in the month or until a week; 0 when they have them."""
        offer = self.offers[i]
        return max(0, offer.minutes - self.left_for(offer.task, offer.assistant))

    def missing_package_minutes(self, i: int) -> int:
        """Give the minutes the client's package and consented overage lack for an offer; 0 when they suffice."""
        return self.missing_package_minutes_for(self.offers[i].task, self.offers[i].minutes)

    def missing_package_minutes_for(self, task: int, minutes: int) -> int:
        """Give the minutes the client's package and consented overage lack for so many of a task."""
        client = self.problem.tasks[task].client
        if client is None:
            return 0
        package = self.packages[client]
        protected = self.protected_with(task, minutes)
        return max(0, self.used[client] + minutes + protected - package.minutes - package.overage_minutes)

    def protected_with(self, task: int, minutes: int) -> int:
        """Give the minutes that are to be kept free in the client's package with so many of the task added."""
        one = self.problem.tasks[task]
        if one.client not in self.growths:
            return 0
        growths = [*self.growths[one.client], growth_of(one, minutes)]
        return worst_of(growths, self.packages[one.client].protection)

    def is_team_full(self, i: int) -> bool:
        """Tell whether the client's team has no place for the offer's assistant."""
        client, who = self.client_of(i), self.offers[i].assistant
        places = None if client is None else self.team_places(client)
        return client is not None and places is not None and not places and not self.team[client][who]

    def team_places(self, client: str) -> int | None:
        """Give how many may still join the client's team; None where any number may."""
        size = self.packages[client].team_size
        return None if size is None else size - sum(1 for tasks in self.team[client].values() if tasks)

    def fits(self, i: int) -> bool:
        """Tell whether the offer can be taken now without exceeding anything."""
        if self.is_done(self.offers[i].task) or self.missing_minutes(i) or self.missing_package_minutes(i):
            return False
        return not self.is_team_full(i)

    def fits_shared(self, shares: Sequence[Offer]) -> bool:
        """Tell whether a task can be shared so now without exceeding anything; shares add up to the whole task."""
        task = shares[0].task
        if self.is_done(task) or self.missing_package_minutes_for(task, sum(one.minutes for one in shares)):
            return False
        client = self.problem.tasks[task].client
        places = None if client is None else self.team_places(client)
        new = 0 if client is None else sum(1 for one in shares if not self.team[client][one.assistant])
        is_in_time = all(one.minutes <= self.left_for(task, one.assistant) for one in shares)
        return is_in_time and (places is None or new <= places)

    def overage_of(self, i: int) -> int:
        """Give the overage minutes that taking the offer would add."""
        return self.overage(self.client_of(i), self.offers[i].minutes)

    def overage(self, client: str | None, minutes: int) -> int:
        """Give the overage minutes that so many more for a client would add."""
        if client is None:
            return 0
        return max(0, minutes - max(0, self.packages[client].minutes - self.used[client]))

    def cost_of(self, i: int) -> float:
        """Give the overage cost that taking the offer would add."""
        return self._cost(self.client_of(i), self.offers[i].minutes)

    def _cost(self, client: str | None, minutes: int) -> float:
        overage = self.overage(client, minutes)
        return 0.0 if client is None else overage * self.packages[client].overage_cost_per_hour / 60

    def gain(self, i: int) -> float:
        """Give the offer's value less the overage cost it would add."""
        return self.offers[i].value - self.cost_of(i)

    def gain_shared(self, shares: Sequence[Offer]) -> float:
        """Give the value of a shared task less the overage cost it would add."""
        client = self.problem.tasks[shares[0].task].client
        return fsum(one.value for one in shares) - self._cost(client, sum(one.minutes for one in shares))

    def take(self, i: int) -> None:
        """Take an offer; whether it fits is the caller's question."""
        self._move(self.offers[i], 1)
        self._grow(self.offers[i].task, self.offers[i].minutes)
        self.taken[self.offers[i].task] = i

    def give_up(self, i: int) -> None:
        """Undo `take`."""
        self._move(self.offers[i], -1)
        self._shrink(self.offers[i].task, self.offers[i].minutes)
        del self.taken[self.offers[i].task]

    def take_shared(self, shares: Sequence[Offer]) -> None:
        """Take the shares of a task; whether they fit is the caller's question."""
        for one in shares:
            self._move(one, 1)
        self._grow(shares[0].task, sum(one.minutes for one in shares))
        self.shared[shares[0].task] = tuple(shares)

    def give_up_shared(self, task: int) -> tuple[Offer, ...]:
        """Undo `take_shared` and give what it was."""
        shares = self.shared.pop(task)
        for one in shares:
            self._move(one, -1)
        self._shrink(task, sum(one.minutes for one in shares))
        return shares

    def _grow(self, task: int, minutes: int) -> None:
        one = self.problem.tasks[task]
        if one.client in self.growths:
            self.growths[one.client].append(growth_of(one, minutes))

    def _shrink(self, task: int, minutes: int) -> None:
        one = self.problem.tasks[task]
        if one.client in self.growths:
            self.growths[one.client].remove(growth_of(one, minutes))

    def _move(self, offer: Offer, sign: int) -> None:
        task = self.problem.tasks[offer.task]
        self.left[offer.assistant] -= sign * offer.minutes
        until = self.left_until[offer.assistant]
        for week, due in enumerate(due_until(task, offer.minutes) if until else ()):
            until[week] -= sign * due
        if task.client is not None:
            self.used[task.client] += sign * offer.minutes
            self.team[task.client][offer.assistant] += sign

    def rows_of(self, task: int) -> tuple[Offer, ...]:
        """Give what a task that is done takes of whom."""
        return self.shared[task] if task in self.shared else (self.offers[self.taken[task]],)

    def assignments(self) -> tuple[Assignment, ...]:
        """Give the plan in the order of the tasks, the shares of one in the order of the assistants."""
        tasks, people = self.problem.tasks, self.problem.assistants
        rows = (row for task in self.done() for row in self.rows_of(task))
        return tuple(Assignment(tasks[row.task].id, people[row.assistant].id, row.minutes) for row in rows)

    def package_uses(self) -> tuple[PackageUse, ...]:
        """Give the planned and overage minutes of every package, in the problem's order."""
        return tuple(
            _use(self.used[package.client], package, self.growths.get(package.client, []))
            for package in self.problem.packages
        )

    def objective(self) -> float:
        """Give the value of what is taken less the overage cost, added exactly."""
        rows = (row for task in self.done() for row in self.rows_of(task))
        return objective_of((row.value for row in rows), self.package_uses())


def objective_of(values: Iterable[float], uses: Iterable[PackageUse]) -> float:
    """Add values and take the overage costs off, independently of their order."""
    return fsum([*values, *(-use.overage_cost for use in uses)])


def _use(minutes: int, package: Package, growths: Sequence[int]) -> PackageUse:
    overage = max(0, minutes - package.minutes)
    spare = package.minutes + package.overage_minutes - minutes
    return PackageUse(
        package.client,
        minutes,
        overage,
        overage * package.overage_cost_per_hour / 60,
        protected_minutes=worst_of(growths, package.protection),
        overrun_chance=chance_of_overrun(growths, spare) if package.protection else None,
    )
