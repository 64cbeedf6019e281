"""A program under construction: its variables, and what they use and do. Symbols as in `optimizer.model`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulp
from pulp.v4_migration import set_v4_migration_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Problem

set_v4_migration_warnings(False)  # PuLP is pinned below 4; the calls used here exist in both


class Column(pulp.LpVariable):
    """A binary variable of PuLP, made without PuLP's checks of its name and bounds, and hashed without a Python call.

    There are many of them: they are a third of the building time, and every term of a row hashes one.
    """

    name = ""  # PuLP's is a property over a checked one

    def __init__(self, name: str) -> None:
        self.name, self.hash, self.modified = name, id(self), True
        self.lowBound, self.upBound, self.cat = 0, 1, pulp.LpInteger
        self._lowbound_original, self._upbound_original = 0, 1
        self.varValue = self.dj = None

    __hash__ = object.__hash__


@dataclass(slots=True)
class Model:
    """A program under construction: column i of `x` is offer i; `y` and `z` are keyed by client and (client, who).

    Columns i of `s` (minutes) and `h` are those of sharer i, `d` is keyed by task. `q` is keyed by client, `p` by task.
    `bands` are an assistant's, each with the minutes it holds at most.
    """

    problem: Problem
    offers: Sequence[Offer]
    firm_work: int
    lp: pulp.LpProblem
    x: list[pulp.LpVariable]
    y: dict[str, pulp.LpVariable] = field(default_factory=dict)
    z: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)
    sharers: Sequence[Offer] = ()
    s: list[pulp.LpVariable] = field(default_factory=list)
    h: list[pulp.LpVariable] = field(default_factory=list)
    d: dict[int, pulp.LpVariable] = field(default_factory=dict)
    q: dict[str, pulp.LpVariable] = field(default_factory=dict)
    p: dict[int, pulp.LpVariable] = field(default_factory=dict)
    bands: dict[int, list[tuple[pulp.LpVariable, float | None]]] = field(default_factory=dict)

    @property
    def columns(self) -> list[pulp.LpVariable]:
        """All variables; the first are the offers, in their order, and then the minutes of shares."""
        return [
            *self.x,
            *self.s,
            *self.y.values(),
            *self.z.values(),
            *self.h,
            *self.d.values(),
            *self.q.values(),
            *self.p.values(),
            *(variable for own in self.bands.values() for variable, _ in own),
        ]

    def time(self) -> Iterator[tuple[Offer, pulp.LpVariable, int]]:
        """Give what takes an assistant's time, and how many minutes a unit of its variable."""
        yield from ((offer, x, offer.minutes) for offer, x in zip(self.offers, self.x, strict=True))
        yield from ((sharer, s, 1) for sharer, s in zip(self.sharers, self.s, strict=True))

    def work(self) -> Iterator[tuple[int, pulp.LpVariable, int]]:
        """Give what does a task, and how many minutes of its client's package a unit of its variable."""
        yield from ((offer.task, x, offer.minutes) for offer, x in zip(self.offers, self.x, strict=True))
        yield from ((task, d, self.problem.tasks[task].minutes) for task, d in self.d.items())

    def members(self) -> Iterator[tuple[Offer, pulp.LpVariable]]:
        """Give what makes an assistant work for a client, and the variable that is 1 then."""
        yield from zip(self.offers, self.x, strict=True)
        yield from zip(self.sharers, self.h, strict=True)

    def client_of(self, offer: Offer) -> str | None:
        """Give the client of the offer's task."""
        return self.problem.tasks[offer.task].client
