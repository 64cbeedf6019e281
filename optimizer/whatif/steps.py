"""The single steps that may let a task into a part: each with the part as it is once the step is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.eligible import GATES, has_clearances, has_skills, is_pinned_away
from optimizer.reading import WEEKS
from optimizer.weeks import weeks_of, with_more_minutes
from optimizer.whatif.changes import Kind, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.eligible import Gate
    from optimizer.problem import Assistant, Problem, Task
    from optimizer.whatif.part import Part

MOST_PEOPLE = 24  # are tried with one kind of step, the nearest first


def more_package(part: Part, client: str, minutes: int) -> Part:
    """Give the part with so many more minutes in a client's package."""
    package = next(one for one in part.problem.packages if one.client == client)
    return part.with_package(replace(package, minutes=package.minutes + minutes))


def more_of_assistant(part: Part, place: int, minutes: int) -> Part:
    """Give the part with so many more minutes of an assistant, as early in the month as they are there."""
    one, weeks = part.problem.assistants[place], weeks_of(part.problem.month)
    return part.with_assistant(place, with_more_minutes(one, minutes, weeks))


def larger_team(part: Part, client: str) -> Part | None:
    """Give the part with one assistant more in a client's team; None when the team has no limit."""
    package = next(one for one in part.problem.packages if one.client == client)
    return None if package.team_size is None else part.with_package(replace(package, team_size=package.team_size + 1))


def later_weeks(part: Part, place: int) -> Iterator[tuple[Step, Part]]:
    """Give the task due later and later, at last at the end of the month."""
    task = part.problem.tasks[place]
    if task.due_week is not None:
        for week in (*range(task.due_week + 1, WEEKS + 1), None):
            weeks = (WEEKS + 1 if week is None else week) - task.due_week
            yield Step(Kind.WEEK, weeks, due_week=week), part.with_task(place, replace(task, due_week=week))


def without_pin(part: Part, place: int) -> tuple[Step, Part] | None:
    """Give the task free of its pin; None when it has none."""
    task = part.problem.tasks[place]
    if task.pinned_to is None:
        return None
    return Step(Kind.UNPIN, 1, task.pinned_to), part.with_task(place, replace(task, pinned_to=None))


def taught(part: Part, place: int) -> list[tuple[Step, Part]]:
    """Give those whom nothing but skill levels keeps from the task with these levels, the fewest levels first."""
    task, found = part.problem.tasks[place], []
    for nth, who in _kept_out_only_by(has_skills, part.problem, task):
        short = {skill: level for skill, level in task.skills.items() if who.skills.get(skill, 0) < level}
        step = Step(Kind.SKILL, _levels_short(task, who), who.id, skills=short)
        found.append((step, part.with_assistant(nth, replace(who, skills={**who.skills, **short}))))
    return sorted(found, key=lambda one: one[0].amount)


def cleared(part: Part, place: int) -> list[tuple[Step, Part]]:
    """Give those whom nothing but clearances keeps from the task with these, the fewest clearances first."""
    task, found = part.problem.tasks[place], []
    for nth, who in _kept_out_only_by(has_clearances, part.problem, task):
        missing = _missing(task, who)
        step = Step(Kind.CLEARANCE, len(missing), who.id, clearances=missing)
        found.append((step, part.with_assistant(nth, replace(who, clearances=who.clearances + missing))))
    return sorted(found, key=lambda one: one[0].amount)


def who_may(problem: Problem, task: Task) -> list[int]:
    """Give the places of those whom no gate keeps from a task, whether they have time or not."""
    return [
        nth
        for nth, who in enumerate(problem.assistants)
        if _is_offered(problem, task, who) and all(gate(task, who) for _, gate in GATES)
    ]


def who_nearly_may(problem: Problem, task: Task) -> list[int]:
    """Give the places of those who may do a task but for skills or clearances, the nearest of each."""
    skills = sorted((_levels_short(task, who), nth) for nth, who in _kept_out_only_by(has_skills, problem, task))
    papers = sorted((len(_missing(task, who)), nth) for nth, who in _kept_out_only_by(has_clearances, problem, task))
    return [nth for _, nth in (*skills[:MOST_PEOPLE], *papers[:MOST_PEOPLE])]


def _kept_out_only_by(bar: Gate, problem: Problem, task: Task) -> Iterator[tuple[int, Assistant]]:
    for nth, who in enumerate(problem.assistants):
        others = all(gate(task, who) for _, gate in GATES if gate is not bar)
        if others and _is_offered(problem, task, who) and not bar(task, who):
            yield nth, who


def _is_offered(problem: Problem, task: Task, who: Assistant) -> bool:
    """Tell whether the task is not pinned away and the pair is listed, where pairs are listed."""
    listed = not problem.pairs or any((task.id, who.id) == (one.task, one.assistant) for one in problem.pairs)
    return listed and not is_pinned_away(task, who)


def _levels_short(task: Task, who: Assistant) -> int:
    return sum(max(0, level - who.skills.get(skill, 0)) for skill, level in task.skills.items())


def _missing(task: Task, who: Assistant) -> tuple[str, ...]:
    return tuple(one for one in task.clearances if one not in who.clearances)
