"""Generalised assignment problems as problems of the planner: every task goes to one assistant at the least cost.

Types c and d as Chu and Beasley draw them (A genetic algorithm for the generalised assignment problem, Computers and
Operations Research 24, 1997), type e as Laguna, Kelly, González-Velarde and Glover do (Tabu search for the multilevel
generalized assignment problem, European Journal of Operational Research 82, 1995). The files in `gap/` are of the OR
Library, in its layout: tasks are assigned at the least cost in all.
"""

from __future__ import annotations

import csv
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer import Assistant, Pair, Problem, Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.result import PlanResult

FILES = Path(__file__).parent / "gap"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Costs and minutes by assistant and task, and the minutes each assistant has."""

    costs: list[list[int]]
    minutes: list[list[int]]
    room: list[int]

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self.costs[0])

    @property
    def most(self) -> int:
        """What a task is worth before its cost: enough that none is left out to save it."""
        return 2 * max(map(max, self.costs))

    def problem(self) -> Problem:
        """The same as a problem of the planner, with a value for each listed pair instead of a cost."""
        people = tuple(Assistant(f"a{i}", room) for i, room in enumerate(self.room))
        tasks = tuple(Task(f"t{j}", 1) for j in range(self.tasks))
        pairs = (
            Pair(f"t{j}", f"a{i}", self.minutes[i][j], float(self.most - self.costs[i][j]))
            for j in range(self.tasks)
            for i in range(len(self.room))
        )
        return Problem(assistants=people, tasks=tasks, pairs=tuple(pairs))

    def cost(self, plan: PlanResult) -> float:
        """The cost of a plan that does all the work, infinite for any other."""
        return math.inf if plan.unassigned else self.tasks * self.most - plan.objective

    def least(self, plan: PlanResult) -> float:
        """What no assignment can cost less than, as the plan proves it: costs are whole."""
        return -math.inf if plan.bound is None else math.ceil(self.tasks * self.most - plan.bound - 1e-6)


def drawn(kind: str, assistants: int, tasks: int, seed: int) -> Assignment:
    """An instance of type c, d or e."""
    chance = random.Random(f"{kind} {assistants} {tasks} {seed}")

    def rows(one: object) -> list[list[int]]:
        return [[one(i, j) for j in range(tasks)] for i in range(assistants)]  # type: ignore[operator]

    if kind == "c":
        minutes = rows(lambda _i, _j: chance.randint(5, 25))
        costs = rows(lambda _i, _j: chance.randint(10, 50))
    elif kind == "d":
        minutes = rows(lambda _i, _j: chance.randint(1, 100))
        costs = rows(lambda i, j: 111 - minutes[i][j] + chance.randint(-10, 10))
    else:
        minutes = rows(lambda _i, _j: max(1, round(1 - 10 * math.log(1 - chance.random()))))
        costs = rows(lambda i, j: max(1, round(1000 / minutes[i][j] - 10 * chance.random())))
    return Assignment(costs, minutes, [8 * sum(row) // (10 * assistants) for row in minutes])


def published() -> Iterator[tuple[str, Assignment, int]]:
    """The files with their best known costs."""
    with (FILES / "best_known.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["Path"].rpartition("/")[2]
            yield name, _read(FILES / name), int(row["Best known solution value"])


def _read(file: Path) -> Assignment:
    numbers = map(int, file.read_text(encoding="utf-8").split())
    assistants, tasks = next(numbers), next(numbers)
    costs, minutes = ([[next(numbers) for _ in range(tasks)] for _ in range(assistants)] for _ in range(2))
    return Assignment(costs, minutes, [next(numbers) for _ in range(assistants)])
