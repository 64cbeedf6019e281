"""The planner: a problem goes in, a checked and explained plan comes out. Knows nothing of the application."""

from __future__ import annotations

from optimizer.check import Violation, violations
from optimizer.problem import Assistant, Package, Pair, Problem, ProblemError, Task
from optimizer.reading import FieldProblem
from optimizer.result import Assignment, Choice, PackageUse, PlanResult, Reason, Status, Unassigned, Why
from optimizer.search import Progress
from optimizer.solve import solve

__all__ = [
    "Assignment",
    "Assistant",
    "Choice",
    "FieldProblem",
    "Package",
    "PackageUse",
    "Pair",
    "PlanResult",
    "Problem",
    "ProblemError",
    "Progress",
    "Reason",
    "Status",
    "Task",
    "Unassigned",
    "Violation",
    "Why",
    "solve",
    "violations",
]
