"""What is left of every package, assistant and team while a plan is put together, in exact minutes."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import fsum
from typing import TYPE_CHECKING

from optimizer.eligible import firm_weight
from optimizer.reading import WEEKS
from optimizer.result import PackageUse
from optimizer.weeks import minutes_until, weeks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Package, Problem


class Room:
    """A plan in the making: which offer each task has, and what still fits. Offers are named by their place."""

    def __init__(self, problem: Problem, offers: Sequence[Offer]) -> None:
        self.problem = problem
        self.offers = offers
        self.weight = firm_weight(problem)
        self.taken: dict[int, int] = {}  # task -> offer
        self.of_task: dict[int, list[int]] = defaultdict(list)
        for i, offer in enumerate(offers):
            self.of_task[offer.task].append(i)
        self.left = [assistant.minutes for assistant in problem.assistants]
        weeks = weeks_of(problem.month)
        self.left_until = [list(minutes_until(assistant, weeks)) for assistant in problem.assistants]
        self.packages = {package.client: package for package in problem.packages}
        self.used: Counter[str] = Counter()
        self.team: dict[str, Counter[int]] = defaultdict(Counter)

    def client_of(self, i: int) -> str | None:
        """Give the client of an offer's task."""
        return self.problem.tasks[self.offers[i].task].client

    def missing_assistant_minutes(self, i: int) -> int:
        """Give the minutes the offer's assistant lacks for it; 0 when they have them."""
        return max(0, self.offers[i].minutes - self.left[self.offers[i].assistant])

    def missing_until(self, i: int) -> tuple[int, int]:
        """Give the minutes the assistant lacks most until a week, the offer's or a later one, and that week from 1."""
        offer = self.offers[i]
        left, due = self.left_until[offer.assistant], self.problem.tasks[offer.task].due_week
        if due is None or not left:
            return 0, 0
        least = min(range(due - 1, len(left)), key=left.__getitem__)
        return max(0, offer.minutes - left[least]), least + 1

    def left_by_week(self, who: int) -> list[int]:
        """Give an assistant's minutes left in the month, then those left for work due by week 1, 2 and so on to 6."""
        left, until = self.left[who], self.left_until[who]
        return [left, *(min([left, *until[week:]]) for week in range(WEEKS))]

    def missing_minutes(self, i: int) -> int:
        """Give the minutes the offer's assistant lacks for it, in the month or until a week; 0 when they have them."""
        return max(self.missing_assistant_minutes(i), self.missing_until(i)[0])

    def missing_package_minutes(self, i: int) -> int:
        """Give the minutes the client's package and consented overage lack for an offer; 0 when they suffice."""
        client = self.client_of(i)
        if client is None:
            return 0
        package = self.packages[client]
        return max(0, self.used[client] + self.offers[i].minutes - package.minutes - package.overage_minutes)

    def is_team_full(self, i: int) -> bool:
        """Tell whether the client's team has no place for the offer's assistant."""
        client = self.client_of(i)
        size = None if client is None else self.packages[client].team_size
        if client is None or size is None or self.team[client][self.offers[i].assistant]:
            return False
        return sum(1 for tasks in self.team[client].values() if tasks) >= size

    def fits(self, i: int) -> bool:
        """Tell whether the offer can be taken now without exceeding anything."""
        if self.offers[i].task in self.taken or self.missing_minutes(i) or self.missing_package_minutes(i):
            return False
        return not self.is_team_full(i)

    def overage_of(self, i: int) -> int:
        """Give the overage minutes that taking the offer would add."""
        client = self.client_of(i)
        if client is None:
            return 0
        free = max(0, self.packages[client].minutes - self.used[client])
        return max(0, self.offers[i].minutes - free)

    def cost_of(self, i: int) -> float:
        """Give the overage cost that taking the offer would add."""
        client = self.client_of(i)
        return 0.0 if client is None else self.overage_of(i) * self.packages[client].overage_cost_per_hour / 60

    def gain(self, i: int) -> float:
        """Give the offer's value less the overage cost it would add."""
        return self.offers[i].value - self.cost_of(i)

    def take(self, i: int) -> None:
        """Take an offer; whether it fits is the caller's question."""
        self._move(i, 1)
        self.taken[self.offers[i].task] = i

    def give_up(self, i: int) -> None:
        """Undo `take`."""
        self._move(i, -1)
        del self.taken[self.offers[i].task]

    def _move(self, i: int, sign: int) -> None:
        offer, client = self.offers[i], self.client_of(i)
        self.left[offer.assistant] -= sign * offer.minutes
        due, until = self.problem.tasks[offer.task].due_week, self.left_until[offer.assistant]
        for week in range(due - 1, len(until)) if due is not None else ():
            until[week] -= sign * offer.minutes
        if client is not None:
            self.used[client] += sign * offer.minutes
            self.team[client][offer.assistant] += sign

    def package_uses(self) -> tuple[PackageUse, ...]:
        """Give the planned and overage minutes of every package, in the problem's order."""
        return tuple(_use(self.used[package.client], package) for package in self.problem.packages)

    def objective(self) -> float:
        """Give the value of what is taken less the overage cost, added exactly."""
        return objective_of((self.offers[i].value for i in self.taken.values()), self.package_uses())


def objective_of(values: Iterable[float], uses: Iterable[PackageUse]) -> float:
    """Add values and take the overage costs off, independently of their order."""
    return fsum([*values, *(-use.overage_cost for use in uses)])


def _use(minutes: int, package: Package) -> PackageUse:
    overage = max(0, minutes - package.minutes)
    return PackageUse(package.client, minutes, overage, overage * package.overage_cost_per_hour / 60)
