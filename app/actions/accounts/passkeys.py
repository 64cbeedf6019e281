"""Passkeys: added by who is signed in and knows the password, used in its place, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actions.accounts.journal import note
from app.actions.accounts.sessions import spend_challenge
from app.actions.accounts.sign_in import check_again
from app.adapters.passkeys import AnswerRefused, NewPasskey, RelyingParty, made_passkey, named_passkey, proven_count
from app.database import transaction
from app.domain.accounts import Account
from app.domain.errors import InvalidInput, NotFound, PasskeyRefused
from app.domain.signing import Entered, Visitor
from app.domain.texts import require_plain
from app.models import PasskeyRow
from app.models.outbox import tell_accounts
from app.queries.accounts import account_by_id

LONGEST_NAME = 60


def add_passkey(
    session: Session,
    account: Account,
    *,
    party: RelyingParty,
    answer: str,
    challenge: str,
    name: str,
    visitor: Visitor,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The name under which the passkey was stored; its owner is told by mail.

    Raises:
        InvalidInput: the name is too long, or holds a control character.
        PasskeyRefused: the device's answer proves nothing, or the challenge was answered before.
    """
    shown = " ".join(name.split()) or "Passkey"
    if len(shown) > LONGEST_NAME:
        raise InvalidInput("name", "too_long", most=LONGEST_NAME)
    require_plain("name", shown)
    try:
        made = made_passkey(party, answer, challenge)
    except AnswerRefused as error:
        raise PasskeyRefused from error
    try:
        with transaction(session):
            spend_challenge(session, challenge, now=now)
            _store(session, account, made, shown, visitor, now=now, new_id=new_id)
    except IntegrityError as error:
        raise PasskeyRefused from error
    return shown


def check_passkey(
    session: Session, *, party: RelyingParty, answer: str, challenge: str, visitor: Visitor, now: dt.datetime
) -> Account:
    """The account whose passkey signed the challenge.

    Raises:
        PasskeyRefused: nobody has that passkey, its owner may not sign in, the answer proves nothing, or the challenge
            was answered before.
    """
    with transaction(session):
        known = select(PasskeyRow).where(PasskeyRow.credential_id == named_passkey(answer))
        row = session.scalars(known.with_for_update()).one_or_none()
        account = account_by_id(session, row.account_id) if row else None
        if row is None or account is None:
            raise PasskeyRefused
        try:
            count = proven_count(
                party,
                answer,
                challenge,
                owner=account.public_id,
                public_key=row.public_key,
                sign_count=row.sign_count,
            )
        except AnswerRefused:
            count = None
        if count is None or not account.is_active:
            note(session, account, "account.refused", by=None, now=now, after={"by": "passkey"}, visitor=visitor)
            refused = True
        else:
            spend_challenge(session, challenge, now=now)
            row.sign_count, row.used_at = count, now
            refused = False
    if refused:
        raise PasskeyRefused
    return account


def remove_passkey(
    session: Session, entered: Entered, *, public_id: str, password: str, visitor: Visitor, now: dt.datetime
) -> str:
    """The name of the passkey that is gone.

    Raises:
        NotFound: the account has no such passkey.
        SignInAgain, WrongPassword, TooManyAttempts: as in `check_again`.
    """
    check_again(session, entered, password=password, visitor=visitor, now=now)
    account = entered.account
    with transaction(session):
        gone = delete(PasskeyRow).where(PasskeyRow.public_id == public_id, PasskeyRow.account_id == account.id)
        name = session.scalar(gone.returning(PasskeyRow.name))
        if name is None:
            raise NotFound("passkey")
        note(session, account, "account.passkey_removed", by=account.id, now=now, visitor=visitor)
    return str(name)


def _store(
    session: Session,
    account: Account,
    made: NewPasskey,
    name: str,
    visitor: Visitor,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    session.add(
        PasskeyRow(
            public_id=new_id(),
            account_id=account.id,
            name=name,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            created_at=now,
        )
    )
    session.flush()
    note(session, account, "account.passkey", by=account.id, now=now, visitor=visitor)
    tell_accounts(session, [account.id], topic="passkey_added", params={"name": name}, now=now, new_id=new_id)
