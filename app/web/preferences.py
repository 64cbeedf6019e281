"""What a person chooses for themselves: where they hear of what, and the calendar that shows their due dates."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from app.actions.preferences import renew_calendar as store_calendar
from app.actions.preferences import save_choices
from app.actions.preferences import withdraw_calendar as remove_calendar
from app.adapters.calendars import Event, icalendar
from app.domain.accounts import Account, Role, Scope
from app.domain.notices import ALWAYS_IN_APP, TOPICS_OF, Choice
from app.queries import calendar as calendar_queries
from app.queries import preferences as preferences_queries
from app.translations.notices import KINDS
from app.web.access import current_scope, public, signed_in
from app.web.formats import ja_hours, yen
from app.web.months import now, today
from app.web.request import acts_for, current_session, services

bp = Blueprint("preferences", __name__)
#: What a calendar shows: a quarter back, half a year ahead.
DAYS_BACK, DAYS_AHEAD = 92, 184


@bp.get("/preferences")
@signed_in
def show() -> ResponseReturnValue:
    """Both choices in one page."""
    return _page()


@bp.post("/preferences/notices")
@signed_in
def save_notices() -> ResponseReturnValue:
    """Keeps what is ticked; what the role is never told of is not listened to."""
    scope = current_scope()
    in_app, by_mail = set(request.form.getlist("app")), set(request.form.getlist("mail"))
    wanted = {topic: Choice(topic in in_app, topic in by_mail) for topic in TOPICS_OF[scope.role]}
    save_choices(current_session(), scope=scope, choices=wanted)
    flash(gettext("お知らせの受け取り方を保存しました。"))
    return redirect(url_for("preferences.show"))


@bp.post("/preferences/calendar")
@signed_in
def renew_calendar() -> ResponseReturnValue:
    """A new link, shown this once: nobody can read it out of the database later, not even we."""
    token = store_calendar(current_session(), scope=current_scope(), now=now(), new_key=services().new_key)
    return _page(link=url_for("preferences.calendar", token=token, _external=True))


@bp.post("/preferences/calendar/withdraw")
@signed_in
def withdraw_calendar() -> ResponseReturnValue:
    """The link opens nothing any more."""
    remove_calendar(current_session(), scope=current_scope(), now=now())
    flash(gettext("カレンダーのリンクを止めました。登録したカレンダーは、次の更新から予定を受け取れません。"))
    return redirect(url_for("preferences.show"))


@bp.get("/calendar/<token>.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """The due dates of whoever has the link, in the language of its account; a wrong link is no page at all."""
    account = preferences_queries.account_by_calendar(current_session(), token)
    if account is None:
        abort(404)
    acts_for(account.scope)
    with force_locale(account.locale):
        text = icalendar(_events(account), name=gettext("Ennoshita 期限"), now=now())
    headers = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _page(link: str = "") -> ResponseReturnValue:
    scope = current_scope()
    session = current_session()
    chosen = preferences_queries.choices(session, scope, TOPICS_OF[scope.role])
    return render_template(
        "preferences/show.html",
        lines=[(topic, gettext(KINDS[topic]), choice, topic in ALWAYS_IN_APP) for topic, choice in chosen.items()],
        link=link,
        since=preferences_queries.calendar_since(session, scope),
        is_staff=scope.is_staff,
        has_invoices=scope.role is not Role.ASSISTANT,
    )


def _events(account: Account) -> list[Event]:
    first, last = today() - dt.timedelta(days=DAYS_BACK), today() + dt.timedelta(days=DAYS_AHEAD)
    work = _days_of_staff if account.scope.is_staff else _own_work
    return [*work(account.scope, first, last), *_invoices(account.scope, first, last)]


def _own_work(scope: Scope, first: dt.date, last: dt.date) -> list[Event]:
    is_client = scope.role is Role.CLIENT
    return [
        Event(
            # The last day of a month keeps its name, whichever day that is; the others are named by their day.
            f"{each.public_id}{'' if each.is_last else f'-{each.due_date:%Y%m%d}'}@ennoshita",
            each.due_date,
            each.task_name
            if is_client
            else gettext("%(task)s（%(client)s）", task=each.task_name, client=each.client_short_name),
            gettext("期限の日です。予定は%(hours)sです。", hours=ja_hours(each.planned_min)),
            url_for("tasks.show", public_id=each.task_public_id, _external=True),
        )
        for each in calendar_queries.due_work(current_session(), scope, first, last)
    ]


def _days_of_staff(scope: Scope, first: dt.date, last: dt.date) -> list[Event]:
    return [
        Event(
            f"{each.client_public_id}-{each.due_date:%Y%m%d}@ennoshita",
            each.due_date,
            gettext("%(client)s：%(count)s業務の期限", client=each.client_short_name, count=each.tasks),
            gettext("期限の日です。予定は%(hours)sです。", hours=ja_hours(each.planned_min)),
            url_for("plans.show", client=each.client_public_id, month=f"{each.due_date:%Y-%m}", _external=True),
        )
        for each in calendar_queries.due_days(current_session(), scope, first, last)
    ]


def _invoices(scope: Scope, first: dt.date, last: dt.date) -> list[Event]:
    return [
        Event(
            f"{each.public_id}@ennoshita",
            each.due_date,
            gettext("お支払期限 %(number)s", number=each.number)
            if not scope.is_staff
            else gettext("入金期限 %(number)s（%(client)s）", number=each.number, client=each.client_short_name),
            gettext("%(total)s（税込）", total=yen(each.total_yen)),
            url_for("invoices.show", public_id=each.public_id, _external=True),
        )
        for each in calendar_queries.due_invoices(current_session(), scope, first, last)
    ]
