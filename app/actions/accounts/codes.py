"""Codes of the second factor, at sign-in and before it is changed: each is taken once, wrong ones are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.accounts.journal import note
from app.actions.accounts.throttle import count_attempt, forgive
from app.adapters.keyring import Keyring, plain_code
from app.adapters.passwords import hash_like
from app.database import transaction
from app.domain.accounts import Account
from app.domain.errors import WrongCode
from app.domain.signing import Visitor, name_hash
from app.models import RecoveryCodeRow, TotpRow
from app.queries.accounts.signing import has_second_factor

CODE = "code"
Done = TypeVar("Done")


def with_code(
    session: Session,
    account: Account,
    code: str,
    deed: Callable[[str], Done],
    *,
    keys: Keyring,
    visitor: Visitor,
    now: dt.datetime,
    new_key: Callable[[], str],
) -> Done:
    """What the deed gives back, done in the transaction that uses the code up; where it fails, the code was not used.

    Args:
        session: without a transaction.
        account: whose code it is.
        code: of the app, or a recovery code; as it was typed.
        deed: what the code is asked for; it is told `totp` or `recovery_code`.
        keys: open the key of the app.
        visitor: who asks.
        now: the present.
        new_key: what the key of the app is sealed anew with.

    Raises:
        WrongCode: it is neither, or was used before.
        TooManyAttempts: after too many failures; the code was not looked at.
    """
    count_code(session, account, visitor, now)
    typed = plain_code(code)
    like = session.scalar(select(RecoveryCodeRow.code_hash).where(RecoveryCodeRow.account_id == account.id).limit(1))
    session.rollback()
    # Six digits are of the app; for anything else one computation tells which recovery code it is.
    hashed = hash_like(like, typed) if like is not None and not typed.isdigit() else None

    with transaction(session):
        by = _spend(session, account.id, code, hashed, keys=keys, now=now, new_key=new_key)
        if by is None:
            note(session, account, "account.code_refused", by=None, now=now, visitor=visitor)
        else:
            forgive_codes(session, account, visitor, now)
            return deed(by)
    raise WrongCode("code")


def check_code_of_app(
    session: Session,
    account: Account,
    code: str,
    *,
    keys: Keyring,
    visitor: Visitor,
    now: dt.datetime,
    new_key: Callable[[], str],
) -> None:
    """Nothing, if the account has no authenticator app, or the code is one of it or of recovery; it is used up.

    Raises:
        WrongCode, TooManyAttempts: as in `with_code`.
    """
    has_app = has_second_factor(session, account.id)
    session.rollback()
    if has_app:
        with_code(session, account, code, lambda _by: None, keys=keys, visitor=visitor, now=now, new_key=new_key)


def count_code(session: Session, account: Account, visitor: Visitor, now: dt.datetime) -> None:
    """Nothing, with an attempt counted, in a transaction of its own.

    Raises:
        TooManyAttempts: it is not heard yet.
    """
    with transaction(session):
        count_attempt(session, name_hash(CODE, str(account.id)), visitor, now=now, field="code", hears_strangers=False)


def forgive_codes(session: Session, account: Account, visitor: Visitor, now: dt.datetime) -> None:
    """Forget the failures from there in the running transaction: the code was right."""
    forgive(session, name_hash(CODE, str(account.id)), visitor, now=now)


def is_said(row: TotpRow, code: str, *, keys: Keyring, now: dt.datetime, new_key: Callable[[], str]) -> bool:
    """Whether the app says that code, with the code used up and its key sealed as today."""
    said = keys.apps.said(row.sealed, row.account_id, code, now=now, last_step=row.last_step, seed=new_key())
    if said is None:
        return False
    row.last_step, row.sealed = said.step, said.sealed
    return True


def locked_app(session: Session, account_id: int) -> TotpRow | None:
    """The account's app, confirmed or not, locked until the running transaction ends; None if it has none."""
    found = select(TotpRow).where(TotpRow.account_id == account_id)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _spend(
    session: Session,
    account_id: int,
    code: str,
    hashed: str | None,
    *,
    keys: Keyring,
    now: dt.datetime,
    new_key: Callable[[], str],
) -> str | None:
    """`totp` or `recovery_code`, with the code used up; None if it is neither."""
    row = locked_app(session, account_id)
    if row is None or row.confirmed_at is None:
        return None
    if is_said(row, code, keys=keys, now=now, new_key=new_key):
        return "totp"
    if hashed is None:
        return None
    unused = update(RecoveryCodeRow).where(
        RecoveryCodeRow.account_id == account_id,
        RecoveryCodeRow.code_hash == hashed,
        RecoveryCodeRow.used_at.is_(None),
    )
    used = session.execute(unused.values(used_at=now).returning(RecoveryCodeRow.id)).first()
    return None if used is None else "recovery_code"
