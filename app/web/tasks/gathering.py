"""What people add to a task's page: comments, where its manual is, on which days it is due."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.discuss import add_comment, hide_comment
from app.actions.tasks.manual import set_manual
from app.actions.tasks.schedule import set_due_rule
from app.domain.errors import InvalidInput
from app.domain.tasks.duedays import (
    MONTHS_OF_YEAR,
    MOST_BUSINESS_DAYS,
    MOST_DAYS,
    MOST_MONTHS,
    MOST_WEEKS,
    WEEKDAYS,
    DueKind,
    DueRule,
)
from app.domain.tasks.statutory import yearly
from app.domain.worktime import parse_day
from app.web.access import current_scope, roles, signed_in
from app.web.forms.hours import SENT_ID
from app.web.months import now, today
from app.web.request import current_session, services
from app.web.tasks.blueprint import KEEPERS, bp
from app.web.tasks.duebox import DUE_WAYS, YEARLY
from app.web.tasks.gathered import refused_with
from app.web.tasks.showing import task_page


@bp.post("/tasks/<public_id>/comments")
@signed_in
def comment(public_id: str) -> ResponseReturnValue:
    """Keeps what was written, or shows it again with what is to be mended."""
    body, sent = request.form.get("body", ""), request.form.get("comment", "")
    try:
        add_comment(
            current_session(),
            scope=current_scope(),
            task_public_id=public_id,
            body=body,
            now=now(),
            new_id=services().new_id,
            public_id=sent if SENT_ID.fullmatch(sent) else None,
        )
    except InvalidInput as refused:
        return task_page(public_id, refused_with(refused, body=body)), 400
    flash(gettext("コメントを書きました。"))
    return _back(public_id, "h-talk")


@bp.post("/tasks/<public_id>/comments/<comment_id>/hide")
@signed_in
def hide(public_id: str, comment_id: str) -> ResponseReturnValue:
    """Takes one's own comment off the page."""
    hide_comment(current_session(), scope=current_scope(), task_public_id=public_id, public_id=comment_id, now=now())
    flash(gettext("コメントを取り消しました。"))
    return _back(public_id, "h-talk")


@bp.post("/tasks/<public_id>/manual")
@roles(*KEEPERS)
def manual(public_id: str) -> ResponseReturnValue:
    """Keeps where the manual is and when it was last found right."""
    url, reviewed = request.form.get("url", ""), request.form.get("reviewed_on", "").strip()
    try:
        set_manual(
            current_session(),
            scope=current_scope(),
            task_public_id=public_id,
            url=url,
            reviewed_on=day_of(reviewed, "reviewed_on"),
            now=now(),
        )
    except InvalidInput as refused:
        return task_page(public_id, refused_with(refused, url=url, reviewed_on=reviewed)), 400
    flash(gettext("マニュアルの場所を保存しました。") if url.strip() else gettext("マニュアルの場所を消しました。"))
    return _back(public_id, "h-manual")


@bp.post("/tasks/<public_id>/due")
@roles(*KEEPERS)
def due(public_id: str) -> ResponseReturnValue:
    """Keeps on which days the task is due."""
    sent = {
        name: request.form.get(name, "").strip() for name in ("way", "number", "weekday", "every", "since", "month")
    }
    try:
        set_due_rule(current_session(), scope=current_scope(), task_public_id=public_id, rule=_rule(**sent))
    except InvalidInput as refused:
        return task_page(public_id, refused_with(refused, **sent)), 400
    flash(gettext("期限の決め方を保存しました。これから作る月の作業に使います。"))
    return _back(public_id, "h-due")


def day_of(text: str, field: str) -> dt.date | None:
    """The day typed in that field; None for nothing, which means today.

    Raises:
        InvalidInput: no day.
    """
    day = parse_day(text) if text else None
    if text and day is None:
        raise InvalidInput(field, "date_format", text=text[:40])
    return day


def _rule(way: str, number: str, weekday: str, every: str, since: str, month: str) -> DueRule | None:
    """The rule chosen; None for each month's last day.

    Raises:
        InvalidInput: a way that is not offered, or what no month or week has.
    """
    if not way:
        return None
    if way == YEARLY:
        return yearly(whole(month, "month", MONTHS_OF_YEAR), today().year)
    if way not in DUE_WAYS:
        raise InvalidInput("way", "not_a_choice")
    kind, shift = DUE_WAYS[way]
    each = whole(every or "1", "every", MOST_WEEKS if kind is DueKind.WEEK else MOST_MONTHS)
    begins = day_of(since, "since") if each > 1 else None
    if kind is DueKind.END:
        return DueRule(kind, every=each, since=begins)
    if kind is DueKind.WEEK:
        return DueRule(kind, whole(weekday, "weekday", WEEKDAYS), shift, each, begins)
    most = MOST_BUSINESS_DAYS if kind is DueKind.BUSINESS else MOST_DAYS
    return DueRule(kind, whole(number, "number", most), shift, each, begins)


def whole(text: str, field: str, most: int) -> int:
    """The number typed in that field, 1 to `most`.

    Raises:
        InvalidInput: no such number.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= most):
        raise InvalidInput(field, "out_of_range", least=1, most=most)
    return int(text)


def _back(public_id: str, part: str) -> ResponseReturnValue:
    return redirect(url_for("tasks.show", public_id=public_id, month=request.args.get("month"), _anchor=part))
