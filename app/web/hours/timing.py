"""The timer's two buttons, wherever they stand: start (or go on with) a work item, stop and record."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from app.actions.hours.timer import start_timer, stop_timer
from app.domain.errors import DomainError, Forbidden, NotFound
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries.hours import TimerView
from app.web.access import current_scope
from app.web.formats import ja_hours
from app.web.hours.overrunning import tell_overruns
from app.web.months import now, today
from app.web.request import current_session, services
from app.web.sentences import sentences_of


def start() -> ResponseReturnValue:
    """The timer runs on the work item; one that ran on another is stopped and recorded first."""
    session, scope, item = current_session(), current_scope(), request.form.get("work_item", "")
    running, _ = hours_queries.newest_timers(session, scope)
    if running is not None and running.work_item_public_id == item:
        return back()
    try:
        if running is not None:
            plans_queries.work_item(session, scope, item)  # what cannot be begun stops nothing
            _stop(running)
        start_timer(session, scope=scope, work_item_public_id=item, now=now(), new_id=services().new_id)
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        flash(" ".join(sentences_of(error)), "bad")
    return back()


def stop() -> ResponseReturnValue:
    """The timer's minutes are recorded."""
    running, _ = hours_queries.newest_timers(current_session(), current_scope())
    try:
        _stop(running)
    except Forbidden:
        raise
    except DomainError as error:
        flash(" ".join(sentences_of(error)), "bad")
    return back()


def _stop(running: TimerView | None) -> None:
    minutes = stop_timer(current_session(), scope=current_scope(), now=now(), new_id=services().new_id)
    name = running.task_name if running else ""
    flash(
        gettext("%(task)sに%(hours)sを記録しました。", task=name, hours=ja_hours(minutes))
        if minutes
        else gettext("1秒もたたずに止めたため、記録はありません。")
    )
    if running and minutes:
        tell_overruns([running.work_item_public_id], [today()])


def back() -> ResponseReturnValue:
    """To the page the button stood on, if it is one of ours that can be opened; else to the day."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host:
        try:
            current_app.url_map.bind("").match(came_from.path, method="GET")
        except HTTPException:
            return redirect(url_for("home.index"))
        return redirect(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
    return redirect(url_for("home.index"))
