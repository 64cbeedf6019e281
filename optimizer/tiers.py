"""The tiers below the value of a plan: what each of them makes small, and how the tiers above it are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulp

from optimizer.model import value_less_overage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

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


def teams_within_minutes(left_min: Sequence[int]) -> Rows:
    """Who is on a team has no more of its work than minutes left: sum over E(c,a) of m[t,a] x[t,a] <= L[a] z[c,a].

    Says nothing new of whole plans, but far more than the rows pair by pair about the fractions solvers start from.
    """

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        teams: dict[tuple[str, int], list[tuple[pulp.LpVariable, int]]] = {key: [] for key in model.z}
        for variable, offer in zip(model.x, model.offers, strict=True):
            client = model.client_of(offer)
            if client is not None and (client, offer.assistant) in teams:
                teams[client, offer.assistant].append((variable, offer.minutes))
        for nth, ((client, who), terms) in enumerate(teams.items()):
            of_team = [*terms, (model.z[client, who], -left_min[who])]
            yield pulp.LpConstraint(pulp.LpAffineExpression(of_team), pulp.LpConstraintLE, f"team_minutes_{nth}", 0)  # type: ignore[no-untyped-call]

    return rows


def value_kept(least: float) -> Rows:
    """The plan is worth no less: sum over E of v[t,a] x[t,a] - sum over C of k[c] y[c] >= least."""

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        yield pulp.LpConstraint(value_less_overage(model), pulp.LpConstraintLE, "value_kept", -least)  # type: ignore[no-untyped-call]

    return rows


def value_and_work_left_alone(held: Mapping[int, Collection[int]], unit: float) -> Objective:
    """Value less overage, and a little for what stays as it is; negated.

    Two thirds of `unit` for every task that stays in the plan, the rest when it stays with one of its assistants.
    `held` gives the assistants of a task, both by place.
    """

    def objective(model: Model) -> pulp.LpAffineExpression:
        expression = value_less_overage(model)
        for variable, offer in zip(model.x, model.offers, strict=True):
            if offer.task in held:
                bonus = unit if offer.assistant in held[offer.task] else unit * 2 / 3
                expression[variable] = expression.get(variable, 0) - bonus
        return expression

    return objective
