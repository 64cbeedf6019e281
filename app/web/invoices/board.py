"""The month close for staff, the issued invoices for a client; and the buttons that close months."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.close import Closed, Parked, close_all, close_client_month
from app.domain.accounts import Scope
from app.domain.errors import DomainError, NotFound
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.web.access import current_scope, roles
from app.web.closing import closing_rows, month_to_close
from app.web.formats import month_short
from app.web.invoices.blueprint import READERS, STAFF, bp, sent_month
from app.web.months import month_of_request, now, today
from app.web.navigation import link_to
from app.web.request import current_session, services
from app.web.sentences import sentence_of, sentences_of

SAID = 3
"""So many reasons are said above the table; the table says every one."""


@bp.get("/invoices")
@roles(*READERS)
def index() -> ResponseReturnValue:
    """The board of a month for staff, else the company's own invoices."""
    scope = current_scope()
    return _board(scope, _board_month()) if scope.is_staff else _own(scope)


@bp.post("/invoices/close")
@roles(*STAFF)
def close_client() -> ResponseReturnValue:
    """Closes one client's month; what stands in the way is said."""
    session, scope, month = current_session(), current_scope(), sent_month()
    client = clients_queries.client(session, scope, public_id=request.form.get("client", ""))
    try:
        done = close_client_month(
            session, scope=scope, client_public_id=client.public_id, month=month, now=now(), new_id=services().new_id
        )
    except NotFound:
        raise
    except DomainError as refused:
        said = " ".join(sentences_of(refused))
        flash(gettext("%(client)sを締められません。%(reason)s", client=client.short_name, reason=said), "bad")
    else:
        flash(_closed_words(done, client.short_name, month))
    return back_to(month)


@bp.post("/invoices/close-all", endpoint="close_all")
@roles(*STAFF)
def close_every() -> ResponseReturnValue:
    """Closes every client's month that can be closed; the others are parked with their reasons."""
    session, scope, month = current_session(), current_scope(), sent_month()
    try:
        results = close_all(session, scope=scope, month=month, now=now(), new_id=services().new_id)
    except DomainError as refused:
        flash(" ".join(sentences_of(refused)), "bad")
        return back_to(month)
    _tell_results(results, {each.id: each.short_name for each in clients_queries.clients(session, scope)})
    return back_to(month)


def back_to(month: Month) -> ResponseReturnValue:
    """The board of the month, after a button was pressed."""
    return redirect(url_for("invoices.index", month=str(month)))


def _board_month() -> Month:
    """The month asked for; without one, the month whose close is due."""
    return month_of_request() if request.args.get("month") else month_to_close(month_of_request(), today())


def _board(scope: Scope, month: Month) -> ResponseReturnValue:
    session, day = current_session(), today()
    rows = closing_rows(session, scope, month, day)
    covered = {row.usage.client_id for row in rows}
    companies = clients_queries.clients(session, scope)
    return render_template(
        "invoices/board.html",
        month=month,
        is_over=month.last_day < day,
        rows=rows,
        to_close=[row for row in rows if row.step == "close"],
        to_issue=[row for row in rows if row.step == "issue"],
        without_terms=[each for each in companies if each.id not in covered],
        link=link_to,
    )


def _own(scope: Scope) -> ResponseReturnValue:
    month = month_of_request()
    found = invoices_queries.invoices(current_session(), scope)
    of_month = next((head for head in found if head.month == month and head.state == "issued"), None)
    newest = next((head for head in found if head.state == "issued"), None)
    return render_template("invoices/own.html", month=month, invoices=found, of_month=of_month, newest=newest)


def _closed_words(done: Closed, name: str, month: Month) -> str:
    words = {"client": name, "month": month_short(month)}
    if done.was_closed:
        return gettext("%(client)sの%(month)sは、すでに締め済みです。", **words)
    if done.invoice_public_id is None:
        return gettext("%(client)sの%(month)sを締めました。請求するものはありません。", **words)
    return gettext("%(client)sの%(month)sを締め、請求書の下書きを作りました。", **words)


def _tell_results(results: list[Closed | Parked], names: dict[int, str]) -> None:
    closed = [each for each in results if isinstance(each, Closed) and not each.was_closed]
    parked = [each for each in results if isinstance(each, Parked)]
    if closed:
        flash(gettext("%(count)s社を締め、請求書の下書きを作りました。", count=len(closed)))
    elif not parked:
        flash(gettext("すべて締め済みです。新しく締めた依頼企業はありません。"))
    for each in parked[:SAID]:
        said = " ".join(sentence_of(problem) for problem in each.problems)
        flash(gettext("%(client)sは保留です。%(reason)s", client=names[each.client_id], reason=said), "warn")
    if len(parked) > SAID:
        flash(gettext("ほかに%(count)s社が保留です。理由は表にあります。", count=len(parked) - SAID), "warn")
