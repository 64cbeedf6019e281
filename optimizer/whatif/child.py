"""The process that answers questions about a plan: one request from stdin, a line of JSON for every answer."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from optimizer.highs import SolverFailedError
from optimizer.problem import Problem
from optimizer.result import Assignment
from optimizer.whatif.coverage import coverage_of
from optimizer.whatif.exact import OutOfTimeError, PlanDoesNotFitError
from optimizer.whatif.forced import forced_of
from optimizer.whatif.hours import next_hour_of, package_table_of
from optimizer.whatif.month import Month
from optimizer.whatif.smallest import smallest_change_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from optimizer.whatif.answers import Answer

QUESTIONS: Mapping[str, Callable[..., Answer]] = {
    "next_hour": next_hour_of,
    "package_table": package_table_of,
    "coverage": coverage_of,
    "forced": forced_of,
    "smallest_change": smallest_change_of,
}

FAILURES: Mapping[type[Exception], str] = {
    PlanDoesNotFitError: "plan_does_not_fit",
    OutOfTimeError: "out_of_time",
    SolverFailedError: "solver_failed",
}


def main(source: TextIO, out: TextIO) -> None:
    """Answer `{"question", "problem", "rows", "each": [[argument, …], …]}`, each with `{"answer"}` or `{"failed"}`."""
    request = json.load(source)
    month = Month(Problem.from_json(request["problem"]), (Assignment(**row) for row in request["rows"]))
    for arguments in request["each"]:
        out.write(json.dumps(_told(QUESTIONS[request["question"]], month, arguments)) + "\n")
        out.flush()


def _told(question: Callable[..., Answer], month: Month, arguments: list[Any]) -> dict[str, Any]:
    try:
        return {"answer": question(month, *arguments).to_json()}
    except tuple(FAILURES) as failure:
        return {"failed": FAILURES[type(failure)]}


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
