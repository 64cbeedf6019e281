"""The only file that touches solver objects: HiGHS first, CBC when HiGHS is absent or fails."""

from __future__ import annotations

import re
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulp
from pulp.apis.coin_api import PULP_CBC_CMD

from optimizer.model import shares_from, values_of

try:
    import highspy
except ImportError:  # pragma: no cover  # the wheel does not exist for every machine; CBC comes with PuLP
    highspy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optimizer.eligible import Offer
    from optimizer.model import Model
    from optimizer.search import Limits

    Report = Callable[[float, float, float], None]  # seconds, least cost found, proven lower bound
    Better = Callable[[tuple[int, ...], tuple[Offer, ...]], None]  # offers chosen and shares of a better plan


CORE_COLUMNS = 2_000  # below, all offers are searched at once
CORE_TIME_SHARE = 0.7  # of the time limit, at most
CORE_OFFERS = 4  # of each task: 600 tasks came to 0.5 % of the bound in half the time that all offers took


class SolverFailedError(RuntimeError):
    """A solver gave no usable answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found for a minimisation.

    `chosen` are the columns of `x` at 1, None when no plan was found; `shares` are those of tasks that are divided.
    `bound` is the proven least cost, None when nothing is proven. `complete` says that the gap asked for was reached,
    `infeasible` that there is no plan, `is_spent` that the work allowed was done before.
    `cost` is that of the answer where the solver told it.
    """

    solver: str
    chosen: tuple[int, ...] | None
    bound: float | None
    complete: bool
    infeasible: bool = False
    is_spent: bool = False
    shares: tuple[Offer, ...] = ()
    cost: float | None = None


def answer(
    model: Model,
    limits: Limits,
    start: Sequence[int] = (),
    report: Report | None = None,
    shares: Sequence[Offer] = (),
    better: Better | None = None,
) -> Answer:
    """Solve a built model, starting from a known plan; never raises for lack of time. `better` hears of HiGHS's finds.

    Raises:
        SolverFailedError: when neither solver gave an answer.
    """
    try:
        return answer_of_highs(model, limits, start, report, shares, better)
    except Exception as failure:  # noqa: BLE001  # a binding can fail in any way; the other solver gets its turn
        first = failure
    try:
        return answer_of_cbc(model, limits)
    except Exception as failure:
        raise SolverFailedError(f"HiGHS: {first}; CBC: {failure}") from failure


def answer_of_highs(
    model: Model,
    limits: Limits,
    start: Sequence[int] = (),
    report: Report | None = None,
    shares: Sequence[Offer] = (),
    better: Better | None = None,
) -> Answer:
    """Solve with HiGHS through its arrays.

    Raises:
        SolverFailedError: when HiGHS is not installed, refuses the model or stops for another reason than time.
    """
    if highspy is None:
        raise SolverFailedError("highspy is not installed")
    started = time.monotonic()
    lp = arrays(model)
    if len(model.x) <= CORE_COLUMNS:
        return _search(model, lp, limits, start, report, shares, better)
    core = _of_core(model, lp, limits, start, report, shares, better)
    if core is None or core.complete:
        return core or _search(model, lp, limits, start, report, shares, better)
    passed_s = time.monotonic() - started
    checks = None if limits.checks is None else limits.checks - limits.checks // 2
    rest = replace(limits, time_limit_s=max(0.05, limits.time_limit_s - passed_s), checks=checks)
    if core.chosen is not None:
        start, shares = core.chosen, core.shares
    return _search(model, lp, rest, start, _later(report, passed_s), shares, better)


def _search(
    model: Model,
    lp: Any,
    limits: Limits,
    start: Sequence[int],
    report: Report | None,
    shares: Sequence[Offer],
    better: Better | None,
) -> Answer:
    solver = _configured(limits)
    _pass(solver, lp)
    if start or shares:
        known = highspy.HighsSolution()
        known.col_value = values_of(model, start, shares)
        solver.setSolution(known)
    if report is not None:
        _report_progress(solver, report)
    if better is not None:
        _tell_better(solver, model, better)
    if limits.checks is not None:
        _stop_after(solver, limits.checks)
    solver.run()
    return _read(solver, model)


