"""When assistants are away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.leave import LeaveData, days_off
from app.domain.worktime import Month
from app.models import AssistantLeave
from app.queries.scope import own_assistant


@dataclass(frozen=True, slots=True)
class LeaveView:
    """A time away, both days included."""

    public_id: str
    first_day: dt.date
    last_day: dt.date


def leave_of(session: Session, scope: Scope, assistant_id: int, *, since: dt.date) -> list[LeaveView]:
    """When the assistant is away, in order, without what was over before `since`."""
    wanted = (
        select(AssistantLeave.public_id, AssistantLeave.first_day, AssistantLeave.last_day)
        .where(
            AssistantLeave.assistant_id == assistant_id,
            AssistantLeave.last_day >= since,
            own_assistant(scope, AssistantLeave.assistant_id),
        )
        .order_by(AssistantLeave.first_day)
    )
    return [LeaveView(*row) for row in session.execute(wanted)]


def touching(month: Month) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which leave has a day in the month."""
    return AssistantLeave.first_day <= month.last_day, AssistantLeave.last_day >= month.first_day


def off_in(session: Session, month: Month) -> dict[int, frozenset[dt.date]]:
    """Assistant's id -> the days of the month they are away on; who is not away is not in it."""
    wanted = select(AssistantLeave.assistant_id, AssistantLeave.first_day, AssistantLeave.last_day)
    found: dict[int, list[LeaveData]] = {}
    for assistant_id, first_day, last_day in session.execute(wanted.where(*touching(month))):
        found.setdefault(assistant_id, []).append(LeaveData(first_day, last_day))
    return {assistant_id: days_off(month, leave) for assistant_id, leave in found.items()}
