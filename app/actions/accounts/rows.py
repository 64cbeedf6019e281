"""The row of a new account, whoever chooses its password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.domain.accounts import Account, Invitation
from app.domain.errors import AlreadyExists
from app.domain.mailboxes import plain_address
from app.models import AccountRow
from app.queries import accounts as accounts_queries

#: Of an account whose person has not chosen one yet: no password has this hash.
NO_PASSWORD = ""


def store_account(
    session: Session,
    data: Invitation,
    password_hash: str,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> Account:
    """The new account, in the running transaction; whoever calls has seen that each field can be taken.

    Raises:
        AlreadyExists: the address is taken.
    """
    email = plain_address(data.email).lower()
    if accounts_queries.account_by_email(session, email) is not None:
        raise AlreadyExists("email", value=email)
    row = AccountRow(
        public_id=new_id(),
        email=email,
        display_name=data.display_name.strip(),
        role=str(data.role),
        client_id=data.client_id,
        assistant_id=data.assistant_id,
        password_hash=password_hash,
        session_key=new_key(),
        locale=data.locale,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return accounts_queries.account_of(row)
