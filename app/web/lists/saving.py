"""Filters of a list under names: saved from the list, opened by a link, renamed and removed beside it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.filters import remove_filter, rename_filter, save_filter
from app.database import Session
from app.domain.accounts import Scope
from app.domain.errors import DomainError, NotFound
from app.domain.filters import question_kept
from app.queries.lists.saved import saved_filters
from app.web.access import current_scope
from app.web.addresses import this_page
from app.web.lists.listings import LISTINGS, Listing
from app.web.months import now
from app.web.request import current_session, services
from app.web.sentences import sentences_of

#: Parameters of every list; those it can be filtered by come to them.
_ASKS = frozenset({"q", "client", "sort", "cols", "first", "last"})


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved filter on its list's page."""

    public_id: str
    name: str
    url: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class Naming:
    """The field of a name as it was sent, and why it was not taken."""

    name: str = ""
    errors: tuple[str, ...] = ()


def question_of(listing: Listing) -> dict[str, list[str]]:
    """What the address asks of the list and would be saved of it."""
    filters = {column.key for column in listing.source.columns if column.of_row}
    return question_kept(request.args.to_dict(flat=False), _ASKS | filters)


def saved_of(session: Session, scope: Scope, listing: Listing) -> list[Saved]:
    """The reader's filters; a link asks the list anew, within what the reader may see by then."""
    month, present = request.args.get("month"), question_of(listing)
    return [
        Saved(
            each.public_id,
            each.name,
            url_for(f"lists.{listing.noun}", month=month, **each.question),  # type: ignore[arg-type]
            each.question == present,
        )
        for each in saved_filters(session, scope, listing.noun)
    ]


def save(noun: str) -> Naming | ResponseReturnValue:
    """The list again; where the name is not taken, the field with what is wrong."""
    listing, name = LISTINGS[noun], request.form.get("name", "")
    try:
        save_filter(
            current_session(),
            scope=current_scope(),
            noun=noun,
            name=name,
            question=question_of(listing),
            now=now(),
            new_id=services().new_id,
        )
    except NotFound:
        raise
    except DomainError as refused:
        return Naming(name, tuple(sentences_of(refused)))
    flash(gettext("条件を「%(name)s」として保存しました。", name=" ".join(name.split())))
    return redirect(_list(noun), 303)


def rename(public_id: str) -> ResponseReturnValue:
    """The list it belongs to, where the filter has its new name or it is said why not."""
    name, noun = request.form.get("name", ""), ""
    try:
        noun = rename_filter(current_session(), scope=current_scope(), public_id=public_id, name=name)
    except NotFound:
        raise
    except DomainError as refused:
        flash(" ".join(sentences_of(refused)), "bad")
    else:
        flash(gettext("名前を「%(name)s」に変えました。", name=" ".join(name.split())))
    return redirect(_list(noun or request.form.get("noun", "")), 303)


def remove(public_id: str) -> ResponseReturnValue:
    """The list it belonged to."""
    noun = remove_filter(current_session(), scope=current_scope(), public_id=public_id)
    flash(gettext("保存した条件を消しました。"))
    return redirect(_list(noun), 303)


def _list(noun: str) -> str:
    """The list with what the sent address asks of it."""
    query = this_page(drop=frozenset({"public_id"})).partition("?")[2]
    return url_for(f"lists.{noun if noun in LISTINGS else 'hours'}") + (f"?{query}" if query else "")
