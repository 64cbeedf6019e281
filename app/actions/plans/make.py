"""Make a month's plan: load what there is to do, solve, store a new draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.actions.plans.closed import refuse_closed
from app.actions.plans.inputs import load
from app.actions.plans.patience import until_enough
from app.actions.plans.store import MadePlan, known_plan, store_plan
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.jobs import plan_order
from app.domain.plans import Course, further, step_of
from app.domain.worktime import Month
from app.models.jobs import ask
from optimizer.search import Progress
from optimizer.solve import solve

#: The plan is made anew while a client is on the phone.
GAP = 0.001
TIME_LIMIT_S = 30.0

Told = Callable[[float, str], None]


def make_plan(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    now: dt.datetime,
    new_id: Callable[[], str],
    progress: Told | None = None,
    tick: Callable[[], None] | None = None,
    has_enough: Callable[[], bool] | None = None,
) -> MadePlan:
    """A new draft of the month's plan; earlier drafts retire, the published plan stays until this one is published.

    Opens the month of every client with terms: its package is granted, its work items are made. What the published plan
    gives of clients that have closed the month stays as it is. Where nothing has
    changed since the newest plan was made, that plan is given: the same inputs make the same plan.

    Args:
        session: reads, and writes once at the end; no transaction is open while the solver runs.
        scope: staff.
        month: the month to plan.
        now: the instant it is made.
        new_id: makes public ids.
        progress: told the part done, 0 to 1, and a code of what is being done.
        tick: called at least twice a second while the solver runs; what it raises ends the solver.
        has_enough: asked as often; once it says so, the best plan found so far is the one that is made.

    Raises:
        Forbidden: the scope is not staff.
        PlanClosed: every client under contract has closed the month.
        PlanOutdated: tasks, packages or assistants changed while it was made; make it again.
    """
    scope.require_staff()
    tell = progress or (lambda _part, _code: None)
    tell(0.0, "plan_load")
    inputs = load(session, scope, month)
    refuse_closed(inputs)
    known = known_plan(session, scope, month, inputs.input_hash)
    session.rollback()
    if known is not None:
        return known

    tell(0.2, "plan_solve")
    listener = _Listener(tell)
    result = solve(
        inputs.problem,
        gap=GAP,
        time_limit_s=TIME_LIMIT_S,
        progress=listener.hear,
        tick=until_enough(tick, has_enough),
    )

    tell(0.8, "plan_store")
    course = further(listener.course, result.seconds, result.objective, result.bound)
    made = store_plan(session, scope, month, inputs, result, now=now, new_id=new_id, course=course)
    tell(1.0, "plan_done")
    return made


def ask_plan(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    now: dt.datetime,
    new_id: Callable[[], str],
    blocks: int | None = None,
) -> str:
    """The public id of the job that makes the month's plan from what there is now.

    A plan in `blocks` is solved on as many machines as there are workers; None for as many as its size asks for.

    Raises:
        Forbidden: the scope is not staff.
        PlanClosed: every client under contract has closed the month.
    """
    scope.require_staff()
    inputs = load(session, scope, month)
    refuse_closed(inputs)
    order = plan_order(month, inputs.input_hash, blocks)
    with transaction(session):
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


class _Listener:
    """Tells on what the solver says, and keeps the course of its search."""

    def __init__(self, tell: Told) -> None:
        self.tell = tell
        self.course: Course = ()

    def hear(self, news: Progress) -> None:
        """Further with the search."""
        self.course = further(self.course, news.seconds, news.objective, news.bound)
        part = 0.2 + 0.6 * min(1.0, news.seconds / TIME_LIMIT_S)
        self.tell(part, step_of(self.course) if self.course else "plan_solve")
