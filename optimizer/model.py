"""The integer program in PuLP: one named function a constraint.

Sets: T tasks, A assistants, C packages (clients), E the eligible pairs (t, a), E(t) and E(a) those of one task or
assistant, E(c) those of a client's tasks. Data: m[t,a] minutes and v[t,a] value of a pair, M[a] minutes of an
assistant in the month and W[a,w] in week w, due[t] the week of a task that is due in one, P[c] package minutes, O[c]
consented overage minutes at cost k[c] a minute, N[c] team size, w[t] the firm weight of a task. Variables: x[t,a] in
{0,1} is 1 when a does all of t; y[c] >= 0 overage minutes; z[c,a] in {0,1} is 1 when a works for c. Ineligible pairs
have no variable, which is how eligibility is kept.

Tasks that may be shared, S, have variables of their own beside x: d[t] in {0,1} is 1 when t is shared, h[t,a] in {0,1}
is 1 when a has a share, of s[t,a] minutes, a whole number. H(t) are the pairs of t that may share, m[t] and L[t] the
minutes of the task and of its smallest share.

The problem is a minimisation: solvers disagree about signs on maximisation.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import pulp
from pulp.v4_migration import set_v4_migration_warnings

from optimizer.eligible import firm_weight
from optimizer.shares import share, smallest_share
from optimizer.weeks import minutes_until, weeks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Package, Problem

    Rows = Callable[["Model"], Iterator[pulp.LpConstraint]]

Key = TypeVar("Key")
Item = TypeVar("Item")

set_v4_migration_warnings(False)  # PuLP is pinned below 4; the calls used here exist in both


@dataclass(slots=True)
class Model:
    """A program under construction: column i of `x` is offer i; `y` and `z` are keyed by client and (client, who).

    Columns i of `s` (minutes) and `h` are those of sharer i, `d` is keyed by task.
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

    @property
    def columns(self) -> list[pulp.LpVariable]:
        """All variables; the first are the offers, in their order, and then the minutes of shares."""
        return [*self.x, *self.s, *self.y.values(), *self.z.values(), *self.h, *self.d.values()]

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


def one_assistant_per_task(model: Model) -> Iterator[pulp.LpConstraint]:
    """A task goes to one assistant at most, or is shared.

    sum over (t,a) in E(t) of x[t,a] + d[t] <= 1, for all t in T; d[t] only for t in S.
    """
    for task, terms in _grouped((task, (variable, 1)) for task, variable, _ in model.work()).items():
        yield _row(f"task_{task}", terms, pulp.LpConstraintLE, 1)


def shares_make_the_whole(model: Model) -> Iterator[pulp.LpConstraint]:
    """Shares add up to the task, or there are none.

    sum over (t,a) in H(t) of s[t,a] - m[t] d[t] = 0, for all t in S.
    """
    for task, terms in _grouped((one.task, (s, 1)) for one, s in zip(model.sharers, model.s, strict=True)).items():
        whole = (model.d[task], -model.problem.tasks[task].minutes)
        yield _row(f"whole_{task}", [*terms, whole], pulp.LpConstraintEQ, 0)


def share_is_large_enough(model: Model) -> Iterator[pulp.LpConstraint]:
    """Who has a share has the smallest at least: s[t,a] - L[t] h[t,a] >= 0, for all (t,a) in H."""
    for i, one in enumerate(model.sharers):
        least = smallest_share(model.problem.tasks[one.task])
        yield _row(f"share_{i}", [(model.s[i], 1), (model.h[i], -least)], pulp.LpConstraintGE, 0)


def share_leaves_another(model: Model) -> Iterator[pulp.LpConstraint]:
    """Minutes belong to a share, and leave the smallest share to others.

    s[t,a] - (m[t] - L[t]) h[t,a] <= 0, for all (t,a) in H.
    """
    for i, one in enumerate(model.sharers):
        task = model.problem.tasks[one.task]
        most = task.minutes - smallest_share(task)
        yield _row(f"most_{i}", [(model.s[i], 1), (model.h[i], -most)], pulp.LpConstraintLE, 0)


def assistant_minutes(model: Model) -> Iterator[pulp.LpConstraint]:
    """An assistant's month is not exceeded.

    sum over (t,a) in E(a) of m[t,a] x[t,a] + sum over (t,a) in H(a) of s[t,a] <= M[a], for all a in A.
    """
    uses = _grouped((offer.assistant, (variable, minutes)) for offer, variable, minutes in model.time())
    for who, terms in uses.items():
        yield _row(f"assistant_{who}", terms, pulp.LpConstraintLE, model.problem.assistants[who].minutes)


