"""Reads of assistants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, cast, func, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.leave import LeaveData, days_off, present_min
from app.domain.worktime import Month
from app.models import AssistantLeave, AssistantRow, AssistantSkill
from app.queries.leave import touching
from app.queries.scope import own_assistant


@dataclass(frozen=True, slots=True)
class AssistantView:
    """A person who does the work; `monthly_min` minutes a month, skills 1 to 5.

    Of one month: the minutes beside their leave; `off` are the days they are away.
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
    month: Month | None = None,
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
        month: with the minutes that their leave leaves of it, and the days of it that they are away.
        limit: so many of them at most.
        offset: how many come before.
    """
    wanted = select(*_COLUMNS).where(*listed_people(scope, matching))
    if active_only:
        wanted = wanted.where(AssistantRow.is_active)
    if active_first:
        wanted = wanted.order_by(AssistantRow.is_active.desc())
    rows = session.execute(wanted.order_by(AssistantRow.code).limit(limit).offset(offset)).all()
    skills, leave = _skills_and_leave(
        session, None if limit is None and scope.is_staff else [row.id for row in rows], month
    )
    people = [
        AssistantView(row.id, row.public_id, row.code, row.name, row.monthly_min, skills.get(row.id, {}), *row[5:])
        for row in rows
    ]
    return [in_month(each, month, leave[each.id]) if month and each.id in leave else each for each in people]


def in_month(person: AssistantView, month: Month, leave: Iterable[LeaveData]) -> AssistantView:
    """The person as they are in that month, with this leave."""
    off = days_off(month, leave)
    return replace(person, monthly_min=present_min(month, person.monthly_min, off), off=off)


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


def _skills_and_leave(
    session: Session, ids: Collection[int] | None, month: Month | None
) -> tuple[dict[int, dict[str, int]], dict[int, list[LeaveData]]]:
    """Assistant's id -> skill -> level, and -> leave that touches the month, in one statement; None for everybody's."""
    days = AssistantLeave.first_day, AssistantLeave.last_day
    wanted = select(AssistantSkill.assistant_id, AssistantSkill.skill, AssistantSkill.level, *map(_none_of, days))
    away = select(AssistantLeave.assistant_id, _none_of(AssistantSkill.skill), _none_of(AssistantSkill.level), *days)
    if ids is not None:
        wanted = wanted.where(AssistantSkill.assistant_id.in_(ids))
        away = away.where(AssistantLeave.assistant_id.in_(ids))
    both = union_all(wanted, away.where(*touching(month))) if month else wanted
    skills: dict[int, dict[str, int]] = {}
    leave: dict[int, list[LeaveData]] = {}
    for assistant_id, skill, level, first_day, last_day in session.execute(both):
        if skill is not None:
            skills.setdefault(assistant_id, {})[skill] = level
        else:
            leave.setdefault(assistant_id, []).append(LeaveData(first_day, last_day))
    return {key: dict(sorted(own.items())) for key, own in skills.items()}, leave


def _none_of(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    return cast(null(), column.type).label(column.key)


def _view(row: AssistantRow) -> AssistantView:
    skills = {skill.skill: skill.level for skill in row.skills}
    return AssistantView(
        row.id, row.public_id, row.code, row.name, row.monthly_min, skills, row.is_active, row.registration_no
    )
