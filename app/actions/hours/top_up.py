"""Buy minutes for a client's package: they are charged with the month they were bought in and stay until used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain import ledger
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput, MonthClosed
from app.domain.packages import Lot, LotKind
from app.domain.terms.carry import NEVER
from app.domain.terms.limits import MOST_MIN
from app.domain.terms.series import period_of
from app.domain.worktime import Month
from app.models.months import ledger_rows, opened_month
from app.queries import clients as clients_queries


def top_up(
    session: Session,
    *,
    scope: Scope,
    client_public_id: str,
    month: Month,
    minutes: int,
    now: dt.datetime,
    new_id: Callable[[], str],
    expires_on: dt.date = NEVER,
) -> None:
    """Add bought minutes to an open month; alerts of its shares are armed again.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        InvalidInput: the minutes are out of range, or would expire before the month's period begins.
        NoTerms: no contract covers the month.
        MonthClosed: it is closed.
    """
    scope.require_staff()
    if not 1 <= minutes <= MOST_MIN:
        raise InvalidInput("minutes", "out_of_range", least=1, most=MOST_MIN)
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        clients_queries.lock_client(session, client.id)
        if expires_on < period_of(clients_queries.series_of(session, client.id), month)[0]:
            raise InvalidInput("expires_on", "expires_before")
        row = clients_queries.month_row(session, client.id, month)
        if row is None:
            grant = ledger.opening(client.id, month, clients_queries.grant_in(session, client.id, month))
            session.add_all(opened_month(client.id, month, grant, posting_id=new_id(), now=now))
            session.flush()
        elif row.state == "closed":
            raise MonthClosed("month", month=str(month))
        lot = Lot(LotKind.TOPPED_UP, month, expires_on, minutes)
        posting_id = new_id()
        posting = ledger.top_up(client.id, month, minutes, f"top_up:{posting_id}", lot)
        session.add_all(ledger_rows(posting, posting_id=posting_id, posted_at=now))
