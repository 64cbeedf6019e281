"""Questions that make no sense are refused before a process is started, each fault with the field it is in."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from optimizer.reading import MAX_MINUTES, Faults, FieldProblem, ProblemError, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from optimizer.problem import Problem
    from optimizer.result import PlanResult

LONGEST_S = 86_400.0


def refuse_unknown(field: str, asked: Iterable[Any], known: Collection[str]) -> None:
    """Name every id that is asked about and not known.

    Raises:
        ProblemError: when there is one.
    """
    _raise([FieldProblem(field, "unknown_id", str(one)[:80]) for one in asked if one not in known])


def refuse_minutes(field: str, minutes: Iterable[Any], least: int) -> None:
    """Name what is no whole number of minutes from `least` to ten million.

    Raises:
        ProblemError: when there is one.
    """
    read, faults = whole(least, MAX_MINUTES), Faults()
    for one in minutes:
        read(one, field, faults)
    _raise(faults.found)


def refuse_limit(time_limit_s: float) -> None:
    """Name a time limit below a thousandth of a second or above a day.

    Raises:
        ProblemError: when it is one.
    """
    if not (isfinite(time_limit_s) and 0.001 <= time_limit_s <= LONGEST_S):
        raise ProblemError([FieldProblem("time_limit_s", "out_of_range", str(time_limit_s))])


def refuse_another_plan(problem: Problem, plan: PlanResult) -> None:
    """Name the first task or assistant that the plan gives work to and the problem does not have.

    Raises:
        ProblemError: when there is one.
    """
    tasks, people = {one.id for one in problem.tasks}, {one.id for one in problem.assistants}
    for nth, row in enumerate(plan.assignments):
        refuse_unknown(f"assignments[{nth}].task", [row.task], tasks)
        refuse_unknown(f"assignments[{nth}].assistant", [row.assistant], people)


def clients_of(problem: Problem) -> set[str]:
    """Give the clients that have a package, a task or both."""
    return {one.client for one in problem.packages} | {one.client for one in problem.tasks if one.client is not None}


def _raise(found: list[FieldProblem]) -> None:
    if found:
        raise ProblemError(found)
