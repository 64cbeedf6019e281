"""What no plan exceeds where teams are limited, from prices and what each task is worth at the least.

For tasks that have rows of their own. With l, m as in `descent.py`, n[t,a] = v[t,a] - m[t,a] (l[a] + m[c(t)]) and any
u[t] >= 0, no plan is worth more than

    sum over a of l[a] M[a]  +  sum over c of (m[c] P[c] + O[c] max(0, m[c] - k[c]))  +  sum over t of u[t]
    +  sum over c of the N[c] largest over a of (sum over t of c of max(0, n[t,a] - u[t]))

for a task earns u[t] + max(0, n[t,a] - u[t]) at most with a person of its client's team, which has N[c] people; a
shared task earns a mean of that, as in `descent.py`. This is the dual of the relaxation with `team_member` and
`team_size`. Where no team size is, u[t] = max(0, max over a of n[t,a]) is the best and the last sum 0, which is the
bound of `descent.py`. For firm work that every plan under comparison serves, u[t] may be below 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.prices.eligible import NO_CLIENT, NOBODY

if TYPE_CHECKING:
    from optimizer.prices.descent import Limits
    from optimizer.prices.eligible import Eligible, Flags, Real, Whole
    from optimizer.problem import Problem

_SAFETY = 1e-9  # of the bound: the rounding of its sums


@dataclass(frozen=True, slots=True)
class Teams:
    """The pairs of every task, and those of them that a team size limits, each with its member of a team."""

    limits: Limits
    eligible: Eligible
    placed: Whole  # the task of every row
    task: Whole  # of every pair
    client: Whole  # of every pair; without one, the place after the last
    is_limited: Flags  # by pair
    has_team: Flags  # by task
    member: Whole  # of every limited pair, in the arrays below
    team: Whole  # of every member: its client
    person: Whole  # of every member
    size: Whole  # of every member: how many its team may have
    is_in: Flags  # of every member: in the team already


@dataclass(frozen=True, slots=True)
class Offered:
    """Prices a minute of assistants and packages, 0 or more, and the least that each task is worth: l, m and u."""

    assistant: Real
    package: Real
    least: Real


@dataclass(frozen=True, slots=True)
class Choice:
    """What earns most at the prices, by pair, and what no plan exceeds."""

    taken: Flags
    bound: float


def teams_of(problem: Problem, eligible: Eligible, limits: Limits) -> Teams:
    """Give the teams of a problem whose tasks have rows of their own."""
    placed = np.zeros(len(eligible.start) - 1, np.int64)
    tasks = np.flatnonzero(eligible.row != NOBODY)
    placed[eligible.row[tasks]] = tasks
    task = np.repeat(placed, np.diff(eligible.start))
    client = np.where(eligible.client == NO_CLIENT, len(problem.packages), eligible.client)[task]
    sizes = np.array([*(-1 if one.team_size is None else one.team_size for one in problem.packages), -1], np.int64)
    is_limited = sizes[client] >= 0
    people = len(problem.assistants)
    keys, member = np.unique((client * people + eligible.who)[is_limited], return_inverse=True)
    has_team = np.zeros(len(eligible.row), np.bool_)
    has_team[task[is_limited]] = True
    team, person = keys // max(1, people), keys % max(1, people)
    is_in = np.zeros(len(team), np.bool_)
    return Teams(limits, eligible, placed, task, client, is_limited, has_team, member, team, person, sizes[team], is_in)


def nets_of(teams: Teams, offered: Offered) -> Real:
    """Give n of every pair: what it earns beyond the prices of its minutes."""
    entries = teams.eligible
    price = offered.assistant[entries.who] + np.append(offered.package, 0.0)[teams.client]
    net: Real = entries.values - entries.minutes * price
    return net


def best_of_tasks(teams: Teams, net: Real) -> Real:
    """Give the most that a task earns with anybody, 0 for one that nobody may do."""
    best = np.zeros(len(teams.eligible.row))
    if len(net):
        best[teams.placed] = np.maximum.reduceat(net, teams.eligible.start[:-1])
    return best


def choice_at(teams: Teams, offered: Offered, forced: Flags) -> Choice:
    """Let every task choose at the prices: the best person, or all of the team with whom it earns more than its least.

    The bound holds for plans that serve all `forced` work.
    """
    net = nets_of(teams, offered)
    best = best_of_tasks(teams, net)
    least = np.where(teams.has_team, offered.least, best)
    least = np.where(forced, least, np.maximum(0.0, least))
    over = np.maximum(0.0, net - least[teams.task])[teams.is_limited]
    brings = np.bincount(teams.member, over, len(teams.team)).astype(np.float64)
    members = members_of(teams, brings)
    taken = (net >= best[teams.task]) & ((net > 0) | forced[teams.task])
    taken[teams.is_limited] = members[teams.member] & (over > 0)
    return Choice(taken, _bound(teams.limits, offered, least, brings[members]))


def members_of(teams: Teams, brings: Real) -> Flags:
    """Tell who of each client's people are the N[c] who bring most; those in the team already come first."""
    order = np.lexsort((-brings, ~teams.is_in, teams.team))
    first = np.searchsorted(teams.team[order], teams.team[order])
    found = np.zeros(len(order), np.bool_)
    found[order] = np.arange(len(order)) - first < teams.size[order]
    return found


def _bound(limits: Limits, offered: Offered, least: Real, brought: Real) -> float:
    overage = limits.overage * np.maximum(0, offered.package - limits.cost)
    bought = float(offered.assistant @ limits.assistant + offered.package @ limits.package + overage.sum())
    sums = bought + float(least.sum()) + float(brought.sum())
    return sums + _SAFETY * (bought + float(np.abs(least).sum()) + float(brought.sum()))
