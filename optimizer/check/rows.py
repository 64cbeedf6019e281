"""The assignments of a plan, put in order for its checks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.problem import Problem, Task
    from optimizer.result import Assignment, PlanResult


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule a plan breaks: its code, what it is about, and by how much where that can be told."""

    code: str
    about: str
    excess: float = 0

    def __str__(self) -> str:
        return f"{self.about}: {self.code}" + (f" ({self.excess:g})" if self.excess else "")


def by_task(problem: Problem, plan: PlanResult) -> list[tuple[Task, list[Assignment]]]:
    """Give every task with its rows, in the problem's order; none for one left out."""
    rows: dict[str, list[Assignment]] = defaultdict(list)
    for row in plan.assignments:
        rows[row.task].append(row)
    return [(task, rows[task.id]) for task in problem.tasks]


def by_client(problem: Problem, plan: PlanResult) -> dict[str, list[Assignment]]:
    """Give the rows of every client that has any; work for no client is left out."""
    clients = {task.id: task.client for task in problem.tasks}
    rows: dict[str, list[Assignment]] = defaultdict(list)
    for row in plan.assignments:
        client = clients[row.task]
        if client is not None:
            rows[client].append(row)
    return rows


def growths(problem: Problem, plan: PlanResult) -> dict[str | None, list[int]]:
    """Give for each client the minutes by which its tasks may grow, the most first; all at once, for there are many."""
    found: dict[str | None, list[int]] = defaultdict(list)
    for task, rows in by_task(problem, plan):
        if task.uncertainty:
            most = Decimal(repr(task.uncertainty)) * sum(row.minutes for row in rows)
            found[task.client].append(int(most.to_integral_value(ROUND_CEILING)))
    return {client: sorted((growth for growth in own if growth), reverse=True) for client, own in found.items()}
