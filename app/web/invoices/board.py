"""The month close for staff, the issued invoices for a client; and the buttons that close months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.invoices.close import ask_close
from app.database import Session
from app.domain.accounts import Scope
from app.domain.errors import DomainError, NotFound
from app.domain.worktime import Month
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries import months as months_queries
from app.queries import usage as usage_queries
from app.queries.clients import ClientView
from app.queries.invoices import expenses as expenses_queries
from app.queries.invoices import payments as payments_queries
from app.web.access import current_scope, roles
from app.web.closing import STEPS, Standing, counts_by_step, month_to_close, rows_of, standings, words_by_step
from app.web.forms.expenses import tax_words
from app.web.invoices.blueprint import READERS, STAFF, bp, sent_month
from app.web.months import month_of_request, now, today
from app.web.navigation import link_to
from app.web.paging import ROWS_A_PAGE, pages_of, text_asked
from app.web.progress import to_job
from app.web.request import current_session, services
from app.web.sentences import sentences_of

#: Clients without terms that are named; of more the number is said.
NAMES = 20


@dataclass(frozen=True, slots=True)
class Sums:
    """What the months of a board come to, with tax."""

    total_yen: int
    issued_yen: int
    issued: int
    paid_yen: int
    open_yen: int
    used_min: int
    overage_min: int
    carried_out_min: int


@bp.get("/invoices")
@roles(*READERS)
def index() -> ResponseReturnValue:
    """The board of a month for staff, else the company's own invoices."""
    scope = current_scope()
    return _board(scope, _board_month()) if scope.is_staff else _own(scope)


@bp.post("/invoices/close")
@roles(*STAFF)
def close_client() -> ResponseReturnValue:
    """Asks for the close of one client's month; what stands in the way is said, here or by the job."""
    return _asked(sent_month(), request.form.get("client", ""))


@bp.post("/invoices/close-all", endpoint="close_all")
@roles(*STAFF)
def close_every() -> ResponseReturnValue:
    """Asks for the close of every client's month that can be closed; the others are parked with their reasons."""
    return _asked(sent_month(), None)


def back_to(month: Month) -> ResponseReturnValue:
    """The board of the month, after a button was pressed."""
    return redirect(url_for("invoices.index", month=str(month)))


def _board_month() -> Month:
    """The month asked for; without one, the month whose close is due."""
    return month_of_request() if request.args.get("month") else month_to_close(month_of_request(), today())


def _board(scope: Scope, month: Month) -> ResponseReturnValue:
    session, day = current_session(), today()
    found = standings(session, scope, month, day, months_queries.close_facts(session, scope, month))
    covered = {each.company.id for each in found}
    text, step = text_asked(), request.args.get("step", "")
    named = [each for each in found if _is_named(each.company, text.casefold())]
    shown = [each for each in named if each.step == step] if step in STEPS else named
    awaiting = [each.row.awaiting for each in found if each.row is not None]
    pages = pages_of(len(shown), ROWS_A_PAGE)
    without_terms = [each.short_name for each in clients_queries.clients(session, scope) if each.id not in covered]
    by_step = counts_by_step(found)
    return render_template(
        "invoices/board.html",
        month=month,
        is_over=month.last_day < day,
        rows=found,
        sums=_sums(session, scope, month, found),
        counts=words_by_step(by_step),
        chips=_chips(month, text, step, counts_by_step(named)),
        step=step if step in STEPS else "",
        waiting_entries=sum(entries for entries, _minutes in awaiting),
        waiting_min=sum(minutes for _entries, minutes in awaiting),
        shown=rows_of(session, scope, month, shown[pages.offset : pages.last]),
        pages=pages,
        text=text,
        to_close=by_step["close"],
        to_issue=by_step["issue"],
        may_issue=accounts_queries.issuer(session) is not None,
        without_terms=without_terms[:NAMES],
        others_without_terms=len(without_terms[NAMES:]),
        link=link_to,
    )


def _sums(session: Session, scope: Scope, month: Month, found: Sequence[Standing]) -> Sums:
    """What all months of the board come to; hours of closed ones are added up in the database."""
    rows = [each.row for each in found if each.row is not None]
    closed = usage_queries.closed_totals(session, scope, month)
    paid = [each.paid for each in found if each.paid is not None]
    return Sums(
        total_yen=sum(each.total_yen for each in found),
        issued_yen=sum(each.total_yen for each in found if each.paid is not None),
        issued=len(paid),
        paid_yen=sum(each.paid_yen for each in paid),
        open_yen=sum(each.open_yen for each in paid),
        used_min=closed.used_min + sum(row.usage.used_min for row in rows),
        overage_min=closed.overage_min + sum(row.usage.overage_min for row in rows),
        carried_out_min=closed.carried_out_min + sum(row.carried_out_min for row in rows),
    )


def _chips(month: Month, text: str, step: str, counts: Mapping[str, int]) -> list[tuple[str, str, bool]]:
    """The steps that clients are at, as filters: label with its count, address, whether it is the one shown."""

    def url(to: str | None) -> str:
        return url_for("invoices.index", month=str(month), q=text or None, step=to)

    steps = [(f"{gettext(word)} {counts[key]}", url(key), key == step) for key, word in STEPS.items() if counts[key]]
    return [(f"{gettext('すべて')} {sum(counts.values())}", url(None), step not in STEPS), *steps]


def _is_named(company: ClientView, text: str) -> bool:
    """Whether the client's name, short name or code has the text in it."""
    return any(text in name.casefold() for name in (company.name, company.short_name, company.code))


def _own(scope: Scope) -> ResponseReturnValue:
    month = month_of_request()
    found = invoices_queries.invoices(current_session(), scope)
    counting = [head for head in found if head.state == "issued" and head.kind == "invoice"]
    of_month = next((head for head in counting if head.month == month), None)
    return render_template(
        "invoices/own.html",
        month=month,
        invoices=found,
        of_month=of_month,
        newest=next(iter(counting), None),
        paid=payments_queries.paid(current_session(), found, today()),
        expenses=[] if of_month else expenses_queries.expenses(current_session(), scope, month),
        taxes=tax_words(),
    )


def _asked(month: Month, client: str | None) -> ResponseReturnValue:
    try:
        job = ask_close(
            current_session(),
            scope=current_scope(),
            month=month,
            client_public_id=client,
            now=now(),
            new_id=services().new_id,
        )
    except NotFound:
        raise
    except DomainError as refused:
        flash(" ".join(sentences_of(refused)), "bad")
        return back_to(month)
    return to_job(job, otherwise=url_for("invoices.index", month=str(month)))
