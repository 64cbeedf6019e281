"""Make a month's plan: load what there is to do, solve, store a new draft."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain import ledger
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput, PlanOutdated
from app.domain.jobs import plan_order
from app.domain.packages import Terms, terms_for
from app.domain.tasks.frequency import monthly_minutes
from app.domain.worktime import Month
from app.models import AssignmentRow, LeftOut, PlanRow, WorkItem
from app.models.jobs import ask
from app.models.months import opened_month
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries.plans import Candidate, PlanView
from optimizer.problem import Assistant, Package, Problem, Task
from optimizer.result import PlanResult
from optimizer.search import Progress
from optimizer.solve import solve

#: The plan is made anew while a client is on the phone.
GAP = 0.001
TIME_LIMIT_S = 30.0
#: Priority that weighs once; 1 weighs a third of it, 5 five thirds.
USUAL_PRIORITY = 3
NOTHING_POSTED = ledger.Balances()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a plan is made from, and the hash that names it."""

    candidates: list[Candidate]
    terms: dict[int, Terms]
    problem: Problem
    input_hash: str


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
) -> MadePlan:
    """A new draft of the month's plan; earlier drafts retire, the published plan stays until this one is published.

    Opens the month of every client with terms: its package is granted, its work items are made. Where nothing has
    changed since the newest plan was made, that plan is given: the same inputs make the same plan.

    Args:
        session: reads, and writes once at the end; no transaction is open while the solver runs.
        scope: staff.
        month: the month to plan.
        now: the instant it is made.
        new_id: makes public ids.
        progress: told the part done, 0 to 1, and a code of what is being done.
        tick: called at least twice a second while the solver runs; what it raises ends the solver.

    Raises:
        Forbidden: the scope is not staff.
        PlanOutdated: tasks, packages or assistants changed while it was made; make it again.
    """
    scope.require_staff()
    tell = progress or (lambda _part, _code: None)
    tell(0.0, "plan_load")
    inputs = load(session, scope, month)
    known = known_plan(session, scope, month, inputs.input_hash)
    session.rollback()
    if known is not None:
        return known

    tell(0.2, "plan_solve")
    result = solve(
        inputs.problem,
        gap=GAP,
        time_limit_s=TIME_LIMIT_S,
        progress=lambda news: tell(*_news(news)),
        tick=tick,
    )

    tell(0.8, "plan_store")
    made = store_plan(session, scope, month, inputs, result, now=now, new_id=new_id)
    tell(1.0, "plan_done")
    return made


