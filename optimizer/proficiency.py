"""How many minutes a task takes with an assistant of more skill than it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.problem import Assistant, Proficiency, Task


def percent_of(task: Task, assistant: Assistant, practice: Proficiency | None) -> int:
    """Give how much of the task's minutes an eligible assistant needs, in percent, 100 at most.

    pct[t,a] = max(least, 100 - step * min over s in S(t) of (level[a,s] - need[t,s])): of several skills the one with
    the least to spare counts. 100 for a task that asks for no skill, or where no proficiency is told.
    """
    if practice is None or not task.skills:
        return 100
    spare = min(assistant.skills.get(skill, 0) - level for skill, level in task.skills.items())
    return min(100, max(practice.least_percent, 100 - practice.percent_per_level * max(0, spare)))


def part_of_minutes(minutes: int, percent: int) -> int:
    """Give so many percent of minutes, half a minute rounded up, 1 at least."""
    return max(1, (2 * minutes * percent + 100) // 200)
