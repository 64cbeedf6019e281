"""A problem with the plan it has, put in order for many questions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from optimizer.eligible import gates_of, offers_of_task, pairs_by_task
from optimizer.shares import can_share

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.eligible import Offer
    from optimizer.problem import Problem
    from optimizer.result import Assignment


class Month:
    """A problem and its plan by task, client and assistant; nothing of it is ever changed.

    Rows of the plan that name a task or an assistant the problem does not have are passed over.
    """

    def __init__(self, problem: Problem, plan: Iterable[Assignment]) -> None:
        self.problem = problem
        self.listed = pairs_by_task(problem)
        self.task_place = {task.id: nth for nth, task in enumerate(problem.tasks)}
        self.assistant_place = {one.id: nth for nth, one in enumerate(problem.assistants)}
        self.packages = {package.client: package for package in problem.packages}
        self.rows: dict[int, list[Assignment]] = defaultdict(list)
        self.held_by: dict[str, list[Assignment]] = defaultdict(list)
        for row in plan:
            if row.task in self.task_place and row.assistant in self.assistant_place:
                self.rows[self.task_place[row.task]].append(row)
                self.held_by[row.assistant].append(row)
        self.tasks_of: dict[str | None, list[int]] = defaultdict(list)
        for nth, task in enumerate(problem.tasks):
            self.tasks_of[task.client].append(nth)

    def offers_of_task(self, task: int) -> tuple[Offer, ...]:
        """Give who may do a task when nothing else is to do, whatever the package; places are the problem's."""
        return tuple(offers_of_task(self.problem, task, self.listed))

    def sharers_of_task(self, task: int) -> list[int]:
        """Give who may have a share of a task, by place; empty when it is not to be split."""
        one = self.problem.tasks[task]
        if not one.splittable:
            return []
        own = None if self.listed is None else self.listed.get(one.id, {})
        people, gates = enumerate(self.problem.assistants), gates_of(self.problem)
        return [place for place, who in people if can_share(one, who, own) and all(gate(one, who) for _, gate in gates)]

    def tasks_held_by(self, assistant: str) -> list[int]:
        """Give the places of the tasks an assistant has a part of, in the problem's order."""
        return sorted({self.task_place[row.task] for row in self.held_by.get(assistant, ())})
