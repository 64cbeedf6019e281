"""A client questions a line of their hours; the operator answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.actions.hours.telling import about
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.charging import QUESTION_DAYS, questions_end
from app.domain.errors import AlreadyReversed, InvalidInput, QuestionAnswered, QuestionOpen, QuestionsEnded
from app.domain.worktime import work_date
from app.models import EntryQuestion, TimeEntry
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import questions as questions_queries

MOST_WORDS = 400


def ask_question(
    session: Session, *, scope: Scope, entry_public_id: str, text: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of the question; the operator is told.

    Raises:
        Forbidden: somebody else than the client asks.
        NotFound: the entry is outside of the scope.
        InvalidInput: there are no words, or too many.
        AlreadyReversed: the line was taken back and costs nothing.
        QuestionOpen: an earlier question about it waits for its answer.
        QuestionsEnded: the contract's days are over.
    """
    scope.require(Role.CLIENT)
    words = _sound("question", text)
    with transaction(session):
        entry = hours_queries.entry_row(session, scope, entry_public_id)
        clients_queries.lock_client(session, entry.client_id)
        _refuse(session, entry, now)
        question = EntryQuestion(
            public_id=new_id(),
            client_id=entry.client_id,
            time_entry_id=entry.id,
            question=words,
            asked_by=scope.account_id,
            asked_at=now,
        )
        session.add(question)
        told = accounts_queries.recipients(session, staff=True)
        params = {**about(session, entry), "words": words}
        tell_accounts(session, told, topic="hours_questioned", params=params, now=now, new_id=new_id)
        return question.public_id


def answer_question(
    session: Session, *, scope: Scope, public_id: str, answer: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """What came of the line: `kept`, `changed` or `taken_back`; the client is told.

    The line itself is changed or taken back before, as any other; the outcome follows from what became of it.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such question.
        InvalidInput: there are no words, or too many.
        QuestionAnswered: it has its answer.
    """
    scope.require_staff()
    words = _sound("answer", answer)
    with transaction(session):
        row = questions_queries.question_row(session, public_id)
        if row.outcome is not None:
            raise QuestionAnswered
        entry = session.get_one(TimeEntry, row.time_entry_id)
        row.answer = words
        row.outcome = questions_queries.became_of(session, entry.id)
        row.answered_by = scope.account_id
        row.answered_at = now
        told = accounts_queries.recipients(session, client_ids={entry.client_id})
        params = {**about(session, entry), "words": words}
        tell_accounts(session, told, topic="question_answered", params=params, now=now, new_id=new_id)
        return row.outcome


def _refuse(session: Session, entry: TimeEntry, now: dt.datetime) -> None:
    if entry.reverses_id is not None or hours_queries.is_reversed(session, entry.id):
        raise AlreadyReversed
    if questions_queries.has_open_question(session, entry.id):
        raise QuestionOpen
    invoice = invoices_queries.live_invoice(session, entry.client_id, entry.month)
    days = clients_queries.terms_in(session, entry.client_id, entry.month).billing.question_days or QUESTION_DAYS
    last_day = questions_end(invoice.issue_date if invoice else None, days)
    if last_day is not None and work_date(now) > last_day:
        raise QuestionsEnded(day=last_day.isoformat())


def _sound(field: str, text: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidInput(field, "required")
    if len(words) > MOST_WORDS:
        raise InvalidInput(field, "too_long", most=MOST_WORDS)
    return words
