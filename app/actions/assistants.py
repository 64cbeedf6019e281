"""Assistants and what they can do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.assistants import checked_skills
from app.domain.errors import AlreadyExists, DomainError, ManyProblems, NotFound, Problem
from app.models import AssistantRow, AssistantSkill

MOST_MONTHLY_MIN = 31 * 24 * 60


@dataclass(frozen=True, slots=True)
class AssistantData:
    """An assistant as a form or the command line holds it: `monthly_min` minutes a month, skill -> level 1 to 5."""

    code: str
    name: str
    monthly_min: int
    skills: Mapping[str, int]
    is_active: bool = True


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
    kept = {skill.skill: skill for skill in row.skills}
    row.skills = [_skill(kept.get(name), name, level) for name, level in sorted(data.skills.items())]


def _skill(row: AssistantSkill | None, name: str, level: int) -> AssistantSkill:
    if row is None:
        return AssistantSkill(skill=name, level=level)
    row.level = level
    return row
