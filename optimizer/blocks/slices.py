"""Shares minutes out among blocks so that every minute is in one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.prices.eligible import Eligible, Whole
    from optimizer.problem import Assistant, Package, Task


@dataclass(frozen=True, slots=True)
class Plan:
    """The first plan in arrays: who has each task (-1 nobody), and for how many minutes."""

    who: Whole
    minutes: Whole


def assistant_minutes(problem: Problem, plan: Plan, blocks: Sequence[Sequence[int]]) -> Whole:
    """Give minutes[block, assistant]: those the plan uses there, and the rest where most of them are used.

    Whoever is not planned at all goes to the blocks in turn.
    """
    minutes = np.zeros((len(blocks), len(problem.assistants)), np.int64)
    for nth, tasks in enumerate(blocks):
        planned = [task for task in tasks if plan.who[task] >= 0]
        np.add.at(minutes[nth], plan.who[planned], plan.minutes[planned])
    idle = 0
    for who, assistant in enumerate(problem.assistants):
        used = int(minutes[:, who].sum())
        most = int(np.argmax(minutes[:, who])) if used else idle % len(blocks)
        idle += not used
        minutes[most, who] += assistant.minutes - used
    return minutes


def shares(whole: int, weights: Sequence[int]) -> list[int]:
    """Cut a whole number in proportion to weights; the parts add up to it, the largest remainders get the rest."""
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    parts = [whole * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda nth: (-(whole * weights[nth] % total), nth))
    for nth in by_remainder[: whole - sum(parts)]:
        parts[nth] += 1
    return parts


def block_problem(
    problem: Problem, eligible: Eligible, tasks: Sequence[int], minutes: Whole, packages: Sequence[Package]
) -> Problem:
    """Give the part of the problem that these tasks make with these minutes of each assistant.

    Tasks that nobody has the minutes for are left out, and people without minutes.
    """
    kept = [task for task in tasks if _is_open(eligible, task, minutes)]
    people = {who.id for who, own in zip(problem.assistants, minutes, strict=True) if own}
    clients = {problem.tasks[task].client for task in kept}
    names = {problem.tasks[task].id for task in kept}
    return Problem(
        month=problem.month,
        packages=tuple(package for package in packages if package.client in clients),
        assistants=tuple(
            _slice(who, int(own), clients) for who, own in zip(problem.assistants, minutes, strict=True) if own
        ),
        tasks=tuple(_with_people(problem.tasks[task], people) for task in kept),
        pairs=tuple(pair for pair in problem.pairs if pair.task in names and pair.assistant in people),
    )


def _is_open(eligible: Eligible, task: int, minutes: Whole) -> bool:
    part = eligible.places(task)
    return bool(np.any(minutes[eligible.who[part]] >= eligible.minutes[part] * eligible.task_minutes[task]))


def _slice(who: Assistant, minutes: int, clients: set[str | None]) -> Assistant:
    """Give so many of an assistant's minutes, and of their weeks and wishes in proportion."""
    return replace(
        who,
        minutes=minutes,
        minutes_per_week=tuple(week * minutes // who.minutes for week in who.minutes_per_week),
        wished_minutes=None if who.wished_minutes is None else who.wished_minutes * minutes // who.minutes,
        excluded_clients=tuple(client for client in who.excluded_clients if client in clients),
    )


def _with_people(task: Task, people: set[str]) -> Task:
    return replace(task, forbidden=tuple(who for who in task.forbidden if who in people))
