"""The figures of a part's plan, and why tasks of it are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.explain import why_left_out
from optimizer.result import Assignment
from optimizer.room import Room
from optimizer.whatif.answers import Done

if TYPE_CHECKING:
    from optimizer.result import Unassigned
    from optimizer.whatif.exact import Best
    from optimizer.whatif.month import Month
    from optimizer.whatif.part import Part


def tasks_in(part: Part, best: Best) -> tuple[str, ...]:
    """Give the ids of the free tasks that are in the plan, in the problem's order."""
    return tuple(part.problem.tasks[task].id for task in range(part.free) if best.room.is_done(task))


def rows_of(part: Part, best: Best) -> tuple[Assignment, ...]:
    """Give the free tasks of a plan as assignments, in the problem's order."""
    taken = [one for task in range(part.free) if best.room.is_done(task) for one in best.room.rows_of(task)]
    tasks, people = part.problem.tasks, part.problem.assistants
    return tuple(Assignment(tasks[one.task].id, people[one.assistant].id, one.minutes) for one in taken)


def done(part: Part, best: Best) -> Done:
    """Add up the free tasks of a plan."""
    room, taken = best.room, [task for task in range(part.free) if best.room.is_done(task)]
    return Done(
        tasks=len(taken),
        firm=best.firm_tasks,
        minutes=sum(one.minutes for task in taken for one in room.rows_of(task)),
        value=best.value,
        overage_minutes=sum(use.overage_minutes for use in room.package_uses()),
    )


def left_out(month: Month, part: Part, best: Best) -> tuple[Unassigned, ...]:
    """Give the free tasks that are not in the plan, each with the first reason that binds."""
    room = Room(part.problem, part.offers(), part.sharers())
    nobody = Room(month.problem, ())  # asked of everybody, not only of those who may do something of this part
    taken = {(best.room.offers[i].task, best.room.offers[i].assistant) for i in best.room.taken.values()}
    for i, offer in enumerate(room.offers):
        if offer.task >= part.free or (offer.task, offer.assistant) in taken:
            room.take(i)
    for shares in best.room.shared.values():
        room.take_shared(shares)
    found = []
    for task in range(part.free):
        if not best.room.is_done(task):
            is_barred = not room.of_task[task] and not room.sharers.get(task)
            place = month.task_place[part.problem.tasks[task].id] if is_barred else task
            found.append(why_left_out(nobody if is_barred else room, place, with_rivals=False))
    return tuple(found)
