"""Solves with the CBC that comes with PuLP."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pulp
from pulp.apis.coin_api import PULP_CBC_CMD

from optimizer.highs.answers import Answer, SolverFailedError
from optimizer.model import at_one, shares_from

if TYPE_CHECKING:
    from optimizer.model import Model
    from optimizer.search import Limits


_CBC_BOUND = re.compile(r"^Lower bound:\s+(\S+)", re.MULTILINE)
_CBC_TOOK = re.compile(r"^Total time .*\(Wallclock seconds\):\s+(\S+)", re.MULTILINE)
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
    return _read_cbc(model, told, limits)


def _read_cbc(model: Model, told: str, limits: Limits) -> Answer:
    ended = next((line for line in told.splitlines() if line.startswith(("Result - ", "Problem is "))), "")
    if "infeasible" in ended:
        return Answer("CBC", None, None, complete=True, infeasible=True)
    took = _CBC_TOOK.search(told)
    if not ended and took and float(took[1]) >= limits.time_limit_s:
        # Reading the model took all of it, and no search began.
        return Answer("CBC", None, None, complete=False)
    if not ended:
        raise SolverFailedError("the log does not say how it ended")
    found = model.lp.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    chosen = at_one(variable.varValue or 0.0 for variable in model.x) if found else None
    bound, cost = _CBC_BOUND.search(told), _CBC_COST.search(told)
    complete = "Optimal" in ended
    exact = cost if complete and bound is None else bound  # no line of its own when the tree was searched to the end
    is_spent = ended.startswith("Result - Stopped on node limit")
    shares = shares_from(model, [variable.varValue or 0.0 for variable in model.s] if found else [])
    return Answer("CBC", chosen, float(exact[1]) if exact else None, complete, is_spent=is_spent, shares=shares)
