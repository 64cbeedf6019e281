"""An account's standing, changed by who manages it: open or closed, another role, signed out everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.accounts.journal import note
from app.actions.accounts.sessions import refuse_sessions
from app.database import transaction
from app.domain.accounts import Account, Role, Scope, role_problems
from app.domain.errors import LastAdministrator, ManyProblems, NotFound
from app.models import AccountRow
from app.queries import accounts as accounts_queries


def set_active(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    is_active: bool,
    now: dt.datetime,
    new_key: Callable[[], str],
) -> Account:
    """The account, open or closed as asked. Closing it ends its sessions and its links; what it did stays.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such account, or it is not the scope's to manage.
        LastAdministrator: no administrator would be left.
    """
    with transaction(session):
        account = accounts_queries.managed_account(session, scope, public_id)
        if not is_active:
            _keep_an_administrator(session, account)
        row = _row(session, account.id)
        if row.is_active != is_active:
            row.is_active = is_active
            session.flush()
            refuse_sessions(session, account.id, new_key=new_key)
            action = "account.open" if is_active else "account.close"
            note(session, account, action, by=scope.account_id, now=now)
    return account


def set_role(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    role: Role,
    client_id: int | None,
    assistant_id: int | None,
    now: dt.datetime,
    new_key: Callable[[], str],
) -> Account:
    """The account as it was before it got another role, or another company or assistant; its sessions are ended.

    Raises:
        Forbidden: the scope is not an administrator.
        NotFound: there is no such account.
        ManyProblems: the role needs a company or an assistant, or may not have one.
        LastAdministrator: no administrator would be left.
    """
    scope.require_administrator()
    problems = role_problems(role, client_id, assistant_id)
    if problems:
        raise ManyProblems(problems)
    with transaction(session):
        account = accounts_queries.managed_account(session, scope, public_id)
        if role is not Role.ADMINISTRATOR:
            _keep_an_administrator(session, account)
        if (account.role, account.client_id, account.assistant_id) == (role, client_id, assistant_id):
            return account
        row = _row(session, account.id)
        row.role, row.client_id, row.assistant_id = str(role), client_id, assistant_id
        session.flush()
        refuse_sessions(session, account.id, new_key=new_key)
        note(
            session,
            account,
            "account.role",
            by=scope.account_id,
            now=now,
            before={"role": account.role},
            after={"role": role},
        )
    return account


def end_sessions_of(
    session: Session, *, scope: Scope, public_id: str, now: dt.datetime, new_key: Callable[[], str]
) -> Account:
    """The account that is signed out everywhere.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such account, or it is not the scope's to manage.
    """
    with transaction(session):
        account = accounts_queries.managed_account(session, scope, public_id)
        refuse_sessions(session, account.id, new_key=new_key)
        note(session, account, "account.sessions_ended", by=scope.account_id, now=now)
    return account


def _keep_an_administrator(session: Session, account: Account) -> None:
    if account.role is not Role.ADMINISTRATOR:
        return
    # Locked, so that two administrators do not close each other in the same moment.
    administrators = select(AccountRow.id).where(AccountRow.role == str(Role.ADMINISTRATOR), AccountRow.is_active)
    if set(session.scalars(administrators.with_for_update())) <= {account.id}:
        raise LastAdministrator


def _row(session: Session, account_id: int) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("account")
    return row
