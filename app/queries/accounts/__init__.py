"""Reads of accounts, notices and the issuing company."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from app.domain.accounts import STAFF, Account, Role, Scope
from app.domain.errors import NotFound
from app.domain.mailboxes import plain_address
from app.models import AccountRow, Issuer, Notice


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One thing the account was told."""

    id: int
    topic: str
    params: dict[str, Any]
    created_at: dt.datetime
    is_seen: bool


@dataclass(frozen=True, slots=True)
class IssuerView:
    """The company that issues the invoices."""

    name: str
    registration_no: str
    postal_code: str
    address: str
    contact_name: str
    contact_email: str
    bank_lines: str
    remarks: str
    invoice_pattern: str
    credit_pattern: str = ""


def account_by_email(session: Session, email: str) -> Account | None:
    """The account with that address, whatever its letters' case and width; None if there is none.

    One that was stored as it was typed, before addresses were, is found by that.
    """
    plain, typed = plain_address(email).lower(), email.strip().lower()
    found = _one(session, AccountRow.email == plain)
    return found or (_one(session, AccountRow.email == typed) if typed != plain else None)


def account_by_id(session: Session, account_id: int) -> Account | None:
    """The account with that row id."""
    return _one(session, AccountRow.id == account_id)


def accounts(
    session: Session, scope: Scope, *, matching: str = "", limit: int | None = None, offset: int = 0
) -> list[Account]:
    """Every account by role, for the administrator; those of clients and assistants for an operator.

    Args:
        session: reads.
        scope: who asks.
        matching: part of the name or the address.
        limit: at most so many; all if None.
        offset: after so many.

    Raises:
        Forbidden: for everybody else.
    """
    scope.require_staff()
    found = select(AccountRow).where(*_listed(scope, matching)).order_by(AccountRow.role, AccountRow.email)
    return [account_of(row) for row in session.scalars(found.limit(limit).offset(offset))]


def count_managed(session: Session, scope: Scope, *, matching: str = "") -> int:
    """How many accounts `accounts` has in all.

    Raises:
        Forbidden: for everybody but staff.
    """
    scope.require_staff()
    return session.scalar(select(func.count()).select_from(AccountRow).where(*_listed(scope, matching))) or 0


def managed_account(session: Session, scope: Scope, public_id: str) -> Account:
    """An account the scope may manage: any for the administrator, of clients and assistants for an operator.

    Raises:
        Forbidden: for everybody else.
        NotFound: there is none, or it is not theirs to manage.
    """
    scope.require_staff()
    row = session.scalar(select(AccountRow).where(AccountRow.public_id == public_id, _managed_by(scope)))
    if row is None:
        raise NotFound("account")
    return account_of(row)


def account_named(session: Session, public_id: str) -> Account | None:
    """The account of a public id, whoever asks: to a passkey it is the name of its owner."""
    return _one(session, AccountRow.public_id == public_id)


def first_of_each_role(session: Session) -> list[Account]:
    """The oldest active account of every role; the demo offers them for one click."""
    firsts = select(func.min(AccountRow.id)).where(AccountRow.is_active).group_by(AccountRow.role)
    rows = session.scalars(select(AccountRow).where(AccountRow.id.in_(firsts)).order_by(AccountRow.id))
    return [account_of(row) for row in rows]


def count_accounts(session: Session) -> int:
    """How many accounts there are; 0 before the first administrator is made."""
    return session.scalar(select(func.count()).select_from(AccountRow)) or 0


def recipients(
    session: Session, *, client_ids: set[int] | None = None, assistant_ids: set[int] | None = None, staff: bool = False
) -> list[int]:
    """Ids of the active accounts of these companies, of these assistants and, if asked, of the staff."""
    wanted: list[ColumnElement[bool]] = [
        AccountRow.client_id.in_(client_ids or set()),
        AccountRow.assistant_id.in_(assistant_ids or set()),
    ]
    if staff:
        wanted.append(AccountRow.role.in_([str(role) for role in STAFF]))
    found = select(AccountRow.id).where(AccountRow.is_active, or_(*wanted)).order_by(AccountRow.id)
    return list(session.scalars(found))


def administrators(session: Session) -> list[int]:
    """Ids of the active administrators."""
    found = select(AccountRow.id).where(AccountRow.is_active, AccountRow.role == str(Role.ADMINISTRATOR))
    return list(session.scalars(found.order_by(AccountRow.id)))


def was_told_since(session: Session, topic: str, since: dt.datetime) -> bool:
    """Whether anybody was told of that topic at that instant or later."""
    found = select(Notice.id).where(Notice.topic == topic, Notice.created_at >= since).limit(1)
    return session.scalar(found) is not None


def notices(session: Session, scope: Scope, *, limit: int = 50) -> list[NoticeView]:
    """What the account was told, newest first."""
    rows = session.scalars(
        select(Notice).where(Notice.account_id == scope.account_id).order_by(Notice.id.desc()).limit(limit)
    )
    return [NoticeView(row.id, row.topic, row.params, row.created_at, row.seen_at is not None) for row in rows]


def unseen_notices(session: Session, scope: Scope) -> int:
    """How many of them the account has not looked at."""
    counted = select(func.count()).where(Notice.account_id == scope.account_id, Notice.seen_at.is_(None))
    return session.scalar(counted) or 0


def issuer(session: Session) -> IssuerView | None:
    """The issuing company, or None before it is filled in."""
    row = session.get(Issuer, 1)
    if row is None:
        return None
    return IssuerView(
        row.name,
        row.registration_no,
        row.postal_code,
        row.address,
        row.contact_name,
        row.contact_email,
        row.bank_lines,
        row.remarks,
        row.invoice_pattern,
        row.credit_pattern,
    )


def _listed(scope: Scope, matching: str) -> list[ColumnElement[bool]]:
    found = [_managed_by(scope)]
    if matching:
        names = (AccountRow.display_name, AccountRow.email)
        found.append(or_(*(each.icontains(matching, autoescape=True) for each in names)))
    return found


def _managed_by(scope: Scope) -> ColumnElement[bool]:
    if scope.role is Role.ADMINISTRATOR:
        return true()
    return AccountRow.role.not_in([str(role) for role in STAFF])


def _one(session: Session, condition: ColumnElement[bool]) -> Account | None:
    row = session.scalar(select(AccountRow).where(condition))
    return None if row is None else account_of(row)


def account_of(row: AccountRow) -> Account:
    """The account of a row."""
    return Account(
        row.id,
        row.public_id,
        row.email,
        row.display_name,
        Role(row.role),
        row.client_id,
        row.assistant_id,
        row.password_hash,
        row.is_active,
        row.locale,
        row.session_key,
    )
