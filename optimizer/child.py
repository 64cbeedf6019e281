"""The solver's own process: reads a problem from stdin, writes progress and the answer to stdout, a line of JSON each.

Solvers overrun their time limits and can crash; apart from the caller they can be killed without harm.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from optimizer.eligible import firm_weight, offers_of
from optimizer.greedy import put_together
from optimizer.highs import SolverFailedError, answer
from optimizer.model import build, firm_work_done
from optimizer.problem import Problem
from optimizer.search import Found, Limits
from optimizer.shares import known, named, sharers_of
from optimizer.tiers import Plan, Tiers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from optimizer.eligible import Offer
    from optimizer.highs.answers import Better, Report
    from optimizer.room import Room

FIRM_TIME_SHARE = 0.3  # of the time limit, at most, goes into deciding which firm work is possible
VALUE_TIME_SHARE = 0.8  # of what is left, at most, goes into value; every tier below it gets half of the rest
_WHOLE = 0.999  # the first tier counts in whole numbers: a bound less than one away proves it


@dataclass(frozen=True, slots=True)
class _Firm:
    start: tuple[int, ...]
    shares: tuple[Offer, ...]
    proven: bool


def find(
    problem: Problem,
    limits: Limits,
    report: Report | None = None,
    *,
    start: Sequence[int] = (),
    shares: Sequence[tuple[int, int, int]] = (),
    better: Callable[[Found], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Found:
    """Solve tier after tier: the firm work, value less overage cost with the firm work kept, then what `Tiers` asks.

    `start` are the offers of a plan already known, `shares` its shares as in `Found`; the answer is no worse than it.
    `better` hears of every plan that is better than the one before it, for whoever cannot wait for the answer.

    Raises:
        SolverFailedError: when no solver gave an answer.
    """
    started = clock()
    offers, sharers = offers_of(problem), sharers_of(problem)
    firm = _firm_tier(problem, offers, sharers, limits)
    best = put_together(problem, offers, firm.start, sharers=sharers, shares=firm.shares)
    if start or shares:
        given = put_together(problem, offers, start, sharers=sharers, shares=known(sharers, shares))
        best = max(given, best, key=_worth)
    start, parts = tuple(best.taken.values()), [share for own in best.shared.values() for share in own]
    keep = _keeper(better, Found(start, None, firm_proven=firm.proven, solver="none", shares=named(parts)))
    model = build(problem, offers, sharers=sharers, firm_work=sum(best.weight[task] for task in best.done()))
    left = max(0.05, limits.time_limit_s - (clock() - started))
    found = answer(model, replace(limits, time_limit_s=VALUE_TIME_SHARE * left), start, report, parts, keep)
    if found.infeasible:
        raise SolverFailedError("no plan at all, though the known one is allowed")
    told = Found((), None, firm_proven=firm.proven, solver=found.solver, is_spent=found.is_spent)
    if found.chosen is None:
        return replace(told, chosen=start, shares=named(parts))
    bound = None if found.bound is None else -found.bound
    tiers = Tiers(problem, offers, sharers, limits, lambda: (limits.time_limit_s - (clock() - started)) / 2)
    plan = tiers.settle(Plan(found.chosen, found.shares))
    told = replace(told, value=tiers.value, tiers=tuple(tiers.uses))
    return replace(told, chosen=plan.chosen, bound=bound, shares=named(plan.shares))


def _keeper(better: Callable[[Found], None] | None, known: Found) -> Better | None:
    """Tell the known plan, and give what tells the solver's plans in the same words."""
    if better is None:
        return None
    better(known)
    return lambda chosen, shares: better(replace(known, chosen=chosen, shares=named(shares), solver="HiGHS"))


def _worth(room: Room) -> tuple[int, float]:
    return sum(room.weight[task] for task in room.done()), room.objective()


def _firm_tier(problem: Problem, offers: Sequence[Offer], sharers: Sequence[Offer], limits: Limits) -> _Firm:
    """Decide which pinned and must work can be served; only that work is in the model."""
    weight = firm_weight(problem)
    places = [i for i, offer in enumerate(offers) if weight[offer.task]]
    sharing = [one for one in sharers if weight[one.task]]
    if not places and not sharing:
        return _Firm((), (), proven=True)
    model = build(problem, [offers[i] for i in places], sharers=sharing, objective=firm_work_done)
    own = replace(limits, time_limit_s=limits.time_limit_s * FIRM_TIME_SHARE, gap=0.0, absolute_gap=_WHOLE)
    found = answer(model, own)
    start = tuple(places[i] for i in found.chosen or ())
    done = {offers[i].task for i in start} | {share.task for share in found.shares}
    work = sum(weight[task] for task in done)
    proven = found.bound is not None and -found.bound < work + 1
    return _Firm(start, found.shares, proven=proven)


def main(source: TextIO, out: TextIO) -> None:
    """Answer `{"problem", "limits", "start", "shares"}`: lines of `{"progress"}` and `{"better"}`, then `{"found"}`."""
    gc.disable()  # nothing here is garbage before the end, and looking for it costs a quarter of the building time
    request = json.load(source)
    problem = Problem.from_json(request["problem"])

    def tell(**what: Any) -> None:
        out.write(json.dumps(what) + "\n")
        out.flush()

    limits, start, shares = Limits(**request["limits"]), tuple(request["start"]), request["shares"]
    found = find(
        problem,
        limits,
        lambda *progress: tell(progress=progress),
        start=start,
        shares=shares,
        better=lambda plan: tell(better=asdict(plan)),
    )
    tell(found=asdict(found))


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
