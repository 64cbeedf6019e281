"""Times in which an assistant is away: told by themselves or by staff, and kept out of the plans to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput, NotFound
from app.domain.leave import LeaveData
from app.domain.worktime import Month, work_date
from app.models import AssistantLeave
from app.models.audit import HOUSE_STREAM, record
from app.queries import assistants as assistants_queries

MOST_LEAVES = 400


def add_leave(
    session: Session,
    *,
    scope: Scope,
    assistant_public_id: str,
    data: LeaveData,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The public id of a new time away.

    Raises:
        NotFound: the assistant is outside of the scope.
        InvalidInput: it ended before this month, they are away on one of the days, or have `MOST_LEAVES`.
    """
    if data.last_day < Month.of(work_date(now)).first_day:
        raise InvalidInput("last_day", "leave_over")
    with transaction(session):
        person = assistants_queries.assistant(session, scope, public_id=assistant_public_id)
        assistants_queries.lock_assistant(session, person.id)
        own = AssistantLeave.assistant_id == person.id
        if (session.scalar(select(func.count()).where(own)) or 0) >= MOST_LEAVES:
            raise InvalidInput("first_day", "leave_too_many", most=MOST_LEAVES)
        known = session.scalar(
            select(AssistantLeave)
            .where(own, AssistantLeave.first_day <= data.last_day, AssistantLeave.last_day >= data.first_day)
            .limit(1)
        )
        if known is not None:
            first, last = known.first_day.isoformat(), known.last_day.isoformat()
            raise InvalidInput("first_day", "leave_known", first=first, last=last)
        row = AssistantLeave(
            public_id=new_id(),
            assistant_id=person.id,
            first_day=data.first_day,
            last_day=data.last_day,
            created_at=now,
        )
        session.add(row)
        _record(session, scope, person.public_id, now, after=_told(row))
        return row.public_id


def drop_leave(
    session: Session, *, scope: Scope, assistant_public_id: str, public_id: str, now: dt.datetime
) -> LeaveData:
    """Take a time away back; the days that it was.

    Raises:
        NotFound: the assistant is outside of the scope, or has no such leave.
    """
    with transaction(session):
        person = assistants_queries.assistant(session, scope, public_id=assistant_public_id)
        row = session.scalar(
            select(AssistantLeave)
            .where(AssistantLeave.assistant_id == person.id, AssistantLeave.public_id == public_id)
            .with_for_update()
        )
        if row is None:
            raise NotFound("leave")
        _record(session, scope, person.public_id, now, before=_told(row))
        session.delete(row)
        return LeaveData(row.first_day, row.last_day)


def _told(row: AssistantLeave) -> dict[str, str]:
    return {"first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat()}


def _record(
    session: Session,
    scope: Scope,
    assistant_public_id: str,
    now: dt.datetime,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    record(
        session,
        stream=HOUSE_STREAM,
        account_id=scope.account_id,
        action="assistant.leave",
        subject=f"assistant:{assistant_public_id}",
        now=now,
        before=before,
        after=after,
    )
