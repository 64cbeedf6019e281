"""Approve hours that wait: days of an assistant for a client, a client's month, the whole month, or chosen entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.choosing import Chosen, Outcome, Refused
from app.domain.errors import Problem
from app.domain.worktime import Month
from app.models import EntryApproval, EntryWaiting
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries import approvals as approvals_queries
from app.queries import clients as clients_queries
from app.queries.approvals import DayKey

#: Ids in a statement.
AT_ONCE = 500


def approve_hours(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    seen_at: dt.datetime,
    now: dt.datetime,
    new_id: Callable[[], str],
    keys: Collection[DayKey] | None = None,
    client_public_id: str | None = None,
) -> int:
    """How many entries were approved: those that were there when the page was made, and wait still.

    Each assistant is told once how much it was. Approving twice approves nothing more.

    Args:
        session: of the caller.
        scope: staff.
        month: the month the hours count in.
        seen_at: when the page was made; what was recorded later was not looked at.
        now: the instant of the approval.
        new_id: makes ids.
        keys: the days to be approved; None for all that wait.
        client_public_id: only this client's; None for every client.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
    """
    scope.require_staff()
    with transaction(session):
        for locked_id in _clients_to_lock(session, scope, keys, client_public_id):
            clients_queries.lock_client(session, locked_id)
        client_id = clients_queries.client(session, scope, public_id=client_public_id).id if client_public_id else None
        rows = approvals_queries.waiting_rows(session, scope, month, seen_at=seen_at, keys=keys, client_id=client_id)
        _store(session, scope, month, rows, now, new_id)
    return len(rows)


def approve_entries(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """Those of the entries that wait are approved, a month in a transaction; each assistant is told once a month.

    What does not wait, or has a question that nobody answered, stays as it is.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    found = approvals_queries.chosen_entries(session, scope, chosen.public_ids)
    session.rollback()
    refused, done = [], 0
    months = sorted({each.month for each in found})
    for place, month in enumerate(months):
        chosen.progress(place / len(months), "many_approve")
        of_month = [each for each in found if each.month == month]
        with transaction(session):
            clients_queries.lock_clients(session, {each.client_id for each in of_month})
            # Looked at anew behind the lock: a question may have come, or somebody else's approval.
            now_are = approvals_queries.chosen_entries(session, scope, [each.public_id for each in of_month])
            rows = approvals_queries.waiting_ids(session, [each.id for each in now_are if not each.refusal])
            _store(session, scope, month, rows, chosen.now, chosen.new_id)
        refused += [Refused(each.name, Problem(each.refusal, "entry")) for each in now_are if each.refusal]
        done += len(rows)
    return Outcome(done, tuple(refused), len(chosen.public_ids) - len(found))


def _store(
    session: Session,
    scope: Scope,
    month: Month,
    rows: Sequence[tuple[int, int, int]],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    """The entries (id, assistant, minutes) wait no longer, and their assistants are told. Inside a transaction."""
    session.add_all(
        EntryApproval(time_entry_id=entry_id, approved_by=scope.account_id, approved_at=now)
        for entry_id, _assistant, _minutes in rows
    )
    session.flush()
    for first in range(0, len(rows), AT_ONCE):
        ids = [entry_id for entry_id, _assistant, _minutes in rows[first : first + AT_ONCE]]
        session.execute(delete(EntryWaiting).where(EntryWaiting.time_entry_id.in_(ids)))
    for assistant_id in sorted({row[1] for row in rows}):
        own_min = [minutes for _entry, worker, minutes in rows if worker == assistant_id]
        told = accounts_queries.recipients(session, assistant_ids={assistant_id})
        params = {"month": str(month), "count": len(own_min), "minutes": sum(own_min)}
        tell_accounts(session, told, topic="hours_approved", params=params, now=now, new_id=new_id)


def _clients_to_lock(
    session: Session, scope: Scope, keys: Collection[DayKey] | None, client_public_id: str | None
) -> list[int]:
    """Whose hours nobody may change meanwhile, always in the same order, so that no two wait in a ring."""
    wanted = {key.client_public_id for key in keys} if keys is not None else None
    companies = clients_queries.clients(session, scope)
    return sorted(
        each.id
        for each in companies
        if (wanted is None or each.public_id in wanted) and client_public_id in (None, each.public_id)
    )
