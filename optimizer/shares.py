"""Sharing a task among several people: who may have a share of it, and how small a share may be.

A task is shared wholly or not at all: the shares add up to its own minutes, whoever has them, and that is what the
client is charged. A share has an hour at least, or half the task where the task is shorter than two. Its value is
that part of what the whole is worth with the same assistant. Skill that makes a whole task shorter does not make its
shares shorter, so that what is charged does not depend on who shares. A pair with minutes of its own is for the whole
task: parts of a task that takes everybody another time would not add up to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.eligible import Offer, gates_of, is_pinned_away, listed_places, pairs_by_task, places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.problem import Assistant, Pair, Problem, Task

SMALLEST_SHARE_MIN = 60


def smallest_share(task: Task) -> int:
    """Give the fewest minutes a share may have; 0 for a task of one minute, which cannot be shared."""
    return min(SMALLEST_SHARE_MIN, task.minutes // 2)


def sharers_of(problem: Problem) -> tuple[Offer, ...]:
    """Give who may have a share of each splittable task, as offers of the whole task, ordered by task, then assistant.

    Those who pass all gates, are listed without minutes of their own if any pairs are listed, and have the minutes of
    the smallest share. None where there are fewer than two.
    """
    listed, gates, places = pairs_by_task(problem), gates_of(problem), places_of(problem)
    people = problem.assistants
    clients = {package.client for package in problem.packages}
    found: list[Offer] = []
    for nth, task in enumerate(problem.tasks):
        if task.splittable and (task.client is None or task.client in clients):
            own = None if listed is None else listed.get(task.id, {})
            offers = [
                whole_offer(task, people[place], own, (nth, place))
                for place in listed_places(problem, own, places)
                if can_share(task, people[place], own) and all(gate(task, people[place]) for _, gate in gates)
            ]
            found += offers if len(offers) > 1 else []
    return tuple(found)


def can_share(task: Task, assistant: Assistant, own: Mapping[str, Pair] | None) -> bool:
    """Tell whether an assistant who passes the gates may have a share; `own` are the listed pairs of the task."""
    if not task.splittable or is_pinned_away(task, assistant) or not 0 < smallest_share(task) <= assistant.minutes:
        return False
    return own is None or (assistant.id in own and own[assistant.id].minutes is None)


def whole_offer(task: Task, assistant: Assistant, own: Mapping[str, Pair] | None, places: tuple[int, int]) -> Offer:
    """Give the whole task in its own minutes, with what it is worth with this assistant."""
    pair = own.get(assistant.id) if own else None
    value = task.value_per_hour * task.minutes / 60 if pair is None or pair.value is None else pair.value
    return Offer(*places, minutes=task.minutes, value=value)


def share(whole: Offer, minutes: int) -> Offer:
    """Give so many minutes of a whole offer, with that part of its value."""
    return replace(whole, minutes=minutes, value=whole.value * minutes / whole.minutes)


def named(shares: Iterable[Offer]) -> tuple[tuple[int, int, int], ...]:
    """Give shares as task, assistant and minutes, to be told to another process."""
    return tuple((one.task, one.assistant, one.minutes) for one in shares)


def known(sharers: Iterable[Offer], told: Iterable[tuple[int, int, int]]) -> tuple[Offer, ...]:
    """Give the shares that `named` told; those of nobody among the sharers are left out."""
    whole = {(one.task, one.assistant): one for one in sharers}
    return tuple(share(whole[task, who], minutes) for task, who, minutes in told if (task, who) in whole)


def by_task(shares: Iterable[Offer]) -> dict[int, tuple[Offer, ...]]:
    """Give the shares of each task together, ordered by assistant."""
    found: dict[int, list[Offer]] = {}
    for one in sorted(shares, key=lambda one: (one.task, one.assistant)):
        found.setdefault(one.task, []).append(one)
    return {task: tuple(own) for task, own in found.items()}
