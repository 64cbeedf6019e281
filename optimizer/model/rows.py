"""The constraints, one named function each. Symbols as in `optimizer.model`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import pulp

from optimizer.eligible import firm_weight
from optimizer.model.program import Model
from optimizer.protection import growth_of
from optimizer.shares import smallest_share
from optimizer.weeks import due_until, minutes_until, weeks_of, weeks_of_growth

if TYPE_CHECKING:
    from collections.abc import Iterable

Rows = Callable[[Model], Iterator[pulp.LpConstraint]]

Key = TypeVar("Key")
Item = TypeVar("Item")


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

    sum over (t,a) in E(a) of m[t,a,w] x[t,a] + sum over those of H(a) with due[t] <= w of s[t,a]
    <= sum over u <= w of W[a,u], for all a in A whose minutes are told by week, all w in which something they may do
    is due. Left out where M[a] is no more. m[t,a,w] is m[t,a] where due[t] <= w, and of weekly work what is due by w.
    """
    weeks, tasks = weeks_of(model.problem.month), model.problem.tasks
    until = {who: minutes_until(one, weeks) for who, one in enumerate(model.problem.assistants) if one.minutes_per_week}
    dated = _grouped(
        (offer.assistant, (variable, due))
        for offer, variable, minutes in (model.time() if until else ())
        if offer.assistant in until and any(due := due_until(tasks[offer.task], minutes))
    )
    for who, uses in dated.items():
        for last in sorted({week for _, due in uses for week in weeks_of_growth(due)}):
            if until[who][last - 1] < model.problem.assistants[who].minutes:
                terms = [(variable, due[last - 1]) for variable, due in uses if due[last - 1]]
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


def package_protection(model: Model) -> Iterator[pulp.LpConstraint]:
    """Package and consent hold the work also when the G[c] tasks that may grow most do so at once.

    sum over E(c) of m[t,a] x[t,a] + sum over t in S of c of m[t] d[t] + G[c] q[c] + sum over t in U(c) of p[t]
    <= P[c] + O[c], for all c with protection: the linear counterpart of Bertsimas and Sim. What is kept free costs no
    overage unless it is needed, so it stands beside `package_minutes`, not in it.
    """
    tasks = model.problem.tasks
    work = _grouped((tasks[task].client, (variable, minutes)) for task, variable, minutes in model.work())
    margins = _grouped((tasks[task].client, (variable, 1)) for task, variable in model.p.items())
    for nth, package in enumerate(model.problem.packages):
        if package.client in model.q:
            terms = [*work[package.client], (model.q[package.client], package.protection), *margins[package.client]]
            allowed = package.minutes + package.overage_minutes
            yield _row(f"protection_{nth}", terms, pulp.LpConstraintLE, allowed)


def growth_of_task(model: Model) -> Iterator[pulp.LpConstraint]:
    """A task that may grow counts in the worst case with what it grows beyond q.

    q[c] + p[t] - sum over (t,a) in E(t) of g[t,a] x[t,a] - g[t] d[t] >= 0, for all t in U(c), c with protection.
    """
    tasks = model.problem.tasks
    uses = ((task, variable, minutes) for task, variable, minutes in model.work() if task in model.p)
    grown = _grouped((task, (variable, -growth_of(tasks[task], minutes))) for task, variable, minutes in uses)
    for task, terms in grown.items():
        client = tasks[task].client
        if client is not None:
            yield _row(f"growth_{task}", [(model.q[client], 1), (model.p[task], 1), *terms], pulp.LpConstraintGE, 0)


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

    sum over E of w[t] x[t,a] + sum over S of w[t] d[t] >= K; where K is all of it, the same said for each such task:
    sum over (t,a) in E(t) of x[t,a] + d[t] >= 1, which solvers see more in. Of 600 tasks with 17 must tasks, one row
    for all of them left 3.3 % after ten seconds, a row each 0.2 %.
    """
    if not model.firm_work:
        return
    weight = firm_weight(model.problem)
    firm = _grouped((task, (variable, 1)) for task, variable, _ in model.work() if weight[task])
    if sum(weight[task] for task in firm) > model.firm_work:
        yield _row("firm_work", firm_terms(model), pulp.LpConstraintGE, model.firm_work)
        return
    for task, terms in firm.items():
        yield _row(f"firm_{task}", terms, pulp.LpConstraintGE, 1)


CONSTRAINTS: tuple[Rows, ...] = (
    one_assistant_per_task,
    shares_make_the_whole,
    share_is_large_enough,
    share_leaves_another,
    assistant_minutes,
    assistant_weeks,
    package_minutes,
    package_protection,
    growth_of_task,
    overage_consent,
    team_member,
    team_size,
    firm_work_kept,
)


def firm_terms(model: Model) -> list[tuple[pulp.LpVariable, int]]:
    """Give the variables that do firm work, with its weight."""
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
