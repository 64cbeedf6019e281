"""Record that a month's fee came in before any invoice charged it, and take a wrong record back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import AlreadyExists, ManyProblems, NotFound, Problem
from app.domain.terms.limits import MOST_YEN
from app.domain.terms.series import terms_for
from app.domain.worktime import Month, work_date
from app.models import PrepaidMonth
from app.models.audit import record
from app.queries import clients as clients_queries
from app.queries.invoices.prepaid import prepaid_month


@dataclass(frozen=True, slots=True)
class PrepaymentData:
    """The fee of a month as it came in: with tax, on a day not later than today."""

    month: Month
    received_on: dt.date
    amount_yen: int


def record_prepayment(
    session: Session, *, scope: Scope, client_public_id: str, data: PrepaymentData, now: dt.datetime
) -> None:
    """The month's work may be charged from now on. The payment itself is recorded with the invoice, once there is one.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        NoTerms: no contract covers the month.
        AlreadyExists: it was recorded before.
        ManyProblems: each field that cannot be taken.
    """
    scope.require_staff()
    _refuse(data, work_date(now))
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        clients_queries.lock_client(session, client.id)
        terms_for(clients_queries.series_of(session, client.id), data.month)
        if prepaid_month(session, client.id, data.month) is not None:
            raise AlreadyExists("month", value=str(data.month))
        session.add(
            PrepaidMonth(
                client_id=client.id,
                month=data.month,
                received_on=data.received_on,
                amount_yen=data.amount_yen,
                recorded_by=scope.account_id,
                recorded_at=now,
            )
        )
        _tell(session, scope, client.id, data.month, now, after=_told(data.received_on, data.amount_yen))


def withdraw_prepayment(
    session: Session, *, scope: Scope, client_public_id: str, month: Month, now: dt.datetime
) -> None:
    """The record is gone, the trail keeps it; work that was charged meanwhile stays charged.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client or record.
    """
    scope.require_staff()
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        clients_queries.lock_client(session, client.id)
        row = prepaid_month(session, client.id, month)
        if row is None:
            raise NotFound("month")
        _tell(session, scope, client.id, month, now, before=_told(row.received_on, row.amount_yen))
        session.delete(row)


def _refuse(data: PrepaymentData, today: dt.date) -> None:
    problems = []
    if not 1 <= data.amount_yen <= MOST_YEN:
        problems.append(Problem("out_of_range", "amount_yen", params={"least": 1, "most": MOST_YEN}))
    if data.received_on > today:
        problems.append(Problem("paid_later", "received_on"))
    if problems:
        raise ManyProblems(problems)


def _told(received_on: dt.date, amount_yen: int) -> dict[str, str | int]:
    return {"received_on": received_on.isoformat(), "amount_yen": amount_yen}


def _tell(
    session: Session,
    scope: Scope,
    client_id: int,
    month: Month,
    now: dt.datetime,
    *,
    before: dict[str, str | int] | None = None,
    after: dict[str, str | int] | None = None,
) -> None:
    record(
        session,
        stream=client_id,
        account_id=scope.account_id,
        action="prepayment.record" if after else "prepayment.withdraw",
        subject=f"month:{month}",
        now=now,
        before=before or {},
        after=after or {},
    )
