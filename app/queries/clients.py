"""Reads of client companies, their terms and their months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.terms import Terms
from app.domain.terms.series import first_unclosed, granted_in, month_of, terms_for
from app.domain.worktime import Month
from app.models import Client, ClientMonth, ContractTerms
from app.models.terms import terms_of
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class ClientView:
    """A client company as pages name it."""

    id: int
    public_id: str
    code: str
    name: str
    short_name: str
    postal_code: str
    address: str
    contact_name: str
    is_archived: bool
    peppol_id: str = ""


@dataclass(frozen=True, slots=True)
class MonthState:
    """Whether a client's month is open, closed, or not begun (`state` None)."""

    state: str | None
    closed_at: dt.datetime | None = None


def clients(
    session: Session,
    scope: Scope,
    *,
    matching: str = "",
    covered: Month | None = None,
    ids: Collection[int] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[ClientView]:
    """The companies the scope may see, without archived ones, by code.

    Args:
        session: of the database.
        scope: who asks.
        matching: part of the name, the short name or the code.
        covered: only those whose contract covers that month.
        ids: only these.
        limit: so many of them at most.
        offset: how many come before.
    """
    wanted = select(
        Client.id,
        Client.public_id,
        Client.code,
        Client.name,
        Client.short_name,
        Client.postal_code,
        Client.address,
        Client.contact_name,
        Client.archived_at.is_not(None),
        Client.peppol_id,
    ).where(*listed(scope, matching, covered))
    if ids is not None:
        wanted = wanted.where(Client.id.in_(ids))
    rows: Iterable[Any] = session.execute(wanted.order_by(Client.code).limit(limit).offset(offset))
    return [ClientView(*row) for row in rows]


def count_clients(session: Session, scope: Scope, *, matching: str = "", covered: Month | None = None) -> int:
    """How many companies `clients` lists in all."""
    return session.scalar(select(func.count()).select_from(Client).where(*listed(scope, matching, covered))) or 0


def listed(scope: Scope, matching: str = "", covered: Month | None = None) -> list[ColumnElement[bool]]:
    """The conditions under which `clients` lists a company."""
    found = [own_client(scope, Client.id), Client.archived_at.is_(None)]
    if matching:
        names = (Client.name, Client.short_name, Client.code)
        found.append(or_(*(name.icontains(matching, autoescape=True) for name in names)))
    if covered is not None:
        found.append(exists().where(ContractTerms.client_id == Client.id, ContractTerms.valid_from <= covered))
    return found


def ending_clients(session: Session, scope: Scope) -> list[ClientView]:
    """The companies some of whose terms know an end: a length, or a last month; by code. Others need not be read."""
    ends = exists().where(
        ContractTerms.client_id == Client.id,
        or_(ContractTerms.length_months > 0, ContractTerms.ends_with.is_not(None)),
    )
    rows = session.scalars(select(Client).where(*listed(scope), ends).order_by(Client.code))
    return [_view(row) for row in rows]


def client(session: Session, scope: Scope, *, public_id: str | None = None, code: str | None = None) -> ClientView:
    """The company with that public id or code.

    Raises:
        NotFound: there is none in the scope.
    """
    wanted = Client.public_id == public_id if public_id is not None else Client.code == code
    row = session.scalar(select(Client).where(wanted, own_client(scope, Client.id)))
    if row is None:
        raise NotFound("client")
    return _view(row)


def own_company(session: Session, scope: Scope) -> ClientView | None:
    """The company a client user belongs to; None for everybody else."""
    row = session.get(Client, scope.client_id) if scope.client_id is not None else None
    return None if row is None else _view(row)


def terms_series(session: Session, scope: Scope, client_id: int) -> list[Terms]:
    """The client's terms, oldest first.

    Raises:
        NotFound: the company is outside of the scope.
    """
    if not scope.is_staff and scope.client_id != client_id:
        raise NotFound("client")
    return terms_by_client(session, [client_id]).get(client_id, [])


def terms_by_client(session: Session, client_ids: Iterable[int]) -> dict[int, list[Terms]]:
    """The terms of several clients, each oldest first; clients without terms are left out."""
    found: dict[int, list[Terms]] = {}
    ids = list(client_ids)
    if not ids:
        return found
    rows = session.scalars(
        select(ContractTerms).where(ContractTerms.client_id.in_(ids)).order_by(ContractTerms.valid_from)
    )
    for row in rows:
        found.setdefault(row.client_id, []).append(terms_of(row))
    return found


def terms_in(session: Session, client_id: int, month: Month) -> Terms:
    """The terms that hold for the client in the month.

    Raises:
        NoTerms: none does.
    """
    return terms_for(series_of(session, client_id), month)


def series_of(session: Session, client_id: int) -> list[Terms]:
    """The client's terms, oldest first, for an action or a check; pages ask `terms_series`."""
    return terms_by_client(session, [client_id]).get(client_id, [])


def month_at(session: Session, client_id: int, day: dt.date) -> Month:
    """The month in whose period a day of the client's work lies: its own where periods close at the month's end.

    Raises:
        NoTerms: no contract covers the day.
    """
    return month_of(series_of(session, client_id), day)


def grant_in(session: Session, client_id: int, month: Month) -> int:
    """Minutes the client's month begins with.

    Raises:
        NoTerms: no contract covers the month.
    """
    return granted_in(series_of(session, client_id), month)


def month_states(session: Session, scope: Scope, month: Month) -> dict[int, MonthState]:
    """Client id -> state of that month; clients whose month has not begun are left out."""
    rows = session.execute(
        select(ClientMonth.client_id, ClientMonth.state, ClientMonth.closed_at).where(
            ClientMonth.month == month, own_client(scope, ClientMonth.client_id)
        )
    )
    return {client_id: MonthState(state, closed_at) for client_id, state, closed_at in rows}


def begun_months(session: Session, month: Month) -> set[int]:
    """Ids of the clients whose month has begun, open or closed."""
    return set(session.scalars(select(ClientMonth.client_id).where(ClientMonth.month == month)))


def closed_clients(session: Session, month: Month) -> set[int]:
    """Ids of the clients that have closed the month."""
    closed = select(ClientMonth.client_id).where(ClientMonth.month == month, ClientMonth.state == "closed")
    return set(session.scalars(closed))


def month_row(session: Session, client_id: int, month: Month) -> ClientMonth | None:
    """The client's month; lock the client before deciding on it."""
    return session.get(ClientMonth, (client_id, month))


def lock_client(session: Session, client_id: int) -> Client:
    """The client's row, locked until the transaction ends: writers of its hours and its closer wait for each other.

    Raises:
        NotFound: there is no such client.
    """
    # Nobody changes its id: rows that name the client, of a plan say, are written meanwhile.
    row = session.scalar(select(Client).where(Client.id == client_id).with_for_update(key_share=True))
    if row is None:
        raise NotFound("client")
    return row


def lock_clients(session: Session, client_ids: Collection[int]) -> None:
    """The rows of these clients, locked as `lock_client` locks one, in the order of their ids."""
    wanted = select(Client.id).where(Client.id.in_(client_ids)).order_by(Client.id)
    session.execute(wanted.with_for_update(key_share=True)).all()


def months_from(session: Session, client_id: int, month: Month) -> list[ClientMonth]:
    """The client's months from that one on, in order."""
    found = select(ClientMonth).where(ClientMonth.client_id == client_id, ClientMonth.month >= month)
    return list(session.scalars(found.order_by(ClientMonth.month)))


def earlier_open_month(session: Session, client_id: int, month: Month) -> Month | None:
    """The client's first month under contract before that one that is not closed, begun or not."""
    series = series_of(session, client_id)
    closed = set(
        session.scalars(
            select(ClientMonth.month).where(ClientMonth.client_id == client_id, ClientMonth.state == "closed")
        )
    )
    return first_unclosed(series, closed, month)


def last_closed_month(session: Session, client_id: int) -> Month | None:
    """The client's latest closed month; None where none is."""
    closed = select(ClientMonth.month).where(ClientMonth.client_id == client_id, ClientMonth.state == "closed")
    return session.scalar(closed.order_by(ClientMonth.month.desc()).limit(1))


def _view(row: Client) -> ClientView:
    return ClientView(
        row.id,
        row.public_id,
        row.code,
        row.name,
        row.short_name,
        row.postal_code,
        row.address,
        row.contact_name,
        row.archived_at is not None,
        row.peppol_id,
    )
