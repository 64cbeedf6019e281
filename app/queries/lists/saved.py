"""Reads of the filters that an account saved; nobody reads those of another."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.models import SavedFilter


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter under its name: parameters of the list's address with their values."""

    public_id: str
    noun: str
    name: str
    question: dict[str, list[str]]


def saved_filters(session: Session, scope: Scope, noun: str) -> list[SavedView]:
    """The account's filters of that list, by name."""
    wanted = select(SavedFilter).where(SavedFilter.account_id == scope.account_id, SavedFilter.noun == noun)
    return [_view(row) for row in session.scalars(wanted.order_by(SavedFilter.name))]


def filter_row(session: Session, scope: Scope, public_id: str) -> SavedFilter:
    """The row of one filter of the account.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = session.scalar(
        select(SavedFilter).where(SavedFilter.public_id == public_id, SavedFilter.account_id == scope.account_id)
    )
    if row is None:
        raise NotFound("filter")
    return row


def count_filters(session: Session, scope: Scope, noun: str) -> int:
    """How many filters the account has of that list."""
    counted = select(func.count()).select_from(SavedFilter)
    return session.scalar(counted.where(SavedFilter.account_id == scope.account_id, SavedFilter.noun == noun)) or 0


def has_name(session: Session, scope: Scope, noun: str, name: str) -> bool:
    """Whether one of them is called so already."""
    wanted = select(SavedFilter.id).where(
        SavedFilter.account_id == scope.account_id, SavedFilter.noun == noun, SavedFilter.name == name
    )
    return session.scalar(wanted) is not None


def _view(row: SavedFilter) -> SavedView:
    return SavedView(row.public_id, row.noun, row.name, {key: list(values) for key, values in row.question.items()})
