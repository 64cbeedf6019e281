"""`python -m optimizer`: solve, check, whatif, score and schema; JSON files in, text or JSON out.

Exit codes: 0 done, 1 the plan breaks a rule, 2 the input cannot be used, 3 a question has no answer.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.blocks import solve_in_blocks
from optimizer.check import violations
from optimizer.lines import lines_of
from optimizer.problem import Problem
from optimizer.reading import ProblemError, from_text
from optimizer.result import PlanResult
from optimizer.schema import schema
from optimizer.scoring import DEFAULT_WEIGHTS, InvalidFactsError, InvalidWeightsError, TaskFacts, Weights, score
from optimizer.whatif import command
from optimizer.whatif.lines import answer_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, BROKEN_RULE, BAD_INPUT, NO_ANSWER = 0, 1, 2, 3


class InputError(ValueError):
    """A file cannot be read or is not what the command needs."""


def _load(name: str) -> Any:
    try:
        return from_text(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise InputError(f"{name}: is not JSON ({error})") from error


def _solve(options: argparse.Namespace) -> int:
    problem = Problem.from_json(_load(options.problem))
    plan = solve_in_blocks(
        problem, count=options.blocks, gap=options.gap, time_limit_s=options.time_limit, seed=options.seed
    )
    print(json.dumps(plan.to_json(), ensure_ascii=False) if options.json else lines_of(plan))
    return DONE


def _check(options: argparse.Namespace) -> int:
    """Print every rule that the plan breaks; one that does not say what it is worth is no plan to check."""
    problem, told = Problem.from_json(_load(options.problem)), _load(options.plan)
    plan = PlanResult.from_json(told)
    if "objective" not in told:
        raise InputError("objective: missing")
    found = violations(problem, plan)
    for one in found:
        print(one)
    return BROKEN_RULE if found else DONE


def _whatif(options: argparse.Namespace) -> int:
    """Ask one question about a plan; what has no answer is told on stderr, one a line."""
    problem = Problem.from_json(_load(options.problem))
    codes: list[str] = []
    answers = command.ask(problem, PlanResult.from_json(_load(options.plan)), options, codes)
    if options.json:
        print(json.dumps(command.to_json(answers, options), ensure_ascii=False))
    else:
        print("".join(f"{line}\n" for one in answers for line in answer_lines(one)), end="")
    for code in codes:
        print(f"no answer: {code}", file=sys.stderr)
    return NO_ANSWER if codes else DONE


def _score(options: argparse.Namespace) -> int:
    """Score a list of tasks, or an object with `tasks` and `weights`."""
    data = _load(options.inventory)
    inventory: Mapping[str, Any] = data if isinstance(data, dict) else {"tasks": data}
    tasks = inventory.get("tasks")
    if not isinstance(tasks, list):
        raise InputError("tasks: a list is needed")
    weights = _weights(inventory.get("weights"))
    facts: dict[str, TaskFacts] = {}
    for nth, told in enumerate(tasks):
        one = _facts(nth, told)
        if one.id in facts:
            raise InputError(f"tasks[{nth}].id: duplicate ({one.id})")
        facts[one.id] = one
    print(json.dumps([score(one, weights).to_json() for one in facts.values()], ensure_ascii=False))
    return DONE


_WRONG_WEIGHTS = {
    "version": "version has to be a whole number from 1 up",
    "missing": "by_criterion.{0} is missing",
    "unknown": "by_criterion.{0} is no criterion",
    "not_whole": "by_criterion.{0} has to be a whole number",
    "negative": "by_criterion.{0} has to be 0 or more",
    "sum": "the weights come to {1}, not to 100",
}


def _weights(data: Any) -> Weights:
    if data is None:
        return DEFAULT_WEIGHTS
    if not isinstance(data, Mapping) or not isinstance(data.get("by_criterion", {}), Mapping):
        raise InputError("weights: an object with version and by_criterion is needed")
    for name in ("version", "by_criterion"):
        if name not in data:
            raise InputError(f"weights.{name}: missing")
    try:
        return Weights.from_json(data)
    except InvalidWeightsError as error:
        raise InputError(f"weights: {_WRONG_WEIGHTS[error.code].format(error.criterion, error.total)}") from error


def _facts(nth: int, data: Any) -> TaskFacts:
    try:
        return TaskFacts.from_json(data)
    except InvalidFactsError as error:
        raise InputError(f"tasks[{nth}].{error.field}: {error.expected}") from error
    except (TypeError, AttributeError) as error:
        raise InputError(f"tasks[{nth}]: is not an object of facts ({error})") from error


def _schema(_: argparse.Namespace) -> int:
    print(json.dumps(schema(), indent=2))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m optimizer", description="Plan a month, or score an inventory.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    solving = commands.add_parser("solve", help="plan a problem; - reads standard input")
    solving.add_argument("problem", metavar="PROBLEM.json")
    solving.add_argument("--gap", type=float, default=0.01, help="share of the best value that may be missing (0.01)")
    solving.add_argument("--time-limit", type=float, default=60.0, help="seconds (60)")
    solving.add_argument("--seed", type=int, default=0)
    solving.add_argument(
        "--blocks",
        type=int,
        metavar="N",
        help="cut a large problem into N parts (by itself above 800 tasks; 1: never)",
    )
    solving.add_argument("--json", action="store_true", help="print the whole plan as JSON")
    solving.set_defaults(run=_solve)
    checking = commands.add_parser("check", help="re-check a plan against its problem; exit 1 when it breaks a rule")
    checking.add_argument("problem", metavar="PROBLEM.json")
    checking.add_argument("plan", metavar="PLAN.json")
    checking.set_defaults(run=_check)
    asking = commands.add_parser("whatif", help="ask what would be different in a plan; exit 3 without an answer")
    command.add_options(asking)
    asking.set_defaults(run=_whatif)
    scoring = commands.add_parser("score", help="score the tasks of an inventory")
    scoring.add_argument("inventory", metavar="INVENTORY.json")
    scoring.set_defaults(run=_score)
    commands.add_parser("schema", help="print the JSON Schema of problem and plan").set_defaults(run=_schema)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; faults of the input go to stderr, one a line."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except ProblemError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return BAD_INPUT
    except InputError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    return code


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # JSON is, whatever the terminal speaks
    sys.exit(main())
