"""One run of HiGHS: its options, where it starts and ends, what it tells on the way, what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.highs.answers import Answer, SolverFailedError
from optimizer.highs.arrays import highspy
from optimizer.model import at_one, shares_from, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.eligible import Offer
    from optimizer.highs.answers import Better, Report
    from optimizer.model import Model
    from optimizer.search import Limits


@dataclass(frozen=True, slots=True)
class Known:
    """A plan to start from: offers taken whole, and shares."""

    chosen: Sequence[int] = ()
    shares: Sequence[Offer] = ()


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears of the search while it runs."""

    report: Report | None = None
    better: Better | None = None

    def later(self, passed_s: float) -> Ears:
        """Give the same for a run that begins so many seconds after the search did."""
        report = self.report
        if report is None:
            return self
        return Ears(lambda seconds, least, lowest: report(passed_s + seconds, least, lowest), self.better)

    def with_bound(self, bound: float, *, is_of_part: bool = False) -> Ears:
        """Give the same where a bound is known; that of a run over part of the offers says nothing of the rest."""
        report = self.report
        if report is None:
            return self
        return Ears(lambda at, least, own: report(at, least, bound if is_of_part else max(bound, own)), self.better)


class Asked:
    """Counts how often a run asks whether to go on, and ends it after so many times.

    The questions come at the same points of the search however busy the machine is: with 250 of them three hard blocks
    of 300 tasks ended with the same plan, nodes and bounds at a fifth and at the half of a core. HiGHS 1.15 tells no
    total of simplex iterations in its callbacks, and most blocks never leave the root, so nodes are no measure.
    """

    def __init__(self, most: int | None) -> None:
        self.most, self.times = most, 0

    def hear(self, event: Any) -> None:
        """Answer one question."""
        self.times += 1
        event.interrupt(self.most is not None and self.times > self.most)  # each time: the last run's word stays


def run(model: Model, lp: Any, limits: Limits, start: Known, ears: Ears) -> Answer:
    """Search the arrays of a model.

    Raises:
        SolverFailedError: when HiGHS refuses the model or stops for another reason than time or work.
    """
    solver = configured(limits)
    hand_over(solver, lp)
    return run_on(solver, model, limits.checks, start, ears)[0]


def run_on(solver: Any, model: Model, checks: int | None, start: Known, ears: Ears) -> tuple[Answer, int]:
    """Search what the solver holds, from a known plan; the answer, and how often it asked whether to go on.

    Raises:
        SolverFailedError: when HiGHS stops for another reason than time or work.
    """
    if start.chosen or start.shares:
        known = highspy.HighsSolution()
        known.col_value = values_of(model, start.chosen, start.shares)
        solver.setSolution(known)
    asked = Asked(checks)
    solver.cbMipInterrupt.subscribe(asked.hear)
    if ears.report is not None:
        _report_progress(solver, ears.report)
    if ears.better is not None:
        _tell_better(solver, model, ears.better)
    solver.run()
    for events in (solver.cbMipInterrupt, solver.cbMipLogging, solver.cbMipImprovingSolution):
        events.clear()  # a solver may run again, with others who listen
    return _read(solver, model), asked.times


def hand_over(solver: Any, lp: Any) -> None:
    """Give the solver a model.

    Raises:
        SolverFailedError: when it is refused.
    """
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverFailedError("the model was refused")


def configured(limits: Limits) -> Any:
    """Give a solver with our options.

    Raises:
        SolverFailedError: when one is refused.
    """
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {
        "output_flag": True,  # the progress callback hangs on the log, which is written nowhere
        "log_to_console": False,
        "threads": 1,  # one thread: the same plan every time, and the machine is shared
        "random_seed": limits.seed,
        "time_limit": limits.time_limit_s,
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": limits.absolute_gap,
    }
    for name, value in options.items():
        if solver.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise SolverFailedError(f"option {name} was refused")
    return solver


def _report_progress(solver: Any, report: Report) -> None:
    def tell(event: Any) -> None:
        report(event.data_out.running_time, event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    solver.cbMipLogging.subscribe(tell)


def _tell_better(solver: Any, model: Model, better: Better) -> None:
    def tell(event: Any) -> None:
        values = [float(value) for value in event.data_out.mip_solution]
        better(at_one(values[: len(model.x)]), _shares(model, values))

    solver.cbMipImprovingSolution.subscribe(tell)


def _read(solver: Any, model: Model) -> Answer:
    status, info = solver.getModelStatus(), solver.getInfo()
    kinds = highspy.HighsModelStatus
    if status == kinds.kInfeasible:
        return Answer("HiGHS", None, None, complete=True, infeasible=True)
    if status not in (kinds.kOptimal, kinds.kTimeLimit, kinds.kInterrupt):
        raise SolverFailedError(f"stopped with {solver.modelStatusToString(status)}")
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = solver.getSolution().col_value if found else []
    chosen = at_one(values[: len(model.x)]) if found else None
    bound = info.mip_dual_bound if abs(info.mip_dual_bound) < highspy.kHighsInf else None
    is_spent = status == kinds.kInterrupt
    cost = info.objective_function_value if found else None
    complete, shares = status == kinds.kOptimal, _shares(model, values)
    return Answer("HiGHS", chosen, bound, complete, is_spent=is_spent, shares=shares, cost=cost)


def _shares(model: Model, values: Sequence[float]) -> tuple[Offer, ...]:
    return shares_from(model, values[len(model.x) : len(model.x) + len(model.s)])
