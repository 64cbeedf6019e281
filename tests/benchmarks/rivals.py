"""What the planner is measured against on the same instance: PuLP as its manual writes it, and HiGHS without PuLP."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pulp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.eligible import Offer
    from optimizer.problem import Problem


def naive_model(problem: Problem, offers: Sequence[Offer]) -> pulp.LpProblem:
    """The planner's program without team sizes and firm work: LpVariable.dicts and lpSum over generators."""
    lp = pulp.LpProblem("naive", pulp.LpMinimize)
    x = pulp.LpVariable.dicts("x", range(len(offers)), 0, 1, pulp.LpBinary)
    y = pulp.LpVariable.dicts("y", [one.client for one in problem.packages], 0)
    cost = {one.client: one.overage_cost_per_hour / 60 for one in problem.packages}
    of: dict[str, defaultdict[Any, list[int]]] = {name: defaultdict(list) for name in ("task", "who", "client")}
    for i, offer in enumerate(offers):
        of["task"][offer.task].append(i)
        of["who"][offer.assistant].append(i)
        of["client"][problem.tasks[offer.task].client].append(i)
    lp += pulp.lpSum(-offers[i].value * x[i] for i in x) + pulp.lpSum(cost[client] * y[client] for client in y)
    for places in of["task"].values():
        lp += pulp.lpSum(x[i] for i in places) <= 1
    for who, places in of["who"].items():
        lp += pulp.lpSum(offers[i].minutes * x[i] for i in places) <= problem.assistants[who].minutes
    for one in problem.packages:
        lp += pulp.lpSum(offers[i].minutes * x[i] for i in of["client"][one.client]) - y[one.client] <= one.minutes
        lp += y[one.client] <= one.overage_minutes
    return lp


def plain_arrays(problem: Problem, offers: Sequence[Offer]) -> Any:
    """The same program as arrays, column by column."""
    many, tasks, people = len(offers), len(problem.tasks), len(problem.assistants)
    place = {one.client: tasks + people + nth for nth, one in enumerate(problem.packages)}
    extra = tasks + people + len(place)  # of a task without client: a row without limit
    rows = [(o.task, tasks + o.assistant, place.get(problem.tasks[o.task].client or "", extra)) for o in offers]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = many + len(place), extra + 1
    lp.col_cost_ = [*(-o.value for o in offers), *(one.overage_cost_per_hour / 60 for one in problem.packages)]
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = [*[1.0] * many, *(float(one.overage_minutes) for one in problem.packages)]
    lp.row_lower_ = np.full(extra + 1, -np.inf)
    staff, bought = ([float(one.minutes) for one in part] for part in (problem.assistants, problem.packages))
    lp.row_upper_ = [*[1.0] * tasks, *staff, *bought, np.inf]
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger] * many + [kinds.kContinuous] * len(place)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([3 * np.arange(many + 1), 3 * many + 1 + np.arange(len(place))])
    lp.a_matrix_.index_ = np.concatenate([np.array(rows, np.int32).ravel(), np.array([*place.values()], np.int32)])
    minutes = np.array([one.minutes for one in offers], np.float64)
    entries = np.column_stack([np.ones(many), minutes, minutes]).ravel()
    lp.a_matrix_.value_ = np.concatenate([entries, -np.ones(len(place))])
    return lp


def solved_arrays(lp: Any, *, is_relaxed: bool, time_limit_s: float, gap: float = 0.01) -> tuple[float, Any]:
    """Seconds and the solver afterwards; `is_relaxed` leaves out that offers are taken whole."""
    solver: Any = highspy.Highs()
    options = {"log_to_console": False, "threads": 1, "time_limit": time_limit_s, "mip_rel_gap": gap}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if is_relaxed:
        lp.integrality_ = []
    started = time.perf_counter()
    solver.passModel(lp)
    solver.run()
    return time.perf_counter() - started, solver
