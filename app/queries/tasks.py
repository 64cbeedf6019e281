"""Reads of the catalogue, tasks, their newest scores and the sheets they came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.frequency import monthly_minutes
from app.models import AssistantRow, CatalogueRow, Client, SheetFile, TaskRow, TaskScore, WeightsVersion
from app.queries.scope import own_client, visible_task

#: Ids in a statement.
IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A stored score: `breakdown` is what the scorer said, in codes (gates, contributions, reason, runner-up)."""

    suitability: int | None
    treatment: str
    is_stopped: bool
    weights_version: int
    scored_at: dt.datetime
    breakdown: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its facts, its match in the catalogue and its newest score.

    `monthly_min` is the average month, None where the sheet does not say how long or how often.
    """

    id: int
    public_id: str
    client_id: int
    client_public_id: str
    client_name: str
    client_short_name: str
    number: int
    name: str
    department: str
    detail: str
    owner: str
    frequency_text: str
    minutes_per_run: int | None
    runs_per_year: int | None
    monthly_min: int | None
    has_manual: bool | None
    routine: str | None
    judgement_pct: int | None
    expertise: str
    confidentiality: str | None
    capable_people: int | None
    key_person: str | None
    customer_contact: bool | None
    tools: str
    note: str
    wish: str
    priority: int
    skills: dict[str, int]
    catalogue_no: int | None
    catalogue_name_ja: str | None
    catalogue_name_en: str | None
    catalogue_law_class: str | None
    catalogue_similarity_pct: int | None
    pinned_to: str | None
    pinned_name: str | None
    is_archived: bool
    score: ScoreView | None


@dataclass(frozen=True, slots=True)
class InventoryCount:
    """How many tasks of a client have that treatment, and their minutes in an average month where known."""

    client_id: int
    treatment: str | None
    tasks: int
    monthly_min: int


class InventoryOrder(StrEnum):
    """How tasks are listed.

    `NUMBER`: by client and number. `SUITABILITY`: best first, those without a score after them by treatment.
    `WORTH`: by suitability times monthly minutes, most first.
    """

    NUMBER = "number"
    SUITABILITY = "suitability"
    WORTH = "worth"


@dataclass(frozen=True, slots=True)
class SheetView:
    """An inventory sheet as it came in; `is_imported` once its rows became tasks."""

    id: int
    public_id: str
    client_id: int
    filename: str
    content: bytes
    is_imported: bool


@dataclass(frozen=True, slots=True)
class WeightsView:
    """One version of the criteria's weights, adding up to 100."""

    version: int
    weights: dict[str, int]
    created_at: dt.datetime


def inventory(
    session: Session,
    scope: Scope,
    *,
    client_id: int | None = None,
    treatment: str | None = None,
    has_points: bool | None = None,
    order: InventoryOrder = InventoryOrder.NUMBER,
    limit: int | None = None,
    offset: int = 0,
) -> list[TaskView]:
    """Tasks in the scope, not archived, each with its newest score.

    `has_points` leaves only tasks with a suitability (and known time), or only those a gate kept from one.
    """
    wanted = _tasks(scope).where(TaskRow.archived_at.is_(None))
    if client_id is not None:
        wanted = wanted.where(TaskRow.client_id == client_id)
    if treatment is not None:
        wanted = wanted.where(TaskScore.treatment == treatment)
    if has_points is True:
        wanted = wanted.where(TaskScore.suitability.is_not(None), _YEARLY_MIN.is_not(None))
    if has_points is False:
        wanted = wanted.where(TaskScore.id.is_not(None), TaskScore.suitability.is_(None))
    wanted = wanted.order_by(*_ORDERS[order], Client.code, TaskRow.number).limit(limit).offset(offset)
    return [_task(found) for found in session.execute(wanted)]


def archived(session: Session, scope: Scope, client_id: int, *, limit: int) -> list[tuple[str, str]]:
    """Public id and name of tasks of the client that were taken out of the inventory, the latest first."""
    wanted = (
        select(TaskRow.public_id, TaskRow.name)
        .where(
            visible_task(scope, TaskRow.client_id, TaskRow.id),
            TaskRow.client_id == client_id,
            TaskRow.archived_at.is_not(None),
        )
        .order_by(TaskRow.archived_at.desc(), TaskRow.number)
        .limit(limit)
    )
    return [(public_id, name) for public_id, name in session.execute(wanted)]


