"""One thing done to the rows that were ticked in a list: at once, or as a job where they are many.

A verb of a list exists only where a page does the same to one row. What was ticked is read within the scope of who
asks: a row of somebody else is as missing as one that never was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.exports import bundle_chosen
from app.actions.hours.approve import approve_entries
from app.actions.invoices.many import issue_drafts, pay_in_full
from app.actions.jobs.asking import ask_many
from app.actions.listfiles import ask_file
from app.actions.plans.many import add_tasks_to_month
from app.actions.tasks.many import archive_tasks, score_chosen
from app.domain.accounts import STAFF, Role, Scope
from app.domain.choosing import AT_ONCE, MOST_CHOSEN, Chosen, Outcome, chosen_ids
from app.domain.errors import Forbidden, InvalidInput
from app.domain.listfiles import DOCUMENTS_AT_ONCE, DocumentsFile
from app.domain.worktime import Month
from app.queries.lists import Wanted, ids_of, rows, shown_columns
from app.translations.choosing import ASKS, DONE, LABELS, MISSING, NOTHING_DONE
from app.web.access import current_scope
from app.web.addresses import this_page
from app.web.formats import month_name
from app.web.lists.asking import asked
from app.web.lists.columns import FIGURES, heading, shown
from app.web.lists.listings import LISTINGS, Listing
from app.web.months import month_of_request, now
from app.web.request import current_session, open_until_sent, services
from app.web.sentences import sentence_of, sentences_of

#: Reasons said on a page; the rest are counted.
MOST_REASONS = 200
#: Rows named in a question; the rest are counted.
MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done to rows of a list: `act` None gives them as a file instead."""

    noun: str
    key: str
    icon: str
    roles: frozenset[Role]
    act: Callable[..., Outcome] | None

    @property
    def label(self) -> str:
        """On its button."""
        return gettext(LABELS[self.noun, self.key], month=month_name(month_of_request()))

    @property
    def asks(self) -> str:
        """What is asked before it is done; "" for nothing."""
        return ASKS.get((self.noun, self.key), "")


KEEPERS = STAFF | {Role.CLIENT}
VERBS = (
    Verb("tasks", "month", "calendar", STAFF, add_tasks_to_month),
    Verb("tasks", "score", "refresh", STAFF, score_chosen),
    Verb("tasks", "archive", "archive", KEEPERS, archive_tasks),
    Verb("hours", "approve", "checks", STAFF, approve_entries),
    Verb("invoices", "files", "download", KEEPERS, None),
    Verb("invoices", "issue", "check", STAFF, issue_drafts),
    Verb("invoices", "pay", "clipboard-check", STAFF, pay_in_full),
)


def verbs_of(noun: str, role: Role) -> tuple[Verb, ...]:
    """What the role can do to rows of the list."""
    return tuple(each for each in VERBS if each.noun == noun and role in each.roles)


def act_on(noun: str) -> ResponseReturnValue:
    """Does it: a page with what became of each row, a file, a question first, or the page of a job.

    Raises:
        Forbidden: the role has no such verb.
        InvalidInput: there is no such verb.
    """
    listing, scope = LISTINGS[noun], current_scope()
    verb = next((each for each in VERBS if (each.noun, each.key) == (noun, request.form.get("act"))), None)
    if verb is None:
        raise InvalidInput("act", "not_a_choice")
    if scope.role not in verb.roles:
        raise Forbidden
    try:
        chosen = _chosen(listing, scope)
    except InvalidInput as refused:
        flash(" ".join(sentences_of(refused)), "bad")
        return redirect(_back(listing), 303)
    if verb.asks and request.form.get("sure") != "1":
        return _question(listing, verb, chosen)
    if verb.act is None:
        return _documents(scope, chosen)
    if len(chosen.public_ids) > AT_ONCE:
        job = ask_many(current_session(), scope=scope, noun=noun, verb=verb.key, chosen=chosen)
        return redirect(url_for("jobs.show", public_id=job), 303)
    outcome = verb.act(current_session(), scope=scope, chosen=chosen)
    return render_template(
        "lists/result.html",
        listing=listing,
        active=listing.tab,
        verb=verb,
        said=said_of(noun, verb.key, outcome.done, chosen.month),
        done=outcome.done,
        missing=gettext(MISSING, count=outcome.missing) if outcome.missing else "",
        refused=[(each.name, sentence_of(each.problem)) for each in outcome.refused[:MOST_REASONS]],
        count=len(outcome.refused),
        back_url=_back(listing),
    )


def said_of(noun: str, verb: str, done: int, month: Month) -> str:
    """What was done, in a sentence."""
    return gettext(DONE[noun, verb], count=done, month=month_name(month)) if done else gettext(NOTHING_DONE)


def _chosen(listing: Listing, scope: Scope) -> Chosen:
    """The ticked rows, or all that the address asks for.

    Raises:
        InvalidInput: none, or too many.
    """
    given = request.form.getlist("row")
    if request.form.get("all") == "1":
        month = month_of_request() if listing.is_of_month else None
        wanted = replace(asked(listing.source, month).wanted, limit=MOST_CHOSEN + 1)
        given = ids_of(current_session(), scope, listing.source, wanted)
    return Chosen(chosen_ids(given), month_of_request(), now(), services().new_id)


def _question(listing: Listing, verb: Verb, chosen: Chosen) -> str:
    """What is asked first, with the rows it is asked of."""
    source, role = listing.source, current_scope().role
    wanted = Wanted(only=tuple(chosen.public_ids), limit=MOST_NAMED)
    columns = shown_columns(source, role, wanted)
    named = rows(current_session(), current_scope(), source, wanted)
    is_all = request.form.get("all") == "1"
    return render_template(
        "lists/sure.html",
        listing=listing,
        active=listing.tab,
        verb=verb,
        question=gettext(verb.asks, count=len(chosen.public_ids)),
        heads=[(heading(listing.noun, each), each.kind in FIGURES) for each in columns],
        lines=[[shown(c, v) for c, v in zip(columns, row[1:], strict=True)] for row in named],
        others=len(chosen.public_ids) - len(named),
        rows=() if is_all else chosen.public_ids,
        is_all=is_all,
        back_url=_back(listing),
    )


def _documents(scope: Scope, chosen: Chosen) -> ResponseReturnValue:
    """The documents as one file: sent while it is made, or the page of a job where they are many."""
    file = DocumentsFile(gettext("発行した書類"), tuple(chosen.public_ids))
    if len(file.public_ids) > DOCUMENTS_AT_ONCE:
        job = ask_file(current_session(), scope=scope, file=file, now=chosen.now, new_id=chosen.new_id)
        return redirect(url_for("jobs.show", public_id=job), 303)
    made = bundle_chosen(current_session(), scope=scope, file=file, now=chosen.now)
    answer = Response(stream_with_context(made.pieces), content_type=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=made.filename)
    answer.headers["Cache-Control"] = "private, no-store"
    return open_until_sent(answer)


def _back(listing: Listing) -> str:
    """The list with the same question; what is sent is sent to its address."""
    query = this_page().partition("?")[2]
    return url_for(f"lists.{listing.noun}") + (f"?{query}" if query else "")
