"""Puts the program together. Symbols as in `optimizer.model`."""

from __future__ import annotations

import gc
from collections import defaultdict
from typing import TYPE_CHECKING

import pulp

from optimizer.model.objective import value_less_overage
from optimizer.model.program import Column, Model
from optimizer.model.rows import CONSTRAINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optimizer.eligible import Offer
    from optimizer.model.rows import Rows
    from optimizer.problem import Package, Problem


def build(
    problem: Problem,
    offers: Sequence[Offer],
    *,
    sharers: Sequence[Offer] = (),
    firm_work: int = 0,
    objective: Callable[[Model], pulp.LpAffineExpression] = value_less_overage,
    constraints: Iterable[Rows] = CONSTRAINTS,
) -> Model:
    """Give the program over these offers and sharers, keeping `firm_work` from the first tier."""
    was_on = gc.isenabled()
    gc.disable()  # nothing here is garbage, and looking for it costs a quarter of the time
    try:
        lp = pulp.LpProblem("plan", pulp.LpMinimize)  # type: ignore[no-untyped-call]
        model = Model(problem, offers, firm_work, lp, [Column(f"x_{i}") for i in range(len(offers))])
        _fill(model, sharers, objective, constraints)
    finally:
        if was_on:
            gc.enable()
    return model


def _fill(
    model: Model,
    sharers: Sequence[Offer],
    objective: Callable[[Model], pulp.LpAffineExpression],
    constraints: Iterable[Rows],
) -> None:
    _add_share_variables(model, sharers)
    people = _people_of_clients(model)
    for nth, package in enumerate(model.problem.packages):
        _add_package_variables(model, nth, package, people[package.client])
    _add_protection_variables(model)
    model.lp.objective = objective(model)
    for rows in constraints:
        _add_rows(model.lp, rows(model))


def _add_rows(lp: pulp.LpProblem, rows: Iterable[pulp.LpConstraint]) -> None:
    """Add rows; `addConstraint` looks every variable up again in every row, which `variables` of PuLP does when asked.

    Raises:
        PulpError: when two rows have one name.
    """
    known = lp._constraints  # noqa: SLF001  # pinned below 4; the public way doubles the building time
    for row in rows:
        name = str(row.name)
        if name in known:
            raise pulp.PulpError(f"overlapping constraint names: {name}")
        known[name] = row


def _add_share_variables(model: Model, sharers: Sequence[Offer]) -> None:
    model.sharers = sharers
    for i, one in enumerate(sharers):
        model.s.append(model.lp.add_variable(f"s_{i}", 0, one.minutes, pulp.LpInteger))
        model.h.append(model.lp.add_variable(f"h_{i}", 0, 1, pulp.LpBinary))
    for task in dict.fromkeys(one.task for one in sharers):
        model.d[task] = model.lp.add_variable(f"d_{task}", 0, 1, pulp.LpBinary)


def _add_protection_variables(model: Model) -> None:
    protected = {package.client for package in model.problem.packages if package.protection}
    tasks = model.problem.tasks
    of_model = dict.fromkeys(task for task, _, _ in model.work()) if protected else {}
    for task in of_model:
        client = tasks[task].client
        if client in protected and tasks[task].uncertainty:
            if client not in model.q:
                model.q[client] = model.lp.add_variable(f"q_{len(model.q)}", 0)
            model.p[task] = model.lp.add_variable(f"p_{task}", 0)


def _people_of_clients(model: Model) -> dict[str | None, set[int]]:
    people: dict[str | None, set[int]] = defaultdict(set)
    for offer in (*model.offers, *model.sharers):
        people[model.client_of(offer)].add(offer.assistant)
    return people


def _add_package_variables(model: Model, nth: int, package: Package, people: set[int]) -> None:
    if package.overage_minutes:
        model.y[package.client] = model.lp.add_variable(f"y_{nth}", 0)
    if package.team_size is not None:
        for who in sorted(people) if len(people) > package.team_size else ():
            model.z[package.client, who] = model.lp.add_variable(f"z_{nth}_{who}", 0, 1, pulp.LpBinary)
