"""Reads of assistants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.models import AssistantRow, AssistantSkill
from app.queries.scope import own_assistant


@dataclass(frozen=True, slots=True)
class AssistantView:
    """A person who does the work; `monthly_min` minutes a month, skills 1 to 5.

    Of one month (`app.queries.leave.in_month`): the minutes beside their leave; `off` are the days they are away.
    """

    id: int
    public_id: str
    code: str
    name: str
    monthly_min: int
    skills: dict[str, int]
    is_active: bool
    registration_no: str = ""
    off: frozenset[dt.date] = frozenset()


@dataclass(frozen=True, slots=True)
class AssistantTotals:
    """How many people there are, and how many and how many minutes a month of those who work."""

    count: int
    active: int
    monthly_min: int


#: The columns of an `AssistantView` but for the skills, the last two after them.
_COLUMNS = (
    AssistantRow.id,
    AssistantRow.public_id,
    AssistantRow.code,
    AssistantRow.name,
    AssistantRow.monthly_min,
    AssistantRow.is_active,
    AssistantRow.registration_no,
)


def assistants(
    session: Session,
    scope: Scope,
    *,
    active_only: bool = False,
    matching: str = "",
    active_first: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[AssistantView]:
    """The assistants the scope may see, by code.

    Args:
        session: of the database.
        scope: who asks.
        active_only: without those who pause.
        matching: part of the name or the code.
        active_first: those who pause after all others.
        limit: so many of them at most.
        offset: how many come before.
    """
    wanted = select(*_COLUMNS).where(*listed_people(scope, matching))
    if active_only:
        wanted = wanted.where(AssistantRow.is_active)
    if active_first:
        wanted = wanted.order_by(AssistantRow.is_active.desc())
    rows = session.execute(wanted.order_by(AssistantRow.code).limit(limit).offset(offset)).all()
    skills = _skills(session, None if limit is None and scope.is_staff else [row.id for row in rows])
    return [
        AssistantView(row.id, row.public_id, row.code, row.name, row.monthly_min, skills.get(row.id, {}), *row[5:])
        for row in rows
    ]


def assistant_totals(session: Session, scope: Scope, *, matching: str = "") -> AssistantTotals:
    """The assistants that `assistants` lists, counted and added up in the database."""
    wanted = select(
        func.count(),
        func.count().filter(AssistantRow.is_active),
        func.sum(AssistantRow.monthly_min).filter(AssistantRow.is_active),
    )
    count, active, monthly_min = session.execute(wanted.where(*listed_people(scope, matching))).one()
    return AssistantTotals(count, active, int(monthly_min or 0))


def assistant(
    session: Session, scope: Scope, *, public_id: str | None = None, code: str | None = None
) -> AssistantView:
    """The assistant with that public id or code.

    Raises:
        NotFound: there is none in the scope.
    """
    wanted = AssistantRow.public_id == public_id if public_id is not None else AssistantRow.code == code
    row = session.scalar(select(AssistantRow).where(wanted, own_assistant(scope, AssistantRow.id)))
    if row is None:
        raise NotFound("assistant")
    return _view(row)


def assistant_ids(session: Session) -> dict[str, int]:
    """Public id -> id of every assistant, for an action that names them."""
    found = session.execute(select(AssistantRow.public_id, AssistantRow.id))
    return dict(found.all())


def lock_assistant(session: Session, assistant_id: int) -> AssistantRow:
    """The assistant's row, locked until the transaction ends, so that two devices wait for each other.

    Raises:
        NotFound: there is no such assistant.
    """
    # Nobody changes their id: assignments that name them are written meanwhile.
    row = session.scalar(select(AssistantRow).where(AssistantRow.id == assistant_id).with_for_update(key_share=True))
    if row is None:
        raise NotFound("assistant")
    return row


def listed_people(scope: Scope, matching: str = "") -> list[ColumnElement[bool]]:
    """The conditions under which `assistants` lists somebody."""
    found = [own_assistant(scope, AssistantRow.id)]
    if matching:
        found.append(
            or_(*(each.icontains(matching, autoescape=True) for each in (AssistantRow.name, AssistantRow.code)))
        )
    return found


def _skills(session: Session, ids: Collection[int] | None) -> dict[int, dict[str, int]]:
    """Assistant's id -> skill -> level; None for everybody's."""
    wanted = select(AssistantSkill.assistant_id, AssistantSkill.skill, AssistantSkill.level)
    if ids is not None:
        wanted = wanted.where(AssistantSkill.assistant_id.in_(ids))
    found: dict[int, dict[str, int]] = {}
    for assistant_id, skill, level in session.execute(
        wanted.order_by(AssistantSkill.assistant_id, AssistantSkill.skill)
    ):
        found.setdefault(assistant_id, {})[skill] = level
    return found


def _view(row: AssistantRow) -> AssistantView:
    skills = {skill.skill: skill.level for skill in row.skills}
    return AssistantView(
        row.id, row.public_id, row.code, row.name, row.monthly_min, skills, row.is_active, row.registration_no
    )
