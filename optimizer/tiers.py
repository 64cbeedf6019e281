"""The tiers below the value of a plan: what each of them makes small, and how the tiers above it are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulp

from optimizer.model import value_less_overage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from optimizer.model import Model, Rows

    Objective = Callable[[Model], pulp.LpAffineExpression]


def all_in(tasks: Collection[int]) -> Rows:
    """These tasks are in the plan: sum over (t,a) in E(t) of x[t,a] >= 1, for all t given by place."""

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        places: dict[int, list[int]] = {task: [] for task in tasks}
        for i, offer in enumerate(model.offers):
            if offer.task in places:
                places[offer.task].append(i)
        for task, own in places.items():
            terms = [(model.x[i], 1) for i in own]
            yield pulp.LpConstraint(pulp.LpAffineExpression(terms), pulp.LpConstraintGE, f"in_{task}", 1)  # type: ignore[no-untyped-call]

    return rows


def value_kept(least: float) -> Rows:
    """The plan is worth no less: sum over E of v[t,a] x[t,a] - sum over C of k[c] y[c] >= least."""

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        yield pulp.LpConstraint(value_less_overage(model), pulp.LpConstraintLE, "value_kept", -least)  # type: ignore[no-untyped-call]

    return rows


def work_left_alone(held: Mapping[int, Collection[int]]) -> Objective:
    """Negated: 2 for every task that stays in the plan, and 1 more when it stays with one of its assistants.

    `held` gives the assistants of a task, both by place.
    """

    def objective(model: Model) -> pulp.LpAffineExpression:
        terms = [
            (variable, -3 if offer.assistant in held[offer.task] else -2)
            for variable, offer in zip(model.x, model.offers, strict=True)
            if offer.task in held
        ]
        return pulp.LpAffineExpression(terms)

    return objective
