"""Improves a plan of listed pairs by very many small trades: a task goes to another person, and perhaps one makes way.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983): a trade that loses is made too, the more rarely
the more it loses, and ever more rarely. Minutes and people beyond what there is are allowed at a charge that rises
until nothing is worth it. Many trades are looked at at once, and those made that do not touch each other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.prices.filling import Filling
from optimizer.prices.opening import pairs_of, standing_of
from optimizer.prices.proposing import KINDS, lists_of
from optimizer.prices.standing import Charge, Standing, Trades
from optimizer.prices.teams import members_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.prices.eligible import Real
    from optimizer.prices.refining import Refined
    from optimizer.prices.teams import Teams

STEPS = 20_000
STEPS_PER_TASK = 10  # fewer of small plans
LOOKED_AT = 4  # trades at once, for every person
_WARM, _COLD = 0.03, 0.008  # of what a task is usually worth: what a trade may lose now and then, at first and at last
_MINUTE = (1.0, 10.0)  # of the usual value of a minute: the charge for one too many, at first and at last
_PERSON = (0.5, 3.0)  # of what a task is usually worth: the charge for a person too many, at first and when teams close
_CLOSING = 0.7  # of the steps: then teams have their size, and nobody joins a full one any more
_SETTLING = 0.95  # of the steps: then only trades that gain are made
_LISTING = 10  # steps between looking anew who has what
_NEVER = 1e9


def trade(filling: Filling, teams: Teams, refined: Refined, tick: Callable[[], None], steps: int = STEPS) -> Filling:
    """Give a plan made of a filled one by trades, which exceeds nothing; whether it is better is the caller's question.

    Shared work stays as it is. The same input gives the same plan.
    """
    pairs = pairs_of(filling, teams, refined)
    standing = standing_of(filling, teams, pairs)
    chance = np.random.default_rng(0)
    usual, a_minute = _usual(teams)
    steps = min(steps, STEPS_PER_TASK * len(filling.problem.tasks)) if pairs.nobody else 0
    looked_at = LOOKED_AT * len(filling.problem.assistants)
    closing, settling = int(_CLOSING * steps), int(_SETTLING * steps)
    for nth in range(steps):
        if nth % _LISTING == 0:
            tick()
            lists = lists_of(standing)
            part = nth / steps
            charge = Charge(
                a_minute * _between(_MINUTE, part),
                usual * _between(_PERSON, part / _CLOSING) if nth < closing else _NEVER,
            )
        if nth == closing:
            _close_teams(standing, teams, filling)
            lists = lists_of(standing)
            charge = replace(charge, person=_NEVER)
        warmth = usual * _between((_WARM, _COLD), nth / steps) if nth < settling else 0.0
        trades = KINDS[nth % len(KINDS)](standing, lists, chance, looked_at)
        _make(standing, trades, charge, warmth * chance.standard_exponential(len(trades.task)))
    return _filled(filling, standing)


def _usual(teams: Teams) -> tuple[float, float]:
    """Give what a task, and what a minute, is usually worth."""
    entries = teams.eligible
    if not len(entries.who):
        return 1.0, 1.0
    return float(entries.values.mean()), float(entries.values.sum() / entries.minutes.sum())


def _between(ends: tuple[float, float], part: float) -> float:
    """Give what lies so far from the first end to the second, in equal factors."""
    return float(ends[0] * (ends[1] / ends[0]) ** part)


def _make(standing: Standing, trades: Trades, charge: Charge, allowed: Real) -> None:
    """Make the trades that lose no more than allowed, as far as they are apart."""
    gains = standing.gains(trades, charge)
    hopeful = np.flatnonzero(gains + charge.person * standing.most_people_spared(trades) > -allowed)
    trades, gains, allowed = trades.only(hopeful), gains[hopeful], allowed[hopeful]
    gains = gains - charge.person * standing.people_too_many(trades)
    trades = trades.only((gains > -allowed) & (gains != 0))
    standing.trade(trades.only(standing.apart(trades)))


def _close_teams(standing: Standing, teams: Teams, filling: Filling) -> None:
    """Let those go who are too many in their team, with all they do for it: whose work is worth least."""
    pairs, room = standing.pairs, filling.room
    of_all = np.bincount(pairs.member[standing.at], pairs.value[standing.at], len(pairs.team))
    brings: Real = of_all[:-1].astype(np.float64)
    fixed = {(pairs.client[task], row.assistant) for task, rows in room.shared.items() for row in rows}
    members = zip(teams.team.tolist(), teams.person.tolist(), strict=True)
    stay = np.append(
        members_of(replace(teams, is_in=np.array([one in fixed for one in members], np.bool_)), brings), True
    )
    goes = np.flatnonzero(~stay[pairs.member[standing.at]])
    nobody = np.full(len(goes), pairs.nobody)
    none = np.full(len(goes), len(pairs.client) - 1)
    standing.trade(Trades(goes, standing.at[goes], nobody, none, nobody, nobody))


def _filled(filling: Filling, standing: Standing) -> Filling:
    """Give the plan that stands as far as it exceeds nothing, densest work first, and fill what it leaves."""
    made = Filling(filling.problem, filling.eligible, filling.prices.tolist(), filling.packages.tolist())
    for shares in filling.room.shared.values():
        made.take_shared(shares)
    pairs, at = standing.pairs, standing.at[:-1]
    tasks = np.flatnonzero(at != pairs.nobody)
    density = pairs.value[at[tasks]] / pairs.minutes[at[tasks]]
    for task in tasks[np.argsort(-density, kind="stable")].tolist():
        offer = made.offer(task, int(pairs.who[at[task]]))
        if offer is not None:
            made.take(offer)
    made.fill(range(len(at)))
    return made