def inventory_counts(session: Session, scope: Scope, *, client_id: int | None = None) -> list[InventoryCount]:
    """The inventory counted by client and newest treatment, archived tasks left out."""
    newest = select(func.max(TaskScore.id)).where(TaskScore.task_id == TaskRow.id).correlate(TaskRow).scalar_subquery()
    minutes = func.sum((2 * _YEARLY_MIN + 12) // 24)  # each task's half minutes upwards, as `monthly_minutes` does
    wanted = (
        select(TaskRow.client_id, TaskScore.treatment, func.count(TaskRow.id), func.coalesce(minutes, 0))
        .outerjoin(TaskScore, TaskScore.id == newest)
        .where(visible_task(scope, TaskRow.client_id, TaskRow.id), TaskRow.archived_at.is_(None))
        .group_by(TaskRow.client_id, TaskScore.treatment)
    )
    if client_id is not None:
        wanted = wanted.where(TaskRow.client_id == client_id)
    return [
        InventoryCount(client, treatment, tasks, int(total or 0))
        for client, treatment, tasks, total in session.execute(wanted)
    ]


def task(session: Session, scope: Scope, public_id: str) -> TaskView:
    """The task with that public id.

    Raises:
        NotFound: there is none in the scope.
    """
    found = session.execute(_tasks(scope).where(TaskRow.public_id == public_id)).first()
    if found is None:
        raise NotFound("task")
    return _task(found)


def scores(session: Session, scope: Scope, task_id: int) -> list[ScoreView]:
    """Every score the task was ever given, newest first."""
    rows = session.scalars(
        select(TaskScore)
        .join(TaskRow, TaskRow.id == TaskScore.task_id)
        .where(TaskScore.task_id == task_id, visible_task(scope, TaskRow.client_id, TaskRow.id))
        .order_by(TaskScore.id.desc())
    )
    return [_score(row) for row in rows]


def catalogue(session: Session) -> list[CatalogueEntry]:
    """The usual back-office tasks, by number."""
    rows = session.scalars(select(CatalogueRow).order_by(CatalogueRow.no))
    return [
        CatalogueEntry(
            row.no, row.function_ja, row.name_ja, row.name_en, row.frequency, row.published_time, row.law_class
        )
        for row in rows
    ]


def newest_weights(session: Session) -> WeightsView | None:
    """The weights in force, or None before the first version is stored."""
    row = session.scalar(select(WeightsVersion).order_by(WeightsVersion.version.desc()).limit(1))
    return None if row is None else WeightsView(row.version, dict(row.weights), row.created_at)


def sheet(session: Session, scope: Scope, public_id: str) -> SheetView:
    """The sheet with that public id, with its bytes.

    Raises:
        NotFound: there is none in the scope.
    """
    row = session.scalar(
        select(SheetFile).where(SheetFile.public_id == public_id, own_client(scope, SheetFile.client_id))
    )
    if row is None:
        raise NotFound("sheet")
    return SheetView(row.id, row.public_id, row.client_id, row.filename, row.content, row.imported_at is not None)


def tasks_to_score(
    session: Session, scope: Scope, *, client_id: int | None = None, since: dt.datetime | None = None
) -> list[int]:
    """Ids of the tasks without a score made after that instant (None: without any), not archived, by number."""
    newer = select(TaskScore.id).where(TaskScore.task_id == TaskRow.id)
    if since is not None:
        newer = newer.where(TaskScore.scored_at > since)
    wanted = select(TaskRow.id).where(
        own_client(scope, TaskRow.client_id), TaskRow.archived_at.is_(None), ~newer.exists()
    )
    if client_id is not None:
        wanted = wanted.where(TaskRow.client_id == client_id)
    return list(session.scalars(wanted.order_by(TaskRow.client_id, TaskRow.number)))


def ids_of(session: Session, scope: Scope, public_ids: Sequence[str]) -> list[int]:
    """Row ids of these tasks that are in an inventory of the scope, in the order of the rows."""
    found: list[int] = []
    for first in range(0, len(public_ids), IDS_AT_ONCE):
        some = TaskRow.public_id.in_(public_ids[first : first + IDS_AT_ONCE])
        own = own_client(scope, TaskRow.client_id)
        found += session.scalars(select(TaskRow.id).where(some, own, TaskRow.archived_at.is_(None)))
    return sorted(found)


def task_rows(session: Session, ids: Sequence[int]) -> list[TaskRow]:
    """Rows of those tasks, for an action that scores them."""
    return list(session.scalars(select(TaskRow).where(TaskRow.id.in_(ids)).order_by(TaskRow.id)))


def tasks_of_sheet(session: Session, sheet_id: int) -> tuple[int, int]:
    """How many tasks came from the sheet, and how many of them a gate stopped when they were scored first."""
    counted = select(func.count(), func.coalesce(func.sum(cast(TaskScore.is_stopped, Integer)), 0)).where(
        TaskRow.sheet_file_id == sheet_id,
        TaskScore.id
        == select(func.min(TaskScore.id)).where(TaskScore.task_id == TaskRow.id).correlate(TaskRow).scalar_subquery(),
    )
    found = session.execute(counted.select_from(TaskRow).join(TaskScore, TaskScore.task_id == TaskRow.id)).one()
    return int(found[0]), int(found[1])


def task_row(session: Session, scope: Scope, public_id: str) -> TaskRow:
    """The row of one task, for an action that changes it.

    Raises:
        NotFound: there is none in the scope.
    """
    wanted = select(TaskRow).where(TaskRow.public_id == public_id, own_client(scope, TaskRow.client_id))
    row = session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound("task")
    return row


def names_in_inventory(session: Session, client_id: int) -> set[tuple[str, str]]:
    """(department, name) of the client's tasks that are not archived."""
    wanted = select(TaskRow.department, TaskRow.name).where(
        TaskRow.client_id == client_id, TaskRow.archived_at.is_(None)
    )
    return {(department, name) for department, name in session.execute(wanted)}


def names(session: Session, scope: Scope, client_id: int) -> dict[str, str]:
    """Public id -> name of the client's tasks, those that were archived as well."""
    wanted = select(TaskRow.public_id, TaskRow.name).where(
        TaskRow.client_id == client_id, own_client(scope, TaskRow.client_id)
    )
    return dict(session.execute(wanted).all())


def last_number(session: Session, client_id: int) -> int:
    """The highest number in the client's inventory; 0 before the first task."""
    return session.scalar(select(func.max(TaskRow.number)).where(TaskRow.client_id == client_id)) or 0


_YEARLY_MIN = TaskRow.minutes_per_run * TaskRow.runs_per_year
_WITHOUT_POINTS = ("specialist", "stop", "reduce", "automate", "keep")
_ORDERS: dict[InventoryOrder, tuple[Any, ...]] = {
    InventoryOrder.NUMBER: (),
    InventoryOrder.SUITABILITY: (
        TaskScore.suitability.is_(None),
        TaskScore.suitability.desc(),
        case({treatment: place for place, treatment in enumerate(_WITHOUT_POINTS)}, value=TaskScore.treatment),
    ),
    InventoryOrder.WORTH: ((TaskScore.suitability * _YEARLY_MIN).desc().nulls_last(),),
}


def _tasks(scope: Scope) -> Any:
    newest = select(func.max(TaskScore.id)).where(TaskScore.task_id == TaskRow.id).correlate(TaskRow).scalar_subquery()
    return (
        select(TaskRow, Client, CatalogueRow, TaskScore, AssistantRow.public_id, AssistantRow.name)
        .join(Client, Client.id == TaskRow.client_id)
        .outerjoin(CatalogueRow, CatalogueRow.no == TaskRow.catalogue_no)
        .outerjoin(TaskScore, TaskScore.id == newest)
        .outerjoin(AssistantRow, AssistantRow.id == TaskRow.pinned_to)
        .where(visible_task(scope, TaskRow.client_id, TaskRow.id))
    )


def _task(found: Any) -> TaskView:
    row, client, entry, score, pinned_to, pinned_name = found
    known = row.minutes_per_run is not None and row.runs_per_year is not None
    return TaskView(
        id=row.id,
        public_id=row.public_id,
        client_id=row.client_id,
        client_public_id=client.public_id,
        client_name=client.name,
        client_short_name=client.short_name,
        number=row.number,
        name=row.name,
        department=row.department,
        detail=row.detail,
        owner=row.owner,
        frequency_text=row.frequency_text,
        minutes_per_run=row.minutes_per_run,
        runs_per_year=row.runs_per_year,
        monthly_min=monthly_minutes(row.minutes_per_run, row.runs_per_year) if known else None,
        has_manual=row.has_manual,
        routine=row.routine,
        judgement_pct=row.judgement_pct,
        expertise=row.expertise,
        confidentiality=row.confidentiality,
        capable_people=row.capable_people,
        key_person=row.key_person,
        customer_contact=row.customer_contact,
        tools=row.tools,
        note=row.note,
        wish=row.wish,
        priority=row.priority,
        skills={skill.skill: skill.level for skill in row.skills},
        catalogue_no=row.catalogue_no,
        catalogue_name_ja=entry.name_ja if entry else None,
        catalogue_name_en=entry.name_en if entry else None,
        catalogue_law_class=entry.law_class if entry else None,
        catalogue_similarity_pct=row.catalogue_similarity_pct,
        pinned_to=pinned_to,
        pinned_name=pinned_name,
        is_archived=row.archived_at is not None,
        score=_score(score) if score else None,
    )


def _score(row: TaskScore) -> ScoreView:
    return ScoreView(
        row.suitability, row.treatment, row.is_stopped, row.weights_version, row.scored_at, dict(row.breakdown)
    )


def pins(session: Session, scope: Scope) -> dict[str, str]:
    """Public id of a task -> that of the assistant who must do it, for tasks somebody has pinned."""
    wanted = (
        select(TaskRow.public_id, AssistantRow.public_id)
        .join(AssistantRow, AssistantRow.id == TaskRow.pinned_to)
        .where(TaskRow.archived_at.is_(None), own_client(scope, TaskRow.client_id))
    )
    return dict(session.execute(wanted).all())
