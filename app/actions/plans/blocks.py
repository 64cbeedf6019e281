"""Plans too large for one model: cut into blocks that any machine solves, and put together again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app.actions.plans.closed import refuse_closed
from app.actions.plans.inputs import load
from app.actions.plans.patience import until_enough
from app.actions.plans.store import MadePlan, known_plan, store_plan
from app.domain.accounts import Scope
from app.domain.errors import PlanOutdated
from app.domain.plans import further
from app.domain.worktime import Month
from optimizer.blocks import BlockResult, Cut, block_count, cut, join, part_of, solve_block
from optimizer.problem import Problem
from optimizer.result import Assignment, Status

Tick = Callable[[], None]
PROVEN = frozenset({Status.OPTIMAL, Status.WITHIN_GAP})


@dataclass(frozen=True, slots=True)
class Pieces:
    """A plan in blocks, as plain JSON: what each block is asked, and what is needed to put the answers together."""

    blocks: tuple[dict[str, Any], ...]
    kept: dict[str, Any]


def cut_plan(session: Session, *, scope: Scope, month: Month, count: int | None, tick: Tick) -> Pieces | None:
    """The month's problem in blocks; None where one model does it, or nothing has changed since the newest plan.

    Args:
        session: reads only; no transaction is open while it is cut.
        scope: staff.
        month: the month to plan.
        count: into how many blocks; None for as many as are best.
        tick: called often; what it raises ends the work.

    Raises:
        Forbidden: the scope is not staff.
        PlanClosed: every client under contract has closed the month.
    """
    scope.require_staff()
    inputs = load(session, scope, month)
    refuse_closed(inputs)
    known = known_plan(session, scope, month, inputs.input_hash)
    session.rollback()
    wanted = block_count(inputs.problem) if count is None else count
    if known is not None or wanted < 2 or not inputs.problem.assistants:
        return None
    inputs.problem.validate()
    pieces = cut(inputs.problem, count=wanted, tick=tick)
    if not pieces.blocks:
        return None
    asked = (
        {
            "number": number,
            "block": block.to_json(),
            "start": [[row.task, row.assistant, row.minutes] for row in part_of(pieces.prices, block)],
        }
        for number, block in enumerate(pieces.blocks)
    )
    return Pieces(tuple(asked), {"cut": pieces.to_json(), "input_hash": inputs.input_hash})


def solve_piece(asked: dict[str, Any], *, tick: Tick, has_enough: Callable[[], bool] | None = None) -> dict[str, Any]:
    """The answer to one block of `Pieces.blocks`, as plain JSON; the same wherever it is made.

    Once `has_enough` says so, the best plan of the block found so far.
    """
    start = tuple(Assignment(*row) for row in asked["start"])
    block = Problem.from_json(asked["block"])
    return solve_block(block, number=asked["number"], start=start, tick=until_enough(tick, has_enough)).to_json()


def join_plan(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    kept: dict[str, Any],
    answers: Sequence[dict[str, Any] | None],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> MadePlan:
    """The answers as one checked draft; a block without an answer keeps its part of the first plan.

    Raises:
        Forbidden: the scope is not staff.
        PlanOutdated: tasks, packages or assistants changed since it was cut; make it again.
    """
    scope.require_staff()
    inputs = load(session, scope, month)
    session.rollback()
    if inputs.input_hash != kept["input_hash"]:
        raise PlanOutdated(month=str(month))
    results = [BlockResult.from_json(answer) if answer else None for answer in answers]
    pieces = Cut.from_json(kept["cut"])
    result = join(
        inputs.problem,
        pieces,
        results,
        seconds=sum(answer["seconds"] for answer in answers if answer),
    )
    if result.status not in PROVEN and any(_is_cut_short(answer) for answer in answers):
        result = replace(result, status=Status.INTERRUPTED)  # a person had enough, or workers died
    # Of blocks that ran side by side only the plan they set out from and the one they came to are comparable.
    begun = further((), 0.0, pieces.prices.objective, result.bound)
    course = further(begun, result.seconds, result.objective, result.bound)
    return store_plan(session, scope, month, inputs, result, now=now, new_id=new_id, course=course)


def _is_cut_short(answer: dict[str, Any] | None) -> bool:
    return answer is None or answer["status"] == Status.INTERRUPTED