def assistant_weeks(model: Model) -> Iterator[pulp.LpConstraint]:
    """What is due by a week fits the weeks until then.

    sum over (t,a) in E(a) with due[t] <= w of m[t,a] x[t,a] + sum over those of H(a) of s[t,a]
    <= sum over u <= w of W[a,u], for all a in A whose minutes are told by week, all w in which something they may do
    is due. Left out where M[a] is no more.
    """
    weeks = weeks_of(model.problem.month)
    until = {who: minutes_until(one, weeks) for who, one in enumerate(model.problem.assistants) if one.minutes_per_week}
    due = [task.due_week for task in model.problem.tasks]
    dated = _grouped(
        (offer.assistant, (week, (variable, minutes)))
        for offer, variable, minutes in (model.time() if until else ())
        if offer.assistant in until and (week := due[offer.task]) is not None
    )
    for who, uses in dated.items():
        for last in sorted({week for week, _ in uses}):
            if until[who][last - 1] < model.problem.assistants[who].minutes:
                terms = [term for week, term in uses if week <= last]
                yield _row(f"week_{last}_{who}", terms, pulp.LpConstraintLE, until[who][last - 1])


def package_minutes(model: Model) -> Iterator[pulp.LpConstraint]:
    """A package plus its overage is not exceeded.

    sum over E(c) of m[t,a] x[t,a] + sum over t in S of c of m[t] d[t] - y[c] <= P[c], for all c in C.
    """
    tasks = model.problem.tasks
    work = _grouped((tasks[task].client, (variable, minutes)) for task, variable, minutes in model.work())
    for nth, package in enumerate(model.problem.packages):
        if package.client in work:
            extra = [(model.y[package.client], -1)] if package.client in model.y else []
            yield _row(f"package_{nth}", work[package.client] + extra, pulp.LpConstraintLE, package.minutes)


def overage_consent(model: Model) -> Iterator[pulp.LpConstraint]:
    """Overage stays within the consent: y[c] <= O[c], for all c in C with overage."""
    for nth, package in enumerate(model.problem.packages):
        if package.client in model.y:
            yield _row(f"overage_{nth}", [(model.y[package.client], 1)], pulp.LpConstraintLE, package.overage_minutes)


def team_member(model: Model) -> Iterator[pulp.LpConstraint]:
    """Who has a task of a client, or a share, is on its team.

    x[t,a] - z[c,a] <= 0 for all (t,a) in E(c), h[t,a] - z[c,a] <= 0 for all (t,a) in H(c), c with a team size.
    """
    for i, (offer, variable) in enumerate(model.members()):
        client = model.client_of(offer)
        if client is not None and (client, offer.assistant) in model.z:
            terms = [(variable, 1), (model.z[client, offer.assistant], -1)]
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
    """Pinned and must work found possible in the first tier stays.

    sum over E of w[t] x[t,a] + sum over S of w[t] d[t] >= K.
    """
    if model.firm_work:
        yield _row("firm_work", _firm_terms(model), pulp.LpConstraintGE, model.firm_work)


CONSTRAINTS: tuple[Rows, ...] = (
    one_assistant_per_task,
    shares_make_the_whole,
    share_is_large_enough,
    share_leaves_another,
    assistant_minutes,
    assistant_weeks,
    package_minutes,
    overage_consent,
    team_member,
    team_size,
    firm_work_kept,
)


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
    return pulp.LpAffineExpression([(variable, -weight) for variable, weight in _firm_terms(model)])


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
    lp = pulp.LpProblem("plan", pulp.LpMinimize)  # type: ignore[no-untyped-call]
    model = Model(problem, offers, firm_work, lp, lp.add_variable_matrix("x", range(len(offers)), 0, 1, pulp.LpBinary))
    _add_share_variables(model, sharers)
    people = _people_of_clients(model)
    for nth, package in enumerate(problem.packages):
        _add_package_variables(model, nth, package, people[package.client])
    lp.objective = objective(model)
    for rows in constraints:
        for row in rows(model):
            lp.addConstraint(row)
    return model


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
    ]


def shares_from(model: Model, minutes: Sequence[float]) -> tuple[Offer, ...]:
    """Give the shares that the columns of `s` say, in whole minutes; empty for no columns."""
    whole = zip(model.sharers, map(round, minutes), strict=False)
    return tuple(share(one, own) for one, own in whole if own > 0)


def _add_share_variables(model: Model, sharers: Sequence[Offer]) -> None:
    model.sharers = sharers
    for i, one in enumerate(sharers):
        model.s.append(model.lp.add_variable(f"s_{i}", 0, one.minutes, pulp.LpInteger))
        model.h.append(model.lp.add_variable(f"h_{i}", 0, 1, pulp.LpBinary))
    for task in dict.fromkeys(one.task for one in sharers):
        model.d[task] = model.lp.add_variable(f"d_{task}", 0, 1, pulp.LpBinary)


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


def _firm_terms(model: Model) -> list[tuple[pulp.LpVariable, int]]:
    weight = firm_weight(model.problem)
    return [(variable, weight[task]) for task, variable, _ in model.work() if weight[task]]


def _grouped(items: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for key, item in items:
        groups[key].append(item)
    return groups


def _row(name: str, terms: Iterable[tuple[pulp.LpVariable, int]], sense: int, rhs: int) -> pulp.LpConstraint:
    expression = pulp.LpAffineExpression(terms)
    return pulp.LpConstraint(expression, sense, name, rhs)  # type: ignore[no-untyped-call]
