"""From a plan to the columns of a program and back. Symbols as in `optimizer.model`."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from optimizer.protection import growth_of
from optimizer.shares import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.eligible import Offer
    from optimizer.model.program import Model


def values_of(model: Model, chosen: Iterable[int], shares: Sequence[Offer] = ()) -> list[float]:
    """Give the value of every column for a plan that takes these offers and shares."""
    picked = set(chosen)
    taken = [*(model.offers[i] for i in sorted(picked)), *shares]
    minutes = {(one.task, one.assistant): one.minutes for one in shares}
    of_sharer = [minutes.get((one.task, one.assistant), 0) for one in model.sharers]
    divided = {one.task for one in shares}
    used: dict[str | None, int] = defaultdict(int)
    for offer in taken:
        used[model.client_of(offer)] += offer.minutes
    bought = {package.client: package.minutes for package in model.problem.packages}
    team = {(model.client_of(offer), offer.assistant) for offer in taken}
    return [
        *(float(i in picked) for i in range(len(model.x))),
        *map(float, of_sharer),
        *(float(max(0, used[client] - bought[client])) for client in model.y),
        *(float(member in team) for member in model.z),
        *(float(own > 0) for own in of_sharer),
        *(float(task in divided) for task in model.d),
        *_worst_case(model, taken),
        *_bands(model, taken),
    ]


def _bands(model: Model, taken: Sequence[Offer]) -> Iterator[float]:
    """Fill the bands of every load from the first on."""
    load: Counter[int] = Counter()
    for offer in taken:
        load[offer.assistant] += offer.minutes
    for who, own in model.bands.items():
        rest = float(load[who])
        for _, most in own:
            held = rest if most is None else min(rest, most)
            rest -= held
            yield held


def _worst_case(model: Model, taken: Sequence[Offer]) -> list[float]:
    """Give q and p: the growth from which on a task is among the worst, and what each grows beyond it."""
    minutes: Counter[int] = Counter()
    for offer in taken:
        minutes[offer.task] += offer.minutes
    tasks = model.problem.tasks
    grown = {task: growth_of(tasks[task], minutes[task]) for task in model.p}
    q: dict[str | None, int] = {}
    for package in model.problem.packages:
        if package.client in model.q:
            own = sorted((grown[task] for task in grown if tasks[task].client == package.client), reverse=True)
            q[package.client] = own[package.protection - 1] if package.protection <= len(own) else 0
    return [*(float(q[client]) for client in model.q), *(max(0.0, grown[t] - q[tasks[t].client]) for t in model.p)]


def shares_from(model: Model, minutes: Sequence[float]) -> tuple[Offer, ...]:
    """Give the shares that the columns of `s` say, in whole minutes; empty for no columns."""
    whole = zip(model.sharers, map(round, minutes), strict=False)
    return tuple(share(one, own) for one, own in whole if own > 0)


def at_one(values: Iterable[float]) -> tuple[int, ...]:
    """Give the places of the binary columns at 1."""
    return tuple(i for i, value in enumerate(values) if value > 0.5)
