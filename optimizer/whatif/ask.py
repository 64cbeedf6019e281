"""Questions about a plan, asked of a process that can be killed: one start of a process for any number of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from optimizer.process import converse
from optimizer.whatif.answers import Coverage, NextHour, PackageTable
from optimizer.whatif.changes import Forced, SmallestChange
from optimizer.whatif.hours import HOUR_MIN, OFFERS_MIN
from optimizer.whatif.refuse import clients_of, refuse_limit, refuse_minutes, refuse_unknown
from optimizer.whatif.telling import told

if TYPE_CHECKING:
    from optimizer.problem import Problem
    from optimizer.process import Tick
    from optimizer.result import PlanResult

Kind = TypeVar("Kind")

COMMAND = (sys.executable, "-m", "optimizer.whatif.child")
TIME_LIMIT_S = 60.0


class NoAnswerError(RuntimeError):
    """A question has no answer; `code` says why.

    `out_of_time`; `plan_does_not_fit`: what stays of the plan breaks a rule of the problem; `solver_failed`;
    `process_died`: before it had answered.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def next_hour(problem: Problem, plan: PlanResult, client: str, minutes: int = HOUR_MIN, **limits: Any) -> NextHour:
    """Give what so many more package minutes would bring a client, all others left as they are.

    Raises:
        NoAnswerError: when there is no answer.
        ProblemError: when the problem or the question makes no sense; no process is started.
    """
    return _only(next_hours, problem, plan, (client,), minutes, **limits)


def next_hours(
    problem: Problem, plan: PlanResult, clients: Iterable[str] | None = None, minutes: int = HOUR_MIN, **limits: Any
) -> tuple[NextHour, ...]:
    """Give `next_hour` of these clients, of all with a package when none are named."""
    names = _packages(problem) if clients is None else list(clients)
    refuse_unknown("client", names, clients_of(problem))
    refuse_minutes("minutes", (minutes,), least=1)
    return _ask(NextHour, "next_hour", problem, plan, [(one, minutes) for one in names], **limits)


def package_table(
    problem: Problem, plan: PlanResult, client: str, offers: Iterable[int] = OFFERS_MIN, **limits: Any
) -> PackageTable:
    """Give what packages of these minutes, and the client's own, would bring it, all others left as they are.

    Raises:
        NoAnswerError: when there is no answer.
        ProblemError: when the problem or the question makes no sense; no process is started.
    """
    return _only(package_tables, problem, plan, {client: offers}, **limits)


def package_tables(
    problem: Problem, plan: PlanResult, offers: Mapping[str, Iterable[int]] | None = None, **limits: Any
) -> tuple[PackageTable, ...]:
    """Give `package_table` of these clients, of all with a package when none are named."""
    each = dict.fromkeys(_packages(problem), OFFERS_MIN) if offers is None else offers
    questions = [(client, list(sizes)) for client, sizes in each.items()]
    refuse_unknown("client", each, clients_of(problem))
    refuse_minutes("offers", (size for _, sizes in questions for size in sizes), least=0)
    return _ask(PackageTable, "package_table", problem, plan, questions, **limits)


def coverage(
    problem: Problem, plan: PlanResult, assistants: Iterable[str] | None = None, **limits: Any
) -> tuple[Coverage, ...]:
    """Give what nobody could take over from each of these assistants, of all when none are named."""
    known = [one.id for one in problem.assistants]
    names = known if assistants is None else list(assistants)
    refuse_unknown("assistant", names, known)
    return _ask(Coverage, "coverage", problem, plan, [(one,) for one in names], **limits)


def forced(problem: Problem, plan: PlanResult, task: str, **limits: Any) -> Forced:
    """Give what the plan loses when this task has to be in it.

    Raises:
        NoAnswerError: when there is no answer.
        ProblemError: when the problem or the question makes no sense; no process is started.
    """
    return _only(forced_each, problem, plan, (task,), **limits)


def forced_each(problem: Problem, plan: PlanResult, tasks: Iterable[str], **limits: Any) -> tuple[Forced, ...]:
    """Give `forced` of each of these tasks, one at a time."""
    return _ask(Forced, "forced", problem, plan, _tasks(problem, tasks), **limits)


def smallest_change(problem: Problem, plan: PlanResult, task: str, **limits: Any) -> SmallestChange:
    """Give the smallest change of every kind that lets a left-out task in, all else staying in the plan.

    Raises:
        NoAnswerError: when there is no answer.
        ProblemError: when the problem or the question makes no sense; no process is started.
    """
    return _only(smallest_changes, problem, plan, (task,), **limits)


def smallest_changes(
    problem: Problem, plan: PlanResult, tasks: Iterable[str], **limits: Any
) -> tuple[SmallestChange, ...]:
    """Give `smallest_change` of each of these tasks, one at a time."""
    return _ask(SmallestChange, "smallest_change", problem, plan, _tasks(problem, tasks), **limits)


def _packages(problem: Problem) -> list[str]:
    return [package.client for package in problem.packages]


def _tasks(problem: Problem, tasks: Iterable[str]) -> list[tuple[str]]:
    names = list(tasks)
    refuse_unknown("task", names, {one.id for one in problem.tasks})
    return [(one,) for one in names]


def _only(ask: Callable[..., tuple[Kind, ...]], *question: Any, **limits: Any) -> Kind:
    codes: list[str] = []
    answers = ask(*question, failed=codes.append, **limits)
    if not answers:
        raise NoAnswerError(codes[0])
    return answers[0]


def _ask(
    kind: type[Kind],
    question: str,
    problem: Problem,
    plan: PlanResult,
    each: Sequence[tuple[Any, ...]],
    *,
    time_limit_s: float = TIME_LIMIT_S,
    tick: Tick | None = None,
    heard: Callable[[int], None] | None = None,
    failed: Callable[[str], None] | None = None,
    command: Sequence[str] = COMMAND,
) -> tuple[Kind, ...]:
    """Give the answers that came in time, in the order of the questions; one without an answer is left out.

    `heard` is told after each how many have come, `failed` the code of each that has no answer.
    """
    refuse_limit(time_limit_s)
    problem.validate()
    answers: list[Kind] = []
    codes: list[str] = []

    def hear(line: dict[str, Any]) -> bool:
        if "answer" in line:
            answers.append(told(kind, line["answer"]))
        else:
            codes.append(line["failed"])
        come = len(answers) + len(codes)
        if heard is not None:
            heard(come)
        return come == len(each)

    started = time.monotonic()
    if each:
        rows = [asdict(row) for row in plan.assignments]
        request = {"question": question, "problem": problem.to_json(), "rows": rows, "each": each}
        converse(command, request, hear, kill_after_s=time_limit_s, tick=tick)
    ended = "out_of_time" if time.monotonic() - started >= time_limit_s else "process_died"
    for code in (*codes, *[ended] * (len(each) - len(answers) - len(codes))):
        if failed is not None:
            failed(code)
    return tuple(answers)
