"""Take a time entry back; what was written stays, a reversal stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.actions.hours.taking_back import lock_entry, refuse_dead, sound_reason, take_back
from app.actions.hours.telling import tell_of_change
from app.database import transaction
from app.domain.accounts import Role, Scope


def reverse_entry(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    reason: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    """Give the minutes back to the package and free the span; assistants take back their own entries.

    Raises:
        Forbidden: a client asks.
        NotFound: the entry is outside of the scope.
        InvalidInput: there is no reason, or it is too long.
        AlreadyReversed: it was taken back before, or is itself a reversal.
        EntryCredited: a credit note has re-opened it.
        MonthClosed: its month is closed.
        EntryApproved: the operator has approved it, and an assistant asks.
    """
    scope.require(Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
    text = sound_reason(reason)
    with transaction(session):
        entry = lock_entry(session, scope, public_id)
        refuse_dead(session, scope, entry)
        take_back(session, entry, scope, text, now=now, new_id=new_id)
        tell_of_change(session, scope, entry, "hours_taken_back", text, now=now, new_id=new_id)
