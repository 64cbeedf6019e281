"""The first step of signing in: name and password. Known and unknown names get the same work and the same answer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.actions.accounts.journal import note, note_stranger
from app.actions.accounts.throttle import count_attempt, forgive
from app.adapters.passwords import hash_password, is_outdated, is_password
from app.database import transaction
from app.domain.accounts import Account
from app.domain.errors import SignInAgain, WrongPassword
from app.domain.signing import JUST_NOW, Entered, Visitor, name_hash
from app.models import AccountRow
from app.queries.accounts import account_by_email, account_by_id

SIGN_IN = "sign_in"
OWN_PASSWORD = "own_password"  # noqa: S105 - what attempts are counted under


def check_sign_in(session: Session, *, email: str, password: str, visitor: Visitor, now: dt.datetime) -> Account:
    """The account that address and password belong to.

    One computation of argon2 for every attempt that is heard, whether somebody has the address or not; none for one
    that is not heard. No transaction is open meanwhile.

    Raises:
        WrongPassword: they do not belong together, or the account is closed; the three are not told apart.
        TooManyAttempts: after too many failures; the attempt was not looked at.
    """
    attempted = name_hash(SIGN_IN, email)
    with transaction(session):
        count_attempt(session, attempted, visitor, now=now)
        account = account_by_email(session, email)

    is_right = is_password(account.password_hash if account else "", password)
    is_let_in = is_right and account is not None and account.is_active

    with transaction(session):
        if is_let_in and account is not None:
            forgive(session, attempted, visitor, now=now)
        elif account is not None:
            note(session, account, "account.refused", by=None, now=now, visitor=visitor)
        else:
            note_stranger(session, attempted, "account.refused", now=now, visitor=visitor)
    if not is_let_in or account is None:
        raise WrongPassword
    _renew_hash(session, account, password)
    return account


def check_own_password(session: Session, *, account_id: int, password: str, visitor: Visitor, now: dt.datetime) -> None:
    """Nothing, if it is the account's password; asked again before what signing in depends on is changed.

    Raises:
        WrongPassword: it is not, or the account has none.
        TooManyAttempts: after too many failures.
    """
    attempted = name_hash(OWN_PASSWORD, str(account_id))
    with transaction(session):
        count_attempt(session, attempted, visitor, now=now, field="password", hears_strangers=False)
        account = account_by_id(session, account_id)
    is_right = is_password(account.password_hash if account else "", password)
    with transaction(session):
        if is_right:
            forgive(session, attempted, visitor, now=now)
        elif account is not None:
            note(session, account, "account.password_refused", by=account_id, now=now, visitor=visitor)
    if not is_right:
        raise WrongPassword("password")


def check_again(session: Session, entered: Entered, *, password: str, visitor: Visitor, now: dt.datetime) -> None:
    """Nothing, if who sits there is who signed in: they know the password, or have just come in without one.

    Raises:
        SignInAgain: the account has no password, and the session was not opened just now.
        WrongPassword: it is not the account's password.
        TooManyAttempts: after too many failures.
    """
    if entered.account.password_hash:
        check_own_password(session, account_id=entered.account.id, password=password, visitor=visitor, now=now)
    elif now - entered.opened_at > JUST_NOW:
        raise SignInAgain("password")


def _renew_hash(session: Session, account: Account, password: str) -> None:
    """Hash the password anew where today's cost is another one; sessions stay."""
    if not is_outdated(account.password_hash):
        return
    renewed = hash_password(password)
    with transaction(session):
        row = session.get(AccountRow, account.id)
        if row is not None and row.password_hash == account.password_hash:
            row.password_hash = renewed
