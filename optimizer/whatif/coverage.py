"""What nobody could take over from an assistant, and whom to train so that somebody could. All by solving anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.eligible import GATES, has_skills
from optimizer.whatif.answers import Backup, Coverage, Lost
from optimizer.whatif.exact import best_or_raise
from optimizer.whatif.figures import left_out
from optimizer.whatif.month import Month
from optimizer.whatif.part import NO_PAIR, part_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.problem import Assistant, Pair, Problem, Task
    from optimizer.whatif.part import Part

MOST_TRAINEES = 24  # are solved for; more of them is more of the same people at other levels


def coverage_of(month: Month, assistant: str) -> Coverage:
    """Give what is lost when this assistant is away for the month and the others keep what they have.

    Others take the work over so that firm work comes first and fewest minutes are lost. Pins to the assistant are
    lifted: somebody else will have to do it.

    Raises:
        PlanDoesNotFitError: when the others' plan breaks a rule of the problem.
    """
    held = month.tasks_held_by(assistant)
    minutes = Counter[int]()
    for row in month.held_by.get(assistant, ()):
        minutes[month.task_place[row.task]] += row.minutes
    if not held:
        return Coverage(assistant, tasks=0, minutes=0)
    away = _without(month, assistant, minutes)
    part = part_of(away, held)
    best = best_or_raise(part, held={})
    out = left_out(away, part, best)
    lost = tuple(Lost(row.task, minutes[month.task_place[row.task]], row.reason, row.needs) for row in out)
    backup, proven = _backup(away, held, lost) if lost else (None, True)
    return Coverage(assistant, len(held), minutes.total(), lost, backup, best.proven and proven)


def _without(month: Month, assistant: str, minutes: Counter[int]) -> Month:
    """Give the month without an assistant, in which their work is worth its minutes and overage costs nothing."""
    tasks = list(month.problem.tasks)
    for place, held_min in minutes.items():
        task = tasks[place]
        pin = None if task.pinned_to == assistant else task.pinned_to
        tasks[place] = replace(task, pinned_to=pin, value_per_hour=60 * held_min / task.minutes)
    problem = replace(
        month.problem,
        assistants=tuple(one for one in month.problem.assistants if one.id != assistant),
        tasks=tuple(tasks),
        packages=tuple(replace(one, overage_cost_per_hour=0.0) for one in month.problem.packages),
        pairs=_pairs(month.problem.pairs, assistant, {tasks[place].id for place in minutes}),
    )
    return Month(problem, (row for rows in month.rows.values() for row in rows if row.assistant != assistant))


def _pairs(pairs: Sequence[Pair], assistant: str, held: set[str]) -> tuple[Pair, ...]:
    """Give the listed pairs of the others; never none where any were listed, for none means that all are eligible."""
    others = (pair for pair in pairs if pair.assistant != assistant)
    return tuple(replace(pair, value=None) if pair.task in held else pair for pair in others) or (
        (NO_PAIR,) if pairs else ()
    )


@dataclass(frozen=True, slots=True)
class _Trainee:
    """An assistant, by place, who would need one skill at `level` to be able to do some of the lost work."""

    assistant: int
    skill: str
    level: int
    levels: int
    minutes: int


def _backup(away: Month, held: list[int], lost: tuple[Lost, ...]) -> tuple[Backup | None, bool]:
    """Find who brings the lost minutes down most, by the fewest levels; and whether every solve came to its end."""
    trainees = _trainees(away, [(away.problem.tasks[away.task_place[one.task]], one.minutes) for one in lost])
    part = part_of(away, held, people=[one.assistant for one in trainees])
    before = sum(one.minutes for one in lost)
    total = sum(round(task.value_per_hour * task.minutes / 60) for task in part.problem.tasks[: part.free])
    choices: list[tuple[int, int, int, _Trainee]] = []
    proven = True
    for nth, one in enumerate(trainees):
        best = best_or_raise(_trained(part, away.problem, one), held={})
        proven = proven and best.proven
        choices.append((total - round(best.value), one.levels, nth, one))
    if not choices or min(choices)[0] >= before:
        return None, proven
    after, _, _, one = min(choices)
    who = away.problem.assistants[one.assistant]
    return Backup(who.id, one.skill, who.skills.get(one.skill, 0), one.level, before, after), proven


def _trained(part: Part, problem: Problem, one: _Trainee) -> Part:
    name = problem.assistants[one.assistant].id
    place = next(nth for nth, who in enumerate(part.problem.assistants) if who.id == name)
    who = part.problem.assistants[place]
    return part.with_assistant(place, replace(who, skills={**who.skills, one.skill: one.level}))


def _trainees(away: Month, lost: list[tuple[Task, int]]) -> list[_Trainee]:
    """Give who lacks one skill for some of the lost work, those for whom it opens most minutes first."""
    found: list[_Trainee] = []
    for place, who in enumerate(away.problem.assistants):
        wanted = [(*lack, minutes) for task, minutes in lost if (lack := _only_lack(task, who))]
        for skill, level in sorted({(skill, level) for skill, level, _ in wanted}):
            opened = sum(minutes for other, needed, minutes in wanted if other == skill and needed <= level)
            found.append(_Trainee(place, skill, level, level - who.skills.get(skill, 0), opened))
    found.sort(key=lambda one: (-one.minutes, one.levels, one.assistant, one.skill))
    return found[:MOST_TRAINEES]


def _only_lack(task: Task, who: Assistant) -> tuple[str, int] | None:
    """Give the one skill, with the level the task needs, that keeps the assistant from the task; None otherwise."""
    if not all(gate(task, who) for _, gate in GATES if gate is not has_skills):
        return None
    short = [(skill, level) for skill, level in task.skills.items() if who.skills.get(skill, 0) < level]
    return short[0] if len(short) == 1 else None
