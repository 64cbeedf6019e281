"""Who may do what, as arrays: tasks that the same people may do share one row of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from optimizer.eligible import gates_of, is_present, offer_of, pairs_by_task
from optimizer.proficiency import percent_of
from optimizer.shares import can_share, smallest_share
from optimizer.weeks import weeks_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from optimizer.eligible import Offer
    from optimizer.problem import Assistant, Pair, Problem, Proficiency, Task

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NOBODY = -1
NO_CLIENT = -1


@dataclass(frozen=True, slots=True)
class Eligible:
    """Rows of people. `row[t]` is a task's row, or NOBODY; row r is `who[start[r]:start[r + 1]]`, in rising order.

    A row without listed pairs is shared by many tasks: its `minutes` are 1 and its `values` 0, each task has its own
    in `task_minutes` and `task_value`. A listed task has a row of its own with minutes and values for each person, and
    its `task_minutes` is 1 and its `task_value` 0; so has every task where skill changes the minutes. So a task with a
    person costs `minutes[e] * task_minutes[t]` and is worth `values[e] + task_value[t]` everywhere. `is_listed` tells
    that tasks have rows of their own, `has_own_values` that it is pairs with values of their own that are listed.
    """

    row: Whole
    start: Whole
    who: Whole
    minutes: Whole
    values: Real
    task_minutes: Whole
    task_value: Real
    is_listed: bool
    has_own_values: bool
    client: Whole

    def places(self, task: int) -> slice:
        """Give where the people of a task stand in `who`."""
        row = self.row[task]
        return slice(0, 0) if row == NOBODY else slice(int(self.start[row]), int(self.start[row + 1]))


def eligible_of(problem: Problem) -> Eligible:
    """Give the pairs of `optimizer.eligible.offers_of`, without those that exceed a whole package with its overage.

    For a task that may be shared they include who has time for a share, though perhaps not for the whole.
    """
    client = _clients(problem)
    listed = pairs_by_task(problem)
    is_listed = listed is not None or problem.proficiency is not None
    rows = _rows(problem, client, listed)
    many = len(problem.tasks)
    return Eligible(
        row=rows.of_task,
        start=np.concatenate(([0], np.cumsum([len(part) for part in rows.who], dtype=np.int64))).astype(np.int64),
        who=np.concatenate([*rows.who, np.empty(0, np.int64)]),
        minutes=np.concatenate([*rows.minutes, np.empty(0, np.int64)]),
        values=np.concatenate([*rows.values, np.empty(0, np.float64)]),
        task_minutes=np.ones(many, np.int64) if is_listed else np.array([t.minutes for t in problem.tasks], np.int64),
        task_value=np.zeros(many) if is_listed else np.array([_worth(task) for task in problem.tasks], np.float64),
        is_listed=is_listed,
        has_own_values=listed is not None,
        client=client,
    )


def _rows(problem: Problem, client: Whole, listed: dict[str, dict[str, Pair]] | None) -> _Rows:
    if listed is not None:
        return _own_rows(problem, client, listed)
    if problem.proficiency is not None:
        return _practised_rows(problem, client, problem.proficiency)
    return _shared_rows(problem, client)


def _worth(task: Task) -> float:
    return task.value_per_hour * task.minutes / 60


@dataclass(slots=True)
class _Rows:
    of_task: Whole
    who: list[Whole]
    minutes: list[Whole]
    values: list[Real]


def _clients(problem: Problem) -> Whole:
    place = {package.client: nth for nth, package in enumerate(problem.packages)}
    return np.array([place.get(task.client or "", NO_CLIENT) for task in problem.tasks], np.int64)


def _most_minutes(problem: Problem, task: int, client: Whole) -> int | None:
    """Give what a whole package allows, None without a client, -1 for a client without a package."""
    if problem.tasks[task].client is None:
        return None
    if client[task] == NO_CLIENT:
        return -1
    package = problem.packages[int(client[task])]
    return package.minutes + package.overage_minutes


def _shared_rows(problem: Problem, client: Whole) -> _Rows:
    found = _Rows(np.full(len(problem.tasks), NOBODY, np.int64), [], [], [])
    masks = _Masks(problem)
    known: dict[Hashable, int] = {}
    for nth, task in enumerate(problem.tasks):
        most = _most_minutes(problem, nth, client)
        if most is not None and task.minutes > most:
            continue
        key = masks.key(task)
        if key not in known:
            people = np.flatnonzero(masks.of(task))
            known[key] = len(found.who) if len(people) else NOBODY
            if len(people):
                found.who.append(people.astype(np.int64))
                found.minutes.append(np.ones(len(people), np.int64))
                found.values.append(np.zeros(len(people)))
        found.of_task[nth] = known[key]
    return found


def _practised_rows(problem: Problem, client: Whole, practice: Proficiency) -> _Rows:
    """Give every task a row of its own, with the minutes that each person's skill makes of it."""
    found = _Rows(np.full(len(problem.tasks), NOBODY, np.int64), [], [], [])
    masks = _Masks(problem)
    percents: dict[Hashable, Whole] = {}
    for nth, task in enumerate(problem.tasks):
        most = _most_minutes(problem, nth, client)
        key = frozenset(task.skills.items())
        if key not in percents:
            percents[key] = np.array([percent_of(task, who, practice) for who in problem.assistants], np.int64)
        minutes = np.maximum(1, (2 * task.minutes * percents[key] + 100) // 200)  # as `part_of_minutes`
        people = np.flatnonzero(masks.of(task, minutes) & (most is None or minutes <= most))
        if len(people):
            found.of_task[nth] = len(found.who)
            found.who.append(people.astype(np.int64))
            found.minutes.append(minutes[people])
            found.values.append(np.full(len(people), _worth(task)))
    return found


class _Masks:
    """Answers for whole staffs at once, keeping what many tasks ask."""

    def __init__(self, problem: Problem) -> None:
        self.people = problem.assistants
        self.place = {who.id: nth for nth, who in enumerate(self.people)}
        self.minutes = np.array([who.minutes for who in self.people], np.int64)
        self.steps = np.unique(self.minutes)
        self.weeks = weeks_of(problem.month)
        self.has_leave = problem.month is not None and any(who.leave for who in self.people)
        self.excluding = {client for who in self.people for client in who.excluded_clients}
        self.kept: dict[Hashable, Flags] = {}

    def key(self, task: Task) -> Hashable:
        """Give what decides who may do the task: tasks with the same key have the same people."""
        client = task.client if task.client in self.excluding else None
        step = int(np.searchsorted(self.steps, _needed(task)))
        due = task.due_week if self.has_leave else None
        return (frozenset(task.skills.items()), task.clearances, client, task.forbidden, task.pinned_to, step, due)

    def of(self, task: Task, minutes: Whole | None = None) -> Flags:
        """Tell for every assistant whether they pass the gates, are not passed over by a pin, and have the minutes.

        `minutes` are those of the whole task with each of them, where these are not the task's own.
        """
        able = self.minutes >= _needed(task)
        if minutes is not None:
            able = able | (self.minutes >= minutes)
        for skill, level in task.skills.items():
            able = able & self._asked(
                ("skill", skill, level), (who.skills.get(skill, 0) >= level for who in self.people)
            )
        for clearance in task.clearances:
            able = able & self._asked(("clearance", clearance), (clearance in who.clearances for who in self.people))
        if task.client in self.excluding:
            free = (task.client not in who.excluded_clients for who in self.people)
            able = able & self._asked(("client", task.client), free)
        if self.has_leave:
            able = able & self._asked(
                ("leave", task.due_week), (is_present(task, who, self.weeks) for who in self.people)
            )
        if task.pinned_to is not None:
            able = able & (np.arange(len(self.people)) == self.place[task.pinned_to])
        able[[self.place[who] for who in task.forbidden]] = False
        return able

    def _asked(self, question: Hashable, answers: Iterable[bool]) -> Flags:
        if question not in self.kept:
            self.kept[question] = np.fromiter(answers, np.bool_, len(self.people))
        return self.kept[question]


def _needed(task: Task) -> int:
    """Give the fewest minutes of a month that somebody needs to have a part in the task."""
    return (smallest_share(task) or task.minutes) if task.splittable else task.minutes


def _has_time(task: Task, assistant: Assistant, own: dict[str, Pair], offer: Offer) -> bool:
    return offer.minutes <= assistant.minutes or can_share(task, assistant, own)


def _own_rows(problem: Problem, client: Whole, listed: dict[str, dict[str, Pair]]) -> _Rows:
    found = _Rows(np.full(len(problem.tasks), NOBODY, np.int64), [], [], [])
    place = {who.id: nth for nth, who in enumerate(problem.assistants)}
    gates, practice = gates_of(problem), problem.proficiency
    for nth, task in enumerate(problem.tasks):
        own = listed.get(task.id, {})
        most = _most_minutes(problem, nth, client)
        people = [place[who] for who in own if task.pinned_to in (None, who)]
        offers = [offer_of(task, problem.assistants[who], own, (nth, who), practice) for who in sorted(people)]
        open_to = [
            offer
            for offer in offers
            if _has_time(task, problem.assistants[offer.assistant], own, offer)
            and (most is None or offer.minutes <= most)
            and all(gate(task, problem.assistants[offer.assistant]) for _, gate in gates)
        ]
        if open_to:
            found.of_task[nth] = len(found.who)
            found.who.append(np.array([offer.assistant for offer in open_to], np.int64))
            found.minutes.append(np.array([offer.minutes for offer in open_to], np.int64))
            found.values.append(np.array([offer.value for offer in open_to], np.float64))
    return found
