"""Prices a minute of each assistant and of each package, lowered and raised until nothing pays any more.

Relaxing the minutes of assistants (price l[a]) and packages (price m[c]) leaves a question per task that is answered at
once: the best person at these prices, if any pays. For any prices the sum below is at least what any plan is worth:

    sum over a of l[a] M[a]  +  sum over c of (m[c] P[c] + O[c] max(0, m[c] - k[c]))
    +  sum over t of max(0, max over a in E(t) of v[t,a] - m[t,a] (l[a] + m[c(t)]))

M, P, O, k as in `optimizer.model`. Team sizes, the minutes of single weeks and protection are left out, which can only
raise it. A shared task earns a mean of what it would earn whole with each of its people, weighted by their minutes, so
never more than the best of them, as long as E(t) holds all who may have a share and nobody's m[t,a] is more than the
task's own minutes; both are so, for people with minutes of their own have no shares, and skill only lowers m[t,a]. For
firm work that every plan under comparison serves, the outer max(0, ...) falls away, which lowers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.prices.eligible import NO_CLIENT, NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.prices.eligible import Eligible, Flags, Real, Whole
    from optimizer.problem import Problem

ROUNDS = 300
_SOFTNESS = 0.1  # of the usual value of a minute, at first: people nearly as cheap share the work
_SWAY = 0.7  # of the softness: how far a price follows the logarithm of what is asked for
_SWAY_LISTED = 0.5  # of the usual value of a minute, at first; values of their own keep people from going all one way
_COMMON = 0.5  # of the usual value of a minute, at first: how far all prices follow what is asked for in all
_SAFETY = 1e-9  # of the bound: the rounding of its sums


@dataclass(frozen=True, slots=True)
class Limits:
    """The minutes to be had, and the work that every plan under comparison serves."""

    assistant: Real
    package: Real
    overage: Real
    cost: Real  # a minute of overage
    forced: Flags


@dataclass(frozen=True, slots=True)
class Priced:
    """The best prices met, and what no plan can exceed.

    `bound` holds for every plan, `firm_bound` for those that serve all forced work.
    """

    assistant: Real
    package: Real
    bound: float
    firm_bound: float


def limits_of(problem: Problem, eligible: Eligible, forced: Flags) -> Limits:
    """Give the problem's minutes as arrays, as far as they can be used."""
    return Limits(
        assistant=usable_minutes(problem, eligible),
        package=np.array([one.minutes for one in problem.packages], np.float64),
        overage=np.array([one.overage_minutes for one in problem.packages], np.float64),
        cost=np.array([one.overage_cost_per_hour / 60 for one in problem.packages], np.float64),
        forced=forced,
    )


