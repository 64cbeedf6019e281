"""Answer the usual questions about a stored plan, and keep the answers beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.actions.plans.inputs import Inputs, load
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.jobs import explain_order
from app.models import PlanAnswer
from app.models.jobs import ask
from app.queries import plans as plans_queries
from app.queries.plans import AssignmentView, PlanView
from optimizer.blocks import block_count
from optimizer.result import Assignment, PlanResult, Status
from optimizer.solve import solve
from optimizer.whatif import (
    Unrestricted,
    beside_unrestricted,
    coverage,
    forced_each,
    freed,
    next_hours,
    package_tables,
    smallest_changes,
)

#: Packages every client is shown, beside its own and one a step larger.
OFFERS_MIN = (600, 1200, 1800, 3000)
STEP_MIN = 300
#: Of a plan too large for all of it, what is answered by then is kept.
LIMIT_S = {
    "explain_hours": 30.0,
    "explain_packages": 30.0,
    "explain_coverage": 60.0,
    "explain_changes": 20.0,
    "explain_forced": 20.0,
    "explain_free": 20.0,
}
#: About so many of the tasks left out it is asked what would let them in.
MOST_TASKS = 200
PROVEN = frozenset({Status.OPTIMAL, Status.WITHIN_GAP})
#: How exactly the free plan is solved, as a plan is.
GAP = 0.001

Told = Callable[[float, str], None]
Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer and what it is about: a client, an assistant, a task left out, by public id; none for the whole.

    `more` is what the house knows beside the answer.
    """

    kind: str
    answer: Any
    client: str = ""
    assistant: str = ""
    task: str = ""
    more: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explained:
    """How many questions about a plan were answered."""

    answered: int


class PlanRetired(Exception):
    """Nobody asks about the plan any more."""


def explain_plan(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    now: dt.datetime,
    progress: Told | None = None,
    tick: Tick | None = None,
) -> Explained:
    """What more time would bring, who could be missed, what lets left-out work in, as things stand now.

    The answers take the place of earlier ones. No transaction is open while they are worked out.

    Args:
        session: reads, and writes once at the end.
        scope: staff.
        public_id: of the plan.
        now: the instant of the answers.
        progress: told the part done, 0 to 1, and a code of what is being done.
        tick: called at least twice a second; what it raises ends the work.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such plan.
    """
    scope.require_staff()
    plan = plans_queries.plan_by_id(session, public_id)
    inputs = load(session, scope, plan.month)
    rows = plans_queries.assignments(session, scope, plan.id)
    session.rollback()
    given = tuple(
        Assignment(row.task_public_id, row.assistant_public_id, _told_min(row, inputs))
        for row in rows
        if row.client_id not in inputs.closed
    )
    solved = PlanResult(Status(plan.status), plan.objective, plan.bound, plan.gap, assignments=given)
    asked = _Questions(
        inputs, solved, progress or (lambda _part, _code: None), tick, lambda: _is_retired(session, plan)
    )
    try:
        found = list(_answers(asked))
    except PlanRetired:
        return Explained(0)
    with transaction(session):
        # Of two who answer at once, the second replaces what the first wrote.
        plans_queries.plan_row(session, public_id)
        session.execute(delete(PlanAnswer).where(PlanAnswer.plan_id == plan.id))
        if found:
            own = {"plan_id": plan.id, "answered_at": now}
            session.execute(insert(PlanAnswer), [{**own, **row} for row in _rows(found, inputs)])
    return Explained(len(found))


