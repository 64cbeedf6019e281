"""Draws trades by chance, many at once: which task could go to whom, and which other one would make way for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.prices.standing import Trades

if TYPE_CHECKING:
    from optimizer.prices.eligible import Flags, Whole
    from optimizer.prices.standing import Pairs, Standing


@dataclass(frozen=True, slots=True)
class Lists:
    """Tasks by the person who had them a few steps ago, and by their client; where each begins, and one place more."""

    of_person: Whole
    person_first: Whole
    of_client: Whole
    client_first: Whole


def lists_of(standing: Standing) -> Lists:
    """Sort tasks by who has them."""
    person = standing.pairs.who[standing.at[:-1]]
    client = standing.pairs.client[:-1]
    own, of_client = np.argsort(person, kind="stable"), np.argsort(client, kind="stable")
    return Lists(
        own,
        np.searchsorted(person[own], np.arange(len(standing.left) + 1)),
        of_client,
        np.searchsorted(client[of_client], np.arange(len(standing.used) + 1)),
    )


def move(standing: Standing, _: Lists, chance: np.random.Generator, many: int) -> Trades:
    """A task goes to somebody else, or comes into the plan."""
    new = chance.integers(0, standing.pairs.nobody, many)
    return _alone(standing, standing.pairs.task[new], new)


def drop(standing: Standing, _: Lists, chance: np.random.Generator, many: int) -> Trades:
    """A task leaves the plan."""
    task = chance.integers(0, len(standing.at) - 1, many)
    return _alone(standing, task, np.full(many, standing.pairs.nobody))


def swap(standing: Standing, lists: Lists, chance: np.random.Generator, many: int) -> Trades:
    """A task goes to somebody, one of whose tasks goes back the way it came: to a person, or out of the plan."""
    pairs = standing.pairs
    new = chance.integers(0, pairs.nobody, many)
    task = pairs.task[new]
    other, is_known = _of_person(standing, lists, chance, pairs.who[new])
    back = pairs.who[standing.at[task]]
    found = _pair(pairs, other, back)
    is_nobody = back == len(standing.left) - 1
    is_known &= is_nobody | (found != pairs.nobody)
    return _trades(standing, task, new, other, found, is_known)


def chain(standing: Standing, lists: Lists, chance: np.random.Generator, many: int) -> Trades:
    """A task goes to somebody, one of whose tasks goes to a third person."""
    pairs = standing.pairs
    new = chance.integers(0, pairs.nobody, many)
    other, is_known = _of_person(standing, lists, chance, pairs.who[new])
    drawn = pairs.start[other] + (chance.random(many) * pairs.many[other]).astype(np.int64)
    then = np.where(drawn == standing.at[other], pairs.nobody, drawn)
    return _trades(standing, pairs.task[new], new, other, then, is_known)


def exchange(standing: Standing, lists: Lists, chance: np.random.Generator, many: int) -> Trades:
    """A task comes into the plan in place of another of the same client."""
    pairs = standing.pairs
    new = chance.integers(0, pairs.nobody, many)
    task = pairs.task[new]
    client = pairs.client[task]
    first = lists.client_first[client]
    place = first + (chance.random(many) * (lists.client_first[client + 1] - first)).astype(np.int64)
    other = lists.of_client[place]
    is_known = (standing.at[task] == pairs.nobody) & (standing.at[other] != pairs.nobody)
    return _trades(standing, task, new, other, np.full(many, pairs.nobody), is_known)


KINDS = (move, swap, chain, exchange, swap, chain, drop)


def _of_person(standing: Standing, lists: Lists, chance: np.random.Generator, who: Whole) -> tuple[Whole, Flags]:
    """Draw a task of each person, and tell whether they have it still."""
    first = lists.person_first[who]
    tasks = lists.person_first[who + 1] - first
    place = first + (chance.random(len(who)) * tasks).astype(np.int64)
    other = lists.of_person[np.minimum(place, len(lists.of_person) - 1)]
    return other, (tasks > 0) & (standing.pairs.who[standing.at[other]] == who)


def _pair(pairs: Pairs, task: Whole, who: Whole) -> Whole:
    """Give the pair of each task and person, nobody's where there is none."""
    found = np.full(len(task), pairs.nobody)
    for nth in range(int(pairs.many.max())):
        place = np.minimum(pairs.start[task] + nth, pairs.nobody)
        found = np.where((nth < pairs.many[task]) & (pairs.who[place] == who), place, found)
    return found


def _alone(standing: Standing, task: Whole, new: Whole) -> Trades:
    old = standing.at[task]
    none, nobody = np.full(len(task), len(standing.at) - 1), np.full(len(task), standing.pairs.nobody)
    return Trades(task, old, new, none, nobody, nobody).only(old != new)


def _trades(standing: Standing, task: Whole, new: Whole, other: Whole, then: Whole, chosen: Flags) -> Trades:
    old, other_old = standing.at[task], standing.at[other]
    return Trades(task, old, new, other, other_old, then).only(chosen & (old != new) & (task != other))
