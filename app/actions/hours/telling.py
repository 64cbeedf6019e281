"""Who is told when hours change: the assistant, where somebody else changed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import TimeEntry
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries import entries as entries_queries


def tell_of_change(
    session: Session,
    scope: Scope,
    entry: TimeEntry,
    topic: str,
    reason: str,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    replaced_by: str | None = None,
) -> None:
    """A notice to the entry's assistant, if not the assistant changed it."""
    if scope.assistant_id is not None:
        return
    told = accounts_queries.recipients(session, assistant_ids={entry.assistant_id})
    if told:
        params = {**about(session, entry), "reason": reason, "entry": replaced_by or entry.public_id}
        tell_accounts(session, told, topic=topic, params=params, now=now, new_id=new_id)


def about(session: Session, entry: TimeEntry) -> dict[str, str | int]:
    """What a notice says of an entry: its task, day, minutes and id."""
    return {
        "task": entries_queries.task_name_of(session, entry.work_item_id),
        "day": entry.work_date.isoformat(),
        "minutes": entry.minutes,
        "entry": entry.public_id,
    }
