"""Jobs on plans: make a month's, in one piece or in blocks that run anywhere."""

from __future__ import annotations

from dataclasses import asdict

from app.actions.plans.make import make_plan
from app.domain.worktime import Month
from app.jobs.work import Answer, Work


def make(work: Work) -> Answer:
    """A draft of the month's plan from what there is now."""
    made = make_plan(
        work.session,
        scope=work.scope,
        month=Month.parse(work.arguments["month"]),
        now=work.now,
        new_id=work.new_id,
        progress=work.tell,
        tick=work.tick,
    )
    return asdict(made)
