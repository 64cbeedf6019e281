"""From a problem to a checked plan: asks the solver in a process of its own, finishes, checks and explains."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from optimizer.amounts import as_finished
from optimizer.check import violations
from optimizer.eligible import offers_of
from optimizer.explain import why_left_out, whys_of
from optimizer.greedy import put_together
from optimizer.process import converse
from optimizer.reading import FieldProblem, ProblemError
from optimizer.result import PlanResult, Reason, Status, Tier, TierUse, Unassigned
from optimizer.search import EnoughFound, Found, Limits, Progress, gap_between
from optimizer.shares import known, sharers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.problem import Problem
    from optimizer.process import Tick
    from optimizer.room import Room

    Tell = Callable[[Progress], None]
    Search = Callable[[Problem, Limits, Tell | None], Found | None]

KILL_AFTER_S = 5.0  # beyond the time limit
PROVEN_GAP = 1e-6  # relative; below it the remaining gap is rounding of the solver
PROVEN_POINTS = 1e-6  # absolute, as in `Limits`; a plan worth little is proven no more closely


def solve(
    problem: Problem,
    *,
    gap: float = 0.01,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Tell | None = None,
    tick: Tick | None = None,
    search: Search | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> PlanResult:
    """Give the best checked plan found, every assignment and every task left out with its reason.

    The same input and seed give the same plan unless the time limit cuts the search short. May be called from any
    thread; while the solver runs, that thread calls `progress` with news of it, and `tick` at least every 0.5 s. What
    either of them raises kills the solver's process and comes out here, but for `EnoughFound`: then the best plan found
    so far is given, as it is when the process dies or has to be killed. `search` replaces the solver's process.

    Raises:
        ProblemError: when the problem, the gap (0 to 1) or the time limit (over 0 s) is not usable; no solver is run.
    """
    started = clock()
    refuse_bad_limits(gap, time_limit_s, seed)
    problem.validate()
    if not problem.tasks or not problem.assistants:
        left_out = tuple(Unassigned(task.id, Reason.NO_ASSISTANTS) for task in problem.tasks)
        return PlanResult(Status.NOTHING_TO_PLAN, unassigned=left_out, bound=0.0, gap=0.0)
    limits = Limits(time_limit_s, gap, seed=seed)
    room, found = best_found(problem, limits, progress, search or partial(search_in_child, tick=tick))
    return _checked(problem, room, found, gap, lambda: clock() - started)


def best_found(problem: Problem, limits: Limits, progress: Tell | None, search: Search) -> tuple[Room, Found | None]:
    """Search a sound problem, and put a plan together from what was found; where nothing was, greedily."""
    offers, sharers = offers_of(problem), sharers_of(problem)
    found: Found | None = Found((), 0.0, firm_proven=True, solver="none")
    if offers or sharers:
        found = search(problem, limits, progress)
    shares = known(sharers, found.shares if found else ())
    chosen, is_settled = found.chosen if found else (), bool(found and found.tiers)
    return put_together(problem, offers, chosen, sharers=sharers, shares=shares, is_settled=is_settled), found


class PlanNotSoundError(AssertionError):
    """A plan broke a rule of its problem: a mistake in this package, never of the input."""


def _checked(problem: Problem, room: Room, found: Found | None, gap: float, passed: Callable[[], float]) -> PlanResult:
    objective = room.objective()
    reached = value_reached(found, objective)
    bound = None
    if found and found.firm_proven and found.bound is not None:
        bound = max(reached, found.bound)  # the solver's bound may lie below by rounding
    status = status_of(found, reached, bound, gap)
    left_out = [task for task in range(len(problem.tasks)) if not room.is_done(task)]
    plan = PlanResult(
        status=status,
        objective=objective,
        bound=bound,
        gap=None if bound is None else gap_between(reached, bound),
        assignments=room.assignments(),
        unassigned=tuple(why_left_out(room, task) for task in left_out),
        why=tuple(why for task in room.done() for why in whys_of(room, task)),
        packages=room.package_uses(),
        solver=found.solver if found else "none",
        seconds=round(passed(), 3),
        tiers=as_finished(found.tiers, room) if found else (),
    )
    broken = violations(problem, plan)
    if broken:
        raise PlanNotSoundError("; ".join(map(str, broken)))
    return plan


def value_reached(found: Found | None, objective: float) -> float:
    """Give the value that proof is about: what the plan was worth before the tiers below value gave any of it up."""
    return objective if found is None or found.value is None else max(objective, found.value)


def status_of(found: Found | None, objective: float, bound: float | None, gap: float) -> Status:
    """Say no more than is proven."""
    if found is None:
        return Status.GREEDY
    cut_short = Status.WORK_LIMIT if found.is_spent else Status.TIME_LIMIT
    if found.is_interrupted:
        cut_short = Status.INTERRUPTED
    if bound is None:
        return cut_short
    remaining = gap_between(objective, bound)
    if remaining <= PROVEN_GAP or bound - objective <= PROVEN_POINTS:
        return Status.OPTIMAL
    return Status.WITHIN_GAP if remaining <= gap else cut_short


def refuse_bad_limits(gap: float, time_limit_s: float, seed: int) -> None:
    """Name every limit that makes no sense.

    Raises:
        ProblemError: when there is one.
    """
    bad = [
        FieldProblem(name, "out_of_range", str(value))
        for name, value, low, high in (("gap", gap, 0.0, 1.0), ("time_limit_s", time_limit_s, 0.001, 86_400.0))
        if not (math.isfinite(value) and low <= value <= high)
    ]
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31 - 1:
        bad.append(FieldProblem("seed", "out_of_range", str(seed)))
    if bad:
        raise ProblemError(bad)


def search_in_child(
    problem: Problem,
    limits: Limits,
    progress: Tell | None = None,
    *,
    tick: Tick | None = None,
    start: tuple[int, ...] = (),
    shares: tuple[tuple[int, int, int], ...] = (),
    command: tuple[str, ...] = (sys.executable, "-m", "optimizer.child"),
    kill_after_s: float = KILL_AFTER_S,
) -> Found | None:
    """Run the search in a process of its own and kill it when it overruns; the best it told by then, None for nothing.

    `start` are the offers of a plan already known, by place, and `shares` its shares as in `Found`.
    """
    heard = _Heard(progress)
    begun_with = Found(start, None, firm_proven=False, solver="none", shares=shares, is_interrupted=True)
    request = {"problem": problem.to_json(), "limits": asdict(limits), "start": start, "shares": shares}
    try:
        converse(command, request, heard, kill_after_s=limits.time_limit_s + kill_after_s, tick=tick)
    except EnoughFound:
        return heard.answer or heard.so_far() or begun_with
    return heard.answer or heard.so_far()


class _Heard:
    """Keeps what the process says: its answer, and until then its best plan and what no plan exceeds."""

    def __init__(self, progress: Tell | None) -> None:
        self.progress = progress
        self.answer: Found | None = None
        self.best: Found | None = None
        self.bound: float | None = None

    def __call__(self, told: dict[str, Any]) -> bool:
        if "found" in told:
            self.answer = _found(told["found"])
        elif "better" in told:
            self.best = _found(told["better"])
        else:
            news = _progress(*told["progress"])
            self.bound = news.bound
            if self.progress is not None:
                self.progress(news)
        return self.answer is not None

    def so_far(self) -> Found | None:
        """Give the best plan of a process that died, was killed or is not waited for any longer."""
        return self.best and replace(self.best, bound=self.bound, is_interrupted=True)


def _found(told: dict[str, Any]) -> Found:
    lists = {
        "tiers": tuple(TierUse(**{**one, "tier": Tier(one["tier"])}) for one in told.get("tiers", ())),
        "chosen": tuple(told["chosen"]),
        "shares": tuple(map(tuple, told.get("shares", ()))),
    }
    return Found(**{**told, **lists})


def _progress(seconds: float, least_cost: float, lowest_cost: float) -> Progress:
    """Turn the minimiser's figures, infinite while there are none, into the plan's."""
    objective = -least_cost if math.isfinite(least_cost) else None
    bound = -lowest_cost if math.isfinite(lowest_cost) else None
    gap = None if objective is None or bound is None else gap_between(objective, bound)
    return Progress(seconds, objective, bound, gap)
