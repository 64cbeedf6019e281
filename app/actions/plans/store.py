"""Store what the optimiser found as a new draft of the month's plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actions.plans.closed import copy_closed
from app.actions.plans.inputs import Inputs, item_min, load
from app.database import transaction
from app.domain import ledger
from app.domain.accounts import Scope
from app.domain.errors import PlanOutdated
from app.domain.jobs import explain_order
from app.domain.plans import Course
from app.domain.worktime import Month
from app.models import AssignmentRow, LeftOut, PlanRow, WorkItem
from app.models.jobs import ask
from app.models.months import opened_month
from app.models.registry import insert_into
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import plans as plans_queries
from app.queries.plans import PlanView
from optimizer.beside import Beside, beside_next_best
from optimizer.result import PlanResult, Status

#: Why an assistant has a task that they had begun: the optimiser only knows that it must be theirs.
BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class MadePlan:
    """A stored draft."""

    public_id: str
    version: int
    status: str
    assigned: int
    left_out: int
    planned_min: int
    gap: float | None
    seconds: float


def store_plan(
    session: Session,
    scope: Scope,
    month: Month,
    inputs: Inputs,
    result: PlanResult,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    course: Course = (),
) -> MadePlan:
    """The result as a new draft, about which questions are asked; a plan of the same inputs stored meanwhile is given.

    The `course` of the search and each assignment beside the next best are kept with it.

    Months are opened first, client by client's lock, in a transaction of their own: the draft itself locks no client,
    so that nobody who logs hours waits for thousands of rows. What changes between the last look and the commit makes
    the draft out of date, and the page says so.

    Raises:
        PlanOutdated: tasks, packages or assistants changed while it was made; make it again.
    """
    if load(session, scope, month).input_hash != inputs.input_hash:
        raise PlanOutdated(month=str(month))
    _open_months(session, inputs.terms, month, now, new_id)
    with transaction(session):
        plans_queries.drafts(session, month)  # locked: of two workers with the same plan the later one sees the other's
        known = known_plan(session, scope, month, inputs.input_hash, result)
        if known is not None:
            return known
        item_ids = _work_items(session, inputs, month, new_id)
        row = _new_version(session, scope, month, inputs, result, now, new_id)
        row.course = [point.to_row() for point in course]
        _store_rows(session, row.id, inputs, result, item_ids)
        copy_closed(session, row.id, month, inputs.closed)
        ask(session, explain_order(row.public_id, month), new_id=new_id, asked_by=scope.account_id, now=now)
        session.flush()
        return _made(session, scope, row)


def known_plan(
    session: Session, scope: Scope, month: Month, input_hash: str, result: PlanResult | None = None
) -> MadePlan | None:
    """The newest plan of the month if it was made from these inputs, by a search that ended, and is not retired.

    One that was interrupted only where it is `result` itself, stored by a worker that died before it could say so.
    """
    newest = plans_queries.plan(session, scope, month)
    if newest is None or newest.input_hash != input_hash or newest.state == "retired":
        return None
    if newest.status == Status.INTERRUPTED and (
        result is None or (result.status, result.objective) != (newest.status, newest.objective)
    ):
        return None
    return _made(session, scope, newest)


def _open_months(
    session: Session, client_ids: Iterable[int], month: Month, now: dt.datetime, new_id: Callable[[], str]
) -> None:
    """The package of every client is granted whose month has not begun."""
    if set(client_ids) <= clients_queries.begun_months(session, month):
        return
    with transaction(session):
        for client_id in sorted(set(client_ids) - clients_queries.begun_months(session, month)):
            clients_queries.lock_client(session, client_id)
            if clients_queries.month_row(session, client_id, month) is None:
                granted_min = clients_queries.grant_in(session, client_id, month)
                grant = ledger.opening(client_id, month, granted_min)
                session.add_all(opened_month(client_id, month, grant, now=now, posting_id=new_id()))
                session.flush()


def _work_items(session: Session, inputs: Inputs, month: Month, new_id: Callable[[], str]) -> dict[str, int]:
    """Task's public id -> id of its work item; those the month lacks are made, unless somebody else does just now."""
    known = plans_queries.item_ids(session, month)
    missing = [
        {
            "public_id": new_id(),
            "client_id": candidate.client_id,
            "task_id": candidate.task_id,
            "month": month,
            "planned_min": item_min(candidate),
            "due_date": candidate.due_date or month.last_day,
        }
        for candidate in inputs.candidates
        if candidate.task_id not in known
    ]
    if missing:
        session.execute(insert_into(session, WorkItem).on_conflict_do_nothing(), missing)
        known = plans_queries.item_ids(session, month)
    return {candidate.task_public_id: known[candidate.task_id] for candidate in inputs.candidates}


def _new_version(
    session: Session,
    scope: Scope,
    month: Month,
    inputs: Inputs,
    result: PlanResult,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> PlanRow:
    """The draft's row; earlier drafts retire. Of two that are stored at once, one waits here for the other's commit."""
    for earlier in plans_queries.drafts(session, month):
        earlier.state = "retired"
    row = PlanRow(
        public_id=new_id(),
        month=month,
        version=plans_queries.last_version(session, month) + 1,
        state="draft",
        status=str(result.status),
        solver=result.solver,
        objective=result.objective,
        bound=result.bound,
        gap=result.gap,
        seconds=result.seconds,
        input_hash=inputs.input_hash,
        made_by=scope.account_id,
        made_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # the first plan of the month, stored by somebody else in this instant
        raise PlanOutdated(month=str(month)) from error
    return row


def _store_rows(session: Session, plan_id: int, inputs: Inputs, result: PlanResult, item_ids: dict[str, int]) -> None:
    people = assistants_queries.assistant_ids(session)
    client_of = {candidate.task_public_id: candidate.client_id for candidate in inputs.candidates}
    active = {person.public_id for person in inputs.people if person.is_active}
    pinned = {candidate.task_public_id for candidate in inputs.candidates if candidate.pinned_to in active}
    why = {
        (each.task, each.assistant): {"code": BEGUN if each.task in inputs.begun else str(each.reason), **each.needs}
        for each in result.why
    }
    beside = {each.task: _plain(each) for each in beside_next_best(inputs.problem, result)}
    given = [
        {
            "plan_id": plan_id,
            "work_item_id": item_ids[each.task],
            "assistant_id": people[each.assistant],
            "client_id": client_of[each.task],
            "planned_min": each.minutes + inputs.let_go.get(each.task, 0),
            "is_pinned": each.task in pinned,
            "reason": why.get((each.task, each.assistant), {}),
            "beside": beside.get(each.task),
        }
        for each in result.assignments
    ]
    rest = [
        {
            "plan_id": plan_id,
            "work_item_id": item_ids[each.task],
            "client_id": client_of[each.task],
            "reason": str(each.reason),
            "needs": dict(each.needs),
        }
        for each in result.unassigned
    ]
    # Rows as they are, without an object each: a large month has tens of thousands.
    if given:
        session.execute(insert(AssignmentRow), given)
    if rest:
        session.execute(insert(LeftOut), rest)


def _plain(beside: Beside) -> dict[str, Any]:
    """The two sides; which task it is, the row says."""
    return {side: figures for side, figures in beside.to_json().items() if side != "task"}


def _made(session: Session, scope: Scope, plan: PlanRow | PlanView) -> MadePlan:
    counts = plans_queries.plan_counts(session, scope, plan.id)
    return MadePlan(
        plan.public_id,
        plan.version,
        plan.status,
        counts.assigned,
        counts.left_out,
        counts.assigned_min,
        plan.gap,
        plan.seconds,
    )
