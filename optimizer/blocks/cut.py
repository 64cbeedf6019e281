"""Cuts a large problem into blocks that can be solved apart, on any machine and in any order."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from optimizer.blocks.slices import Plan, block_problem, shares, slices_of
from optimizer.prices import Prices, prices_of
from optimizer.prices.eligible import NOBODY, eligible_of
from optimizer.problem import FieldProblem, Problem, ProblemError
from optimizer.search import gap_between

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optimizer.problem import Package

ONE_MODEL_TASKS = 800  # of 1,000 tasks one model left a gap of 3.1 % after 30 s, three blocks 0.9 %
BLOCK_TASKS = 300
_OVERSIZE = 2  # times the usual block: a client with more work than that is spread over blocks


@dataclass(frozen=True, slots=True)
class Cut:
    """Blocks that share no minute of anybody, and what is needed to join their plans: prices, bound, first plan.

    No blocks: the first plan is already as good as asked for.
    """

    prices: Prices
    blocks: tuple[Problem, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the cut as plain JSON values."""
        return {"prices": self.prices.to_json(), "blocks": [block.to_json() for block in self.blocks]}

    @classmethod
    def from_json(cls, source: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ProblemError: when a block is no problem.
        """
        return cls(Prices.from_json(source["prices"]), tuple(Problem.from_json(one) for one in source["blocks"]))


def block_count(problem: Problem) -> int:
    """Give into how many blocks the problem is best cut: 1 when one model solves it well."""
    many = len(problem.tasks)
    return 1 if many <= ONE_MODEL_TASKS else round(many / BLOCK_TASKS)


def cut(
    problem: Problem, *, count: int, seed: int = 0, gap: float = 0.0, tick: Callable[[], None] | None = None
) -> Cut:
    """Price a sound problem and cut it into at most `count` blocks, each a problem of its own.

    A client is whole in one block, with its package and team, unless it has more than twice a block's tasks and neither
    a team size nor protection. Assistants' minutes go where the first plan uses them. When that plan is proven within
    `gap` there are no blocks. The same arguments give the same cut.

    Raises:
        ProblemError: when the count is below 1.
    """
    if count < 1:
        raise ProblemError([FieldProblem("blocks", "out_of_range", str(count))])
    eligible = eligible_of(problem)
    prices = prices_of(problem, tick=tick, eligible=eligible, gap=gap)
    bound = prices.bound_of(problem, (row.task for row in prices.plan))
    if bound is not None and gap_between(prices.objective, bound) <= gap:
        return Cut(prices, ())
    plan = _in_arrays(problem, prices)
    groups = _grouped(_units(problem, eligible.row.tolist(), plan, count), plan, count, seed)
    if not groups:
        return Cut(prices, ())
    slices = slices_of(problem, plan, groups)
    packages = _packages(problem, plan, groups)
    found = (block_problem(problem, eligible, tasks, slices, nth, packages[nth]) for nth, tasks in enumerate(groups))
    return Cut(prices, tuple(block for block in found if block.tasks))


def _in_arrays(problem: Problem, prices: Prices) -> Plan:
    tasks = {task.id: nth for nth, task in enumerate(problem.tasks)}
    people = {who.id: nth for nth, who in enumerate(problem.assistants)}
    rows = np.array([(tasks[row.task], people[row.assistant], row.minutes) for row in prices.plan], np.int64)
    plan = Plan(np.full(len(tasks), -1, np.int64), np.zeros(len(tasks), np.int64), rows.reshape(-1, 3))
    for task, who, minutes in sorted(rows.tolist(), key=lambda row: row[2]):  # whoever has most of a task comes last
        plan.who[task] = who
        plan.minutes[task] += minutes
    return plan


def _units(problem: Problem, rows: Sequence[int], plan: Plan, count: int) -> list[list[int]]:
    """Give the tasks that stay together: those of a client, a part of a very large client's, or one without client."""
    of_client: dict[str | None, list[int]] = defaultdict(list)
    units: list[list[int]] = []
    for nth, task in enumerate(problem.tasks):
        if rows[nth] != NOBODY:
            if task.client is None:
                units.append([nth])
            else:
                of_client[task.client].append(nth)
    size = math.ceil(len(problem.tasks) / count)
    limited = {one.client for one in problem.packages if one.team_size is not None or one.protection}
    for client, tasks in of_client.items():
        if len(tasks) <= _OVERSIZE * size or client in limited:
            units.append(tasks)
            continue
        tasks.sort(key=lambda task: (int(plan.who[task]), task))
        units += [tasks[start : start + size] for start in range(0, len(tasks), size)]
    return units


def _grouped(units: list[list[int]], plan: Plan, count: int, seed: int) -> list[list[int]]:
    """Put units next to each other whose work is mostly the same assistant's, and cut the row into equal parts."""
    chance = random.Random(seed)  # noqa: S311  # a choice among equals, not a secret
    chance.shuffle(units)
    units.sort(key=lambda unit: _home(unit, plan))
    total, done = sum(len(unit) for unit in units), 0
    groups: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        groups[(2 * done + len(unit)) * count // (2 * total)] += unit  # where its middle lies
        done += len(unit)
    return [sorted(groups[nth]) for nth in sorted(groups)]


def _home(unit: Sequence[int], plan: Plan) -> int:
    """Give the assistant with most of the planned minutes, -1 when nothing is planned."""
    minutes: Counter[int] = Counter()
    for task in unit:
        if plan.who[task] >= 0:
            minutes[int(plan.who[task])] += int(plan.minutes[task])
    return min(minutes, key=lambda who: (-minutes[who], who), default=-1)


def _packages(problem: Problem, plan: Plan, groups: Sequence[Sequence[int]]) -> list[list[Package]]:
    """Give each group its packages: whole, or in proportion to the planned minutes of a client in several groups."""
    planned: dict[str, dict[int, int]] = defaultdict(dict)
    for nth, tasks in enumerate(groups):
        for task in tasks:
            client = problem.tasks[task].client
            if client is not None:
                planned[client][nth] = planned[client].get(nth, 0) + int(plan.minutes[task])
    packages: list[list[Package]] = [[] for _ in groups]
    for package in problem.packages:
        places = planned[package.client]
        weights = list(places.values())
        parts = zip(shares(package.minutes, weights), shares(package.overage_minutes, weights), strict=True)
        for nth, (minutes, overage) in zip(places, parts, strict=True):
            packages[nth].append(replace(package, minutes=minutes, overage_minutes=overage))
    return packages
