"""One search over tasks, companies, assistants and issued documents, in one statement whatever is asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func, literal, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.searching import search_words
from app.models import AssistantRow, Client, InvoiceRow, TaskRow
from app.queries.scope import own_assistant, own_client, visible_task


class HitKind(StrEnum):
    """What can be found."""

    TASK = "task"
    CLIENT = "client"
    ASSISTANT = "assistant"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    Attributes:
        kind: what it is.
        public_id: of its page.
        title: its name or number.
        detail: whose it is, or its code.
        month: of a document, as `YYYY-MM`; empty otherwise.
        rank: 0 where the name is what was typed, 1 where it begins with it, 2 where it holds it, 3 otherwise.
    """

    kind: HitKind
    public_id: str
    title: str
    detail: str
    month: str
    rank: int


def search(session: Session, scope: Scope, text: str, *, kinds: Collection[HitKind], limit: int) -> list[Hit]:
    """What the scope may see and every word fits, at most `limit` of a kind: the best rank first, then by name.

    Archived tasks and companies, drafts without a number and assistants who are away for good are not found.
    """
    words = search_words(text)
    if not words or not kinds:
        return []
    wanted = [_BRANCHES[kind](scope, words, limit) for kind in HitKind if kind in kinds]
    found = union_all(*(select(branch) for branch in wanted)).subquery()
    rows = session.execute(select(found).order_by(found.c.rank, found.c.title, found.c.public_id))
    return [Hit(HitKind(kind), *rest) for kind, *rest in rows]


Words = Sequence[Sequence[str]]


def _tasks(scope: Scope, words: Words, limit: int) -> Any:
    names = (TaskRow.name, TaskRow.department, Client.short_name, Client.name)
    return (
        _columns(HitKind.TASK, TaskRow.public_id, TaskRow.name, Client.short_name, literal(""), words)
        .join(Client, Client.id == TaskRow.client_id)
        .where(visible_task(scope, TaskRow.client_id, TaskRow.id), TaskRow.archived_at.is_(None), _fits(words, names))
        .order_by("rank", TaskRow.name, TaskRow.public_id)
        .limit(limit)
        .subquery()
    )


def _clients(scope: Scope, words: Words, limit: int) -> Any:
    names = (Client.name, Client.short_name, Client.code)
    return (
        _columns(HitKind.CLIENT, Client.public_id, Client.name, Client.code, literal(""), words)
        .where(own_client(scope, Client.id), Client.archived_at.is_(None), _fits(words, names))
        .order_by("rank", Client.name, Client.public_id)
        .limit(limit)
        .subquery()
    )


def _assistants(scope: Scope, words: Words, limit: int) -> Any:
    names = (AssistantRow.name, AssistantRow.code)
    return (
        _columns(HitKind.ASSISTANT, AssistantRow.public_id, AssistantRow.name, AssistantRow.code, literal(""), words)
        .where(own_assistant(scope, AssistantRow.id), AssistantRow.is_active, _fits(words, names))
        .order_by("rank", AssistantRow.name, AssistantRow.public_id)
        .limit(limit)
        .subquery()
    )


def _invoices(scope: Scope, words: Words, limit: int) -> Any:
    month = type_coerce(InvoiceRow.month, String)
    names = (InvoiceRow.number, Client.name, Client.short_name)
    return (
        _columns(HitKind.INVOICE, InvoiceRow.public_id, InvoiceRow.number, Client.short_name, month, words)
        .join(Client, Client.id == InvoiceRow.client_id)
        .where(own_client(scope, InvoiceRow.client_id), InvoiceRow.number.is_not(None), _fits(words, names))
        # Of many documents of a company the newest is looked for.
        .order_by("rank", InvoiceRow.month.desc(), InvoiceRow.public_id)
        .limit(limit)
        .subquery()
    )


_BRANCHES = {
    HitKind.TASK: _tasks,
    HitKind.CLIENT: _clients,
    HitKind.ASSISTANT: _assistants,
    HitKind.INVOICE: _invoices,
}


def _columns(kind: HitKind, public_id: Any, title: Any, detail: Any, month: Any, words: Words) -> Any:
    return select(
        literal(str(kind)).label("kind"),
        public_id.label("public_id"),
        title.label("title"),
        detail.label("detail"),
        month.label("month"),
        _rank(title, words).label("rank"),
    )


def _rank(title: Any, words: Words) -> ColumnElement[int]:
    """How well the name fits what was typed as a whole, in the ways of its words taken together."""
    wholes = {" ".join(way[min(n, len(way) - 1)] for way in words) for n in range(4)}
    return case(
        (or_(*(func.lower(title) == whole.lower() for whole in sorted(wholes))), 0),
        (or_(*(title.istartswith(whole, autoescape=True) for whole in sorted(wholes))), 1),
        (_fits(words, (title,)), 2),
        else_=3,
    )


def _fits(words: Words, names: Sequence[Any]) -> ColumnElement[bool]:
    return and_(*(or_(*(name.icontains(way, autoescape=True) for way in ways for name in names)) for ways in words))
