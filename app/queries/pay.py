"""Reads of what assistants are paid: their terms and their months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NoFeeTerms
from app.domain.pay import (
    FeeCategory,
    FeeTerms,
    Worked,
    fee_lines,
    fee_terms_for,
    is_in_time,
    month_pay,
    pay_date,
    transfer_date,
)
from app.domain.statements import Pay, StatementLine, last_pay_date
from app.domain.worktime import Month
from app.models import AssistantRow, AssistantTerms, Client, TaskRow, TimeEntry, WorkItem
from app.queries.scope import own_assistant


@dataclass(frozen=True, slots=True)
class Statement:
    """An assistant's month.

    Attributes:
        terms: None where nothing is agreed; then there is no pay and no pay day.
        minutes: worked, what was taken back not counted.
        pay_on: the day that is due by the terms.
        transfer_on: the day the money is sent: that day, or the bank day before it.
        last_pay_on: the last day the law allows.
    """

    assistant_public_id: str
    code: str
    name: str
    registration_no: str
    month: Month
    terms: FeeTerms | None
    lines: tuple[StatementLine, ...]
    minutes: int
    pay: Pay | None
    pay_on: dt.date | None
    transfer_on: dt.date | None
    last_pay_on: dt.date

    @property
    def is_in_time(self) -> bool:
        """Whether the pay day is one the law allows."""
        return self.terms is not None and is_in_time(self.terms, self.month)


def fee_series(session: Session, assistant_ids: Iterable[int]) -> dict[int, list[FeeTerms]]:
    """Assistant id -> their terms, oldest first; those without any are left out."""
    rows = session.scalars(
        select(AssistantTerms)
        .where(AssistantTerms.assistant_id.in_(list(assistant_ids)))
        .order_by(AssistantTerms.valid_from)
    )
    found: dict[int, list[FeeTerms]] = {}
    for row in rows:
        found.setdefault(row.assistant_id, []).append(
            FeeTerms(row.valid_from, row.fee_yen_per_hour, FeeCategory(row.category), row.pay_month_offset, row.pay_day)
        )
    return found


def statements(session: Session, scope: Scope, month: Month, *, public_id: str | None = None) -> list[Statement]:
    """The month of every assistant in the scope who worked in it or has terms, by code; of one, whatever they did."""
    wanted = select(AssistantRow).where(own_assistant(scope, AssistantRow.id)).order_by(AssistantRow.code)
    if public_id is not None:
        wanted = wanted.where(AssistantRow.public_id == public_id)
    people = list(session.scalars(wanted))
    terms = fee_series(session, [person.id for person in people])
    worked = _worked(session, scope, month, [person.id for person in people])
    return [
        _statement(person, month, terms.get(person.id, []), worked.get(person.id, []))
        for person in people
        if public_id is not None or worked.get(person.id)
    ]


def _statement(person: AssistantRow, month: Month, series: list[FeeTerms], worked: list[Worked]) -> Statement:
    try:
        terms = fee_terms_for(series, month)
    except NoFeeTerms:
        terms = None
    lines = fee_lines(worked, terms.fee_yen_per_hour if terms else 0)
    return Statement(
        assistant_public_id=person.public_id,
        code=person.code,
        name=person.name,
        registration_no=person.registration_no,
        month=month,
        terms=terms,
        lines=lines,
        minutes=sum(each.minutes for each in worked),
        pay=month_pay(lines, terms, month, is_registered=bool(person.registration_no)) if terms else None,
        pay_on=pay_date(terms, month) if terms else None,
        transfer_on=transfer_date(terms, month) if terms else None,
        last_pay_on=last_pay_date(month.last_day),
    )


def _worked(session: Session, scope: Scope, month: Month, people: Collection[int]) -> dict[int, list[Worked]]:
    """Assistant id -> what they worked, by client and task."""
    # First by item, from the index that holds the minutes; the names of so few rows are looked up after that.
    own = (
        select(TimeEntry.assistant_id, TimeEntry.work_item_id, func.sum(TimeEntry.minutes).label("minutes"))
        .where(
            TimeEntry.month == month,
            own_assistant(scope, TimeEntry.assistant_id),
            TimeEntry.assistant_id.in_(people)
            if len(people) == 1
            else TimeEntry.work_item_id.in_(
                select(WorkItem.id).where(WorkItem.client_id.in_(select(Client.id)), WorkItem.month == month)
            ),
        )
        .group_by(TimeEntry.assistant_id, TimeEntry.work_item_id)
        .subquery()
    )
    rows = session.execute(
        select(own.c.assistant_id, Client.short_name, TaskRow.name, own.c.minutes)
        .join(WorkItem, WorkItem.id == own.c.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .join(Client, Client.id == WorkItem.client_id)
        .where(own.c.minutes != 0)
        .order_by(Client.code, TaskRow.id)
    )
    found: dict[int, list[Worked]] = {}
    for assistant_id, client, task, total in rows:
        found.setdefault(assistant_id, []).append(Worked(client, task, int(total)))
    return found
