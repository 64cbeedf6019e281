"""A part of a month that may be planned anew while all the rest stays as it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.eligible import Offer, offers_of_task, pairs_by_task
from optimizer.problem import Package, Pair, Problem, Task
from optimizer.protection import growth_of, worst_of
from optimizer.shares import sharers_of
from optimizer.weeks import parts_of, weeks_of, with_time_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from optimizer.problem import Assistant
    from optimizer.whatif.month import Month

NO_PAIR = Pair("", "")  # listed alone it makes nobody eligible, where an empty list makes everybody


@dataclass(frozen=True, slots=True)
class Part:
    """A small problem: first the free tasks, then what stays, as tasks worth nothing that must be in the plan.

    `free` counts the free tasks. `held` gives the assistants that they have in the plan, both by place. `loads` are
    the assistants of what stays, in the order of its tasks.
    """

    problem: Problem
    free: int
    held: dict[int, frozenset[int]]
    loads: tuple[int, ...]

    def offers(self) -> tuple[Offer, ...]:
        """Give every eligible pair of the free tasks, in time or not, and the one pair of each task that stays."""
        listed = pairs_by_task(self.problem)
        found = [offer for task in range(self.free) for offer in offers_of_task(self.problem, task, listed)]
        return (*found, *self._stays())

    def offers_in_time(self) -> tuple[Offer, ...]:
        """Give the pairs that may come about: those for which there is time, and what stays in their way."""
        left, stays = self.minutes_left(), self._stays()
        found = [one for one in self.offers() if one.task < self.free and one.minutes <= left[one.assistant]]
        people = {one.assistant for one in (*found, *self.sharers())}
        tasks = self.problem.tasks
        return (*found, *(one for one in stays if one.assistant in people or tasks[one.task].client is not None))

    def sharers(self) -> tuple[Offer, ...]:
        """Give who may have a share of the free tasks that may be split."""
        return sharers_of(self.problem)

    def minutes_left(self) -> list[int]:
        """Give the minutes that what stays leaves of every assistant."""
        left = [one.minutes for one in self.problem.assistants]
        for offer in self._stays():
            left[offer.assistant] -= offer.minutes
        return left

    def minutes_for_clients(self) -> list[int]:
        """Give the minutes that other clients' work leaves of every assistant."""
        left = [one.minutes for one in self.problem.assistants]
        for offer in self._stays():
            if self.problem.tasks[offer.task].client is None:
                left[offer.assistant] -= offer.minutes
        return left

    def _stays(self) -> tuple[Offer, ...]:
        tasks = self.problem.tasks
        return tuple(Offer(nth, who, tasks[nth].minutes, 0.0) for nth, who in enumerate(self.loads, start=self.free))

    def with_package(self, package: Package) -> Part:
        """Give the part with another package for one of its clients."""
        packages = [package if one.client == package.client else one for one in self.problem.packages]
        return replace(self, problem=replace(self.problem, packages=tuple(packages)))

    def with_assistant(self, place: int, assistant: Assistant) -> Part:
        """Give the part with another assistant in this place."""
        people = list(self.problem.assistants)
        people[place] = assistant
        return replace(self, problem=replace(self.problem, assistants=tuple(people)))

    def with_task(self, place: int, task: Task) -> Part:
        """Give the part with another free task in this place."""
        tasks = list(self.problem.tasks)
        tasks[place] = task
        return replace(self, problem=replace(self.problem, tasks=tuple(tasks)))


def part_of(month: Month, free: Iterable[int], *, people: Iterable[int] = (), without: Collection[int] = ()) -> Part:
    """Give the part in which these tasks are free, for everybody who may do any of them.

    `people` are looked at besides, `without` not at all; all are places. A client without a package gets one of no
    minutes. What stays fits: an assistant, a week of theirs, a package or a team that it already exceeds is made as
    large as it is. Only what is due before somebody is back from leave fits nowhere.
    """
    tasks, given = month.problem.tasks, sorted(set(free))
    clients = {tasks[task].client for task in given} - {None}
    chosen = sorted({*_who_may(month, given), *people} - set(without))
    place = {month.problem.assistants[who].id: nth for nth, who in enumerate(chosen)}
    loads = list(_loads(month, set(given), clients, place))
    problem = Problem(
        month=month.problem.month,
        packages=tuple(_large_enough(month, client, loads) for client in sorted(filter(None, clients))),
        assistants=tuple(_with_time(month, month.problem.assistants[who], loads) for who in chosen),
        tasks=(*(tasks[task] for task in given), *(task for _, task in loads)),
        pairs=_pairs(month, given, place),
        proficiency=month.problem.proficiency,
    )
    return Part(problem, len(given), _held(month, given, place), tuple(place[who] for who, _ in loads))


