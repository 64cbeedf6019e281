"""How facts become a task's row, and a row its score; shared by the verbs of this folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast

from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.assistants import needed_skills
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.rows import TaskRow as TaskFactsRow
from app.models import TaskRow, TaskScore, TaskSkill, WeightsVersion
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries
from optimizer.scoring import DEFAULT_WEIGHTS, Criterion, Score, TaskFacts, Weights, score
from optimizer.scoring.facts import Confidentiality, KeyPerson, Routine


def lock_task(session: Session, scope: Scope, public_id: str) -> TaskRow:
    """The task's row, its client locked before it: of two who change an inventory one waits, for both in one order.

    Raises:
        NotFound: the task is outside of the scope.
    """
    found = tasks_queries.task(session, scope, public_id)
    clients_queries.lock_client(session, found.client_id)
    session.expire_all()  # what was read before the lock is read again
    return tasks_queries.task_row(session, scope, public_id)


def fill(row: TaskRow, facts: TaskFactsRow) -> None:
    """Copy the facts of a sheet row or a form onto the task's row."""
    row.name = facts.name
    row.department = facts.department
    row.detail = facts.detail
    row.owner = facts.owner
    row.frequency_text = facts.frequency_text
    row.minutes_per_run = facts.minutes_per_run
    row.runs_per_year = facts.runs_per_year
    row.has_manual = facts.has_manual
    row.routine = facts.routine and str(facts.routine)
    row.judgement_pct = facts.judgement_pct
    row.expertise = facts.expertise
    row.confidentiality = facts.confidentiality and str(facts.confidentiality)
    row.capable_people = facts.capable_people
    row.key_person = facts.key_person and str(facts.key_person)
    row.customer_contact = facts.customer_contact
    row.tools = facts.tools
    row.note = facts.note


def match(row: TaskRow, entry: CatalogueEntry | None, similarity_pct: int | None) -> None:
    """Note the task's catalogue entry and the skills that follow from it; `similarity_pct` None: a person chose it."""
    row.catalogue_no = entry.no if entry else None
    row.catalogue_similarity_pct = similarity_pct
    wanted = needed_skills(entry.function_ja if entry else None, row.expertise)
    kept = {skill.skill: skill for skill in row.skills}
    row.skills = [_skill(kept.get(name), name, level) for name, level in sorted(wanted.items())]


def weights_in_force(session: Session) -> Weights:
    """The newest weights, or the defaults before any are stored."""
    stored = tasks_queries.newest_weights(session)
    if stored is None:
        return DEFAULT_WEIGHTS
    return Weights(stored.version, stored.weights)  # type: ignore[arg-type]  # checked by Weights itself


def store_weights(session: Session, weights: Weights, *, now: dt.datetime) -> None:
    """Store the version a score names, if it is not there: the defaults, before the first change."""
    if session.get(WeightsVersion, weights.version) is None:
        row = WeightsVersion(version=weights.version, weights=dict(weights.by_criterion), created_at=now)
        session.add(row)
        session.flush()


def add_weights(session: Session, weights: Mapping[str, int], *, created_by: int | None, now: dt.datetime) -> int:
    """The number of a new version with these weights, stored after the one in force; the caller's transaction.

    Raises:
        InvalidWeightsError: they do not add up to 100, or a criterion is missing.
    """
    before = weights_in_force(session)
    store_weights(session, before, now=now)
    checked = Weights(before.version + 1, cast("Mapping[Criterion, int]", weights))
    row = WeightsVersion(
        version=checked.version, weights=dict(checked.by_criterion), created_by=created_by, created_at=now
    )
    session.add(row)
    session.flush()
    return checked.version


def judge(row: TaskRow, entries: Mapping[int, CatalogueEntry], weights: Weights) -> Score:
    """The score of the task as its row stands, stored or not yet."""
    return score(facts_of(row, entries.get(row.catalogue_no or 0)), weights)


def score_row(row: TaskRow, given: Score, now: dt.datetime) -> TaskScore:
    """The row of a score, to be added once the task has its id."""
    return TaskScore(
        client_id=row.client_id,
        task_id=row.id,
        weights_version=given.weights_version,
        suitability=given.suitability,
        treatment=given.treatment,
        is_stopped=bool(given.stopped_by),
        breakdown=given.to_json(),
        scored_at=now,
    )


def score_with_manual(session: Session, row: TaskRow, now: dt.datetime) -> None:
    """Notes that the task has a manual and scores it anew; nothing where that is known."""
    if row.has_manual is True:
        return
    row.has_manual, row.changed_at = True, now
    entries = {entry.no: entry for entry in tasks_queries.catalogue(session)}
    weights = weights_in_force(session)
    store_weights(session, weights, now=now)
    session.add(score_row(row, judge(row, entries, weights), now))


def facts_of(row: TaskRow, entry: CatalogueEntry | None) -> TaskFacts:
    """What the scorer is told about the task."""
    return TaskFacts(
        id=row.public_id,
        name=row.name,
        detail=row.detail,
        note=row.note,
        department=row.department,
        tools=row.tools,
        minutes_per_run=row.minutes_per_run,
        runs_per_year=row.runs_per_year,
        routine=cast("Routine | None", row.routine),
        judgement_pct=row.judgement_pct,
        expertise=row.expertise or None,
        confidentiality=cast("Confidentiality | None", row.confidentiality),
        has_manual=row.has_manual,
        capable_people=row.capable_people,
        key_person=cast("KeyPerson | None", row.key_person),
        customer_contact=row.customer_contact,
        law_class=entry.law_class if entry else None,
        catalogue_name=entry.name_ja if entry else None,
        catalogue_frequency=entry.frequency if entry else None,
        catalogue_time=entry.published_time if entry else None,
    )


def _skill(row: TaskSkill | None, name: str, level: int) -> TaskSkill:
    if row is None:
        return TaskSkill(skill=name, level=level)
    row.level = level
    return row
