"""The plan that would be made if nothing were published or pinned, next to one that had to keep what it could."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.whatif.answers import Answer
from optimizer.whatif.difference import Difference, difference

if TYPE_CHECKING:
    from collections.abc import Collection

    from optimizer.problem import Problem
    from optimizer.result import Assignment, PlanResult


@dataclass(frozen=True, slots=True)
class Unrestricted(Answer):
    """A plan beside the free optimum: what each is worth, and what each changes of the published plan.

    `value_kept_back` is what the restriction costs: the free objective less the restricted one. It may be negative when
    pinned work counts before value, or when the free plan is not proven to its end; `free_bound` says what no free plan
    can exceed, None when nothing is proven.
    """

    objective: float
    free_objective: float
    free_bound: float | None
    changes: Difference
    free_changes: Difference

    @property
    def value_kept_back(self) -> float:
        """What the restriction costs."""
        return self.free_objective - self.objective


def freed(problem: Problem, keep: Collection[str] = ()) -> Problem:
    """Give the problem without a published plan and without pins, but for those of the tasks in `keep` (begun work)."""
    tasks = tuple(one if one.id in keep else replace(one, pinned_to=None) for one in problem.tasks)
    return replace(problem, tasks=tasks, published=())


def beside_unrestricted(published: Collection[Assignment], plan: PlanResult, free: PlanResult) -> Unrestricted:
    """Compare a plan with the one solved for `freed`, both against the published plan."""
    return Unrestricted(
        objective=plan.objective,
        free_objective=free.objective,
        free_bound=free.bound,
        changes=difference(published, plan.assignments),
        free_changes=difference(published, free.assignments),
    )
