"""Shares minutes out among blocks so that every minute is in one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.eligible import is_present
from optimizer.problem import Problem
from optimizer.reading import WEEKS
from optimizer.shares import smallest_share
from optimizer.weeks import minutes_until, parts_of, weeks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.prices.eligible import Eligible, Whole
    from optimizer.problem import Assistant, Package, Task
    from optimizer.weeks import Weeks


@dataclass(frozen=True, slots=True)
class Plan:
    """The first plan in arrays: who has most of each task (-1 nobody), and how many minutes it takes in all.

    `rows` are all of it, each a task, an assistant and minutes.
    """

    who: Whole
    minutes: Whole
    rows: Whole


@dataclass(frozen=True, slots=True)
class Slices:
    """What of everybody's time is whose block's: `minutes[block, assistant]`, and of those told by week `weeks`.

    `weeks[assistant][block, week]` has leave already taken off.
    """

    minutes: Whole
    weeks: Mapping[int, Whole]


def slices_of(problem: Problem, plan: Plan, blocks: Sequence[Sequence[int]]) -> Slices:
    """Give each block the minutes that the plan uses there, and the rest to where most of them are used.

    Whoever is not planned at all goes to the blocks in turn. No minute of a month, and none until any week, is in two
    blocks, so plans of the blocks exceed neither when they are joined.
    """
    used = np.zeros((len(blocks), len(problem.assistants), WEEKS + 1), np.int64)
    block_of = np.full(len(problem.tasks), -1, np.int64)
    for nth, tasks in enumerate(blocks):
        block_of[tasks] = nth
    task, person, planned, week = _by_week(problem, plan.rows[block_of[plan.rows[:, 0]] >= 0]).T
    np.add.at(used, (block_of[task], person, week), planned)
    minutes = used.sum(axis=2)
    idle, calendar = 0, weeks_of(problem.month)
    weeks: dict[int, Whole] = {}
    for who, assistant in enumerate(problem.assistants):
        most = int(np.argmax(minutes[:, who])) if minutes[:, who].any() else idle % len(blocks)
        idle += not minutes[:, who].any()
        minutes[most, who] += assistant.minutes - int(minutes[:, who].sum())
        if until := minutes_until(assistant, calendar):
            weeks[who] = _weeks(until, used[:, who, 1:], most)
    return Slices(minutes, weeks)


def _by_week(problem: Problem, rows: Whole) -> Whole:
    """Give the rows with the week they are due in, 0 the month's end; those of weekly work once for each part."""
    weekly = {nth for nth, task in enumerate(problem.tasks) if task.early_weeks}
    due = np.array([task.due_week or 0 for task in problem.tasks], np.int64)
    is_weekly = np.isin(rows[:, 0], np.array(sorted(weekly), np.int64))
    once = rows[~is_weekly]
    parts = [
        (task, person, part, week or 0)
        for task, person, minutes in rows[is_weekly].tolist()
        for week, part in parts_of(problem.tasks[task], minutes)
    ]
    whole: Whole = np.concatenate([np.column_stack([once, due[once[:, 0]]]), np.array(parts, np.int64).reshape(-1, 4)])
    return whole


def _weeks(until: Sequence[int], used: Whole, most: int) -> Whole:
    """Give [block, week]: what is used until each week in every block, and the rest of it in the block `most`.

    Where later work of other blocks lives on what earlier weeks left, the rest may shrink from one week to the next;
    then no more of it is given in the earlier week, so that no week has less than nothing.
    """
    upto = np.cumsum(used, axis=1)
    upto[most] += np.array(until, np.int64) - upto.sum(axis=0)
    upto[most] = np.minimum.accumulate(upto[most][::-1])[::-1]
    by_week: Whole = np.diff(upto, axis=1, prepend=0)
    return by_week


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
    problem: Problem, eligible: Eligible, tasks: Sequence[int], slices: Slices, nth: int, packages: Sequence[Package]
) -> Problem:
    """Give the part of the problem that these tasks make with what block `nth` has of everybody's time.

    Tasks that nobody has the minutes for are left out, and people without minutes. Leave has become fewer minutes a
    week and forbidden tasks: a part of a week that lost a day already would otherwise lose it again.
    """
    minutes = slices.minutes[nth]
    weeks = {who: tuple(by_week[nth].tolist()) for who, by_week in slices.weeks.items()}
    kept = [task for task in tasks if _is_open(problem.tasks[task], eligible, task, minutes)]
    people = {who.id for who, own in zip(problem.assistants, minutes, strict=True) if own}
    away = [who for who in problem.assistants if who.leave and who.id in people] if problem.month else []
    calendar = weeks_of(problem.month)
    clients = {problem.tasks[task].client for task in kept}
    names = {problem.tasks[task].id for task in kept}
    return Problem(
        month=problem.month,
        packages=tuple(package for package in packages if package.client in clients),
        assistants=tuple(
            _slice(who, int(minutes[place]), weeks.get(place, ()), clients)
            for place, who in enumerate(problem.assistants)
            if minutes[place]
        ),
        tasks=tuple(_with_people(problem.tasks[task], people, away, calendar) for task in kept),
        pairs=tuple(pair for pair in problem.pairs if pair.task in names and pair.assistant in people),
        proficiency=problem.proficiency,
        published=tuple(row for row in problem.published if row.task in names),
    )


def _is_open(task: Task, eligible: Eligible, nth: int, minutes: Whole) -> bool:
    part = eligible.places(nth)
    own = minutes[eligible.who[part]]
    whole = np.any(own >= eligible.minutes[part] * eligible.task_minutes[nth])
    return bool(whole or (task.splittable and own[own >= smallest_share(task)].sum() >= task.minutes))


def _slice(who: Assistant, minutes: int, weeks: tuple[int, ...], clients: set[str | None]) -> Assistant:
    """Give so many of an assistant's minutes in the month and by week, and of their wishes in proportion."""
    return replace(
        who,
        minutes=minutes,
        minutes_per_week=weeks,
        leave=(),
        wished_minutes=None if who.wished_minutes is None else who.wished_minutes * minutes // who.minutes,
        excluded_clients=tuple(client for client in who.excluded_clients if client in clients),
    )


def _with_people(task: Task, people: set[str], away: Sequence[Assistant], calendar: Weeks) -> Task:
    absent = [who.id for who in away if not is_present(task, who, calendar)]
    return replace(task, forbidden=tuple(dict.fromkeys([*(who for who in task.forbidden if who in people), *absent])))