def _pass(solver: Any, lp: Any) -> None:
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverFailedError("the model was refused")


def _later(report: Report | None, passed_s: float) -> Report | None:
    if report is None:
        return None
    return lambda seconds, least, lowest: report(passed_s + seconds, least, lowest)


def _of_core(
    model: Model,
    lp: Any,
    limits: Limits,
    start: Sequence[int],
    report: Report | None,
    shares: Sequence[Offer],
    better: Better | None,
) -> Answer | None:
    """Search only the offers that cost least at the duals of the relaxation, whose bound holds for all offers.

    The answer is complete when it is as close to that bound as asked for. None when the relaxation takes too long.
    """
    relaxed = _relaxation(lp, limits)
    if relaxed is None:
        return None
    bound, values, dear = relaxed
    kept = set(start) | _best_of_each_task(model, values, dear)
    upper = list(lp.col_upper_)
    lp.col_upper_ = [float(i in kept) for i in range(len(model.x))] + upper[len(model.x) :]
    checks = None if limits.checks is None else limits.checks // 2
    half = replace(limits, time_limit_s=limits.time_limit_s * CORE_TIME_SHARE, gap=limits.gap / 2, checks=checks)
    try:
        tell = None if report is None else lambda at, least, _: report(at, least, bound)
        found = _search(model, lp, half, start, tell, shares, better)
    finally:
        lp.col_upper_ = upper
    if found.chosen is None or found.cost is None:
        return replace(found, bound=bound, complete=False, infeasible=False)
    missing = found.cost - bound
    is_close = missing <= max(limits.gap * abs(found.cost), limits.absolute_gap)
    return replace(found, bound=bound, complete=is_close, is_spent=False)


def _relaxation(lp: Any, limits: Limits) -> tuple[float, list[float], list[float]] | None:
    """Give the bound, the values and the reduced costs of the columns when offers need not be taken whole."""
    whole = lp.integrality_
    solver = _configured(replace(limits, time_limit_s=limits.time_limit_s / 4))
    lp.integrality_ = []
    try:
        _pass(solver, lp)
    finally:
        lp.integrality_ = whole
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    return solver.getInfo().objective_function_value, list(solution.col_value), list(solution.col_dual)


def _best_of_each_task(model: Model, values: Sequence[float], dear: Sequence[float]) -> set[int]:
    offers: dict[int, list[int]] = defaultdict(list)
    for i, offer in enumerate(model.offers):
        offers[offer.task].append(i)
    kept = {i for i, value in enumerate(values[: len(model.x)]) if value > 0}
    for places in offers.values():
        kept.update(sorted(places, key=lambda i: (dear[i], i))[:CORE_OFFERS])
    return kept


def _configured(limits: Limits) -> Any:
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


def arrays(model: Model) -> Any:
    """Hand the PuLP model over as arrays: column by column and row by row, no names."""
    columns = model.columns
    column_of = {id(variable): i for i, variable in enumerate(columns)}
    costs = [0.0] * len(columns)
    for variable, cost in dict(model.lp.objective or {}).items():
        costs[column_of[id(variable)]] = cost
    starts, lower, upper = [0], [], []
    indices: list[int] = []
    values: list[float] = []
    for row in model.lp.constraints():
        indices.extend(map(column_of.__getitem__, map(id, row.expr)))
        values.extend(row.expr.values())
        starts.append(len(indices))
        lower.append(_or(row.getLb(), -highspy.kHighsInf))
        upper.append(_or(row.getUb(), highspy.kHighsInf))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(lower)
    lp.col_cost_, lp.row_lower_, lp.row_upper_ = costs, lower, upper
    lp.col_lower_ = [_or(variable.lowBound, -highspy.kHighsInf) for variable in columns]
    lp.col_upper_ = [_or(variable.upBound, highspy.kHighsInf) for variable in columns]
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if one.cat == pulp.LpInteger else kinds.kContinuous for one in columns]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, indices, values
    return lp


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else float(value)


