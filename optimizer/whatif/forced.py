"""What a left-out task would push out if it had to be in the plan, found by solving with it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.explain import why_left_out
from optimizer.room import Room
from optimizer.shares import smallest_share
from optimizer.whatif.changes import Forced
from optimizer.whatif.difference import difference
from optimizer.whatif.exact import best, best_or_raise
from optimizer.whatif.figures import rows_of
from optimizer.whatif.part import part_of

if TYPE_CHECKING:
    from optimizer.whatif.month import Month

FREE_TASKS = 60  # solved exactly in about a second; most clients have fewer


def forced_of(month: Month, task: str) -> Forced:
    """Give what the plan loses when the task has to be in it.

    Free to move are the work of the task's client, all the work of those who may do the task, then of those who may do
    that, and so on: of the least busy first, up to about 60 tasks, and of one who may do the task at least, or of
    as many as can share it.

    Raises:
        PlanDoesNotFitError: when what stays of the plan breaks a rule of the problem.
    """
    place = month.task_place[task]
    client = month.problem.tasks[place].client
    if not (month.offers_of_task(place) or month.sharers_of_task(place)) or (
        client is not None and client not in month.packages
    ):
        return _impossible(Room(month.problem, ()), place)
    free = _neighbours(month, place)
    part = part_of(month, free)
    nth = sorted(free).index(place)
    without = best_or_raise(part)
    within = best(part, needed=(nth,))
    if within is None:
        return _impossible(Room(part.problem, part.offers(), part.sharers()), nth)
    offer = within.room.rows_of(nth)[0]
    planned = [row for one in free for row in month.rows.get(one, ())]
    return Forced(
        task=task,
        assistant=part.problem.assistants[offer.assistant].id,
        value_lost=without.value - within.value,
        firm_lost=without.firm_tasks - within.firm_tasks,
        difference=difference(planned, rows_of(part, within)),
        free_tasks=len(free),
        proven=without.proven and within.proven,
    )


def _impossible(room: Room, place: int) -> Forced:
    """Say why not even an empty plan takes the task."""
    why = why_left_out(room, place, with_rivals=False)
    return Forced(why.task, reason=why.reason, needs=why.needs)


def _neighbours(month: Month, place: int) -> set[int]:
    """Give the tasks that may have to make room: the client's, then those of the people who may do any of them."""
    client = month.problem.tasks[place].client
    found = {place} if client is None else set(month.tasks_of[client])
    seen: set[str] = set()
    fewest = _fewest_people(month, place)
    ring = [place]
    while ring:
        people = {month.problem.assistants[who].id for one in ring for who in _who_may(month, one)}
        ring = []
        for _, who in sorted((len(month.tasks_held_by(who)), who) for who in people - seen):
            held = month.tasks_held_by(who)
            if len(seen) >= fewest and len(found.union(held)) > FREE_TASKS:
                return found
            seen.add(who)
            ring += [one for one in held if one not in found]
            found.update(held)
    return found


def _who_may(month: Month, place: int) -> set[int]:
    return {offer.assistant for offer in month.offers_of_task(place)} | set(month.sharers_of_task(place))


def _fewest_people(month: Month, place: int) -> int:
    """Give how many of those who may do the task have all of their work free: one, or as many as can share it."""
    task = month.problem.tasks[place]
    return 1 if month.offers_of_task(place) else task.minutes // smallest_share(task)