def _who_may(month: Month, given: Iterable[int]) -> set[int]:
    """Find who may do any of the tasks, who has a part of one, and who else works for their clients."""
    found = {offer.assistant for task in given for offer in month.offers_of_task(task)}
    found.update(who for task in given for who in month.sharers_of_task(task))
    clients = {month.problem.tasks[task].client for task in given} - {None}
    for task in {*given, *(one for client in clients for one in month.tasks_of[client])}:
        found.update(month.assistant_place[row.assistant] for row in month.rows.get(task, ()))
    return found


def _loads(month: Month, free: set[int], clients: set[str | None], people: Iterable[str]) -> Iterator[tuple[str, Task]]:
    """Give what stays, as (assistant, task): the clients' own work row by row, other work of a due week in one."""
    others: Counter[tuple[str, int | None]] = Counter()
    for who in people:
        for row in month.held_by.get(who, ()):
            place = month.task_place[row.task]
            task = month.problem.tasks[place]
            if place in free:
                continue
            if task.client in clients:
                own = Task(f"{task.id} {who}", row.minutes, task.client, 0.0, due_week=task.due_week)
                yield who, replace(own, early_weeks=task.early_weeks, uncertainty=task.uncertainty)
            else:
                for week, minutes in parts_of(task, row.minutes):
                    others[who, week] += minutes
    for (who, week), minutes in others.items():
        if not minutes:
            continue
        yield who, Task(f"{who} {week}", minutes, value_per_hour=0.0, due_week=week)


def _with_time(month: Month, assistant: Assistant, loads: Iterable[tuple[str, Task]]) -> Assistant:
    """Give an assistant with no fewer minutes, in the month and until the end of any week, than they have work."""
    due_min = Counter[int | None]()
    for who, task in loads:
        if who == assistant.id:
            for week, minutes in parts_of(task, task.minutes):
                due_min[week] += minutes
    longer = replace(assistant, minutes=max(assistant.minutes, due_min.total()))
    by_week = {week: minutes for week, minutes in due_min.items() if week is not None}
    return with_time_for(longer, by_week, weeks_of(month.problem.month))


def _large_enough(month: Month, client: str, loads: Iterable[tuple[str, Task]]) -> Package:
    """Give the client's package, no smaller than what stays of its work and no smaller a team than has it."""
    package = month.packages.get(client) or Package(client, 0)
    own = [(who, task) for who, task in loads if task.client == client]
    protected = worst_of([growth_of(task, task.minutes) for _, task in own], package.protection)
    planned = sum(task.minutes for _, task in own) + protected
    minutes = max(package.minutes, planned - package.overage_minutes)
    team = None if package.team_size is None else max(package.team_size, len({who for who, _ in own}))
    return replace(package, minutes=minutes, team_size=team)


def _pairs(month: Month, given: Iterable[int], people: Collection[str]) -> tuple[Pair, ...]:
    """Give the listed pairs of the part; never none where any are listed, for none means that all are eligible."""
    if month.listed is None:
        return ()
    own = [month.listed.get(month.problem.tasks[task].id, {}) for task in given]
    return tuple(pair for pairs in own for who, pair in pairs.items() if who in people) or (NO_PAIR,)


def _held(month: Month, given: Sequence[int], place: Mapping[str, int]) -> dict[int, frozenset[int]]:
    found = {
        nth: [place[row.assistant] for row in month.rows.get(task, ()) if row.assistant in place]
        for nth, task in enumerate(given)
    }
    return {nth: frozenset(who) for nth, who in found.items() if who}
