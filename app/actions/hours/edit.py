"""Change a time entry: the old one is taken back, a new one is written instead, and both stay to be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.hours.booking import Booking, book
from app.actions.hours.parts import Part, parts_of_entry, sound_note
from app.actions.hours.taking_back import lock_entry, refuse_dead, sound_reason, take_back
from app.actions.hours.telling import tell_of_change
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import Forbidden
from app.domain.terms import Terms
from app.domain.terms.activities import Activity
from app.domain.terms.series import month_of
from app.models import TimeEntry, WorkItem
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries


@dataclass(frozen=True, slots=True)
class EditData:
    """An entry as it should have been: either `minutes`, or `starts` and `stops` on the Tokyo clock.

    Attributes:
        public_id: of the new entry, made by whoever sends it; the same id sent twice changes once.
        entry_public_id: the entry to be changed.
        reason: why; both who asks and why are kept.
        charged_min: what the operator agrees to charge instead of what the rule gives; None for the rule.
        stops_on: the day of `stops`; None for the next day where it is before `starts`.
    """

    public_id: str
    entry_public_id: str
    reason: str
    work_date: dt.date
    minutes: int | None = None
    starts: dt.time | None = None
    stops: dt.time | None = None
    note: str = ""
    activity: Activity = Activity.WORK
    charged_min: int | None = None
    stops_on: dt.date | None = None


def edit_entry(
    session: Session, *, scope: Scope, data: EditData, now: dt.datetime, new_id: Callable[[], str]
) -> tuple[str, ...]:
    """The public ids of the new entries: one, or one a day where the work went past midnight.

    Charged anew by the one service, so that no edit goes around a limit. What an operator writes is approved.

    Raises:
        Forbidden: a client asks, or an assistant sets what is charged.
        NotFound: the entry is outside of the scope.
        InvalidInput: there is no reason, or the time cannot be taken.
        AlreadyReversed, EntryCredited, MonthClosed, EntryApproved, FutureEntry, OverlappingEntry, PackageExhausted: as
            they say.
    """
    scope.require(Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
    if data.charged_min is not None and not scope.is_staff:
        raise Forbidden
    reason, note = sound_reason(data.reason), sound_note(data.note)
    with transaction(session):
        entry = lock_entry(session, scope, data.entry_public_id)
        if (done := hours_queries.entry_by_public_id(session, data.public_id)) is not None:
            return (hours_queries.entry_row(session, scope, done.public_id).public_id,)
        refuse_dead(session, scope, entry)
        assistants_queries.lock_assistant(session, entry.assistant_id)
        take_back(session, entry, scope, reason, now=now, new_id=new_id, replaced_by=data.public_id)
        ids = _write(session, scope, entry, data, note, now, new_id)
        tell_of_change(session, scope, entry, "hours_changed", reason, now=now, new_id=new_id, replaced_by=ids[0])
    return ids


def _write(
    session: Session,
    scope: Scope,
    entry: TimeEntry,
    data: EditData,
    note: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> tuple[str, ...]:
    item = session.get_one(WorkItem, entry.work_item_id)
    parts = parts_of_entry(session, entry.assistant_id, data, now)
    ids = (data.public_id, *(new_id() for _ in parts[1:]))
    draws_more = _draws_more(entry, data, parts, clients_queries.series_of(session, entry.client_id))
    for place, (part, public_id) in enumerate(zip(parts, ids, strict=True)):
        booking = Booking(
            item,
            entry.assistant_id,
            part.day,
            part.minutes,
            part.span,
            note,
            "form",
            scope.account_id,
            holds_to_consent=draws_more,
            activity=data.activity,
            agreed_min=data.charged_min if place == 0 else None,
            replaces_id=entry.id,
            is_approved=scope.is_staff,
        )
        book(session, booking, public_id=public_id, now=now, new_id=new_id)
    return ids


def _draws_more(entry: TimeEntry, data: EditData, parts: Sequence[Part], series: Sequence[Terms]) -> bool:
    """Whether the change may take more from a package than the entry did: then it is held to the consent anew.

    Less, or the same with another note, is never refused, not even where a timer went over the consent meanwhile.
    """
    is_longer = sum(part.minutes for part in parts) > entry.minutes
    is_moved = any(month_of(series, part.day) != month_of(series, entry.work_date) for part in parts)
    is_dearer = data.charged_min is not None and data.charged_min > entry.charged_min
    return is_longer or is_moved or is_dearer or str(data.activity) != entry.activity
