"""Hands a PuLP model over to HiGHS as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulp

try:
    import highspy
except ImportError:  # pragma: no cover  # the wheel does not exist for every machine; CBC comes with PuLP
    highspy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from optimizer.model import Model

__all__ = ["arrays", "highspy"]


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
