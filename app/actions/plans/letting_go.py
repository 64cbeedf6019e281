"""Work begun that its client or its assistant has no minutes for any more, and that a plan therefore may leave out.

A plan that leaves begun work out does not get back what was worked on it. So it is told before: what was worked is gone
whatever the plan does, and only the rest of the work is to be planned, by who began it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from app.actions.plans.spent import Holding
from optimizer.problem import Assistant, Package


def next_to_let_go(
    held: Mapping[str, Holding],
    done_min: Mapping[str, int],
    packages: Iterable[Package],
    assistants: Iterable[Assistant],
    due_weeks: Mapping[str, tuple[int | None, ...]],
) -> str | None:
    """The task to let go of where not all that is held fits: the one with the least left to do that makes the rest fit.

    Where none alone does, the one with most left. None where all fits, or nothing was worked on what does not.

    Args:
        held: task -> in whose hands it is.
        done_min: task -> minutes worked on it that count into its row.
        packages: what is left of them beside what is held.
        assistants: the same of their months.
        due_weeks: task -> weeks of the month that parts of it are due in, None the last; for those due before it.
    """
    for excess_min, tasks in _excesses(held, packages, assistants, due_weeks):
        rest_min = {task: held[task].minutes - done_min[task] for task in tasks if done_min.get(task, 0) > 0}
        left = sorted((minutes, task) for task, minutes in rest_min.items() if minutes > 0)
        if left:
            return next((task for minutes, task in left if minutes >= excess_min), left[-1][1])
    return None


def _excesses(
    held: Mapping[str, Holding],
    packages: Iterable[Package],
    assistants: Iterable[Assistant],
    due_weeks: Mapping[str, tuple[int | None, ...]],
) -> Iterator[tuple[int, Mapping[str, int]]]:
    """By how many minutes held tasks are more than a package, a month or its first weeks, and which they are."""
    of_client: dict[str, list[str]] = {}
    of_person: dict[str, list[str]] = {}
    for task, holding in held.items():
        of_client.setdefault(holding.client, []).append(task)
        of_person.setdefault(holding.assistant, []).append(task)
    limits = [(_whole(held, of_client.get(one.client, [])), one.minutes + one.overage_minutes) for one in packages]
    for person in assistants:
        own = of_person.get(person.id, [])
        limits.append((_whole(held, own), person.minutes))
        for week in range(1, len(person.minutes_per_week) + 1):
            due = {task: _due_by(week, held[task].minutes, due_weeks.get(task, ())) for task in own}
            limits.append(
                ({task: minutes for task, minutes in due.items() if minutes}, sum(person.minutes_per_week[:week]))
            )
    for tasks, most_min in limits:
        excess_min = sum(tasks.values()) - most_min
        if tasks and excess_min > 0:
            yield excess_min, tasks


def _whole(held: Mapping[str, Holding], tasks: Iterable[str]) -> dict[str, int]:
    return {task: held[task].minutes for task in tasks}


def _due_by(week: int, minutes: int, weeks: Collection[int | None]) -> int:
    """What of so many minutes is due by the end of the week; 0 where all of it is due with the month."""
    return minutes * sum(each is not None and each <= week for each in weeks) // max(1, len(weeks))
