"""What is asked for, in its order, negated: the program is a minimisation. Symbols as in `optimizer.model`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulp

from optimizer.model.rows import firm_terms

if TYPE_CHECKING:
    from optimizer.model.program import Model


def value_less_overage(model: Model) -> pulp.LpAffineExpression:
    """Second tier, negated.

    sum over E of v[t,a] x[t,a] + sum over H of v[t,a] s[t,a] / m[t] - sum over C of k[c] y[c].
    """
    cost = {package.client: package.overage_cost_per_hour / 60 for package in model.problem.packages}
    terms = [(variable, -offer.value) for variable, offer in zip(model.x, model.offers, strict=True)]
    terms += [(s, -one.value / one.minutes) for s, one in zip(model.s, model.sharers, strict=True)]
    return pulp.LpAffineExpression(terms + [(variable, cost[client]) for client, variable in model.y.items()])


def firm_work_done(model: Model) -> pulp.LpAffineExpression:
    """First tier, negated: as many pinned tasks as can be, then as many must tasks.

    sum over E of w[t] x[t,a] + sum over S of w[t] d[t].
    """
    return pulp.LpAffineExpression([(variable, -weight) for variable, weight in firm_terms(model)])
