"""Submit one task, or change it; it is scored at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.tasks.storing import fill, judge, lock_task, match, score_row, store_weights, weights_in_force
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import AlreadyExists, InvalidInput, NotFound
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.matching import match_catalogue
from app.domain.tasks.rows import TaskRow as TaskFactsRow
from app.models import TaskDue, TaskManual, TaskRow
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries

WISHES = ("requested", "withheld")


@dataclass(frozen=True, slots=True)
class TaskData:
    """A task as a form holds it.

    Attributes:
        facts: what is known of it; `row_number` is not read.
        catalogue_no: the entry a person chose; None lets the names decide.
        wish: `requested` to hand it over, `withheld` to keep it for now.
        priority: 1 (whenever) to 5 (first).
        ways_of: public id of a task whose due days a new one takes over, and in the same inventory its manual's link.
    """

    facts: TaskFactsRow
    catalogue_no: int | None = None
    wish: str = "requested"
    priority: int = 3
    ways_of: str | None = None


def submit_task(
    session: Session,
    *,
    scope: Scope,
    client_public_id: str,
    data: TaskData,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The public id of a new task in the client's inventory, matched and scored.

    Raises:
        NotFound: the client, or the task whose ways are taken over, is outside of the scope.
        AlreadyExists: the inventory has a task of that department and name.
        InvalidInput: wish, priority or catalogue entry cannot be taken.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        clients_queries.lock_client(session, client.id)
        _refuse_namesake(session, client.id, data.facts)
        row = TaskRow(
            public_id=new_id(),
            client_id=client.id,
            number=tasks_queries.last_number(session, client.id) + 1,
            created_at=now,
        )
        session.add(row)
        _store(session, row, data, now)
        if data.ways_of is not None:
            _take_ways(session, tasks_queries.task(session, scope, data.ways_of), row)
        return row.public_id


def edit_task(session: Session, *, scope: Scope, public_id: str, data: TaskData, now: dt.datetime) -> None:
    """Change a task's facts, match, wish and priority; it gets a new score, the old ones stay.

    Raises:
        NotFound: the task is outside of the scope.
        AlreadyExists: the inventory has another task of that department and name.
        InvalidInput: wish, priority or catalogue entry cannot be taken.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    with transaction(session):
        row = lock_task(session, scope, public_id)
        if (row.department, row.name) != (data.facts.department, data.facts.name):
            _refuse_namesake(session, row.client_id, data.facts)
        _store(session, row, data, now)


def archive_task(session: Session, *, scope: Scope, public_id: str, now: dt.datetime) -> None:
    """Take the task out of the inventory; its hours and scores stay.

    Raises:
        NotFound: the task is outside of the scope.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    with transaction(session):
        tasks_queries.task_row(session, scope, public_id).archived_at = now


def restore_task(session: Session, *, scope: Scope, public_id: str) -> None:
    """Take the task back into the inventory, as it was; nothing where it is there.

    Raises:
        NotFound: the task is outside of the scope.
        AlreadyExists: the inventory has another task of that department and name by now.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    with transaction(session):
        row = lock_task(session, scope, public_id)
        if row.archived_at is None:
            return
        if (row.department, row.name) in tasks_queries.names_in_inventory(session, row.client_id):
            raise AlreadyExists("name", value=row.name)
        row.archived_at = None


def _store(session: Session, row: TaskRow, data: TaskData, now: dt.datetime) -> None:
    if data.wish not in WISHES:
        raise InvalidInput("wish", "not_a_choice")
    if not 1 <= data.priority <= 5:
        raise InvalidInput("priority", "out_of_range", least=1, most=5)
    entries = {entry.no: entry for entry in tasks_queries.catalogue(session)}
    fill(row, data.facts)
    row.wish = data.wish
    row.priority = data.priority
    row.changed_at = now
    entry, similarity_pct = _entry(data, entries)
    match(row, entry, similarity_pct)
    session.flush()
    weights = weights_in_force(session)
    store_weights(session, weights, now=now)
    given = judge(row, entries, weights)
    session.add(score_row(row, given, now))


def _take_ways(session: Session, pattern: tasks_queries.TaskView, row: TaskRow) -> None:
    """The due days of another task, and its manual's link; what a company keeps stays with it. Files are not copied."""
    due = session.get(TaskDue, pattern.id)
    if due is not None:
        kept = {name: getattr(due, name) for name in ("kind", "number", "shift", "every", "since")}
        session.add(TaskDue(task_id=row.id, client_id=row.client_id, **kept))
    manual = session.get(TaskManual, pattern.id) if pattern.client_id == row.client_id else None
    if manual is not None:
        kept = {"url": manual.url, "reviewed_on": manual.reviewed_on}
        session.add(TaskManual(task_id=row.id, client_id=row.client_id, **kept))


def _entry(data: TaskData, entries: dict[int, CatalogueEntry]) -> tuple[CatalogueEntry | None, int | None]:
    if data.catalogue_no is not None:
        if data.catalogue_no not in entries:
            raise NotFound("catalogue_no")
        return entries[data.catalogue_no], None
    facts = data.facts
    found = match_catalogue(facts.name, list(entries.values()), detail=facts.detail, department=facts.department)
    return (entries[found.no], found.similarity_pct) if found else (None, None)


def _refuse_namesake(session: Session, client_id: int, facts: TaskFactsRow) -> None:
    if (facts.department, facts.name) in tasks_queries.names_in_inventory(session, client_id):
        raise AlreadyExists("name", value=facts.name)
