"""Sessions on the server: opened, seen, ended. A cookie whose session was ended opens nothing, whoever kept a copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.actions.accounts.journal import note
from app.database import transaction
from app.domain.accounts import Account, Scope
from app.domain.errors import NotFound, PasskeyRefused, WrongPassword
from app.domain.signing import LONGEST_DEVICE, Entered, Method, Opened, Stage, Visitor, longest, stage_after, token_hash
from app.models import AccountRow, SessionRow, SpentRow
from app.models.registry import insert_into
from app.queries.accounts import account_by_id
from app.queries.accounts.signing import has_second_factor

#: An answered challenge is remembered for longer than any page that asks for one is believed.
SPENT_FOR = dt.timedelta(days=1)


def open_session(
    session: Session,
    *,
    account: Account,
    method: Method,
    visitor: Visitor,
    is_second_factor_needed: bool,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> Opened:
    """A session of the account, whole or waiting for its second factor; the caller has checked the first.

    Args:
        session: reads, then writes.
        account: as it was when the first step was checked.
        method: what was checked.
        visitor: who asks.
        is_second_factor_needed: whether operators and administrators must have one.
        now: the present.
        new_id: makes public ids.
        new_key: makes the token.

    Raises:
        NotFound: the account is gone or closed.
        WrongPassword: what was checked has changed meanwhile: another password, another role.
    """
    checked = account
    with transaction(session):
        account = _active(session, checked.id)
        if (account.session_key, account.role) != (checked.session_key, checked.role):
            raise WrongPassword
        stage = stage_after(
            method,
            account.role,
            has_code=has_second_factor(session, account.id),
            is_second_factor_needed=is_second_factor_needed,
        )
        token = add_session(session, account, stage, method, visitor, now=now, new_id=new_id, new_key=new_key)
        if stage is Stage.WHOLE:
            note(session, account, "account.sign_in", by=account.id, now=now, after={"by": method}, visitor=visitor)
    return Opened(token, stage, account)


def add_session(
    session: Session,
    account: Account,
    stage: Stage,
    method: Method,
    visitor: Visitor,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> str:
    """The token of a new session, in the running transaction."""
    token = new_key()
    session.add(
        SessionRow(
            public_id=new_id(),
            account_id=account.id,
            token_hash=token_hash(token),
            account_key=account.session_key,
            role=str(account.role),
            stage=str(stage),
            method=str(method),
            device=visitor.device[:LONGEST_DEVICE],
            address=visitor.address[:45],
            opened_at=now,
            seen_at=now,
            expires_at=now + longest(stage),
        )
    )
    session.flush()
    return token


def complete_session(
    session: Session,
    pending: Entered,
    *,
    by: str,
    visitor: Visitor,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> Opened:
    """The whole session that follows a pending one, under a new token, in the running transaction.

    Raises:
        NotFound: the pending one is gone: it was completed, ended or took too long.
    """
    removed = session.execute(
        delete(SessionRow).where(SessionRow.public_id == pending.public_id).returning(SessionRow.id)
    )
    if removed.first() is None:
        raise NotFound("session")
    account = _active(session, pending.account.id)
    token = add_session(session, account, Stage.WHOLE, pending.method, visitor, now=now, new_id=new_id, new_key=new_key)
    after = {"by": str(pending.method), "second": by}
    note(session, account, "account.sign_in", by=account.id, now=now, after=after, visitor=visitor)
    return Opened(token, Stage.WHOLE, account)


def see_session(session: Session, entered: Entered, *, now: dt.datetime) -> None:
    """Write down that the session is in use, where that was not done in the last few minutes."""
    if not entered.is_due(now):
        return
    with transaction(session):
        used = update(SessionRow).where(SessionRow.public_id == entered.public_id, SessionRow.seen_at < now)
        session.execute(used.values(seen_at=now))


def end_session(session: Session, entered: Entered, *, now: dt.datetime) -> None:
    """Sign out: the session of this browser is gone."""
    with transaction(session):
        session.execute(delete(SessionRow).where(SessionRow.public_id == entered.public_id))
        if entered.stage is Stage.WHOLE:
            note(session, entered.account, "account.sign_out", by=entered.account.id, now=now)


def end_own_session(session: Session, *, scope: Scope, public_id: str, now: dt.datetime) -> None:
    """Sign out another browser of one's own.

    Raises:
        NotFound: the scope has no such session.
    """
    with transaction(session):
        account = _of(session, scope)
        gone = delete(SessionRow).where(SessionRow.public_id == public_id, SessionRow.account_id == account.id)
        if session.execute(gone.returning(SessionRow.id)).first() is None:
            raise NotFound("session")
        note(session, account, "account.session_ended", by=account.id, now=now)


def end_all_sessions(session: Session, *, scope: Scope, now: dt.datetime, new_key: Callable[[], str]) -> None:
    """Sign out every browser of one's own, this one too."""
    with transaction(session):
        account = _of(session, scope)
        refuse_sessions(session, account.id, new_key=new_key)
        note(session, account, "account.sessions_ended", by=account.id, now=now)


def refuse_sessions(session: Session, account_id: int, *, new_key: Callable[[], str]) -> None:
    """Every session of the account is refused from now on, in the running transaction.

    The rows go, and the key that each of them carries is another one: a session that is being opened in the same
    moment is refused as well.
    """
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(session_key=new_key()))
    session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))
    session.expire_all()


def _of(session: Session, scope: Scope) -> Account:
    if scope.account_id is None:
        raise NotFound("account")
    return _active(session, scope.account_id)


def _active(session: Session, account_id: int) -> Account:
    account = account_by_id(session, account_id)
    if account is None or not account.is_active:
        raise NotFound("account")
    return account


def spend_challenge(session: Session, challenge: str, *, now: dt.datetime) -> None:
    """Nothing, with the challenge used up in the running transaction.

    Raises:
        PasskeyRefused: it was used up before: somebody sends an old answer again.
    """
    new = insert_into(session, SpentRow).values(token_hash=token_hash(challenge), expires_at=now + SPENT_FOR)
    if session.scalar(new.on_conflict_do_nothing().returning(SpentRow.token_hash)) is None:
        raise PasskeyRefused
