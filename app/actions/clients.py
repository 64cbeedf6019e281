"""Client companies and their contract terms."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import AlreadyExists, InvalidInput, ManyProblems, MonthClosed, NotFound, Problem
from app.domain.invoicing import peppol_address
from app.domain.postal import postal_code
from app.domain.terms import Terms
from app.domain.terms.course import is_over
from app.domain.terms.series import charged_until, fee_in_yen, start_problems, terms_for
from app.domain.worktime import Month
from app.models import Client, ContractTerms
from app.models.audit import record
from app.models.terms import terms_columns, terms_row
from app.queries import clients as clients_queries

_CODE = re.compile("[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class ClientData:
    """A client company as a form or the command line holds it."""

    code: str
    name: str
    short_name: str = ""
    postal_code: str = ""
    address: str = ""
    contact_name: str = ""
    peppol_id: str = ""


def add_client(
    session: Session,
    *,
    scope: Scope,
    data: ClientData,
    terms: Terms,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The public id of a new client company under its first terms.

    Raises:
        Forbidden: the scope is not staff.
        ManyProblems: each field that cannot be taken.
        AlreadyExists: the code is taken.
    """
    scope.require_staff()
    _refuse(data, [*start_problems(terms), *_refuse_code(data.code.strip())])
    with transaction(session):
        if session.scalar(select(Client.id).where(Client.code == data.code.strip())) is not None:
            raise AlreadyExists("code", value=data.code)
        row = Client(public_id=new_id(), code=data.code.strip(), created_at=now)
        _fill(row, data)
        session.add(row)
        session.flush()
        session.add(terms_row(row.id, terms, now))
        return row.public_id


def edit_client(session: Session, *, scope: Scope, public_id: str, data: ClientData) -> None:
    """Change the company's name, address and contact; its code stays.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        ManyProblems: each field that cannot be taken.
    """
    scope.require_staff()
    _refuse(data)
    with transaction(session):
        row = session.scalar(select(Client).where(Client.public_id == public_id))
        if row is None:
            raise NotFound("client")
        _fill(row, data)


def set_terms(session: Session, *, scope: Scope, public_id: str, terms: Terms, now: dt.datetime) -> None:
    """Terms from `terms.valid_from` on; terms that begin in the same month are replaced while it is open.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        MonthClosed: a month they would change has begun or is closed.
        InvalidInput: the fee of a month they would change was charged in advance, or the contract's first day lies
            outside of its first period.
    """
    scope.require_staff()
    with transaction(session):
        found = clients_queries.client(session, scope, public_id=public_id)
        clients_queries.lock_client(session, found.id)
        _refuse_begun(session, found.id, terms)
        _refuse_charged(session, found.id, terms)
        row = session.scalar(
            select(ContractTerms).where(
                ContractTerms.client_id == found.id, ContractTerms.valid_from == terms.valid_from
            )
        )
        before, after = _told(row) if row is not None else {}, _told(terms_row(found.id, terms, now))
        if row is None:
            session.add(terms_row(found.id, terms, now))
        else:
            for column, value in terms_columns(terms).items():
                setattr(row, column, value)
        record(
            session,
            stream=found.id,
            account_id=scope.account_id,
            action="terms.set",
            subject=f"terms:{terms.valid_from}",
            now=now,
            before=before,
            after=after,
        )


#: What terms that replace others leave as it was.
_KEPT = frozenset({"id", "client_id", "valid_from", "created_at"})


def _told(row: ContractTerms) -> dict[str, Any]:
    """The terms as the audit trail keeps them: days and months as text, for it holds text and whole numbers only."""
    columns = sorted(set(ContractTerms.__table__.columns.keys()) - _KEPT)
    values = ((name, getattr(row, name)) for name in columns)
    return {name: _plain(value) for name, value in values}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Month) else value


def _refuse_begun(session: Session, client_id: int, terms: Terms) -> None:
    before = clients_queries.series_of(session, client_id)
    after = _with(before, terms)
    for month in clients_queries.months_from(session, client_id, terms.valid_from):
        if month.state == "closed":
            raise MonthClosed("valid_from", month=str(month.month))
        # The grant of an open month is on the ledger already: its package cannot change any more, its other rules can.
        if terms_for(before, month.month).included_min != terms_for(after, month.month).included_min:
            raise MonthClosed("included_min", month=str(month.month))
        if is_over(before, month.month) != is_over(after, month.month):
            raise MonthClosed("ends_with", month=str(month.month))


def _refuse_charged(session: Session, client_id: int, terms: Terms) -> None:
    """Nothing, if no fee that is on an invoice would become another one."""
    before = clients_queries.series_of(session, client_id)
    after = _with(before, terms)
    if min(each.valid_from for each in after) == terms.valid_from and (found := start_problems(terms)):
        raise ManyProblems(found)
    closed = clients_queries.last_closed_month(session, client_id)
    month = terms.valid_from
    while closed and month <= charged_until(before, closed):
        if fee_in_yen(after, month) != fee_in_yen(before, month):
            raise InvalidInput("base_fee_yen", "fee_charged", month=str(month))
        month = month.next()


def _with(series: Sequence[Terms], terms: Terms) -> list[Terms]:
    """The series once these terms are stored."""
    return [*(each for each in series if each.valid_from != terms.valid_from), terms]


def _refuse(data: ClientData, found: Sequence[Problem] = ()) -> None:
    limits = {"name": 100, "short_name": 30, "address": 200, "contact_name": 100, "code": 20}
    problems = [
        *found,
        *(
            Problem("too_long", field, params={"most": most})
            for field, most in limits.items()
            if len(getattr(data, field).strip()) > most
        ),
        *_refused(postal_code, data.postal_code),
        *_refused(peppol_address, data.peppol_id),
        *(Problem("required", field) for field in ("code", "name") if not getattr(data, field).strip()),
    ]
    if problems:
        raise ManyProblems(problems)


def _refused(read: Callable[[str], object], text: str) -> list[Problem]:
    try:
        read(text)
    except InvalidInput as refused:
        return list(refused.problems())
    return []


def _refuse_code(code: str) -> list[Problem]:
    """Of a new client alone: codes stand in names of files and commands, and those given before stay as they are."""
    return [Problem("code_format", "code")] if code and not _CODE.fullmatch(code) else []


def _fill(row: Client, data: ClientData) -> None:
    row.name = data.name.strip()
    row.short_name = data.short_name.strip() or data.name.strip()[:30]
    row.postal_code = postal_code(data.postal_code)
    row.address = data.address.strip()
    row.contact_name = data.contact_name.strip()
    row.peppol_id = peppol_address(data.peppol_id)
