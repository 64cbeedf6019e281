"""Files for staff by months: journals, receivables, hours, documents."""

from __future__ import annotations

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from app.actions.exports import (
    ExportedFile,
    TableFormat,
    books_of,
    export_documents,
    export_hours,
    export_journal,
    export_receivables,
    months_between,
)
from app.adapters.exports import JournalFormat, lost_characters
from app.domain.errors import InvalidInput, NotFound
from app.domain.worktime import Month
from app.queries.books import Months
from app.queries.invoices.searching import DayKind, Search, search
from app.web.access import current_scope, roles
from app.web.closing import month_to_close
from app.web.forms.billing import SearchForm
from app.web.invoices.blueprint import STAFF, bp
from app.web.months import month_of_request, now, today
from app.web.request import current_session, open_until_sent
from app.web.sentences import sentences_of


@bp.get("/invoices/exports")
@roles(*STAFF)
def exports() -> ResponseReturnValue:
    """What can be written for the months asked for, and what would be lost in it."""
    session, scope = current_session(), current_scope()
    try:
        months, problems = _months(), []
    except InvalidInput as refused:
        months, problems = Months(_default(), _default()), sentences_of(refused)
    books = books_of(session, scope=scope, months=months)
    return render_template(
        "invoices/exports.html",
        month=month_of_request(),
        months=months,
        problems=problems,
        books=books,
        documents=[(kind, search(session, scope, _dated_in(months, kind)).count) for kind in DayKind],
        lost=lost_characters(JournalFormat.YAYOI, books),
        today=today(),
        asked={"first": str(months.first), "last": str(months.last)},
    ), (400 if problems else 200)


@bp.get("/invoices/exports/journal-<form>.csv")
@roles(*STAFF)
def journal(form: str) -> ResponseReturnValue:
    """The journal of the months for the accounting software named."""
    if form not in set(JournalFormat):
        raise NotFound("export")
    made = export_journal(current_session(), scope=current_scope(), form=JournalFormat(form), months=_months())
    return _sent(made)


@bp.get("/invoices/exports/hours.<form>", endpoint="hours_file")
@roles(*STAFF)
def hours(form: str) -> ResponseReturnValue:
    """The hours of the months, as CSV or as an Excel book."""
    if form not in set(TableFormat):
        raise NotFound("export")
    return _sent(export_hours(current_session(), scope=current_scope(), form=TableFormat(form), months=_months()))


@bp.get("/invoices/exports/receivables.<form>", endpoint="receivables_file")
@roles(*STAFF)
def receivables(form: str) -> ResponseReturnValue:
    """What each client owes today, by age."""
    if form not in set(TableFormat):
        raise NotFound("export")
    made = export_receivables(current_session(), scope=current_scope(), form=TableFormat(form), on=today())
    return _sent(made)


@bp.get("/invoices/exports/documents.zip", endpoint="documents_file")
@roles(*STAFF)
def documents() -> ResponseReturnValue:
    """The documents issued in the months, or those of the months' transactions, with their index."""
    kind = request.args.get("by", DayKind.ISSUED)
    if kind not in set(DayKind):
        raise InvalidInput("by", "not_a_choice")
    return _bundle(_dated_in(_months(), DayKind(kind)))


@bp.get("/invoices/search.zip", endpoint="search_file")
@roles(*STAFF)
def found() -> ResponseReturnValue:
    """The documents a search finds, with their index."""
    form = SearchForm(request.args)
    if not form.validate():
        raise InvalidInput("search", "not_a_choice")
    return _bundle(form.search())


def _bundle(wanted: Search) -> Response:
    return _sent(export_documents(current_session(), scope=current_scope(), wanted=wanted, now=now()))


def _dated_in(months: Months, kind: DayKind) -> Search:
    first, last = months.days
    return Search(first_day=first, last_day=last, day_kind=kind)


def _months() -> Months:
    """The months of the address; without any, the month whose close is due.

    Raises:
        InvalidInput: something that is no month, or no range of months.
    """
    first = request.args.get("first", "").strip()
    last = request.args.get("last", "").strip()
    begins = Month.parse(first) if first else _default()
    return months_between(begins, Month.parse(last) if last else max(begins, _default()))


def _default() -> Month:
    return month_to_close(month_of_request(), today())


def _sent(made: ExportedFile) -> Response:
    answer = Response(stream_with_context(made.pieces), content_type=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=made.filename)
    answer.headers["Cache-Control"] = "private, no-store"
    return open_until_sent(answer)