def usable_minutes(problem: Problem, eligible: Eligible) -> Real:
    """Give each assistant's minutes rounded down to what whole tasks can fill.

    All that somebody may do takes a multiple of g minutes, so no plan uses the rest of M[a] / g; this lowers the bound.
    Shares of tasks may have any number of minutes: where there may be some, nothing is rounded.
    """
    minutes = np.array([who.minutes for who in problem.assistants], np.int64)
    if not len(eligible.who) or any(task.splittable for task in problem.tasks):
        return minutes.astype(np.float64)
    whole = np.gcd.reduce(eligible.task_minutes[eligible.row != NOBODY])
    step = np.zeros(len(minutes), np.int64)
    np.gcd.at(step, eligible.who, eligible.minutes)
    step = np.maximum(1, step * whole)
    usable: Real = (minutes // step * step).astype(np.float64)
    return usable


@dataclass(slots=True)
class _Market:
    """The arrays that every round needs."""

    eligible: Eligible
    limits: Limits
    row_of_entry: Whole
    placed: Whole  # the tasks that somebody may do
    row: Whole  # theirs
    client: Whole  # theirs
    usual: float  # value of a minute

    @property
    def task_minutes(self) -> Whole:
        return self.eligible.task_minutes[self.placed]


def descend(eligible: Eligible, limits: Limits, tick: Callable[[], None], rounds: int = ROUNDS) -> Priced:
    """Look for the lowest bound for so many rounds; the same input gives the same prices."""
    market = _market(eligible, limits)
    prices, packages = np.zeros(len(limits.assistant)), np.zeros(len(limits.package))
    best = (np.inf, prices, packages)
    bound = np.inf
    for nth in range(rounds if len(market.placed) else 1):
        tick()
        softness = _SOFTNESS * market.usual / (1 + nth / (5 if eligible.is_listed else 1))
        keys, lowest = _cheapest(market, prices, packages)
        split = _split(market, keys, lowest, softness)
        packages, taken = _package_prices(market, lowest, _minutes(market, split), packages)
        of_all, of_firm = _bounds(market, prices, packages)
        bound = min(bound, of_all)
        best = min(best, (of_firm, prices, packages), key=lambda one: one[0])
        prices = _follow(market, prices, _load(market, split, taken), softness, nth)
    return Priced(best[1], best[2], bound, best[0])


def _follow(market: _Market, prices: Real, load: Real, softness: float, nth: int) -> Real:
    """Raise the prices of people asked for too much, lower the others', and all by what is asked for in all."""
    minutes = market.limits.assistant
    if not load.any():
        return np.zeros(len(prices))
    in_all = load.sum() / minutes.sum()
    asked = np.log(np.maximum(load, 1e-9) / np.maximum(minutes, 1) / in_all)
    sway = _SWAY_LISTED * market.usual / (1 + nth / 10) if market.eligible.has_own_values else _SWAY * softness
    common = _COMMON * market.usual / (1 + nth / 50) * (in_all - 1)
    followed: Real = np.maximum(0, prices + sway * np.clip(asked, -2, 2) + common)
    return followed


def _market(eligible: Eligible, limits: Limits) -> _Market:
    placed = np.flatnonzero(eligible.row != NOBODY)
    sizes = np.diff(eligible.start)
    row_of_entry = np.repeat(np.arange(len(sizes)), sizes)
    row = eligible.row[placed]
    first = eligible.start[row]
    worth = eligible.task_value[placed] + eligible.values[first]
    minutes = eligible.task_minutes[placed] * eligible.minutes[first]
    usual = float(worth.sum() / max(1, minutes.sum())) or 1.0
    return _Market(eligible, limits, row_of_entry, placed, row, eligible.client[placed], usual)


def _of_client(packages: Real, client: Whole) -> Real:
    return np.where(client == NO_CLIENT, 0.0, np.append(packages, 0.0)[client])


def _cheapest(market: _Market, prices: Real, packages: Real) -> tuple[Real, Real]:
    """Give the cost of every entry, and of each task's cheapest, both without what the task itself is worth."""
    entries = market.eligible
    keys = entries.minutes * prices[entries.who] - entries.values
    if entries.is_listed:  # a row belongs to one task, whose client has one price
        price = np.zeros(len(entries.start) - 1)
        price[market.row] = _of_client(packages, market.client)
        keys = keys + entries.minutes * price[market.row_of_entry]
    lowest = np.minimum.reduceat(keys, entries.start[:-1]) if len(keys) else np.empty(0)
    return keys, lowest


def _bounds(market: _Market, prices: Real, packages: Real) -> tuple[float, float]:
    """Give what no plan exceeds, and what none that serves all forced work exceeds."""
    limits, entries = market.limits, market.eligible
    _, lowest = _cheapest(market, prices, packages)
    profit = entries.task_value[market.placed] - market.task_minutes * lowest[market.row]
    if not entries.is_listed:
        profit = profit - market.task_minutes * _of_client(packages, market.client)
    overage = limits.overage * np.maximum(0, packages - limits.cost)
    bought = float(prices @ limits.assistant + packages @ limits.package + overage.sum())
    forced = limits.forced[market.placed]
    free = np.maximum(0, profit)
    sums = bought + float(free.sum()), bought + float(np.where(forced, profit, free).sum())
    safety = _SAFETY * (bought + float(np.abs(profit).sum()))
    return sums[0] + safety, sums[1] + safety


def _split(market: _Market, keys: Real, lowest: Real, softness: float) -> Real:
    """Give each person's part of a row's work: by their minutes, and less the dearer they are."""
    entries = market.eligible
    dearer = (keys - lowest[market.row_of_entry]) / entries.minutes
    weight = market.limits.assistant[entries.who] * np.exp(-dearer / softness)
    weight = np.maximum(weight, 1e-300)
    sums = np.add.reduceat(weight, entries.start[:-1]) if len(weight) else weight
    parts: Real = weight / sums[market.row_of_entry]
    return parts


def _minutes(market: _Market, split: Real) -> Real:
    """Give the minutes of each placed task, the mean where they depend on the person."""
    entries = market.eligible
    if not entries.is_listed:
        return market.task_minutes.astype(np.float64)
    mean: Real = np.add.reduceat(split * entries.minutes, entries.start[:-1])[market.row]
    return mean


def _load(market: _Market, split: Real, taken: Real) -> Real:
    entries = market.eligible
    of_row = np.bincount(market.row, taken * market.task_minutes, len(entries.start) - 1)
    minutes = split * entries.minutes * of_row[market.row_of_entry]
    return np.bincount(entries.who, minutes, len(market.limits.assistant)).astype(np.float64)


def _package_prices(market: _Market, lowest: Real, minutes: Real, before: Real) -> tuple[Real, Real]:
    """Give the prices at which each package is just filled, densest work first, and the part of each task in it."""
    entries, limits = market.eligible, market.limits
    worth = entries.task_value[market.placed] - market.task_minutes * lowest[market.row]
    if entries.is_listed:
        worth = worth + minutes * _of_client(before, market.client)
    density = np.where(limits.forced[market.placed], np.inf, worth / minutes)
    many = len(limits.package)
    of = np.where(market.client == NO_CLIENT, many, market.client)
    order = np.lexsort((-density, of))
    dense, long, client = density[order], minutes[order], of[order]
    first = np.searchsorted(client, np.arange(many + 1))
    upto = np.cumsum(long)
    base = np.concatenate(([0.0], upto))[first]
    before_it = upto - long - base[client]
    bought = np.append(limits.package, np.inf)
    most = np.append(limits.package + limits.overage, np.inf)
    cost = np.append(limits.cost, 0.0)
    dearest = float(np.max(np.abs(worth / minutes))) if len(worth) else 0.0
    in_package = _critical(dense, client, before_it + long > bought[client], many + 1, dearest)
    in_overage = _critical(dense, client, before_it + long > most[client], many + 1, dearest)
    price = np.clip(cost, in_overage, in_package)
    wanted = np.bincount(client, np.where(dense > cost[client], long, 0.0), many + 1)
    room = np.clip(wanted, bought, most)
    part = np.where(dense > 0, np.clip((room[client] - before_it) / long, 0, 1), 0.0)
    taken = np.empty(len(order))
    taken[order] = part
    return price[:many], taken


def _critical(density: Real, client: Whole, is_over: Flags, clients: int, dearest: float) -> Real:
    """Give the density of each client's first task that is over, 0 where none is."""
    found = np.zeros(clients)
    over = np.flatnonzero(is_over)
    firsts = over[np.unique(client[over], return_index=True)[1]]
    found[client[firsts]] = np.clip(density[firsts], 0, dearest)
    return found
