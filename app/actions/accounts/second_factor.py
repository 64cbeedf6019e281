"""The second factor: an authenticator app, and recovery codes for when it is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.actions.accounts.codes import count_code, forgive_codes, is_said, locked_app, with_code
from app.actions.accounts.journal import note
from app.actions.accounts.sessions import complete_session, refuse_sessions
from app.actions.accounts.sign_in import check_own_password
from app.adapters.keyring import Keyring, recovery_codes
from app.adapters.passwords import hash_codes
from app.database import transaction
from app.domain.accounts import STAFF, Account, Scope
from app.domain.errors import Forbidden, NotFound, SecondFactorNeeded, WrongCode
from app.domain.signing import Entered, Opened, Stage, Visitor
from app.models import PasskeyRow, RecoveryCodeRow, TotpRow
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries.accounts.signing import credential_ids, has_second_factor


def begin_totp(
    session: Session, account: Account, *, keys: Keyring, now: dt.datetime, new_key: Callable[[], str]
) -> None:
    """Nothing, with a new key of an app waiting to be confirmed; an older one that waited is worth nothing any more.

    Raises:
        Forbidden: the account has a confirmed app; that is given up first.
    """
    made = keys.apps.new(account.id, new_key())
    with transaction(session):
        row = locked_app(session, account.id)
        if row is None:
            session.add(TotpRow(account_id=account.id, sealed=made, last_step=0, created_at=now))
        elif row.confirmed_at is not None:
            raise Forbidden
        else:
            row.sealed, row.last_step, row.created_at = made, 0, now


def confirm_totp(
    session: Session,
    entered: Entered,
    *,
    code: str,
    keys: Keyring,
    visitor: Visitor,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> tuple[list[str], Opened | None]:
    """Recovery codes, shown this once; and the whole session that follows, if this one waited for the app.

    Raises:
        WrongCode: the app does not say that code.
        TooManyAttempts: after too many failures.
        NotFound: no app waits to be confirmed, or the session is gone.
    """
    account = entered.account
    count_code(session, account, visitor, now)
    codes, hashes = _new_codes(new_key)
    opened = None
    with transaction(session):
        row = locked_app(session, account.id)
        if row is None or row.confirmed_at is not None:
            raise NotFound("second_factor")
        if not is_said(row, code, keys=keys, now=now, new_key=new_key):
            raise WrongCode("code")
        row.confirmed_at = now
        _store_codes(session, account.id, hashes)
        forgive_codes(session, account, visitor, now)
        note(session, account, "account.second_factor", by=account.id, now=now, visitor=visitor)
        tell_accounts(session, [account.id], topic="second_factor_set", params={}, now=now, new_id=new_id)
        if entered.stage is not Stage.WHOLE:
            opened = complete_session(
                session, entered, by="totp", visitor=visitor, now=now, new_id=new_id, new_key=new_key
            )
    return codes, opened


def check_code(
    session: Session,
    pending: Entered,
    *,
    code: str,
    keys: Keyring,
    visitor: Visitor,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> Opened:
    """The whole session that follows a pending one, for a code of the app or a recovery code; each counts once.

    Raises:
        WrongCode: it is neither, or was used before.
        TooManyAttempts: after too many failures; the code was not looked at.
        NotFound: the pending session is gone.
    """

    def complete(by: str) -> Opened:
        return complete_session(session, pending, by=by, visitor=visitor, now=now, new_id=new_id, new_key=new_key)

    return with_code(session, pending.account, code, complete, keys=keys, visitor=visitor, now=now, new_key=new_key)


def renew_codes(
    session: Session,
    *,
    account: Account,
    password: str,
    code: str,
    keys: Keyring,
    visitor: Visitor,
    now: dt.datetime,
    new_key: Callable[[], str],
) -> list[str]:
    """New recovery codes, shown this once, for who knows the password and has a code; the older ones are worth nothing.

    Raises:
        WrongPassword: it is not the account's password; the code was not looked at.
        WrongCode: it is neither of the app nor of recovery, or was used before.
        TooManyAttempts: after too many failures of the one or the other, which `field` names.
        NotFound: the account has no authenticator app.
    """
    _require_app(session, account)
    check_own_password(session, account_id=account.id, password=password, visitor=visitor, now=now)
    codes, hashes = _new_codes(new_key)

    def renew(by: str) -> list[str]:
        _store_codes(session, account.id, hashes)
        note(session, account, "account.recovery_codes", by=account.id, now=now, after={"second": by}, visitor=visitor)
        return codes

    return with_code(session, account, code, renew, keys=keys, visitor=visitor, now=now, new_key=new_key)


def give_up_totp(
    session: Session,
    *,
    account: Account,
    password: str,
    code: str,
    is_second_factor_needed: bool,
    keys: Keyring,
    visitor: Visitor,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> None:
    """Sign in with the password alone from now on, for who knows it and has a code.

    Raises:
        SecondFactorNeeded: the role must have one.
        WrongPassword, WrongCode, TooManyAttempts, NotFound: as in `renew_codes`.
    """
    if is_second_factor_needed and account.role in STAFF:
        raise SecondFactorNeeded
    _require_app(session, account)
    check_own_password(session, account_id=account.id, password=password, visitor=visitor, now=now)

    def give_up(by: str) -> None:
        _remove(session, account.id)
        note(
            session, account, "account.second_factor_off", by=account.id, now=now, after={"second": by}, visitor=visitor
        )
        tell_accounts(session, [account.id], topic="second_factor_off", params={}, now=now, new_id=new_id)

    with_code(session, account, code, give_up, keys=keys, visitor=visitor, now=now, new_key=new_key)


@dataclass(frozen=True, slots=True)
class Removed:
    """What an account lost of its second factor: its app or not, and so many passkeys; so many are left."""

    has_lost_app: bool
    passkeys: int
    passkeys_left: int


def reset_second_factor(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    with_passkeys: bool = False,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> Removed:
    """What is gone of the account whose person lost it: app and recovery codes, passkeys where asked, every session.

    Its person signs in with the password, and is asked to set up a new app where the role must have one.

    Raises:
        Forbidden: the scope is not an administrator, or it is their own account: that they change with a code.
        NotFound: there is no such account, or nothing of it would be gone.
    """
    scope.require_administrator()
    with transaction(session):
        account = accounts_queries.managed_account(session, scope, public_id)
        if account.id == scope.account_id:
            raise Forbidden
        has_app, passkeys = has_second_factor(session, account.id), len(credential_ids(session, account.id))
        gone = passkeys if with_passkeys else 0
        if not has_app and not gone:
            raise NotFound("second_factor")
        refuse_sessions(session, account.id, new_key=new_key)
        _remove(session, account.id)  # an app too that somebody began to set up: its key was on a screen
        if has_app:
            note(session, account, "account.second_factor_reset", by=scope.account_id, now=now)
            tell_accounts(session, [account.id], topic="second_factor_off", params={}, now=now, new_id=new_id)
        if gone:
            session.execute(delete(PasskeyRow).where(PasskeyRow.account_id == account.id))
            note(session, account, "account.passkeys_reset", by=scope.account_id, now=now, after={"passkeys": gone})
            told = {"count": gone}
            tell_accounts(session, [account.id], topic="passkeys_removed", params=told, now=now, new_id=new_id)
    return Removed(has_app, gone, passkeys - gone)


def _require_app(session: Session, account: Account) -> None:
    """Nothing, with no transaction open.

    Raises:
        NotFound: the account has no authenticator app.
    """
    has_app = has_second_factor(session, account.id)
    session.rollback()
    if not has_app:
        raise NotFound("second_factor")


def _new_codes(new_key: Callable[[], str]) -> tuple[list[str], list[str]]:
    codes, salt = recovery_codes(new_key())
    return codes, hash_codes(codes, salt)


def _store_codes(session: Session, account_id: int, hashes: list[str]) -> None:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.add_all(RecoveryCodeRow(account_id=account_id, code_hash=each) for each in hashes)
    session.flush()


def _remove(session: Session, account_id: int) -> None:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.execute(delete(TotpRow).where(TotpRow.account_id == account_id))
