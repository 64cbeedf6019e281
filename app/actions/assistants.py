"""Assistants and what they can do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.pdf import Party, PaymentStatement, render_statement
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.assistants import checked_skills
from app.domain.errors import (
    AlreadyExists,
    DomainError,
    FeeOfPastMonth,
    IssuerIncomplete,
    ManyProblems,
    NoFeeTerms,
    NotFound,
    Problem,
)
from app.domain.invoicing import REGISTRATION_FORMAT, registration_number_problem
from app.domain.pay import FeeTerms, refuse_late
from app.domain.worktime import Month, work_date
from app.models import AssistantRow, AssistantSkill, AssistantTerms
from app.models.audit import HOUSE_STREAM, record
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import pay as pay_queries

MOST_MONTHLY_MIN = 31 * 24 * 60


@dataclass(frozen=True, slots=True)
class AssistantData:
    """An assistant as a form or the command line holds it: `monthly_min` minutes a month, skill -> level 1 to 5."""

    code: str
    name: str
    monthly_min: int
    skills: Mapping[str, int]
    is_active: bool = True
    #: T and 13 digits of who issues qualified invoices; empty for who does not
    registration_no: str = ""


def add_assistant(
    session: Session, *, scope: Scope, data: AssistantData, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of a new assistant.

    Raises:
        Forbidden: the scope is not staff.
        ManyProblems: each field that cannot be taken.
        AlreadyExists: the code is taken.
    """
    scope.require_staff()
    _refuse(data)
    with transaction(session):
        if session.scalar(select(AssistantRow.id).where(AssistantRow.code == data.code.strip())) is not None:
            raise AlreadyExists("code", value=data.code)
        row = AssistantRow(public_id=new_id(), code=data.code.strip(), created_at=now)
        _fill(row, data)
        session.add(row)
        return row.public_id


def edit_assistant(session: Session, *, scope: Scope, public_id: str, data: AssistantData) -> None:
    """Change name, minutes, skills and whether they still work; the code stays.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such assistant.
        ManyProblems: each field that cannot be taken.
    """
    scope.require_staff()
    _refuse(data)
    with transaction(session):
        row = session.scalar(select(AssistantRow).where(AssistantRow.public_id == public_id))
        if row is None:
            raise NotFound("assistant")
        _fill(row, data)


def set_fee(session: Session, *, scope: Scope, public_id: str, terms: FeeTerms, now: dt.datetime) -> None:
    """What the assistant is paid from `terms.valid_from` on; terms that begin in the same month are replaced.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such assistant.
        PaidTooLate: a month would be paid more than 60 days after its end.
        FeeOfPastMonth: terms that hold already would be changed for a month that is over.
    """
    scope.require_staff()
    refuse_late(terms)
    with transaction(session):
        person = assistants_queries.assistant(session, scope, public_id=public_id)
        assistants_queries.lock_assistant(session, person.id)
        known = pay_queries.fee_series(session, [person.id]).get(person.id, [])
        if known and known[0].valid_from <= terms.valid_from < Month.of(work_date(now)):
            raise FeeOfPastMonth("valid_from", month=str(terms.valid_from))
        before = next((each for each in known if each.valid_from == terms.valid_from), None)
        row = session.get(AssistantTerms, (person.id, terms.valid_from))
        if row is None:
            row = AssistantTerms(assistant_id=person.id, valid_from=terms.valid_from)
            session.add(row)
        row.fee_yen_per_hour, row.category = terms.fee_yen_per_hour, str(terms.category)
        row.pay_month_offset, row.pay_day = terms.pay_month_offset, terms.pay_day
        record(
            session,
            stream=HOUSE_STREAM,
            account_id=scope.account_id,
            action="assistant.fee",
            subject=f"assistant:{public_id}",
            now=now,
            before=_told(before) if before else {},
            after=_told(terms),
        )


def statement_pdf(session: Session, *, scope: Scope, public_id: str, month: Month, now: dt.datetime) -> bytes:
    """The assistant's month on paper (支払通知書); made anew each time, a draft until the month is over.

    Raises:
        NotFound: the assistant is outside of the scope.
        NoFeeTerms: nothing is agreed about the month.
        IssuerIncomplete: the company that pays is not filled in.
    """
    person = assistants_queries.assistant(session, scope, public_id=public_id)
    (found,) = pay_queries.statements(session, scope, month, public_id=public_id)
    issuer = accounts_queries.issuer(session)
    if found.pay is None or found.pay_on is None or found.transfer_on is None:
        raise NoFeeTerms(month=str(month))
    if issuer is None:
        raise IssuerIncomplete("issuer")
    session.rollback()
    is_over = month.last_day < work_date(now)
    statement = PaymentStatement(
        number=f"{month}-{person.code}" if is_over else None,
        issue_date=month.last_day if is_over else work_date(now),
        starts_on=month.first_day,
        ends_on=month.last_day,
        pay_date=found.pay_on,
        transfer_date=found.transfer_on,
        payee=Party(found.name),
        registration_number=found.registration_no,
        payer=Party(issuer.name, issuer.address, issuer.contact_email, issuer.postal_code),
        lines=found.lines,
        pay=found.pay,
        shows_mark=True,
    )
    return render_statement(statement)


def _told(terms: FeeTerms) -> dict[str, str | int]:
    return {
        "valid_from": str(terms.valid_from),
        "fee_yen_per_hour": terms.fee_yen_per_hour,
        "category": str(terms.category),
        "pay_month_offset": terms.pay_month_offset,
        "pay_day": terms.pay_day,
    }


def _refuse(data: AssistantData) -> None:
    problems: list[Problem] = []
    for field, most in (("code", 20), ("name", 100)):
        text = getattr(data, field).strip()
        if not text:
            problems.append(Problem("required", field))
        elif len(text) > most:
            problems.append(Problem("too_long", field, params={"most": most}))
    if not 0 <= data.monthly_min <= MOST_MONTHLY_MIN:
        problems.append(Problem("out_of_range", "monthly_min", params={"least": 0, "most": MOST_MONTHLY_MIN}))
    number = data.registration_no.strip()
    if number and registration_number_problem(number) == REGISTRATION_FORMAT:
        problems.append(Problem(REGISTRATION_FORMAT, "registration_no"))
    try:
        checked_skills(data.skills)
    except DomainError as error:
        problems += error.problems()
    if problems:
        raise ManyProblems(problems)


def _fill(row: AssistantRow, data: AssistantData) -> None:
    row.name = data.name.strip()
    row.monthly_min = data.monthly_min
    row.is_active = data.is_active
    row.registration_no = data.registration_no.strip()
    kept = {skill.skill: skill for skill in row.skills}
    row.skills = [_skill(kept.get(name), name, level) for name, level in sorted(data.skills.items())]


def _skill(row: AssistantSkill | None, name: str, level: int) -> AssistantSkill:
    if row is None:
        return AssistantSkill(skill=name, level=level)
    row.level = level
    return row