def ask_explanation(
    session: Session, *, scope: Scope, public_id: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of the job that answers the questions about a plan anew.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such plan.
    """
    scope.require_staff()
    plan = plans_queries.plan_by_id(session, public_id)
    with transaction(session):
        order = explain_order(public_id, plan.month)
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


def offers_min(package_min: int, gone_min: int = 0) -> tuple[int, ...]:
    """The packages a client's table shows, in minutes from the smallest: the usual ones, its own and a step more.

    Others than its own only where more is in them than the hours that are worked beside the plan.
    """
    others = {size for size in (*OFFERS_MIN, package_min + STEP_MIN) if size > gone_min}
    return tuple(sorted({*others, package_min}))


def _told_min(row: AssignmentView, inputs: Inputs) -> int:
    """Minutes of a row as the optimiser is told them: of work let go of since, what is left to do."""
    return max(1, row.planned_min - inputs.let_go.get(row.task_public_id, 0))


@dataclass(frozen=True, slots=True)
class _Questions:
    """What is asked about: the problem, its plan, and how the asking is told of."""

    inputs: Inputs
    plan: PlanResult
    tell: Told
    tick: Tick | None
    is_retired: Callable[[], bool]

    def limits(self, begin: float, share: float, step: str, count: int) -> dict[str, Any]:
        """For `count` questions that take this share of the whole from `begin` on.

        Raises:
            PlanRetired: a later draft has taken the plan's place, and somebody may wait for the next one.
        """
        if self.is_retired():
            raise PlanRetired
        self.tell(begin, step)
        return {
            "time_limit_s": LIMIT_S[step],
            "tick": self.tick,
            "heard": lambda n: self.tell(begin + share * n / max(1, count), step),
        }


def _answers(asked: _Questions) -> Iterator[Found]:
    problem, plan = asked.inputs.problem, asked.plan
    if not problem.tasks or not problem.assistants:
        return
    clients = [package.client for package in problem.packages]
    held = {row.task for row in plan.assignments}
    left_out = [task.id for task in problem.tasks if task.id not in held][:MOST_TASKS]
    hours = next_hours(problem, plan, **asked.limits(0.0, 0.2, "explain_hours", len(clients)))
    yield from (Found("next_hour", each, client=each.client) for each in hours)
    yield from _tables(asked)
    away = coverage(problem, plan, **asked.limits(0.4, 0.2, "explain_coverage", len(problem.assistants)))
    yield from (Found("coverage", each, assistant=each.assistant) for each in away)
    small = smallest_changes(problem, plan, left_out, **asked.limits(0.6, 0.15, "explain_changes", len(left_out)))
    yield from (Found("change", each, task=each.task) for each in small)
    pushed = forced_each(problem, plan, left_out, **asked.limits(0.75, 0.15, "explain_forced", len(left_out)))
    yield from (Found("forced", each, task=each.task) for each in pushed)
    free = _beside_free(asked) if problem.published and block_count(problem) == 1 else None
    if free is not None:
        yield Found("unrestricted", free)


def _tables(asked: _Questions) -> Iterator[Found]:
    """The table of every client, asked for what is left of each size beside hours that the plan does not cover."""
    problem, gone, paid_min = asked.inputs.problem, asked.inputs.spent.clients, asked.inputs.paid_min
    clients = [package.client for package in problem.packages]
    sizes = {client: offers_min(paid_min[client], gone.get(client, 0)) for client in clients}
    asks = {client: [max(0, size - gone.get(client, 0)) for size in own] for client, own in sizes.items()}
    limits = asked.limits(0.2, 0.2, "explain_packages", len(asks))
    for table in package_tables(problem, asked.plan, asks, **limits):
        names = dict(zip(asks[table.client], sizes[table.client], strict=True))
        rows = tuple(replace(row, package_minutes=names[row.package_minutes]) for row in table.rows)
        more = {"worked_minutes": gone.get(table.client, 0)}
        yield Found("packages", replace(table, rows=rows), client=table.client, more=more)


def _is_retired(session: Session, plan: PlanView) -> bool:
    state = plans_queries.plan_by_id(session, plan.public_id).state
    session.rollback()
    return state == "retired"


def _beside_free(asked: _Questions) -> Unrestricted | None:
    """The plan beside the one that would be made if nobody had published or pinned anything; work begun stays.

    None where that one is not proven to be good: it would say more about the search than about the ties.
    """
    asked.tell(0.9, "explain_free")
    problem, plan = asked.inputs.problem, asked.plan
    free = solve(
        freed(problem, keep=asked.inputs.begun), gap=GAP, time_limit_s=LIMIT_S["explain_free"], tick=asked.tick
    )
    return beside_unrestricted(problem.published, plan, free) if free.status in PROVEN else None


def _rows(found: Iterable[Found], inputs: Inputs) -> Iterator[dict[str, Any]]:
    """The columns of each answer; one about a task is about its client as well."""
    client_ids = {company.public_id: company.id for company in inputs.companies}
    person_ids = {person.public_id: person.id for person in inputs.people}
    tasks = {candidate.task_public_id: candidate for candidate in inputs.candidates}
    for each in found:
        task = tasks.get(each.task)
        yield {
            "kind": each.kind,
            "client_id": task.client_id if task else client_ids.get(each.client),
            "assistant_id": person_ids.get(each.assistant),
            "task_id": task.task_id if task else None,
            "answer": {**_plain(each.answer), **each.more},
        }


def _plain(answer: Any) -> dict[str, Any]:
    """What is shown of an answer; of a client's next hour not the tasks that stay out, which the plan itself has."""
    plain: dict[str, Any] = answer.to_json()
    plain.pop("left_out", None)
    return plain
