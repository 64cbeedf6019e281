"""What pinned and must work is possible at most, told from packages alone: enough to prove that no plan serves more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.prices.eligible import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.prices.eligible import Eligible, Flags
    from optimizer.problem import Problem


@dataclass(frozen=True, slots=True)
class FirmMost:
    """No plan serves more pinned work, and none that serves so much of it serves more must work.

    `forced` marks the firm tasks that every plan serves which reaches both numbers.
    """

    pinned: int
    must: int
    forced: Flags


def firm_most(problem: Problem, eligible: Eligible) -> FirmMost:
    """Fill each client's package with its shortest pinned tasks, then with its shortest must tasks."""
    of_client: dict[int, list[int]] = {}
    for nth, task in enumerate(problem.tasks):
        if (task.must or task.pinned_to is not None) and eligible.row[nth] != NOBODY:
            client = int(eligible.client[nth]) if task.client is not None else -1 - nth
            of_client.setdefault(client, []).append(nth)
    forced = np.zeros(len(problem.tasks), np.bool_)
    pinned = must = 0
    for client, tasks in of_client.items():
        first = [task for task in tasks if problem.tasks[task].pinned_to is not None]
        then = [task for task in tasks if problem.tasks[task].pinned_to is None]
        allowed = _allowed(problem, client)
        fit_first, left = _fit([_least(eligible, task) for task in first], allowed)
        fit_then, _ = _fit([_least(eligible, task) for task in then], left)
        pinned, must = pinned + fit_first, must + fit_then
        forced[first] = fit_first == len(first)
        forced[then] = fit_first == len(first) and fit_then == len(then)
    return FirmMost(pinned, must, forced)


def _least(eligible: Eligible, task: int) -> int:
    return int(eligible.minutes[eligible.places(task)].min() * eligible.task_minutes[task])


def _allowed(problem: Problem, client: int) -> int | None:
    if client < 0:
        return None
    return problem.packages[client].minutes + problem.packages[client].overage_minutes


def _fit(minutes: Sequence[int], allowed: int | None) -> tuple[int, int | None]:
    """Count how many fit, the shortest first, and give what is left."""
    if allowed is None:
        return len(minutes), None
    count, left = 0, allowed
    for one in sorted(minutes):
        if one > left:
            break
        count, left = count + 1, left - one
    return count, left
