"""Jobs on plans: make a month's, in one piece or in blocks that run anywhere."""

from __future__ import annotations

from dataclasses import asdict

from app.actions.plans.blocks import cut_plan, join_plan, solve_piece
from app.actions.plans.explain import explain_plan
from app.actions.plans.make import make_plan
from app.domain.jobs import block_order
from app.domain.worktime import Month
from app.jobs.work import Answer, Split, Work


def make(work: Work) -> Answer:
    """A draft of the month's plan from what there is now; a large one goes out in blocks and comes back."""
    month = Month.parse(work.arguments["month"])
    if work.claimed.parts:
        return _joined(work, month)
    work.tell(0.0, "plan_cut")
    pieces = cut_plan(work.session, scope=work.scope, month=month, count=work.arguments.get("blocks"), tick=work.tick)
    if pieces is not None:
        key = work.claimed.natural_key
        return Split(tuple(block_order(key, place, asked) for place, asked in enumerate(pieces.blocks)), pieces.kept)
    made = make_plan(
        work.session,
        scope=work.scope,
        month=month,
        now=work.now,
        new_id=work.new_id,
        progress=work.tell,
        tick=work.tick,
        has_enough=work.has_enough,
    )
    return asdict(made)


def solve_block(work: Work) -> Answer:
    """One block's part of a plan."""
    work.tell(0.0, "plan_solve")
    return solve_piece(dict(work.arguments), tick=work.tick, has_enough=work.has_enough)


def explain(work: Work) -> Answer:
    """The usual questions about a stored plan, answered."""
    explained = explain_plan(
        work.session,
        scope=work.scope,
        public_id=work.arguments["plan"],
        now=work.now,
        progress=work.tell,
        tick=work.tick,
    )
    return asdict(explained)


def _joined(work: Work, month: Month) -> Answer:
    work.tell(0.9, "plan_join")
    made = join_plan(
        work.session,
        scope=work.scope,
        month=month,
        kept=work.claimed.kept or {},
        answers=[part.result for part in work.claimed.parts],
        now=work.now,
        new_id=work.new_id,
    )
    return asdict(made)
