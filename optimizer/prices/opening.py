"""From a filled plan to the arrays on which it is improved: the pairs worth looking at, and where the plan stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.prices.eligible import NO_CLIENT
from optimizer.prices.standing import Pairs, Standing
from optimizer.prices.teams import Offered, best_of_tasks, nets_of

if TYPE_CHECKING:
    from optimizer.prices.eligible import Flags
    from optimizer.prices.filling import Filling
    from optimizer.prices.refining import Refined
    from optimizer.prices.teams import Teams

_KEPT = 8  # pairs of a task, those that earn most at the prices
_WORSE = 0.15  # of what a task is worth: a pair that earns so much less is not looked at
_PINNED, _MUST = 16.0, 4.0  # of what the dearest task is worth: a trade moves two tasks at most
_ROOM = 10**12  # minutes, and people: more than anybody asks for


def pairs_of(filling: Filling, teams: Teams, refined: Refined) -> Pairs:
    """Give the pairs that the plan has, and those that are nearly the best of their task at the prices."""
    problem, entries, task = filling.problem, teams.eligible, teams.task
    taken = _taken(filling, teams)
    chosen = np.flatnonzero((_promising(teams, refined) | taken) & ~_is_shared(filling)[task])
    pinned = np.array([one.pinned_to is not None for one in problem.tasks], np.bool_)
    dear = float(entries.values.max()) if len(entries.values) else 0.0
    firm = dear * np.where(pinned, _PINNED, np.where(np.array(filling.room.weight) > 0, _MUST, 0.0))
    member = np.full(len(task), len(teams.team))
    member[teams.is_limited] = teams.member
    tasks, packages = len(problem.tasks), problem.packages
    client = np.where(entries.client == NO_CLIENT, len(packages), entries.client)
    many = np.bincount(task[chosen], minlength=tasks + 1)
    return Pairs(
        task=np.append(task[chosen], tasks),
        who=np.append(entries.who[chosen], len(problem.assistants)),
        minutes=np.append(entries.minutes[chosen], 0),
        value=np.append(entries.values[chosen] + firm[task[chosen]], 0.0),
        member=np.append(member[chosen], len(teams.team)),
        start=(np.cumsum(many) - many).astype(np.int64),
        many=many,
        client=np.append(client, len(packages)),
        package=np.append(teams.limits.package, _ROOM).astype(np.int64),
        most=np.append(teams.limits.package + teams.limits.overage, _ROOM).astype(np.int64),
        cost=np.append(teams.limits.cost, 0.0),
        size=np.array([*(_ROOM if one.team_size is None else one.team_size for one in packages), _ROOM], np.int64),
        team=np.append(teams.team, len(packages)),
    )


def _promising(teams: Teams, refined: Refined) -> Flags:
    net = nets_of(teams, Offered(refined.assistant, refined.package, np.zeros(len(teams.eligible.row))))
    order = np.lexsort((-net, teams.task))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(teams.task[order], teams.task[order])
    worse = _WORSE * best_of_tasks(teams, teams.eligible.values)[teams.task]
    best = best_of_tasks(teams, net)[teams.task]
    found: Flags = (rank < _KEPT) & (net >= best - worse) & (net >= -worse)
    return found


def _taken(filling: Filling, teams: Teams) -> Flags:
    who = np.full(len(filling.problem.tasks), -1)
    for task, i in filling.room.taken.items():
        who[task] = filling.offers[i].assistant
    found: Flags = who[teams.task] == teams.eligible.who
    return found


def _is_shared(filling: Filling) -> Flags:
    return np.array([task in filling.room.shared for task in range(len(filling.problem.tasks))], np.bool_)


def standing_of(filling: Filling, teams: Teams, pairs: Pairs) -> Standing:
    """Give where the filled plan stands."""
    room, problem = filling.room, filling.problem
    who = np.full(len(problem.tasks) + 1, len(problem.assistants))
    for task, i in room.taken.items():
        who[task] = filling.offers[i].assistant
    at = np.full(len(who), pairs.nobody)
    own = np.flatnonzero((who[pairs.task] == pairs.who) & (pairs.task < len(problem.tasks)))
    at[pairs.task[own]] = own
    own_team = [room.team[one.client] for one in problem.packages]
    members = zip(teams.team.tolist(), teams.person.tolist(), strict=True)
    unused = np.array(room.left, np.int64) - np.array([one.minutes for one in problem.assistants], np.int64)
    return Standing(
        pairs,
        at,
        left=np.append(teams.limits.assistant.astype(np.int64) + unused, _ROOM),
        used=np.array([*(room.used[one.client] for one in problem.packages), 0], np.int64),
        has=np.array([*(own_team[client][who] for client, who in members), 2], np.int64),  # 2: neither joins nor leaves
        people=np.array([*(sum(1 for tasks in own.values() if tasks) for own in own_team), 0], np.int64),
    )