def store_plan(
    session: Session,
    scope: Scope,
    month: Month,
    inputs: Inputs,
    result: PlanResult,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> MadePlan:
    """The result as a new draft, in one transaction; a plan of the same inputs stored meanwhile is given instead.

    Raises:
        PlanOutdated: tasks, packages or assistants changed while it was made; make it again.
    """
    with transaction(session):
        for client_id in sorted(inputs.terms):
            clients_queries.lock_client(session, client_id)
        if load(session, scope, month).input_hash != inputs.input_hash:
            raise PlanOutdated(month=str(month))
        known = known_plan(session, scope, month, inputs.input_hash)
        if known is not None:
            return known
        _open_months(session, inputs.terms, month, now, new_id)
        items = _work_items(session, inputs.candidates, month, new_id)
        return _store(session, scope, month, inputs, result, items, now, new_id)


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
    """
    scope.require_staff()
    order = plan_order(month, load(session, scope, month).input_hash, blocks)
    with transaction(session):
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


def known_plan(session: Session, scope: Scope, month: Month, input_hash: str) -> MadePlan | None:
    """The newest plan of the month if it was made from these inputs and is not retired."""
    newest = plans_queries.plan(session, scope, month)
    if newest is None or newest.input_hash != input_hash or newest.state == "retired":
        return None
    counts = plans_queries.plan_counts(session, scope, newest.id)
    return MadePlan(
        newest.public_id,
        newest.version,
        newest.status,
        counts.assigned,
        counts.left_out,
        counts.assigned_min,
        newest.gap,
        newest.seconds,
    )


def _news(news: Progress) -> tuple[float, str]:
    part = 0.2 + 0.6 * min(1.0, news.seconds / TIME_LIMIT_S)
    return part, "plan_solve" if news.gap is None else f"plan_gap:{100 * news.gap:.1f}"


def load(session: Session, scope: Scope, month: Month) -> Inputs:
    """Everything a plan of the month depends on, as the optimiser is told it."""
    candidates = plans_queries.candidates(session, month)
    companies = clients_queries.clients(session, scope)
    series = clients_queries.terms_by_client(session, [company.id for company in companies])
    terms = {client_id: terms_for(found, month) for client_id, found in series.items() if found[0].valid_from <= month}
    ledgers = hours_queries.balances_by_client(session, list(terms), month)
    problem = Problem(
        month=str(month),
        packages=tuple(
            Package(
                company.public_id,
                terms[company.id].included_min + ledgers.get(company.id, NOTHING_POSTED).carried_in_min,
                team_size=terms[company.id].team_size,
            )
            for company in companies
            if company.id in terms
        ),
        assistants=tuple(
            Assistant(person.public_id, person.monthly_min, skills=person.skills)
            for person in assistants_queries.assistants(session, scope, active_only=True)
        ),
        tasks=tuple(_task(candidate) for candidate in candidates),
    )
    text = json.dumps(asdict(problem), sort_keys=True, default=str, ensure_ascii=False)
    return Inputs(candidates, terms, problem, hashlib.sha256(text.encode()).hexdigest())


def is_outdated(session: Session, scope: Scope, plan: PlanView) -> bool:
    """Whether tasks, packages or assistants have changed since the plan was made."""
    return load(session, scope, plan.month).input_hash != plan.input_hash


def item_min(candidate: Candidate) -> int:
    """Minutes of the candidate's work item: as it stands, or those of an average month, at least 1."""
    return candidate.item_min or max(1, monthly_minutes(candidate.minutes_per_run, candidate.runs_per_year))


def add_to_month(
    session: Session, *, scope: Scope, task_public_id: str, month: Month, new_id: Callable[[], str]
) -> str:
    """The public id of a work item for a task that is done less than monthly, with the minutes of one run.

    The next plan of the month takes it up. A task that has a work item in the month keeps it.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such task.
        InvalidInput: the task has no time, or is not for an assistant.
    """
    scope.require_staff()
    with transaction(session):
        task = tasks_queries.task(session, scope, task_public_id)
        if task.score is None or task.score.treatment != "outsource" or task.score.is_stopped:
            raise InvalidInput("task", "not_for_assistants")
        if task.minutes_per_run is None:
            raise InvalidInput("minutes_per_run", "required")
        existing = plans_queries.item_of(session, task.id, month)
        if existing is not None:
            return existing.public_id
        item = WorkItem(
            public_id=new_id(),
            client_id=task.client_id,
            task_id=task.id,
            month=month,
            planned_min=task.minutes_per_run,
            due_date=month.last_day,
        )
        session.add(item)
        return item.public_id


def _task(candidate: Candidate) -> Task:
    return Task(
        candidate.task_public_id,
        item_min(candidate),
        client=candidate.client_public_id,
        value_per_hour=candidate.suitability * candidate.priority / USUAL_PRIORITY,
        skills=candidate.skills,
        pinned_to=candidate.pinned_to,
    )


def _open_months(
    session: Session, terms: Mapping[int, Terms], month: Month, now: dt.datetime, new_id: Callable[[], str]
) -> None:
    begun = clients_queries.begun_months(session, month)
    for client_id in sorted(terms.keys() - begun):
        grant = ledger.opening(client_id, month, terms[client_id].included_min)
        session.add_all(opened_month(client_id, month, grant, now=now, posting_id=new_id()))


def _work_items(
    session: Session, candidates: list[Candidate], month: Month, new_id: Callable[[], str]
) -> dict[str, WorkItem]:
    existing = plans_queries.items_in(session, month)
    items = {}
    for candidate in candidates:
        item = existing.get(candidate.task_id)
        if item is None:
            item = WorkItem(
                public_id=new_id(),
                client_id=candidate.client_id,
                task_id=candidate.task_id,
                month=month,
                planned_min=item_min(candidate),
                due_date=month.last_day,
            )
            session.add(item)
        items[candidate.task_public_id] = item
    session.flush()
    return items


def _store(
    session: Session,
    scope: Scope,
    month: Month,
    inputs: Inputs,
    result: PlanResult,
    items: dict[str, WorkItem],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> MadePlan:
    for draft in plans_queries.plan_rows(session, month, "draft"):
        draft.state = "retired"
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
    session.flush()
    session.add_all(_rows(session, scope, row.id, inputs, result, items))
    return MadePlan(
        public_id=row.public_id,
        version=row.version,
        status=row.status,
        assigned=len(result.assignments),
        left_out=len(result.unassigned),
        planned_min=sum(each.minutes for each in result.assignments),
        gap=result.gap,
        seconds=result.seconds,
    )


def _rows(
    session: Session,
    scope: Scope,
    plan_id: int,
    inputs: Inputs,
    result: PlanResult,
    items: dict[str, WorkItem],
) -> list[AssignmentRow | LeftOut]:
    people = {person.public_id: person.id for person in assistants_queries.assistants(session, scope)}
    pinned = {candidate.task_public_id for candidate in inputs.candidates if candidate.pinned_to}
    why = {(each.task, each.assistant): {"code": str(each.reason), **each.needs} for each in result.why}
    given: list[AssignmentRow | LeftOut] = [
        AssignmentRow(
            plan_id=plan_id,
            work_item_id=items[each.task].id,
            assistant_id=people[each.assistant],
            client_id=items[each.task].client_id,
            planned_min=each.minutes,
            is_pinned=each.task in pinned,
            reason=why.get((each.task, each.assistant), {}),
        )
        for each in result.assignments
    ]
    given += [
        LeftOut(
            plan_id=plan_id,
            work_item_id=items[each.task].id,
            client_id=items[each.task].client_id,
            reason=str(each.reason),
            needs=dict(each.needs),
        )
        for each in result.unassigned
    ]
    return given
