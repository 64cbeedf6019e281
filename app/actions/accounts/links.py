"""Links in mails: an invitation to a new account, a reset for who forgot the password. Each opens one page, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.accounts.journal import note
from app.actions.accounts.rows import NO_PASSWORD, store_account
from app.actions.accounts.throttle import count_attempt
from app.database import transaction
from app.domain.accounts import Account, Invitation, Role, Scope, person_problems
from app.domain.errors import AlreadyExists, Forbidden, ManyProblems, TooManyAttempts
from app.domain.jobs import reset_order
from app.domain.mailboxes import plain_address
from app.domain.signing import HOLDS, Purpose, Visitor, name_hash
from app.models import LinkRow
from app.models.jobs import ask
from app.models.outbox import mail_account
from app.queries import accounts as accounts_queries

FORGOTTEN = "forgotten"
TOPICS = {Purpose.INVITATION: "invited", Purpose.RESET: "password_reset"}
_FOR_OPERATORS = frozenset({Role.CLIENT, Role.ASSISTANT})


def invite(
    session: Session,
    *,
    scope: Scope,
    data: Invitation,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
) -> str:
    """The public id of a new account without a password; its person is sent a link to choose one.

    Raises:
        Forbidden: the scope is not staff, or an operator who invites an operator or administrator.
        ManyProblems: each field that cannot be taken.
        AlreadyExists: the address is taken.
    """
    scope.require_staff()
    if scope.role is not Role.ADMINISTRATOR and data.role not in _FOR_OPERATORS:
        raise Forbidden("role")
    problems = person_problems(data)
    if problems:
        raise ManyProblems(problems)
    with transaction(session):
        account = store_account(session, data, NO_PASSWORD, now=now, new_id=new_id, new_key=new_key)
        _send(session, account, Purpose.INVITATION, now=now, new_id=new_id)
        note(session, account, "account.invite", by=scope.account_id, now=now, after={"role": account.role})
        return account.public_id


def invite_again(
    session: Session, *, scope: Scope, public_id: str, now: dt.datetime, new_id: Callable[[], str]
) -> Account:
    """The account that was sent another invitation; older ones open nothing any more.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such account, or it is not the scope's to manage.
        AlreadyExists: it has a password already.
    """
    with transaction(session):
        account = accounts_queries.managed_account(session, scope, public_id)
        if account.password_hash:
            raise AlreadyExists("password")
        _send(session, account, Purpose.INVITATION, now=now, new_id=new_id)
        note(session, account, "account.invite", by=scope.account_id, now=now)
    return account


def ask_reset(session: Session, *, email: str, visitor: Visitor, now: dt.datetime, new_id: Callable[[], str]) -> None:
    """Nothing, with a job asked for that sends the link, if there is somebody to send it to.

    Nobody is looked up here: known and unknown addresses get the same work and the same answer. Asked for too often,
    nothing is sent, and that is not said either.
    """
    typed = plain_address(email).lower()
    with transaction(session):
        try:
            count_attempt(session, name_hash(FORGOTTEN, typed), visitor, now=now, hears_strangers=False)
        except TooManyAttempts:
            return
        ask(session, reset_order(typed, name_hash(FORGOTTEN, typed)), new_id=new_id, asked_by=None, now=now)


def send_reset(session: Session, *, scope: Scope, email: str, now: dt.datetime, new_id: Callable[[], str]) -> bool:
    """Whether a link was put into the outbox; False where nobody has that address, or may not sign in.

    Whoever was invited and never chose a password gets an invitation again.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    with transaction(session):
        account = accounts_queries.account_by_email(session, email)
        if account is None or not account.is_active:
            return False
        purpose = Purpose.RESET if account.password_hash else Purpose.INVITATION
        _send(session, account, purpose, now=now, new_id=new_id)
        note(session, account, "account.reset", by=None, now=now)
    return True


def _send(session: Session, account: Account, purpose: Purpose, *, now: dt.datetime, new_id: Callable[[], str]) -> None:
    """A new link and its mail, in the running transaction; older links of the account are used up."""
    older = update(LinkRow).where(LinkRow.account_id == account.id, LinkRow.used_at.is_(None))
    session.execute(older.values(used_at=now))
    link = LinkRow(
        public_id=new_id(),
        account_id=account.id,
        purpose=str(purpose),
        created_at=now,
        expires_at=now + HOLDS[purpose],
    )
    session.add(link)
    session.flush()
    # The outbox names the link by its id: the token that opens it is made when the mail is, and kept nowhere.
    mail_account(session, account.id, topic=TOPICS[purpose], params={"link": link.public_id}, now=now, new_id=new_id)
