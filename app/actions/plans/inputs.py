"""What a month's plan is made from, as the optimiser is told it, and the hash that names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain import ledger
from app.domain.accounts import Scope
from app.domain.packages import Terms, terms_for
from app.domain.tasks.frequency import monthly_minutes
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries.plans import PlanView
from app.queries.plans.candidates import Candidate, candidates
from optimizer.problem import Assistant, Package, Problem, Task

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


def load(session: Session, scope: Scope, month: Month) -> Inputs:
    """Everything a plan of the month depends on, as the optimiser is told it."""
    doable = candidates(session, month)
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
        tasks=tuple(_task(candidate) for candidate in doable),
    )
    text = json.dumps(problem.to_json(), sort_keys=True, ensure_ascii=False)
    return Inputs(doable, terms, problem, hashlib.sha256(text.encode()).hexdigest())


def is_outdated(session: Session, scope: Scope, plan: PlanView) -> bool:
    """Whether tasks, packages or assistants have changed since the plan was made."""
    return load(session, scope, plan.month).input_hash != plan.input_hash


def item_min(candidate: Candidate) -> int:
    """Minutes of the candidate's work item: as it stands, or those of an average month, at least 1."""
    return candidate.item_min or max(1, monthly_minutes(candidate.minutes_per_run, candidate.runs_per_year))


def _task(candidate: Candidate) -> Task:
    return Task(
        candidate.task_public_id,
        item_min(candidate),
        client=candidate.client_public_id,
        value_per_hour=candidate.suitability * candidate.priority / USUAL_PRIORITY,
        skills=candidate.skills,
        pinned_to=candidate.pinned_to,
    )
