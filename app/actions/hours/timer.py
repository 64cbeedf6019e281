"""Start and stop an assistant's timer, or change over from one piece of work to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.actions.hours.booking import Booking, book
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import Forbidden, NoTimer, TimerRunning
from app.domain.worktime import Span, day_parts, epoch_s, minutes_of
from app.models import Timer, WorkItem
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries


def start_timer(
    session: Session, *, scope: Scope, work_item_public_id: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of the timer, running from now on.

    Raises:
        Forbidden: somebody else than an assistant asks.
        NotFound: the work item is not in the assistant's published plan.
        TimerRunning: another timer of the assistant runs.
    """
    assistant_id = _own(scope)
    with transaction(session):
        item = plans_queries.work_item(session, scope, work_item_public_id)
        clients_queries.lock_client(session, item.client_id)
        assistants_queries.lock_assistant(session, assistant_id)
        if hours_queries.running_row(session, assistant_id) is not None:
            raise TimerRunning
        return _begin(session, item, assistant_id, now, new_id)


def stop_timer(session: Session, *, scope: Scope, now: dt.datetime, new_id: Callable[[], str], note: str = "") -> int:
    """The minutes recorded: whole, half a minute up, split at midnight in Tokyo; 0 for a timer that did not run.

    Work is recorded even where the package has no room left; the month's close asks for the consent. A month that was
    closed meanwhile passes it on to the next, marked late. A clock that went back since the start records nothing.

    Raises:
        Forbidden: somebody else than an assistant asks.
        NoTimer: none runs.
        OverlappingEntry: the assistant has other work recorded in the time it ran.
        NoTerms: no contract covers the month it counts in.
    """
    assistant_id = _own(scope)
    with transaction(session):
        found = hours_queries.running_row(session, assistant_id)
        if found is None:
            raise NoTimer
        clients_queries.lock_client(session, found.client_id)
        assistants_queries.lock_assistant(session, assistant_id)
        timer = hours_queries.running_row(session, assistant_id)
        if timer is None or timer.id != found.id:  # stopped meanwhile; another one is not this button's
            raise NoTimer
        return _end(session, timer, scope, now, new_id, note)


def switch_timer(
    session: Session,
    *,
    scope: Scope,
    running_public_id: str,
    work_item_public_id: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> int | None:
    """The minutes recorded of the timer that ran, as `stop_timer`; from the same second on one runs on the work item.

    None where nothing was left to stop: that timer was stopped meanwhile, or the same button pressed twice. Where the
    stop is refused nothing begins, and the timer runs on.

    Args:
        session: of the caller.
        scope: the assistant.
        running_public_id: the timer that whoever asks saw running; no other one is stopped.
        work_item_public_id: what the time goes to from now on.
        now: the instant of the change.
        new_id: makes public ids.

    Raises:
        Forbidden, OverlappingEntry, NoTerms: as `stop_timer`.
        NotFound: the work item is not in the assistant's published plan.
        TimerRunning: the timer that runs is neither that one nor on the work item.
    """
    assistant_id = _own(scope)
    with transaction(session):
        item = plans_queries.work_item(session, scope, work_item_public_id)
        seen = hours_queries.running_row(session, assistant_id)
        clients_queries.lock_clients(session, {item.client_id, seen.client_id if seen else item.client_id})
        assistants_queries.lock_assistant(session, assistant_id)
        timer = hours_queries.running_row(session, assistant_id)
        if timer is not None and timer.work_item_id == item.id:
            return None
        if timer is not None and timer.public_id != running_public_id:  # where it is that one, its client is locked
            raise TimerRunning
        minutes = None if timer is None else _end(session, timer, scope, now, new_id)
        _begin(session, item, assistant_id, now, new_id)
        return minutes


def _begin(session: Session, item: WorkItem, assistant_id: int, now: dt.datetime, new_id: Callable[[], str]) -> str:
    timer = Timer(
        public_id=new_id(),
        client_id=item.client_id,
        work_item_id=item.id,
        assistant_id=assistant_id,
        started_s=epoch_s(now),
    )
    session.add(timer)
    return timer.public_id


def _end(
    session: Session, timer: Timer, scope: Scope, now: dt.datetime, new_id: Callable[[], str], note: str = ""
) -> int:
    span = Span(timer.started_s, max(timer.started_s, epoch_s(now)))
    timer.stopped_s = span.stops_s
    session.flush()  # before another one is added: the database knows one running timer an assistant
    item = session.get_one(WorkItem, timer.work_item_id)
    for part in day_parts(span):
        booking = Booking(
            item,
            timer.assistant_id,
            part.day,
            part.minutes,
            part.span,
            note.strip(),
            "timer",
            scope.account_id,
            holds_to_consent=False,
        )
        book(session, booking, public_id=new_id(), now=now, new_id=new_id)
    return minutes_of(span.seconds)


def _own(scope: Scope) -> int:
    scope.require(Role.ASSISTANT)
    if scope.assistant_id is None:
        raise Forbidden
    return scope.assistant_id
