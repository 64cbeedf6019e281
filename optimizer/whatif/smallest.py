"""The smallest change that lets a left-out task in, each verified by solving its client with the change made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from optimizer.greedy import shares_for
from optimizer.protection import growth_of
from optimizer.room import Room
from optimizer.whatif.changes import Change, Kind, SmallestChange, Step
from optimizer.whatif.exact import Best, best
from optimizer.whatif.part import part_of
from optimizer.whatif.steps import (
    cleared,
    larger_team,
    later_weeks,
    more_of_assistant,
    more_package,
    taught,
    who_may,
    who_nearly_may,
    without_pin,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.whatif.month import Month
    from optimizer.whatif.part import Part

    Made = tuple[Step, Part]

#: Package and assistant minutes are sizes of one kind. A pin is only a wish, taken back at once: it goes before weeks,
#: places in a team, levels and clearances, which others have to agree to or somebody has to learn.
GROUP = {kind: max(0, nth - 1) for nth, kind in enumerate(Kind)}


def smallest_change_of(month: Month, task: str) -> SmallestChange:
    """Give the smallest change of every kind that lets the task in while all the plan has of its client stays in.

    Where no single step is enough, each is tried with a larger package.
    """
    own = Letting(month, task)
    if own.given_to(own.part):
        return SmallestChange(task, fits_already=True)
    found: list[tuple[tuple[Step, ...], Part]] = [((step,), part) for step, part in own.steps(own.part)]
    if not found and own.client is not None:
        for step, part in own.steps(more_package(own.part, own.client, own.most_min)):
            package = own.package_steps(more_package(part, own.client, -own.most_min))
            found += [((first, step), both) for first, both in package]
    changes = [Change(steps, own.given_to(part) or "") for steps, part in found]
    return SmallestChange(task, changes=tuple(sorted(changes, key=_size)), proven=own.proven)


def _size(change: Change) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(((GROUP[step.kind], step.amount) for step in change.steps), reverse=True))


class Letting:
    """A task's client, with what is planned of it, and what would have to change to let the task in as well."""

    def __init__(self, month: Month, task: str) -> None:
        problem, place = month.problem, month.task_place[task]
        wanted = problem.tasks[place]
        self.client = wanted.client
        free = [place] if wanted.client is None else month.tasks_of[wanted.client]
        self.nth = free.index(place)
        self.part = part_of(month, free, people=[*who_may(problem, wanted), *who_nearly_may(problem, wanted)])
        self.planned, self.proven = _planned(self.part), True
        listed = (month.listed or {}).get(task, {}).values()
        longest = max([wanted.minutes, *(pair.minutes for pair in listed if pair.minutes is not None)])
        self.most_min = longest + growth_of(wanted, longest)

    def given_to(self, part: Part) -> str | None:
        """Give who has the task when all that is planned and the task are in; None when that cannot be.

        The whole must be worth no less than what is planned, so that no overage is worth more than the task.
        """
        planned = {task for task in self.planned.room.done() if task < part.free}  # what stays is not asked for
        found = best(part, needed={self.nth, *planned})
        if found is None:
            return None
        if self.planned.is_better_than(found):
            self.proven = self.proven and found.proven  # a search that came to its end may have found a better one
            return None
        return part.problem.assistants[found.room.rows_of(self.nth)[0].assistant].id

    def steps(self, part: Part) -> Iterator[Made]:
        """Give the smallest step of every kind that lets the task in, with the part after it."""
        yield from self.package_steps(part)
        yield from self._minutes_of_somebody(part)
        yield from self._first(later_weeks(part, self.nth))
        if self.client is not None and (team := larger_team(part, self.client)):
            yield from self._first([(Step(Kind.TEAM, 1), team)])
        yield from self._first(taught(part, self.nth))
        yield from self._first(cleared(part, self.nth))
        if pin := without_pin(part, self.nth):
            yield from self._first([pin])

    def package_steps(self, part: Part) -> Iterator[Made]:
        """Give the fewest more minutes of package, if they are enough."""
        client = self.client
        if client is not None and (more := self._fewest(self.most_min, lambda more: more_package(part, client, more))):
            yield Step(Kind.PACKAGE, more), more_package(part, client, more)

    def _first(self, tried: Iterable[Made]) -> Iterator[Made]:
        for step, part in tried:
            if self.given_to(part):
                yield step, part
                return

    def _minutes_of_somebody(self, part: Part) -> Iterator[Made]:
        """Give the fewest more minutes of one assistant who may do the task; of equals the first."""
        fewest, found = self.most_min + 1, None
        for nth in who_may(part.problem, part.problem.tasks[self.nth]):
            more = self._fewest(fewest - 1, partial(more_of_assistant, part, nth))
            if more:
                fewest, found = more, nth
        if found is not None:
            name = part.problem.assistants[found].id
            yield Step(Kind.ASSISTANT, fewest, name), more_of_assistant(part, found, fewest)

    def _fewest(self, high: int, make: Callable[[int], Part]) -> int | None:
        """Give the fewest minutes, up to `high`, that let the task in; None when even these do not."""
        if high < 1 or not self.given_to(make(high)):
            return None
        low = 0
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.given_to(make(middle)) else (middle, high)
        return high


def _planned(part: Part) -> Best:
    """Give what is planned of the free tasks, as far as it may still be done as planned."""
    room = Room(part.problem, part.offers(), part.sharers())
    for task, people in part.held.items():
        if len(people) > 1 and (shares := shares_for(room, task)):
            room.take_shared(shares)
    for i, offer in enumerate(room.offers):
        is_planned = offer.assistant in part.held.get(offer.task, ()) or offer.task >= part.free
        if is_planned and not room.is_done(offer.task):
            room.take(i)
    firm = sum(room.weight[task] for task in room.done())
    return Best(room, firm, room.objective(), proven=True)
