"""Reads of clients' questions about lines of the hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound
from app.models import Client, EntryQuestion, EntryReplacement, TaskRow, TimeEntry, WorkItem
from app.queries.hours import is_reversed
from app.queries.scope import own_assistant, own_client


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A client's question about a line; `outcome` and what follows it are None until it is answered."""

    public_id: str
    entry_public_id: str
    client_short_name: str
    task_name: str
    work_date: dt.date
    charged_min: int
    question: str
    asked_at: dt.datetime
    answer: str | None
    outcome: str | None
    answered_at: dt.datetime | None


def open_questions(session: Session, scope: Scope, *, limit: int = 50) -> list[QuestionView]:
    """Questions without an answer in the scope, the oldest first."""
    wanted = _questions(scope).where(EntryQuestion.outcome.is_(None)).order_by(EntryQuestion.id).limit(limit)
    return [QuestionView(*found) for found in session.execute(wanted)]


def questions_of(session: Session, scope: Scope, entry_ids: Collection[int]) -> list[QuestionView]:
    """Every question about these entries, the oldest first."""
    wanted = _questions(scope).where(EntryQuestion.time_entry_id.in_(entry_ids)).order_by(EntryQuestion.id)
    return [QuestionView(*found) for found in session.execute(wanted)]


def question_row(session: Session, public_id: str) -> EntryQuestion:
    """The row of one question, locked, for an action that answers it.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(select(EntryQuestion).where(EntryQuestion.public_id == public_id).with_for_update())
    if row is None:
        raise NotFound("question")
    return row


def has_open_question(session: Session, entry_id: int) -> bool:
    """Whether a question about the entry waits for its answer."""
    wanted = select(EntryQuestion.id).where(EntryQuestion.time_entry_id == entry_id, EntryQuestion.outcome.is_(None))
    return session.scalar(wanted) is not None


def became_of(session: Session, entry_id: int) -> str:
    """What became of an entry since: `kept`, `changed` by another in its place, or `taken_back`."""
    if not is_reversed(session, entry_id):
        return "kept"
    wanted = select(EntryReplacement.time_entry_id).where(EntryReplacement.replaces_id == entry_id).limit(1)
    return "taken_back" if session.scalar(wanted) is None else "changed"


def _questions(scope: Scope) -> Any:
    own = (
        own_assistant(scope, TimeEntry.assistant_id)
        if scope.role is Role.ASSISTANT
        else own_client(scope, TimeEntry.client_id)
    )
    return (
        select(
            EntryQuestion.public_id,
            TimeEntry.public_id,
            Client.short_name,
            TaskRow.name,
            TimeEntry.work_date,
            TimeEntry.charged_min,
            EntryQuestion.question,
            EntryQuestion.asked_at,
            EntryQuestion.answer,
            EntryQuestion.outcome,
            EntryQuestion.answered_at,
        )
        .join(TimeEntry, TimeEntry.id == EntryQuestion.time_entry_id)
        .join(Client, Client.id == EntryQuestion.client_id)
        .join(WorkItem, WorkItem.id == TimeEntry.work_item_id)
        .join(TaskRow, TaskRow.id == WorkItem.task_id)
        .where(own)
    )
