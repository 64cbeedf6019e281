"""When assistants are away, and people with what that leaves of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.leave import LeaveData, days_off, present_min
from app.domain.worktime import Month
from app.models import AssistantLeave
from app.queries.assistants import AssistantView
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


def off_in(session: Session, month: Month, ids: Collection[int] | None = None) -> dict[int, frozenset[dt.date]]:
    """Assistant's id -> the days of the month they are away on; who is not away is not in it. None: of everybody."""
    wanted = select(AssistantLeave.assistant_id, AssistantLeave.first_day, AssistantLeave.last_day).where(
        AssistantLeave.first_day <= month.last_day, AssistantLeave.last_day >= month.first_day
    )
    if ids is not None:
        wanted = wanted.where(AssistantLeave.assistant_id.in_(ids))
    found: dict[int, list[LeaveData]] = {}
    for assistant_id, first_day, last_day in session.execute(wanted):
        found.setdefault(assistant_id, []).append(LeaveData(first_day, last_day))
    return {assistant_id: days_off(month, leave) for assistant_id, leave in found.items()}


def in_month(session: Session, people: Sequence[AssistantView], month: Month) -> list[AssistantView]:
    """The same people as they are in that month: with their days off, and minutes lessened by them."""
    off = off_in(session, month, [person.id for person in people])
    return [
        replace(person, monthly_min=present_min(month, person.monthly_min, days), off=days)
        if (days := off.get(person.id))
        else person
        for person in people
    ]
