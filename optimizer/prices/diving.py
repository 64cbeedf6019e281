"""Makes a plan of the relaxation: takes what it nearly decides, relaxes what is left, and so on; fills the rest.

Prices that were right for the whole month are wrong for its last hours, so they are followed on over what is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.prices.descent import Limits
from optimizer.prices.eligible import NOBODY
from optimizer.prices.refining import Refined, refine
from optimizer.prices.teams import Teams, teams_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.prices.eligible import Eligible, Flags, Whole
    from optimizer.prices.filling import Filling

# The part of a task, dive by dive, with which somebody gets it. On 4,000 tasks one dive at 0.9 left 1.75 %, five at 0.9
# left 1.75 %, these left 1.50 %.
DIVES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.5, 0.5)
ROUNDS = 150
_NO_SIZE = 10**9  # of a team: more than there are people


def dive(filling: Filling, teams: Teams, refined: Refined, tick: Callable[[], None]) -> None:
    """Fill an empty plan, firm work first; nothing is exceeded, whatever the relaxation says."""
    tasks = range(len(filling.problem.tasks))
    firm = np.array([weight > 0 for weight in filling.room.weight], np.bool_)
    _take(filling, teams, (refined.parts >= DIVES[0]) & firm[teams.task], refined)
    filling.fill(np.flatnonzero(firm).tolist())
    whole = teams.limits
    for least in DIVES:
        _take(filling, teams, refined.parts >= least, refined)
        teams = rest_of(filling, teams, whole)
        if not len(teams.task):
            break
        refined = refine(teams, refined, tick, ROUNDS)
        filling.reprice(refined.assistant, refined.package)
    filling.fill(tasks)


def _take(filling: Filling, teams: Teams, chosen: Flags, refined: Refined) -> None:
    """Take these pairs as far as they fit, the surest first."""
    places = np.flatnonzero(chosen)
    places = places[np.argsort(-refined.parts[places], kind="stable")]
    for task, who in zip(teams.task[places].tolist(), teams.eligible.who[places].tolist(), strict=True):
        offer = filling.offer(task, who)
        if offer is not None:
            filling.take(offer)


def rest_of(filling: Filling, teams: Teams, whole: Limits) -> Teams:
    """Give the pairs that still fit, with what is left of the minutes; `whole` are all there were."""
    room, packages = filling.room, filling.problem.packages
    done = np.array([room.is_done(task) for task in range(len(filling.problem.tasks))], np.bool_)
    used = np.array([room.used[package.client] for package in packages], np.float64)
    limits = Limits(
        assistant=filling.left.astype(np.float64),
        package=np.maximum(0.0, whole.package - used),
        overage=whole.overage - np.maximum(0.0, used - whole.package),
        cost=whole.cost,
        forced=whole.forced & ~done,
    )
    kept = ~done[teams.task] & _fits(filling, teams, limits)
    left = teams_of(filling.problem, _only(teams, kept), limits)
    return replace(left, is_in=filling.team[left.team, left.person])


def _fits(filling: Filling, teams: Teams, limits: Limits) -> Flags:
    minutes, who, client = teams.eligible.minutes, teams.eligible.who, teams.client
    has_place = np.array([_places(filling, nth) for nth in range(len(filling.problem.packages))] + [True], np.bool_)
    is_in = np.append(filling.team, np.zeros((1, filling.team.shape[1]), np.bool_), axis=0)[client, who]
    allowed = np.append(limits.package + limits.overage, np.inf)[client]
    fits: Flags = (minutes <= limits.assistant[who]) & (minutes <= allowed) & (has_place[client] | is_in)
    return fits


def _places(filling: Filling, client: int) -> bool:
    size = filling.problem.packages[client].team_size
    return int(filling.team[client].sum()) < (_NO_SIZE if size is None else size)


def _only(teams: Teams, kept: Flags) -> Eligible:
    """Give the rows of the tasks that have any of these pairs."""
    entries = teams.eligible
    tasks, first = np.unique(teams.task[kept], return_index=True)
    row: Whole = np.full(len(entries.row), NOBODY, np.int64)
    row[tasks] = np.arange(len(tasks))
    start = np.append(first, int(kept.sum())).astype(np.int64)
    who, minutes, values = entries.who[kept], entries.minutes[kept], entries.values[kept]
    return replace(entries, row=row, start=start, who=who, minutes=minutes, values=values)
