"""Accounts: making them, their passwords, what they have seen, and the issuing company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from sqlalchemy.orm import Session

from app.actions.accounts.journal import note
from app.actions.accounts.rows import store_account
from app.actions.accounts.sessions import refuse_sessions
from app.adapters.known import FREQUENT_ALONE, KnownPasswords
from app.adapters.passwords import hash_password
from app.database import transaction
from app.domain.accounts import Invitation, Scope, name_problems, password_problems, role_problems
from app.domain.errors import DomainError, InvalidInput, ManyProblems, NotFound, Problem
from app.domain.invoicing import REGISTRATION_FORMAT, counter_key, registration_number_problem
from app.domain.mailboxes import is_address
from app.domain.postal import postal_code
from app.models import AccountRow, Issuer, Notice
from app.queries import accounts as accounts_queries


@dataclass(frozen=True, slots=True)
class NewAccount(Invitation):
    """An account as it is asked for, with the password it begins with."""

    password: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class IssuerData:
    """The issuing company as a form holds it; lines of the bank and the remarks are separated by line breaks."""

    name: str
    registration_no: str
    postal_code: str
    address: str
    contact_name: str
    contact_email: str
    bank_lines: str
    remarks: str
    invoice_pattern: str
    #: of credit notes; empty for the series of the invoices
    credit_pattern: str = ""


def add_account(
    session: Session,
    *,
    scope: Scope,
    data: NewAccount,
    now: dt.datetime,
    new_id: Callable[[], str],
    new_key: Callable[[], str],
    known: KnownPasswords = FREQUENT_ALONE,
) -> str:
    """The public id of a new account.

    Raises:
        Forbidden: the scope is not an administrator.
        ManyProblems: each field that cannot be taken.
        AlreadyExists: the address is taken.
    """
    scope.require_administrator()
    _refuse(
        name_problems(data.email, data.display_name)
        + (password_problems(data.password, data.email) or known.problems(data.password))
        + role_problems(data.role, data.client_id, data.assistant_id)
    )
    password_hash = hash_password(data.password)
    with transaction(session):
        account = store_account(session, data, password_hash, now=now, new_id=new_id, new_key=new_key)
        note(session, account, "account.add", by=scope.account_id, now=now, after={"role": account.role})
        return account.public_id


def require_person(email: str, display_name: str) -> None:
    """Nothing, if an account could have that address and name; asked before somebody thinks of a password.

    Raises:
        ManyProblems: each that cannot be taken.
    """
    _refuse(name_problems(email, display_name))


def set_password(
    session: Session,
    *,
    scope: Scope,
    email: str,
    password: str,
    now: dt.datetime,
    new_key: Callable[[], str],
    known: KnownPasswords = FREQUENT_ALONE,
) -> None:
    """Give the account another password and end all its sessions: whoever knew the old one is out.

    Raises:
        Forbidden: the scope is not an administrator.
        ManyProblems: the password cannot be taken.
        NotFound: nobody has that address.
    """
    scope.require_administrator()
    _refuse(password_problems(password, email) or known.problems(password))
    password_hash = hash_password(password)
    with transaction(session):
        account = accounts_queries.account_by_email(session, email)
        if account is None:
            raise NotFound("email")
        refuse_sessions(session, account.id, new_key=new_key)
        _row(session, account.id).password_hash = password_hash
        note(session, account, "account.password", by=scope.account_id, now=now)


def set_locale(session: Session, *, scope: Scope, locale: str) -> None:
    """Remember the language the account chose."""
    if scope.account_id is None:
        return
    with transaction(session):
        _row(session, scope.account_id).locale = locale


def see_notices(session: Session, *, scope: Scope, now: dt.datetime) -> None:
    """Mark everything the account was told as seen."""
    with transaction(session):
        unseen = session.query(Notice).filter(Notice.account_id == scope.account_id, Notice.seen_at.is_(None))
        unseen.update({Notice.seen_at: now})


def save_issuer(session: Session, *, scope: Scope, data: IssuerData) -> tuple[Problem, ...]:
    """Warnings about the issuing company as it is now stored; an unlikely check digit is warned of, not refused.

    Raises:
        Forbidden: the scope is not an administrator.
        ManyProblems: each field that cannot be taken.
    """
    scope.require_administrator()
    _refuse(_issuer_problems(data))
    with transaction(session):
        row = session.get(Issuer, 1)
        values = {name: value.strip() for name, value in asdict(data).items()}
        values["postal_code"] = postal_code(data.postal_code)
        if row is None:
            session.add(Issuer(id=1, **values))
        else:
            for name, value in values.items():
                setattr(row, name, value)
    doubt = registration_number_problem(data.registration_no.strip())
    return (Problem(doubt, "registration_no"),) if doubt else ()


def _row(session: Session, account_id: int) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("account")
    return row


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ManyProblems(problems)


def _issuer_problems(data: IssuerData) -> list[Problem]:
    limits = {
        "name": 100,
        "address": 200,
        "contact_name": 100,
        "contact_email": 254,
        "bank_lines": 400,
        "remarks": 800,
        "invoice_pattern": 40,
        "credit_pattern": 40,
    }
    problems = [
        Problem("too_long", field, params={"most": most})
        for field, most in limits.items()
        if len(getattr(data, field)) > most
    ]
    problems += [Problem("required", field) for field in ("name", "address") if not getattr(data, field).strip()]
    try:
        postal_code(data.postal_code)
    except InvalidInput as refused:
        problems += refused.problems()
    if data.contact_email.strip() and not is_address(data.contact_email):
        problems.append(Problem("email_format", "contact_email"))
    if registration_number_problem(data.registration_no.strip()) == REGISTRATION_FORMAT:
        problems.append(Problem(REGISTRATION_FORMAT, "registration_no"))
    for name in ("invoice_pattern", "credit_pattern"):
        pattern = getattr(data, name).strip()
        if name == "credit_pattern" and not pattern:
            continue
        try:
            counter_key(pattern, dt.date(2026, 1, 1))
        except DomainError:
            problems.append(Problem("number_pattern", name))
    return problems
