"""Hours that wait for the operator: days to be approved, questions to be answered."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.hours.approve import approve_hours
from app.domain.errors import InvalidInput
from app.domain.worktime import Month, epoch_s, instant_of, parse_day
from app.queries import approvals as approvals_queries
from app.queries import clients as clients_queries
from app.queries import questions as questions_queries
from app.queries.approvals import DayKey
from app.web.access import current_scope
from app.web.addresses import page_asked, this_page
from app.web.months import month_of_request, now
from app.web.navigation import link_to
from app.web.request import current_session, services

PAGE = 50
MOST_QUESTIONS = 20


def approvals() -> ResponseReturnValue:
    """What waits in the month, the oldest day first, and the questions of every month."""
    session, scope, month = current_session(), current_scope(), month_of_request()
    wanted = request.args.get("client")
    client = clients_queries.client(session, scope, public_id=wanted) if wanted else None
    client_id = client.id if client else None
    page = page_asked()
    days = approvals_queries.awaiting(
        session, scope, month, client_id=client_id, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    return render_template(
        "hours/approvals.html",
        month=month,
        days=days[:PAGE],
        total=approvals_queries.awaiting_total(session, scope, month, client_id=client_id),
        companies=approvals_queries.clients_awaiting(session, scope, month)[:PAGE],
        client=client,
        questions=questions_queries.open_questions(session, scope, limit=MOST_QUESTIONS),
        seen_s=epoch_s(now()),
        page=page,
        newer=this_page(page=str(page - 1)) if page > 1 else None,
        older=this_page(page=str(page + 1)) if len(days) > PAGE else None,
        link=link_to,
    )


def approve() -> ResponseReturnValue:
    """Approves the ticked days, or all that waited when the page was made."""
    month = Month.parse(request.form.get("month", ""))
    is_all = request.form.get("all") == "1"
    client = request.form.get("client") or None
    count = approve_hours(
        current_session(),
        scope=current_scope(),
        month=month,
        seen_at=instant_of(_seen_s()),
        now=now(),
        new_id=services().new_id,
        keys=None if is_all else [_key(text) for text in request.form.getlist("day")],
        client_public_id=client,
    )
    if count:
        flash(gettext("%(count)s件の記録を承認しました。", count=count))
    else:
        flash(gettext("承認する記録がありませんでした。日を選んでください。"), "warn")
    return redirect(url_for("hours.approvals", month=str(month), client=client))


def _key(text: str) -> DayKey:
    client, _, rest = text.partition(".")
    assistant, _, written = rest.partition(".")
    day = parse_day(written)
    if day is None:
        raise InvalidInput("day", "date_format", text=text[:40])
    return DayKey(client, assistant, day)


def _seen_s() -> int:
    """When the page was made, in whole seconds; now for a form that does not say, never later than now."""
    latest_s = epoch_s(now()) + 1
    sent = request.form.get("seen", "")
    return min(int(sent) + 1, latest_s) if sent.isascii() and sent.isdecimal() and len(sent) <= 12 else latest_s
