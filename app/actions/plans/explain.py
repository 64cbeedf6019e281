"""Answer the usual questions about a stored plan, and keep the answers beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from optimizer.result import Assignment, PlanResult, Status
from optimizer.whatif import Coverage, NextHour, PackageTable, coverage, next_hours, package_tables

#: Packages every client is shown, beside its own and one a step larger.
OFFERS_MIN = (600, 1200, 1800, 3000)
STEP_MIN = 300
#: Of a plan too large for all of it, what is answered by then is kept.
CLIENTS_LIMIT_S, ASSISTANTS_LIMIT_S = 60.0, 120.0

Told = Callable[[float, str], None]
Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Explained:
    """How many questions about a plan were answered, of how many."""

    answered: int
    asked: int


def explain_plan(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    now: dt.datetime,
    progress: Told | None = None,
    tick: Tick | None = None,
) -> Explained:
    """What an hour more and other packages would bring each client, and who could be missed, as things stand now.

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
    given = tuple(
        Assignment(row.task_public_id, row.assistant_public_id, row.planned_min)
        for row in plans_queries.assignments(session, scope, plan.id)
    )
    session.rollback()
    found = list(_answers(inputs, given, progress or (lambda _part, _code: None), tick))
    client_ids = {company.public_id: company.id for company in inputs.companies}
    person_ids = {person.public_id: person.id for person in inputs.people}
    rows = [_row(each, client_ids, person_ids) for each in found]
    with transaction(session):
        # Of two who answer at once, the second replaces what the first wrote.
        plans_queries.plan_row(session, public_id)
        session.execute(delete(PlanAnswer).where(PlanAnswer.plan_id == plan.id))
        if rows:
            session.execute(insert(PlanAnswer), [{"plan_id": plan.id, "answered_at": now, **row} for row in rows])
    return Explained(len(rows), 2 * len(inputs.problem.packages) + len(inputs.problem.assistants))


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


def offers_min(package_min: int) -> tuple[int, ...]:
    """The packages a client's table shows, in minutes from the smallest: the usual ones, its own and a step more."""
    return tuple(sorted({*OFFERS_MIN, package_min, package_min + STEP_MIN}))


def _answers(
    inputs: Inputs, given: tuple[Assignment, ...], tell: Told, tick: Tick | None
) -> Iterator[NextHour | PackageTable | Coverage]:
    problem, plan = inputs.problem, PlanResult(Status.GREEDY, assignments=given)
    limits: dict[str, Any] = {"time_limit_s": CLIENTS_LIMIT_S, "tick": tick}
    clients = len(problem.packages)
    own = {package.client: offers_min(package.minutes) for package in problem.packages}
    if not problem.tasks or not problem.assistants:
        return
    tell(0.0, "explain_hours")
    yield from next_hours(problem, plan, **limits, heard=lambda n: tell(0.3 * n / clients, "explain_hours"))
    tell(0.3, "explain_packages")
    yield from package_tables(
        problem, plan, own, **limits, heard=lambda n: tell(0.3 + 0.3 * n / clients, "explain_packages")
    )
    tell(0.6, "explain_coverage")
    limits["time_limit_s"] = ASSISTANTS_LIMIT_S
    people = len(problem.assistants)
    yield from coverage(problem, plan, **limits, heard=lambda n: tell(0.6 + 0.4 * n / people, "explain_coverage"))


def _row(
    answer: NextHour | PackageTable | Coverage, client_ids: dict[str, int], person_ids: dict[str, int]
) -> dict[str, Any]:
    about: dict[str, Any] = {"client_id": None, "assistant_id": None, "answer": _plain(answer)}
    if isinstance(answer, Coverage):
        return {**about, "kind": "coverage", "assistant_id": person_ids[answer.assistant]}
    kind = "next_hour" if isinstance(answer, NextHour) else "packages"
    return {**about, "kind": kind, "client_id": client_ids[answer.client]}


def _plain(answer: NextHour | PackageTable | Coverage) -> dict[str, Any]:
    """What is shown of an answer; of a client's next hour not the tasks that stay out, which the plan itself has."""
    plain = answer.to_json()
    plain.pop("left_out", None)
    return plain
