"""The planner: a problem goes in, a checked and explained plan comes out. Knows nothing of the application."""

from __future__ import annotations

from optimizer.blocks import BlockResult, Cut, block_count, cut, join, part_of, solve_block, solve_in_blocks
from optimizer.check import Violation, violations
from optimizer.prices import Prices, prices_of
from optimizer.problem import Assistant, Package, Pair, Problem, ProblemError, Proficiency, Task
from optimizer.reading import FieldProblem
from optimizer.result import Assignment, BlockUse, Choice, PackageUse, PlanResult, Reason, Status, Unassigned, Why
from optimizer.search import Progress
from optimizer.solve import solve

__all__ = [
    "Assignment",
    "Assistant",
    "BlockResult",
    "BlockUse",
    "Choice",
    "Cut",
    "FieldProblem",
    "Package",
    "PackageUse",
    "Pair",
    "PlanResult",
    "Prices",
    "Problem",
    "ProblemError",
    "Proficiency",
    "Progress",
    "Reason",
    "Status",
    "Task",
    "Unassigned",
    "Violation",
    "Why",
    "block_count",
    "cut",
    "join",
    "part_of",
    "prices_of",
    "solve",
    "solve_block",
    "solve_in_blocks",
    "violations",
]
