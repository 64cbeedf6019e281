"""Reads of what an inventory has, to lay a sheet beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.tasks.facts import Confidentiality, KeyPersonRisk, Routine
from app.domain.tasks.known import Standing
from app.domain.tasks.rows import TaskRow as TaskFacts
from app.models import TaskRow
from app.queries.scope import own_client

_PLAIN = (
    "name",
    "department",
    "detail",
    "owner",
    "frequency_text",
    "minutes_per_run",
    "runs_per_year",
    "has_manual",
    "judgement_pct",
    "expertise",
    "capable_people",
    "customer_contact",
    "tools",
    "note",
)
_CODES = {"routine": Routine, "confidentiality": Confidentiality, "key_person": KeyPersonRisk}


def standing(session: Session, scope: Scope, client_id: int, *, but_of_sheet: int | None = None) -> list[Standing]:
    """The client's tasks that are not removed, without those that sheet brought, by number; one statement."""
    facts = (getattr(TaskRow, name) for name in (*_PLAIN, *_CODES))
    wanted = select(TaskRow.public_id, TaskRow.number, *facts).where(
        TaskRow.client_id == client_id, own_client(scope, TaskRow.client_id), TaskRow.archived_at.is_(None)
    )
    if but_of_sheet is not None:
        wanted = wanted.where(or_(TaskRow.sheet_file_id.is_(None), TaskRow.sheet_file_id != but_of_sheet))
    found = session.execute(wanted.order_by(TaskRow.number)).mappings()
    return [Standing(row["public_id"], row["number"], _facts(row)) for row in found]


def _facts(row: Mapping[Any, Any]) -> TaskFacts:
    codes: dict[str, Any] = {name: kind(row[name]) if row[name] else None for name, kind in _CODES.items()}
    return TaskFacts(row_number=0, **{name: row[name] for name in _PLAIN}, **codes)
