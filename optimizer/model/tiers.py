"""The tiers below the value of a plan: what each of them asks for, and how the tiers above it are kept.

Symbols as in `optimizer.model`. B(a) are the bands of an assistant's load, b[a,k] >= 0 the minutes of it in band k.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pulp

from optimizer.model.objective import value_less_overage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from optimizer.eligible import Offer
    from optimizer.model.program import Model
    from optimizer.model.rows import Rows

    Objective = Callable[[Model], pulp.LpAffineExpression]
    Pair = tuple[int, int]


class Band(NamedTuple):
    """So many minutes of a load, None for all the rest, and what one of them costs."""

    minutes: float | None
    price: float


def all_in(tasks: Collection[int]) -> Rows:
    """These tasks are in the plan: sum over (t,a) in E(t) of x[t,a] + d[t] >= 1, for all t given by place."""

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        terms: dict[int, list[tuple[pulp.LpVariable, int]]] = {task: [] for task in tasks}
        for task, variable, _ in model.work():
            if task in terms:
                terms[task].append((variable, 1))
        for task, own in terms.items():
            yield _row(f"in_{task}", own, pulp.LpConstraintGE, 1)

    return rows


def teams_within_minutes(left_min: Sequence[int]) -> Rows:
    """Who is on a team has no more of its work than minutes left: sum over E(c,a) of m[t,a] x[t,a] <= L[a] z[c,a].

    Says nothing new of whole plans, but far more than the rows pair by pair about the fractions solvers start from.
    """

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        teams: dict[tuple[str, int], list[tuple[pulp.LpVariable, int]]] = {key: [] for key in model.z}
        for offer, variable, minutes in model.time():
            client = model.client_of(offer)
            if client is not None and (client, offer.assistant) in teams:
                teams[client, offer.assistant].append((variable, minutes))
        for nth, ((client, who), terms) in enumerate(teams.items()):
            of_team = [*terms, (model.z[client, who], -left_min[who])]
            yield _row(f"team_minutes_{nth}", of_team, pulp.LpConstraintLE, 0)

    return rows


def value_kept(least: float) -> Rows:
    """The plan is worth no less: the second tier's sum is at least this."""

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
        for offer, variable in model.members():
            if offer.task in held:
                bonus = unit if offer.assistant in held[offer.task] else unit * 2 / 3
                expression[variable] = expression.get(variable, 0) - bonus
        return expression

    return objective


def pairs_kept(pairs: Collection[Pair]) -> Objective:
    """Third and fourth tier, negated: sum over pairs of x[t,a] + h[t,a]; pairs are (task, assistant) by place."""

    def objective(model: Model) -> pulp.LpAffineExpression:
        return pulp.LpAffineExpression([(variable, -1) for variable in _of_pairs(model, pairs)])

    return objective


def no_fewer_pairs(pairs: Collection[Pair], least: int) -> Rows:
    """A tier above stays: sum over pairs of x[t,a] + h[t,a] >= least."""

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        if least:
            terms = [(variable, 1) for variable in _of_pairs(model, pairs)]
            yield _row(f"pairs_{len(model.lp.constraints())}", terms, pulp.LpConstraintGE, least)

    return rows


def shares_left_alone(shares: Sequence[Offer]) -> Rows:
    """Shared work stays as it is: s[t,a] = minutes of the share that a has of t, 0 without one, for all (t,a) in H.

    The first two tiers have decided it, and a later one would trim shares by single minutes.
    """
    minutes = {(one.task, one.assistant): one.minutes for one in shares}

    def rows(model: Model) -> Iterator[pulp.LpConstraint]:
        for i, (one, s) in enumerate(zip(model.sharers, model.s, strict=True)):
            yield _row(f"stays_{i}", [(s, 1)], pulp.LpConstraintEQ, minutes.get((one.task, one.assistant), 0))

    return rows


def load_in_bands(bands: Mapping[int, Sequence[Band]]) -> Objective:
    """Fifth tier: sum over a in A and k in B(a) of price[a,k] b[a,k]. Adds the variables b."""

    def objective(model: Model) -> pulp.LpAffineExpression:
        terms = []
        for who, own in bands.items():
            model.bands[who] = [
                (model.lp.add_variable(f"b_{who}_{nth}", 0, band.minutes), band.minutes) for nth, band in enumerate(own)
            ]
            terms += [(b, band.price) for (b, _), band in zip(model.bands[who], own, strict=True)]
        return pulp.LpAffineExpression(terms)

    return objective


def bands_hold_load(model: Model) -> Iterator[pulp.LpConstraint]:
    """All of a load is in bands.

    sum over (t,a) in E(a) of m[t,a] x[t,a] + sum over (t,a) in H(a) of s[t,a] - sum over k in B(a) of b[a,k] <= 0, for
    all a with bands.
    """
    terms: dict[int, list[tuple[pulp.LpVariable, int]]] = {who: [] for who in model.bands}
    for offer, variable, minutes in model.time():
        if offer.assistant in terms:
            terms[offer.assistant].append((variable, minutes))
    for who, own in terms.items():
        bands = [(variable, -1) for variable, _ in model.bands[who]]
        yield _row(f"load_{who}", [*own, *bands], pulp.LpConstraintLE, 0)


def _of_pairs(model: Model, pairs: Collection[Pair]) -> Iterator[pulp.LpVariable]:
    yield from (variable for offer, variable in model.members() if (offer.task, offer.assistant) in pairs)


def _row(name: str, terms: Sequence[tuple[pulp.LpVariable, int]], sense: int, rhs: int) -> pulp.LpConstraint:
    return pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, name, rhs)  # type: ignore[no-untyped-call]
