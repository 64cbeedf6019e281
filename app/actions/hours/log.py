"""Log time that was worked, one entry or many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.actions.hours.booking import Booking, book
from app.actions.hours.parts import parts_of_entry, sound_note
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import DomainError, InvalidInput, ManyProblems, Problem
from app.domain.terms.activities import Activity
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries import timesheets


@dataclass(frozen=True, slots=True)
class EntryData:
    """Time as a form or a file holds it: either `minutes`, or `starts` and `stops` on the Tokyo clock.

    Attributes:
        public_id: made by whoever sends it; the same id sent twice is stored once.
        work_item_public_id: what was worked on.
        activity: what kind of work it was.
        stops_on: the day of `stops`, where a file names it.
        work_date: the day; of the start, where the work went past midnight (`stops` before `starts`).
        assistant_public_id: who worked, where staff log for somebody; an assistant logs their own.
    """

    public_id: str
    work_item_public_id: str
    work_date: dt.date
    minutes: int | None = None
    starts: dt.time | None = None
    stops: dt.time | None = None
    note: str = ""
    assistant_public_id: str | None = None
    source: str = "form"
    activity: Activity = Activity.WORK
    stops_on: dt.date | None = None


def log_time(
    session: Session, *, scope: Scope, data: EntryData, now: dt.datetime, new_id: Callable[[], str]
) -> tuple[str, ...]:
    """The public ids of the stored entries: one, or one a day where the work went past midnight.

    Raises:
        Forbidden: a client asks.
        NotFound: the work item or assistant is outside of the scope.
        InvalidInput: the time cannot be taken.
        FutureEntry, NoTerms, OverlappingEntry, PackageExhausted: as they say.
    """
    with transaction(session):
        return _log(session, scope, data, now, new_id)


def log_many(
    session: Session, *, scope: Scope, data: Sequence[EntryData], now: dt.datetime, new_id: Callable[[], str]
) -> int:
    """How many of them were stored now; the others were there already.

    Raises:
        ManyProblems: each that cannot be stored, its `row` the 1-based place in `data`; none was stored.
    """
    problems: list[Problem] = []
    with transaction(session):
        # Always in the same order, so that two files over the same clients do not wait for one another in a ring.
        for client_id in timesheets.clients_of(session, {entry.work_item_public_id for entry in data}):
            clients_queries.lock_client(session, client_id)
        known = timesheets.known_ids(session, [entry.public_id for entry in data])
        for row, entry in enumerate(data, 1):
            try:
                _log(session, scope, entry, now, new_id)
            except DomainError as error:
                problems += [replace(problem, row=row) for problem in error.problems()]
        if problems:
            raise ManyProblems(problems)
    return sum(entry.public_id not in known for entry in data)


def _log(
    session: Session, scope: Scope, data: EntryData, now: dt.datetime, new_id: Callable[[], str]
) -> tuple[str, ...]:
    scope.require(Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
    assistant_id = _assistant_id(session, scope, data)
    item = plans_queries.work_item(session, scope, data.work_item_public_id)
    clients_queries.lock_client(session, item.client_id)
    assistants_queries.lock_assistant(session, assistant_id)
    if (already := hours_queries.entry_by_public_id(session, data.public_id)) is not None:
        if already.assistant_id != assistant_id:
            raise InvalidInput("public_id", "not_a_choice")
        return (already.public_id,)
    note = sound_note(data.note)
    if Month.of(data.work_date) != item.month != clients_queries.month_at(session, item.client_id, data.work_date):
        raise InvalidInput("work_date", "other_month", month=str(item.month))
    parts = parts_of_entry(session, assistant_id, data, now)
    ids = (data.public_id, *(new_id() for _ in parts[1:]))
    for part, public_id in zip(parts, ids, strict=True):
        booking = Booking(
            item,
            assistant_id,
            part.day,
            part.minutes,
            part.span,
            note,
            data.source,
            scope.account_id,
            activity=data.activity,
        )
        book(session, booking, public_id=public_id, now=now, new_id=new_id)
    return ids


def _assistant_id(session: Session, scope: Scope, data: EntryData) -> int:
    if scope.assistant_id is not None:
        return scope.assistant_id
    if data.assistant_public_id is None:
        raise InvalidInput("assistant", "required")
    return assistants_queries.assistant(session, scope, public_id=data.assistant_public_id).id
