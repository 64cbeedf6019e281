"""A list as a file: sent at once, or made by a job where it is long."""

from __future__ import annotations

from flask import Response, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.listfiles import ask_file, write_list
from app.domain.errors import NotFound
from app.domain.listfiles import MEDIA_TYPES, ListFile
from app.queries.lists import Kind, shown_columns
from app.web.access import current_scope
from app.web.lists.asking import asked
from app.web.lists.columns import FIGURES, heading, word_of
from app.web.lists.listings import LISTINGS
from app.web.months import month_of_request, now
from app.web.request import current_session, services


def file_asked(noun: str, form: str) -> ListFile:
    """What the address asks of the list, with every word in the reader's language.

    Raises:
        NotFound: there is no such form of file.
    """
    if form not in MEDIA_TYPES:
        raise NotFound("list")
    listing = LISTINGS[noun]
    wanted = asked(listing.source, month_of_request() if listing.is_of_month else None).wanted
    columns = shown_columns(listing.source, current_scope().role, wanted)
    return ListFile(
        noun=noun,
        form=form,
        title=gettext(listing.title),
        columns=tuple(each.key for each in columns),
        head=tuple(heading(noun, each, is_file=True) for each in columns),
        widths=tuple(14 if each.kind in FIGURES else 24 for each in columns),
        words={
            each.key: {value: word_of(each.key, value) for value in each.of_row}
            for each in columns
            if each.kind is Kind.CHOICE
        },
        sort=wanted.sort,
        is_descending=wanted.is_descending,
        text=wanted.text,
        client=wanted.client,
        chosen=dict(wanted.chosen),
        first_day=wanted.first_day,
        last_day=wanted.last_day,
    )


def send_file(noun: str, form: str) -> Response:
    """The file, piece by piece."""
    file = file_asked(noun, form)
    made = write_list(current_session(), scope=current_scope(), file=file, now=now())
    answer = Response(stream_with_context(made.pieces), content_type=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=made.filename)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def ask_for_file(noun: str) -> ResponseReturnValue:
    """The page of the job that makes the file."""
    file = file_asked(noun, request.form.get("form", ""))
    job = ask_file(current_session(), scope=current_scope(), file=file, now=now(), new_id=services().new_id)
    return redirect(url_for("jobs.show", public_id=job), 303)
