"""Re-checks a plan in whole minutes from the problem alone; shares no code with the model or the greedy plan.

`rules.py`: what the problem asks for. `claims.py`: what the plan says of itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.check import claims, rules
from optimizer.check.rows import Violation

if TYPE_CHECKING:
    from optimizer.problem import Problem
    from optimizer.result import PlanResult

__all__ = ["Violation", "violations"]

CHECKS = (
    rules.not_eligible,
    rules.away,
    rules.wrong_minutes,
    rules.assistants_exceeded,
    rules.weeks_exceeded,
    rules.packages_exceeded,
    rules.protection_exceeded,
    rules.teams_exceeded,
    claims.wrong_value,
    claims.wrong_proof,
    claims.wrong_packages,
    claims.wrong_tiers,
    claims.whys_of_nobody,
)


def violations(problem: Problem, plan: PlanResult) -> tuple[Violation, ...]:
    """Give everything in the plan that breaks the problem's rules; empty when the plan is sound."""
    known = tuple(rules.unknown_or_repeated(problem, plan))
    return known or tuple(found for check in CHECKS for found in check(problem, plan))
