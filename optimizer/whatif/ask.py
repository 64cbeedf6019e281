"""Questions about a plan, asked of a process that can be killed: one start of a process for any number of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from optimizer.process import converse
from optimizer.whatif.answers import Coverage, NextHour, PackageTable
from optimizer.whatif.changes import Forced, SmallestChange
from optimizer.whatif.hours import HOUR_MIN, OFFERS_MIN
from optimizer.whatif.telling import told

if TYPE_CHECKING:
    from optimizer.problem import Problem
    from optimizer.process import Tick
    from optimizer.result import PlanResult

Kind = TypeVar("Kind")

COMMAND = (sys.executable, "-m", "optimizer.whatif.child")
TIME_LIMIT_S = 60.0


class NoAnswerError(RuntimeError):
    """A question has no answer: the time ran out, or what stays of the plan breaks a rule of the problem."""


def next_hour(problem: Problem, plan: PlanResult, client: str, minutes: int = HOUR_MIN, **limits: Any) -> NextHour:
    """Give what so many more package minutes would bring a client, all others left as they are.

    Raises:
        NoAnswerError: when there is no answer.
    """
    return _only(next_hours(problem, plan, (client,), minutes, **limits))


def next_hours(
    problem: Problem, plan: PlanResult, clients: Iterable[str] | None = None, minutes: int = HOUR_MIN, **limits: Any
) -> tuple[NextHour, ...]:
    """Give `next_hour` of these clients, of all with a package when none are named."""
    return _ask(NextHour, "next_hour", problem, plan, [(one, minutes) for one in _clients(problem, clients)], **limits)


def package_table(
    problem: Problem, plan: PlanResult, client: str, offers: Iterable[int] = OFFERS_MIN, **limits: Any
) -> PackageTable:
    """Give what packages of these minutes, and the client's own, would bring it, all others left as they are.

    Raises:
        NoAnswerError: when there is no answer.
    """
    return _only(package_tables(problem, plan, {client: offers}, **limits))


def package_tables(
    problem: Problem, plan: PlanResult, offers: Mapping[str, Iterable[int]] | None = None, **limits: Any
) -> tuple[PackageTable, ...]:
    """Give `package_table` of these clients, of all with a package when none are named."""
    each = dict.fromkeys(_clients(problem, None), OFFERS_MIN) if offers is None else offers
    return _ask(
        PackageTable, "package_table", problem, plan, [(one, list(sizes)) for one, sizes in each.items()], **limits
    )


def coverage(
    problem: Problem, plan: PlanResult, assistants: Iterable[str] | None = None, **limits: Any
) -> tuple[Coverage, ...]:
    """Give what nobody could take over from each of these assistants, of all when none are named."""
    names = [one.id for one in problem.assistants] if assistants is None else assistants
    return _ask(Coverage, "coverage", problem, plan, [(one,) for one in names], **limits)


def forced(problem: Problem, plan: PlanResult, task: str, **limits: Any) -> Forced:
    """Give what the plan loses when this task has to be in it.

    Raises:
        NoAnswerError: when there is no answer.
    """
    return _only(forced_each(problem, plan, (task,), **limits))


def forced_each(problem: Problem, plan: PlanResult, tasks: Iterable[str], **limits: Any) -> tuple[Forced, ...]:
    """Give `forced` of each of these tasks, one at a time."""
    return _ask(Forced, "forced", problem, plan, [(one,) for one in tasks], **limits)


def smallest_change(problem: Problem, plan: PlanResult, task: str, **limits: Any) -> SmallestChange:
    """Give the smallest change of every kind that lets a left-out task in, all else staying in the plan.

    Raises:
        NoAnswerError: when there is no answer.
    """
    return _only(smallest_changes(problem, plan, (task,), **limits))


def smallest_changes(
    problem: Problem, plan: PlanResult, tasks: Iterable[str], **limits: Any
) -> tuple[SmallestChange, ...]:
    """Give `smallest_change` of each of these tasks, one at a time."""
    return _ask(SmallestChange, "smallest_change", problem, plan, [(one,) for one in tasks], **limits)


def _clients(problem: Problem, clients: Iterable[str] | None) -> Iterable[str]:
    return [package.client for package in problem.packages] if clients is None else clients


def _only(answers: Sequence[Kind]) -> Kind:
    if not answers:
        raise NoAnswerError
    return answers[0]


def _ask(
    kind: type[Kind],
    question: str,
    problem: Problem,
    plan: PlanResult,
    each: list[tuple[Any, ...]],
    *,
    time_limit_s: float = TIME_LIMIT_S,
    tick: Tick | None = None,
    heard: Callable[[int], None] | None = None,
    command: Sequence[str] = COMMAND,
) -> tuple[Kind, ...]:
    """Give the answers that came in time, in the order of the questions; one without an answer is left out.

    `heard` is told after each how many have come.
    """
    answers: list[Kind] = []
    missing = len(each)

    def hear(line: dict[str, Any]) -> bool:
        nonlocal missing
        missing -= 1
        if "answer" in line:
            answers.append(told(kind, line["answer"]))
        if heard is not None:
            heard(len(each) - missing)
        return missing == 0

    if each:
        rows = [asdict(row) for row in plan.assignments]
        request = {"question": question, "problem": problem.to_json(), "rows": rows, "each": each}
        converse(command, request, hear, kill_after_s=time_limit_s, tick=tick)
    return tuple(answers)
