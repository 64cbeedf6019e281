"""The integer program in PuLP: one named function a constraint.

Sets: T tasks, A assistants, C packages (clients), E the eligible pairs (t, a), E(t) and E(a) those of one task or
assistant, E(c) those of a client's tasks. Data: m[t,a] minutes and v[t,a] value of a pair, M[a] minutes of an
assistant in the month and H[a,w] in week w, due[t] the week of a task that is due in one, P[c] package minutes, O[c]
consented overage minutes at cost k[c] a minute, N[c] team size, w[t] the firm weight of a task. Variables: x[t,a] in
{0,1} is 1 when a does t; y[c] >= 0 overage minutes; z[c,a] in {0,1} is 1 when a works for c. Ineligible pairs have no
variable, which is how eligibility is kept.

The problem is a minimisation: solvers disagree about signs on maximisation.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import pulp
from pulp.v4_migration import set_v4_migration_warnings

from optimizer.eligible import firm_weight
from optimizer.weeks import minutes_until, weeks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Package, Problem

    Rows = Callable[["Model"], Iterator[pulp.LpConstraint]]

Key = TypeVar("Key")

set_v4_migration_warnings(False)  # PuLP is pinned below 4; the calls used here exist in both


@dataclass(slots=True)
class Model:
    """A program under construction: column i of `x` is offer i; `y` and `z` are keyed by client and (client, who)."""

    problem: Problem
    offers: Sequence[Offer]
    firm_work: int
    lp: pulp.LpProblem
    x: list[pulp.LpVariable]
    y: dict[str, pulp.LpVariable] = field(default_factory=dict)
    z: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)

    @property
    def columns(self) -> list[pulp.LpVariable]:
        """All variables; the first are the offers, in their order."""
        return [*self.x, *self.y.values(), *self.z.values()]

    def client_of(self, offer: Offer) -> str | None:
        """Give the client of the offer's task."""
        return self.problem.tasks[offer.task].client


def one_assistant_per_task(model: Model) -> Iterator[pulp.LpConstraint]:
    """A task goes to one assistant at most: sum over (t,a) in E(t) of x[t,a] <= 1, for all t in T."""
    for task, places in _grouped(model, lambda offer: offer.task).items():
        yield _row(f"task_{task}", ((model.x[i], 1) for i in places), pulp.LpConstraintLE, 1)


def assistant_minutes(model: Model) -> Iterator[pulp.LpConstraint]:
    """An assistant's month is not exceeded: sum over (t,a) in E(a) of m[t,a] x[t,a] <= M[a], for all a in A."""
    for who, places in _grouped(model, lambda offer: offer.assistant).items():
        terms = ((model.x[i], model.offers[i].minutes) for i in places)
        yield _row(f"assistant_{who}", terms, pulp.LpConstraintLE, model.problem.assistants[who].minutes)


def assistant_weeks(model: Model) -> Iterator[pulp.LpConstraint]:
    """What is due by a week fits the weeks until then.

    sum over (t,a) in E(a) with due[t] <= w of m[t,a] x[t,a] <= sum over u <= w of H[a,u], for all a in A whose minutes
    are told by week, all w in which something of E(a) is due. Left out where M[a] is no more.
    """
    weeks, tasks = weeks_of(model.problem.month), model.problem.tasks
    for who, places in _grouped(model, lambda offer: offer.assistant).items():
        assistant = model.problem.assistants[who]
        until = minutes_until(assistant, weeks)
        due = [(tasks[model.offers[i].task].due_week, i) for i in places] if until else []
        dated = [(week, i) for week, i in due if week is not None]
        for last in sorted({week for week, _ in dated}):
            if until[last - 1] < assistant.minutes:
                terms = ((model.x[i], model.offers[i].minutes) for week, i in dated if week <= last)
                yield _row(f"week_{last}_{who}", terms, pulp.LpConstraintLE, until[last - 1])


def package_minutes(model: Model) -> Iterator[pulp.LpConstraint]:
    """A package plus its overage is not exceeded: sum over E(c) of m[t,a] x[t,a] - y[c] <= P[c], for all c in C."""
    work = _grouped(model, model.client_of)
    for nth, package in enumerate(model.problem.packages):
        if package.client in work:
            terms = [(model.x[i], model.offers[i].minutes) for i in work[package.client]]
            extra = [(model.y[package.client], -1)] if package.client in model.y else []
            yield _row(f"package_{nth}", terms + extra, pulp.LpConstraintLE, package.minutes)


def overage_consent(model: Model) -> Iterator[pulp.LpConstraint]:
    """Overage stays within the consent: y[c] <= O[c], for all c in C with overage."""
    for nth, package in enumerate(model.problem.packages):
        if package.client in model.y:
            yield _row(f"overage_{nth}", [(model.y[package.client], 1)], pulp.LpConstraintLE, package.overage_minutes)