def _report_progress(solver: Any, report: Report) -> None:
    def tell(event: Any) -> None:
        report(event.data_out.running_time, event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    solver.cbMipLogging.subscribe(tell)


def _tell_better(solver: Any, model: Model, better: Better) -> None:
    def tell(event: Any) -> None:
        values = [float(value) for value in event.data_out.mip_solution]
        better(_at_one(values[: len(model.x)]), _shares(model, values))

    solver.cbMipImprovingSolution.subscribe(tell)


def _stop_after(solver: Any, checks: int) -> None:
    """End the search at its so many-th question whether to go on.

    The questions come at the same points of the search however busy the machine is: with 250 of them three hard blocks
    of 300 tasks ended with the same plan, nodes and bounds at a fifth and at the half of a core. HiGHS 1.15 tells no
    total of simplex iterations in its callbacks, and most blocks never leave the root, so nodes are no measure.
    """
    asked = 0

    def count(event: Any) -> None:
        nonlocal asked
        asked += 1
        if asked > checks:
            event.interrupt()

    solver.cbMipInterrupt.subscribe(count)


def _read(solver: Any, model: Model) -> Answer:
    status, info = solver.getModelStatus(), solver.getInfo()
    kinds = highspy.HighsModelStatus
    if status == kinds.kInfeasible:
        return Answer("HiGHS", None, None, complete=True, infeasible=True)
    if status not in (kinds.kOptimal, kinds.kTimeLimit, kinds.kInterrupt):
        raise SolverFailedError(f"stopped with {solver.modelStatusToString(status)}")
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = solver.getSolution().col_value if found else []
    chosen = _at_one(values[: len(model.x)]) if found else None
    bound = info.mip_dual_bound if abs(info.mip_dual_bound) < highspy.kHighsInf else None
    is_spent = status == kinds.kInterrupt
    cost = info.objective_function_value if found else None
    complete, shares = status == kinds.kOptimal, _shares(model, values)
    return Answer("HiGHS", chosen, bound, complete, is_spent=is_spent, shares=shares, cost=cost)


def _shares(model: Model, values: Sequence[float]) -> tuple[Offer, ...]:
    return shares_from(model, values[len(model.x) : len(model.x) + len(model.s)])


def _at_one(values: Iterable[float]) -> tuple[int, ...]:
    return tuple(i for i, value in enumerate(values) if value > 0.5)


_CBC_BOUND = re.compile(r"^Lower bound:\s+(\S+)", re.MULTILINE)
_CBC_COST = re.compile(r"^Objective value:\s+(\S+)", re.MULTILINE)


def answer_of_cbc(model: Model, limits: Limits) -> Answer:
    """Solve with the CBC that comes with PuLP.

    PuLP does not pass CBC's bound on, and calls a plan found at the time limit optimal; both are read from the log.

    Raises:
        SolverFailedError: when CBC cannot run or its log does not say how it ended.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "cbc.log")
        solver = PULP_CBC_CMD(
            msg=False,
            timeLimit=limits.time_limit_s,
            gapRel=limits.gap,
            gapAbs=limits.absolute_gap,
            maxNodes=limits.checks,
            threads=1,
            options=[f"randomSeed {limits.seed + 1}", f"randomCbcSeed {limits.seed + 1}"],  # 0 means "by the clock"
            logPath=str(log),
        )
        solver.tmpDir = folder
        model.lp.solve(solver)  # type: ignore[no-untyped-call]
        told = log.read_text(errors="replace")
    return _read_cbc(model, told)


def _read_cbc(model: Model, told: str) -> Answer:
    ended = next((line for line in told.splitlines() if line.startswith(("Result - ", "Problem is "))), "")
    if "infeasible" in ended:
        return Answer("CBC", None, None, complete=True, infeasible=True)
    if not ended:
        raise SolverFailedError("the log does not say how it ended")
    found = model.lp.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    chosen = _at_one(variable.varValue or 0.0 for variable in model.x) if found else None
    bound, cost = _CBC_BOUND.search(told), _CBC_COST.search(told)
    complete = "Optimal" in ended
    exact = cost if complete and bound is None else bound  # no line of its own when the tree was searched to the end
    is_spent = ended.startswith("Result - Stopped on node limit")
    shares = shares_from(model, [variable.varValue or 0.0 for variable in model.s] if found else [])
    return Answer("CBC", chosen, float(exact[1]) if exact else None, complete, is_spent=is_spent, shares=shares)
