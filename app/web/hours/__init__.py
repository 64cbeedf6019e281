"""Hours: an assistant's week, entries, the timer, files, the month; approval and questions; what was used."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.hours.log import EntryData, log_many, log_time
from app.domain.accounts import Role
from app.domain.errors import DomainError, Forbidden, InvalidInput, ManyProblems, NotFound
from app.domain.worktime import Month, parse_day
from app.queries import weeks as weeks_queries
from app.web.access import current_scope, roles, signed_in
from app.web.errors import status_of
from app.web.forms.hours import beside_day
from app.web.hours.approving import approvals, approve
from app.web.hours.asked import asked_time, decline
from app.web.hours.entry import answer, ask, edit, reverse_one, show
from app.web.hours.importing import import_preview, import_start, import_store, import_upload
from app.web.hours.overrunning import tell_overruns
from app.web.hours.showing import Given, entry_form, show_hours
from app.web.hours.summary import month_summary
from app.web.hours.timing import start, stop
from app.web.hours.topping import buy, show_top_up
from app.web.hours.week import read_week
from app.web.months import month_of_request, now
from app.web.request import current_session, services
from app.web.sentences import sentence_of

bp = Blueprint("hours", __name__)
WORKERS = (Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)
BUYERS = (Role.CLIENT, *STAFF)
ENTRY = "/hours/entries/<public_id>"
bp.add_url_rule(ENTRY, "show", signed_in(show))
bp.add_url_rule(f"{ENTRY}/edit", "edit", roles(*WORKERS)(edit), methods=["POST"])
bp.add_url_rule(f"{ENTRY}/reverse", "reverse_one", roles(*WORKERS)(reverse_one), methods=["POST"])
bp.add_url_rule(f"{ENTRY}/question", "ask", roles(Role.CLIENT)(ask), methods=["POST"])
bp.add_url_rule(f"{ENTRY}/answer", "answer", roles(*STAFF)(answer), methods=["POST"])
bp.add_url_rule("/hours/approvals", "approvals", roles(*STAFF)(approvals))
bp.add_url_rule("/hours/approvals", "approve", roles(*STAFF)(approve), methods=["POST"])
bp.add_url_rule("/hours/month", "month_summary", roles(*WORKERS)(month_summary))
bp.add_url_rule("/hours/import", "import_start", roles(*WORKERS)(import_start))
bp.add_url_rule("/hours/import", "import_csv", roles(*WORKERS)(import_upload), methods=["POST"])
bp.add_url_rule("/hours/import/<public_id>", "import_preview", roles(*WORKERS)(import_preview))
bp.add_url_rule("/hours/import/<public_id>", "import_store", roles(*WORKERS)(import_store), methods=["POST"])
bp.add_url_rule("/hours/top-up", "top_up", roles(*BUYERS)(show_top_up))
bp.add_url_rule("/hours/top-up", "buy", roles(*BUYERS)(buy), methods=["POST"])
bp.add_url_rule("/hours/top-ups", "asked_time", roles(*STAFF)(asked_time))
bp.add_url_rule("/hours/top-ups/<public_id>/decline", "decline", roles(*STAFF)(decline), methods=["POST"])
bp.add_url_rule("/hours/timer/start", "start_timer", roles(Role.ASSISTANT)(start), methods=["POST"])
bp.add_url_rule("/hours/timer/stop", "stop_timer", roles(Role.ASSISTANT)(stop), methods=["POST"])


@bp.get("/hours")
@signed_in
def index() -> ResponseReturnValue:
    """The month's hours as the role sees them."""
    return show_hours(current_scope(), month_of_request(), Given())


@bp.post("/hours")
@roles(*WORKERS)
def log() -> ResponseReturnValue:
    """One entry; over midnight it becomes one a day."""
    scope, month = current_scope(), _sent_month()
    form = entry_form(scope, month)
    if not form.is_sent_and_sound():
        return show_hours(scope, month, Given(form=form)), 400
    data = EntryData(
        form.sent_id(services().new_id()),
        str(form.work_item.data),
        form.work_date.data or month.first_day,
        minutes=form.duration_min,
        starts=form.starts.data,
        stops=form.stops.data,
        note=form.note.data or "",
        assistant_public_id=None if scope.assistant_id else str(form.assistant.data),
        activity=form.activity_meant,
    )
    try:
        stored = log_time(current_session(), scope=scope, data=data, now=now(), new_id=services().new_id)
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        said = form.show(beside_day(error, is_staff=scope.is_staff))
        return show_hours(scope, month, Given(form=form, sentences=said)), status_of(error)
    flash(
        gettext("時間を記録しました。")
        if len(stored) == 1
        else gettext("日をまたぐため、%(count)s件に分けて記録しました。", count=len(stored))
    )
    days = [data.work_date + dt.timedelta(days=more) for more in range(len(stored))]
    tell_overruns([data.work_item_public_id], days, data.assistant_public_id)
    return redirect(url_for("hours.index", month=str(month), client=request.form.get("client") or None))


@bp.post("/hours/week")
@roles(Role.ASSISTANT)
def log_week() -> ResponseReturnValue:
    """The filled cells of a week: all of them, or none and every problem beside its cell."""
    scope, session, month = current_scope(), current_session(), _sent_month()
    monday = _monday(request.form.get("week", ""))
    week = read_week(weeks_queries.week(session, scope, monday), monday, request.form)
    if not week.errors:
        try:
            stored = log_many(session, scope=scope, data=week.entries, now=now(), new_id=services().new_id)
        except ManyProblems as error:
            for problem in error.problems():
                week.errors.setdefault(week.names[(problem.row or 1) - 1], sentence_of(replace(problem, row=None)))
        else:
            flash(
                gettext("%(count)s件の時間を記録しました。", count=stored)
                if stored
                else gettext("変わった欄はありません。")
            )
            tell_overruns(
                {entry.work_item_public_id for entry in week.entries}, {entry.work_date for entry in week.entries}
            )
            return redirect(url_for("hours.index", month=str(month), week=monday.isoformat()))
    given = Given(typed=week.typed, errors=week.errors, week=monday, key=request.form.get("key", ""))
    return show_hours(scope, month, given), 400


def _sent_month() -> Month:
    return Month.parse(request.form.get("month", ""))


def _monday(text: str) -> dt.date:
    """The Monday of the day a form names.

    Raises:
        InvalidInput: it names no day.
    """
    day = parse_day(text)
    if day is None:
        raise InvalidInput("week", "date_format", text=text)
    return day - dt.timedelta(days=day.weekday())
