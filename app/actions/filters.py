"""Save a question to a list under a name, rename it, forget it: each account its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import AlreadyExists, InvalidInput, NotFound
from app.domain.filters import MOST_SAVED, name_kept
from app.models import AccountRow, SavedFilter
from app.queries.lists.saved import count_filters, filter_row, has_name


def save_filter(
    session: Session,
    *,
    scope: Scope,
    noun: str,
    name: str,
    question: Mapping[str, Sequence[str]],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The public id of the filter.

    Raises:
        NotFound: the house itself asks, which has no account.
        InvalidInput: the name cannot be taken, nothing is asked, or there are `MOST_SAVED` already.
        AlreadyExists: a filter of the list is called so.
    """
    kept = name_kept(name)
    if not question:
        raise InvalidInput("name", "nothing_asked")
    with transaction(session):
        account_id = _locked_account(session, scope)
        if has_name(session, scope, noun, kept):
            raise AlreadyExists("name", value=kept)
        if count_filters(session, scope, noun) >= MOST_SAVED:
            raise InvalidInput("name", "filters_many", most=MOST_SAVED)
        row = SavedFilter(
            public_id=new_id(), account_id=account_id, noun=noun, name=kept, question=dict(question), saved_at=now
        )
        session.add(row)
        return row.public_id


def rename_filter(session: Session, *, scope: Scope, public_id: str, name: str) -> str:
    """The list's noun; the filter has the new name.

    Raises:
        NotFound: the account has no such filter.
        InvalidInput: the name cannot be taken.
        AlreadyExists: another filter of the list is called so.
    """
    kept = name_kept(name)
    with transaction(session):
        _locked_account(session, scope)
        row = filter_row(session, scope, public_id)
        if row.name != kept and has_name(session, scope, row.noun, kept):
            raise AlreadyExists("name", value=kept)
        row.name = kept
        return row.noun


def remove_filter(session: Session, *, scope: Scope, public_id: str) -> str:
    """The list's noun; the filter is gone.

    Raises:
        NotFound: the account has no such filter.
    """
    with transaction(session):
        row = filter_row(session, scope, public_id)
        session.delete(row)
        return row.noun


def _locked_account(session: Session, scope: Scope) -> int:
    """The account's id, its row locked: of two windows that save at once, the later one counts what the other did."""
    if scope.account_id is None:
        raise NotFound("account")
    session.get_one(AccountRow, scope.account_id, with_for_update=True)
    return scope.account_id
