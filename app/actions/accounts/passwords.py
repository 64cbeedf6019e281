"""Passwords: changed by their owner, who knows the old one; or chosen through a link that came by mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.accounts.journal import note
from app.actions.accounts.sessions import add_session, refuse_sessions
from app.actions.accounts.sign_in import check_own_password
from app.adapters.known import FREQUENT_ALONE, KnownPasswords
from app.adapters.passwords import hash_password
from app.database import transaction
from app.domain.accounts import Account, password_problems
from app.domain.errors import LinkExpired, ManyProblems, NotFound, WrongPassword
from app.domain.signing import Entered, Opened, Purpose, Stage, Visitor
from app.models import AccountRow, LinkRow
from app.models.outbox import tell_accounts
from app.queries.accounts import account_by_id


def change_password(
    session: Session,
    entered: Entered,
    *,
    old: str,
    new: str,
    visitor: Visitor,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
    known: KnownPasswords = FREQUENT_ALONE,
) -> Opened:
    """The session to go on with, under a new token; every other one of the account is ended.

    Raises:
        ManyProblems: the new password cannot be taken.
        WrongPassword: the old one is not the account's.
        TooManyAttempts: after too many failures.
    """
    account_id = entered.account.id
    _refuse(new, entered.account, known)
    check_own_password(session, account_id=account_id, password=old, visitor=visitor, now=now)
    password_hash = hash_password(new)
    with transaction(session):
        row = session.get(AccountRow, account_id, with_for_update=True)
        if row is None or row.session_key != entered.account.session_key:
            # Somebody has changed it while the old one was looked at, and it is not the old one any more.
            raise WrongPassword("password")
        account = _store(session, account_id, password_hash, new_key=new_key)
        note(session, account, "account.password", by=account_id, now=now, visitor=visitor)
        _tell(session, account, now=now, new_id=new_id)
        token = add_session(
            session, account, Stage.WHOLE, entered.method, visitor, now=now, new_id=new_id, new_key=new_key
        )
    return Opened(token, Stage.WHOLE, account)


def choose_password(
    session: Session,
    *,
    link: str,
    password: str,
    visitor: Visitor,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
    known: KnownPasswords = FREQUENT_ALONE,
) -> Account:
    """The account that has the password now. The link is used up, and so is every other one of the account.

    Args:
        session: reads, then writes.
        link: the public id of the link; whoever calls has seen that its token is ours.
        password: the new one.
        visitor: who asks.
        now: the present.
        new_id: makes public ids.
        new_key: makes secrets.
        known: passwords that others know.

    Raises:
        LinkExpired: it was used, is too old, or its account is closed.
        ManyProblems: the password cannot be taken; the link stays good.
    """
    _refuse(password, None, known)
    password_hash = hash_password(password)
    with transaction(session):
        row = session.query(LinkRow).filter(LinkRow.public_id == link).with_for_update().one_or_none()
        account = account_by_id(session, row.account_id) if row else None
        if row is None or row.used_at is not None or row.expires_at <= now or account is None or not account.is_active:
            raise LinkExpired
        _refuse(password, account, FREQUENT_ALONE)
        unused = update(LinkRow).where(LinkRow.account_id == account.id, LinkRow.used_at.is_(None))
        session.execute(unused.values(used_at=now))
        purpose = Purpose(row.purpose)
        account = _store(session, account.id, password_hash, new_key=new_key)
        note(session, account, "account.password", by=account.id, now=now, after={"by": purpose}, visitor=visitor)
        if purpose is Purpose.RESET:
            _tell(session, account, now=now, new_id=new_id)
        return account


def _store(session: Session, account_id: int, password_hash: str, *, new_key: Callable[[], str]) -> Account:
    refuse_sessions(session, account_id, new_key=new_key)
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("account")
    row.password_hash = password_hash
    session.flush()
    account = account_by_id(session, account_id)
    assert account is not None
    return account


def _tell(session: Session, account: Account, *, now: dt.datetime, new_id: Callable[[], str]) -> None:
    tell_accounts(session, [account.id], topic="password_changed", params={}, now=now, new_id=new_id)


def _refuse(password: str, account: Account | None, known: KnownPasswords) -> None:
    problems = password_problems(password, account.email if account else "") or known.problems(password)
    if problems:
        raise ManyProblems(problems)