def team_member(model: Model) -> Iterator[pulp.LpConstraint]:
    """Who has a task of a client is on its team: x[t,a] - z[c,a] <= 0, for all (t,a) in E(c), c with a team size."""
    for i, offer in enumerate(model.offers):
        client = model.client_of(offer)
        if client is not None and (client, offer.assistant) in model.z:
            terms = [(model.x[i], 1), (model.z[client, offer.assistant], -1)]
            yield _row(f"member_{i}", terms, pulp.LpConstraintLE, 0)


def team_size(model: Model) -> Iterator[pulp.LpConstraint]:
    """A team is no larger than allowed: sum over a in A of z[c,a] <= N[c], for all c with a team size."""
    teams: dict[str, list[pulp.LpVariable]] = defaultdict(list)
    for (client, _), member in model.z.items():
        teams[client].append(member)
    for nth, package in enumerate(model.problem.packages):
        if package.team_size is not None and package.client in teams:
            terms = [(member, 1) for member in teams[package.client]]
            yield _row(f"team_{nth}", terms, pulp.LpConstraintLE, package.team_size)


def firm_work_kept(model: Model) -> Iterator[pulp.LpConstraint]:
    """Pinned and must work found possible in the first tier stays: sum over E of w[t] x[t,a] >= K."""
    if model.firm_work:
        yield _row("firm_work", _firm_terms(model), pulp.LpConstraintGE, model.firm_work)


CONSTRAINTS: tuple[Rows, ...] = (
    one_assistant_per_task,
    assistant_minutes,
    assistant_weeks,
    package_minutes,
    overage_consent,
    team_member,
    team_size,
    firm_work_kept,
)


def value_less_overage(model: Model) -> pulp.LpAffineExpression:
    """Second tier, negated: sum over E of v[t,a] x[t,a] - sum over C of k[c] y[c]."""
    cost = {package.client: package.overage_cost_per_hour / 60 for package in model.problem.packages}
    terms = [(variable, -offer.value) for variable, offer in zip(model.x, model.offers, strict=True)]
    return pulp.LpAffineExpression(terms + [(variable, cost[client]) for client, variable in model.y.items()])


def firm_work_done(model: Model) -> pulp.LpAffineExpression:
    """First tier, negated: sum over E of w[t] x[t,a]; as many pinned tasks as can be, then as many must tasks."""
    return pulp.LpAffineExpression([(variable, -weight) for variable, weight in _firm_terms(model)])


def build(
    problem: Problem,
    offers: Sequence[Offer],
    *,
    firm_work: int = 0,
    objective: Callable[[Model], pulp.LpAffineExpression] = value_less_overage,
    constraints: Iterable[Rows] = CONSTRAINTS,
) -> Model:
    """Give the program over these offers, keeping `firm_work` from the first tier."""
    lp = pulp.LpProblem("plan", pulp.LpMinimize)  # type: ignore[no-untyped-call]
    model = Model(problem, offers, firm_work, lp, lp.add_variable_matrix("x", range(len(offers)), 0, 1, pulp.LpBinary))
    for nth, package in enumerate(problem.packages):
        _add_package_variables(model, nth, package)
    lp.objective = objective(model)
    for rows in constraints:
        for row in rows(model):
            lp.addConstraint(row)
    return model


def values_of(model: Model, chosen: Iterable[int]) -> list[float]:
    """Give the value of every column for a plan that takes these offers."""
    picked = set(chosen)
    taken = [model.offers[i] for i in sorted(picked)]
    used: dict[str | None, int] = defaultdict(int)
    for offer in taken:
        used[model.client_of(offer)] += offer.minutes
    bought = {package.client: package.minutes for package in model.problem.packages}
    team = {(model.client_of(offer), offer.assistant) for offer in taken}
    return [
        *(float(i in picked) for i in range(len(model.x))),
        *(float(max(0, used[client] - bought[client])) for client in model.y),
        *(float(member in team) for member in model.z),
    ]


def _add_package_variables(model: Model, nth: int, package: Package) -> None:
    if package.overage_minutes:
        model.y[package.client] = model.lp.add_variable(f"y_{nth}", 0)
    if package.team_size is not None:
        people = {offer.assistant for offer in model.offers if model.client_of(offer) == package.client}
        for who in sorted(people) if len(people) > package.team_size else ():
            model.z[package.client, who] = model.lp.add_variable(f"z_{nth}_{who}", 0, 1, pulp.LpBinary)


def _firm_terms(model: Model) -> list[tuple[pulp.LpVariable, int]]:
    weight = firm_weight(model.problem)
    pairs = zip(model.x, model.offers, strict=True)
    return [(variable, weight[offer.task]) for variable, offer in pairs if weight[offer.task]]


def _grouped(model: Model, key: Callable[[Offer], Key]) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = defaultdict(list)
    for i, offer in enumerate(model.offers):
        groups[key(offer)].append(i)
    return groups


def _row(name: str, terms: Iterable[tuple[pulp.LpVariable, int]], sense: int, rhs: int) -> pulp.LpConstraint:
    expression = pulp.LpAffineExpression(terms)
    return pulp.LpConstraint(expression, sense, name, rhs)  # type: ignore[no-untyped-call]
