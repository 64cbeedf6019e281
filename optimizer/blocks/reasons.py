"""Explains a large plan with a few candidates a task instead of all pairs, of which there are millions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.eligible import gates_of, offers_of_task, pairs_by_task
from optimizer.explain import why_left_out, why_this_assistant, whys_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.eligible import Offer
    from optimizer.prices.filling import Filling
    from optimizer.result import Unassigned, Why

CANDIDATES = 6


def whys(filling: Filling) -> tuple[Why, ...]:
    """Give for every assignment why this assistant, against the next best of the candidates."""
    found: list[Why] = []
    for task in filling.room.done():
        if task in filling.room.shared:
            found += whys_of(filling.room, task)
            continue
        taken = filling.room.taken[task]
        others = [one for one in candidates(filling, task) if one.assistant != filling.offers[taken].assistant]
        _name(filling, task, others)
        filling.room.of_task[task].append(taken)
        found.append(why_this_assistant(filling.room, task))
    return tuple(found)


def left_out_reasons(filling: Filling) -> tuple[Unassigned, ...]:
    """Give for every task left out the first reason that binds; no task is named that it would displace."""
    listed, gates = pairs_by_task(filling.problem), gates_of(filling.problem)
    found = []
    for task, one in enumerate(filling.problem.tasks):
        if filling.room.is_done(task):
            continue
        offers: Iterable[Offer] = candidates(filling, task)
        if not offers and (one.client is None or one.client in filling.room.packages):
            offers = offers_of_task(
                filling.problem, task, listed, gates, filling.place
            )  # perhaps longer than a whole package
        _name(filling, task, offers)
        found.append(why_left_out(filling.room, task, with_rivals=False))
    return tuple(found)


def _name(filling: Filling, task: int, offers: Iterable[Offer]) -> None:
    for offer in offers:
        filling.room.of_task[task].append(len(filling.offers))
        filling.offers.append(offer)


def candidates(filling: Filling, task: int) -> list[Offer]:
    """Give the few who come first: worth most and with time for it, on the client's team or free to join, last month's.

    Whoever has most minutes left is among them.
    """
    part = filling.eligible.places(task)
    who = filling.eligible.who[part]
    if not len(who):
        return []
    minutes = filling.eligible.minutes[part] * filling.eligible.task_minutes[task]
    spare = filling.left_for(task)[who] - minutes
    previous = filling.place.get(filling.problem.tasks[task].previous or "", -1)
    is_first = (spare >= 0) & filling.has_team_place(task, who)
    order = np.lexsort((who, -spare, who != previous, ~is_first, -filling.eligible.values[part]))
    roomiest = np.lexsort((who, -spare, ~filling.has_team_place(task, who)))[:1]
    places = dict.fromkeys([*order[: CANDIDATES - 1].tolist(), *roomiest.tolist()])
    offers = (filling.offer(task, int(who[place])) for place in places)
    return [offer for offer in offers if offer is not None]
