"""`python -m optimizer whatif`: its options, and the question they ask."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from optimizer.reading import FieldProblem, ProblemError
from optimizer.whatif.ask import coverage, forced_each, next_hours, package_tables, smallest_changes
from optimizer.whatif.hours import HOUR_MIN
from optimizer.whatif.refuse import refuse_another_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.problem import Problem
    from optimizer.result import PlanResult
    from optimizer.whatif.answers import Answer

ALL = ""  # no id is empty


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the files, the questions, of which one is asked at a time, and how long an answer may take."""
    parser.add_argument("problem", metavar="PROBLEM.json")
    parser.add_argument("plan", metavar="PLAN.json")
    parser.add_argument("--client", metavar="CLIENT", help="the client that --hour and --packages ask about")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "--hour", nargs="?", type=int, const=HOUR_MIN, metavar="MINUTES", help="what so many more (60) would bring"
    )
    asked.add_argument("--packages", type=_sizes, metavar="MINUTES,…", help="what packages of these sizes would bring")
    asked.add_argument(
        "--absence", nargs="?", const=ALL, metavar="ASSISTANT", help="what is lost without them; of everybody, in turn"
    )
    asked.add_argument("--force", metavar="TASK", help="what the task would push out")
    asked.add_argument("--change", metavar="TASK", help="the smallest changes that let the task in")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds (60)")
    parser.add_argument("--json", action="store_true", help="print JSON: an object; a list for --absence of everybody")


def ask(problem: Problem, plan: PlanResult, options: argparse.Namespace, codes: list[str]) -> tuple[Answer, ...]:
    """Give the answers; the code of every question without one is added to `codes`.

    Raises:
        ProblemError: when the plan is of another problem, or an option names what the problem does not have.
    """
    refuse_another_plan(problem, plan)
    limits: dict[str, Any] = {"time_limit_s": options.time_limit, "failed": codes.append}
    if options.hour is not None:
        return next_hours(problem, plan, [_client(options)], options.hour, **limits)
    if options.packages is not None:
        return package_tables(problem, plan, {_client(options): options.packages}, **limits)
    if options.client is not None:
        raise ProblemError([FieldProblem("client", "only_with_hour_or_packages", options.client)])
    if options.absence is not None:
        return coverage(problem, plan, None if options.absence == ALL else [options.absence], **limits)
    if options.force is not None:
        return forced_each(problem, plan, [options.force], **limits)
    return smallest_changes(problem, plan, [options.change], **limits)


def to_json(answers: Sequence[Answer], options: argparse.Namespace) -> Any:
    """Give a list when everybody was asked about, else the answer, None where there is none."""
    plain = [one.to_json() for one in answers]
    return plain if options.absence == ALL else next(iter(plain), None)


def _client(options: argparse.Namespace) -> str:
    if options.client is None:
        raise ProblemError([FieldProblem("client", "missing")])
    client: str = options.client
    return client


def _sizes(text: str) -> list[int]:
    try:
        return [int(one) for one in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"whole minutes with commas between are needed, not {text!r}") from None
