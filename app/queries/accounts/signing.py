"""Reads of sessions, links, second factors and passkeys."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.signing import SESSION_IDLE, Entered, Method, Purpose, Stage, token_hash
from app.models import (
    AccountRow,
    IdentityRow,
    LinkRow,
    PasskeyRow,
    RecoveryCodeRow,
    SessionRow,
    TotpRow,
)
from app.queries.accounts import account_of


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of one's own sessions; `device` is what the browser said of itself."""

    public_id: str
    device: str
    address: str
    method: Method
    opened_at: dt.datetime
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The authenticator app of an account: since when, and how many recovery codes are left."""

    confirmed_at: dt.datetime
    codes_left: int


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey as its owner sees it."""

    public_id: str
    name: str
    created_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link that still holds, and whom it is for."""

    purpose: Purpose
    account_id: int
    email: str
    display_name: str


def entered(session: Session, token: str, now: dt.datetime) -> Entered | None:
    """The session of a token, if it still holds; None if it was ended, is too old, or the account changed since.

    Role and key of the account are compared with those the session was opened with, so that whoever changes the
    password, the role or the account's standing ends its sessions by that alone.
    """
    found = session.execute(
        select(SessionRow, AccountRow)
        .join(AccountRow, AccountRow.id == SessionRow.account_id)
        .where(
            SessionRow.token_hash == token_hash(token),
            SessionRow.account_key == AccountRow.session_key,
            SessionRow.role == AccountRow.role,
            AccountRow.is_active,
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - SESSION_IDLE,
        )
    ).first()
    if found is None:
        return None
    row, account = found
    return Entered(
        account_of(account),
        row.public_id,
        Stage(row.stage),
        Method(row.method),
        row.opened_at,
        row.seen_at,
    )


def own_sessions(session: Session, scope: Scope, now: dt.datetime) -> list[SessionView]:
    """The whole sessions of the scope's account that still hold, the one used last first."""
    rows = session.scalars(
        select(SessionRow)
        .join(AccountRow, AccountRow.id == SessionRow.account_id)
        .where(
            SessionRow.account_id == scope.account_id,
            SessionRow.account_key == AccountRow.session_key,
            SessionRow.stage == str(Stage.WHOLE),
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - SESSION_IDLE,
        )
        .order_by(SessionRow.seen_at.desc(), SessionRow.id.desc())
    )
    return [
        SessionView(row.public_id, row.device, row.address, Method(row.method), row.opened_at, row.seen_at)
        for row in rows
    ]


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the account has an authenticator app that was confirmed."""
    found = select(TotpRow.account_id).where(TotpRow.account_id == account_id, TotpRow.confirmed_at.is_not(None))
    return session.scalar(found) is not None


def second_factor(session: Session, account_id: int) -> SecondFactor | None:
    """The account's authenticator app; None before it is confirmed."""
    confirmed_at = session.scalar(select(TotpRow.confirmed_at).where(TotpRow.account_id == account_id))
    if confirmed_at is None:
        return None
    unused = select(func.count()).where(RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None))
    return SecondFactor(confirmed_at, session.scalar(unused) or 0)


def with_second_factor(session: Session) -> set[int]:
    """Ids of the accounts that have an authenticator app."""
    return set(session.scalars(select(TotpRow.account_id).where(TotpRow.confirmed_at.is_not(None))))


def sealed_totp(session: Session, account_id: int) -> str | None:
    """The sealed key of an authenticator app that waits to be confirmed; None if none does."""
    waiting = select(TotpRow.sealed).where(TotpRow.account_id == account_id, TotpRow.confirmed_at.is_(None))
    return session.scalar(waiting)


def passkeys(session: Session, account_id: int) -> list[PasskeyView]:
    """The account's passkeys, the oldest first."""
    rows = session.scalars(select(PasskeyRow).where(PasskeyRow.account_id == account_id).order_by(PasskeyRow.id))
    return [PasskeyView(row.public_id, row.name, row.created_at, row.used_at) for row in rows]


def credential_ids(session: Session, account_id: int) -> list[str]:
    """The ids of the account's passkeys as its devices know them."""
    return list(session.scalars(select(PasskeyRow.credential_id).where(PasskeyRow.account_id == account_id)))


def open_link(session: Session, public_id: str, now: dt.datetime) -> LinkView | None:
    """A link that was not used and is not too old, of an account that may still sign in; None otherwise."""
    found = session.execute(
        select(LinkRow.purpose, AccountRow.id, AccountRow.email, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == LinkRow.account_id)
        .where(
            LinkRow.public_id == public_id,
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > now,
            AccountRow.is_active,
        )
    ).first()
    return None if found is None else LinkView(Purpose(found[0]), found[1], found[2], found[3])


def account_of_identity(session: Session, issuer: str, subject: str) -> int | None:
    """The id of the account that is linked to a person at the sign-in provider."""
    found = select(IdentityRow.account_id).where(IdentityRow.issuer == issuer, IdentityRow.subject == subject)
    return session.scalar(found)
