"""Time that clients have asked for and nobody has decided on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.worktime import Month
from app.models import AccountRow, Client, ClientMonth, TopUpRequest
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Minutes asked for; `is_closed` where the month was closed meanwhile and nothing can be added to it."""

    public_id: str
    client_public_id: str
    client_short_name: str
    month: Month
    minutes: int
    asked_by: str | None
    asked_at: dt.datetime
    is_closed: bool


def open_requests(session: Session, scope: Scope, *, limit: int, offset: int = 0) -> list[OpenRequest]:
    """What the scope's clients wait for, who has waited longest first."""
    rows = session.execute(
        select(
            TopUpRequest.public_id,
            Client.public_id,
            Client.short_name,
            TopUpRequest.month,
            TopUpRequest.minutes,
            AccountRow.display_name,
            TopUpRequest.asked_at,
            ClientMonth.state,
        )
        .join(Client, Client.id == TopUpRequest.client_id)
        .outerjoin(AccountRow, AccountRow.id == TopUpRequest.asked_by)
        .outerjoin(
            ClientMonth, and_(ClientMonth.client_id == TopUpRequest.client_id, ClientMonth.month == TopUpRequest.month)
        )
        .where(TopUpRequest.outcome.is_(None), own_client(scope, TopUpRequest.client_id))
        .order_by(TopUpRequest.asked_at, TopUpRequest.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        OpenRequest(public_id, client, name, month, minutes, who, asked_at, state == "closed")
        for public_id, client, name, month, minutes, who, asked_at, state in rows
    ]


def count_open(session: Session, scope: Scope) -> int:
    """How many wishes wait."""
    waiting = select(func.count()).select_from(TopUpRequest).where(TopUpRequest.outcome.is_(None))
    return session.scalar(waiting.where(own_client(scope, TopUpRequest.client_id))) or 0


def open_row(session: Session, client_id: int, month: Month) -> TopUpRequest | None:
    """The client's wish of the month that waits; lock the client before deciding on it."""
    wanted = select(TopUpRequest).where(TopUpRequest.client_id == client_id, TopUpRequest.month == month)
    return session.scalar(wanted.where(TopUpRequest.outcome.is_(None)))


def was_sent(session: Session, client_id: int, month: Month, form_id: str, minutes: int) -> bool:
    """Whether the form has asked for these minutes before, whatever came of it; its last word counts."""
    wanted = select(TopUpRequest.sent).where(TopUpRequest.client_id == client_id, TopUpRequest.month == month)
    sent = session.scalars(wanted.order_by(TopUpRequest.id.desc()))
    return next((bool(each[form_id] == minutes) for each in sent if form_id in each), False)


def open_min(session: Session, client_id: int, month: Month) -> int | None:
    """Minutes the client waits for in the month; None where it waits for none."""
    row = open_row(session, client_id, month)
    return row.minutes if row is not None else None


def request_row(session: Session, public_id: str) -> TopUpRequest:
    """The row of one wish, locked together with its client, for an action that decides on it.

    Raises:
        NotFound: there is none.
    """
    wanted = TopUpRequest.public_id == public_id
    client_id = session.scalar(select(TopUpRequest.client_id).where(wanted))
    if client_id is None:
        raise NotFound("request")
    session.execute(select(Client.id).where(Client.id == client_id).with_for_update(key_share=True))
    return session.scalars(select(TopUpRequest).where(wanted).with_for_update()).one()
