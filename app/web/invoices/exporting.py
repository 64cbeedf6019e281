"""Files for staff by months: journals, hours, documents; and the machine-readable file beside a PDF."""

from __future__ import annotations

import io

from flask import Response, render_template, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from app.actions.exports import (
    ExportedFile,
    TableFormat,
    export_documents,
    export_hours,
    export_journal,
    months_between,
)
from app.actions.invoices.einvoice import invoice_xml
from app.adapters.exports import JournalFormat, lost_characters
from app.domain.errors import InvalidInput, NotFound
from app.domain.worktime import Month
from app.queries import books as books_queries
from app.queries.books import Months
from app.web.access import current_scope, roles
from app.web.closing import month_to_close
from app.web.invoices.blueprint import READERS, STAFF, bp
from app.web.months import month_of_request, now, today
from app.web.request import current_session
from app.web.sentences import sentences_of


@bp.get("/invoices/<public_id>.xml")
@roles(*READERS)
def xml(public_id: str) -> ResponseReturnValue:
    """The invoice for a machine; 409 for staff while it is a draft, for a client it does not exist."""
    made = invoice_xml(current_session(), scope=current_scope(), public_id=public_id)
    answer = send_file(
        io.BytesIO(made.content), "application/xml", as_attachment=True, download_name=made.filename, max_age=0
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/invoices/exports")
@roles(*STAFF)
def exports() -> ResponseReturnValue:
    """What can be written for the months asked for, and what would be lost in it."""
    session, scope = current_session(), current_scope()
    try:
        months, problems = _months(), []
    except InvalidInput as refused:
        default = month_to_close(Month.of(today()), today())
        months, problems = Months(default, default), sentences_of(refused)
    sales = books_queries.sales(session, scope, months)
    return render_template(
        "invoices/exports.html",
        month=month_of_request(),
        months=months,
        problems=problems,
        sales=sales,
        documents=len(books_queries.issued(session, scope, months)),
        lost=lost_characters(JournalFormat.YAYOI, sales),
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


@bp.get("/invoices/exports/documents.zip", endpoint="documents_file")
@roles(*STAFF)
def documents() -> ResponseReturnValue:
    """The documents issued in the months, with their index."""
    return _sent(export_documents(current_session(), scope=current_scope(), months=_months(), now=now()))


def _months() -> Months:
    """The months of the address; without any, the month whose close is due.

    Raises:
        InvalidInput: something that is no month, or no range of months.
    """
    default = month_to_close(Month.of(today()), today())
    first = request.args.get("first", "").strip()
    last = request.args.get("last", "").strip()
    begins = Month.parse(first) if first else default
    return months_between(begins, Month.parse(last) if last else max(begins, default))


def _sent(made: ExportedFile) -> Response:
    answer = Response(stream_with_context(made.pieces), content_type=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=made.filename)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
