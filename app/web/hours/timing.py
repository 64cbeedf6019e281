"""The timer's buttons, wherever they stand: start (or go on with) a work item, change over to it, stop and record."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from app.actions.hours.timer import start_timer, stop_timer, switch_timer
from app.domain.errors import DomainError, Forbidden, NotFound, NoTimer, OverlappingEntry, TimerRunning
from app.queries import hours as hours_queries
from app.queries.hours import TimerView
from app.web.access import current_scope
from app.web.formats import ja_hours
from app.web.hours.overrunning import tell_overruns
from app.web.months import now, today
from app.web.request import current_session, services
from app.web.sentences import sentences_of


def start() -> ResponseReturnValue:
    """The timer runs on the work item; the one that the button says it stops is recorded in the same moment."""
    session, scope, item = current_session(), current_scope(), request.form.get("work_item", "")
    running, _ = hours_queries.newest_timers(session, scope)
    try:
        if instead_of := request.form.get("instead_of", ""):
            _switch(running, instead_of, item)
        else:
            start_timer(session, scope=scope, work_item_public_id=item, now=now(), new_id=services().new_id)
    except (NotFound, Forbidden):
        raise
    except TimerRunning:
        _say_what_runs(item)
    except DomainError as error:
        _say_refused(running, error)
    return back()


def stop() -> ResponseReturnValue:
    """The timer's minutes are recorded."""
    running, _ = hours_queries.newest_timers(current_session(), current_scope())
    try:
        minutes = stop_timer(current_session(), scope=current_scope(), now=now(), new_id=services().new_id)
    except Forbidden:
        raise
    except DomainError as error:
        _say_refused(running, error)
        return back()
    if running is not None:
        _say_recorded(running, minutes)
    return back()


def _switch(ended: TimerView | None, instead_of: str, item: str) -> None:
    session, scope = current_session(), current_scope()
    minutes = switch_timer(
        session,
        scope=scope,
        running_public_id=instead_of,
        work_item_public_id=item,
        now=now(),
        new_id=services().new_id,
    )
    begun, _ = hours_queries.newest_timers(session, scope)
    if ended is not None and begun is not None and minutes is not None:
        _say_recorded(ended, minutes, begun.task_name)


def _say_recorded(ended: TimerView, minutes: int, begun: str = "") -> None:
    """What the timer came to, and the task that it was changed for, if it was."""
    said = (
        gettext("%(task)sに%(hours)sを記録しました。", task=ended.task_name, hours=ja_hours(minutes))
        if minutes
        else gettext("1秒もたたずに止めたため、記録はありません。")
    )
    flash(" ".join([said, gettext("%(task)sを始めました。", task=begun)]) if begun else said)
    if minutes:
        tell_overruns([ended.work_item_public_id], [today()])


def _say_refused(running: TimerView | None, error: DomainError) -> None:
    """Why the timer was not stopped, and that it runs on."""
    why = (
        gettext("計測した時間と重なる稼働記録があります。その記録を直すか取り消してから、もう一度押してください。")
        if isinstance(error, OverlappingEntry)
        else " ".join(sentences_of(error))
    )
    if running is not None and not isinstance(error, NoTimer):
        why = " ".join([gettext("%(task)sのタイマーは動いたままです。", task=running.task_name), why])
    flash(why, "bad")


def _say_what_runs(wanted: str) -> None:
    """What runs that the page of the button did not know of; nothing where it is the work that was asked for."""
    running, _ = hours_queries.newest_timers(current_session(), current_scope())
    if running is not None and running.work_item_public_id != wanted:
        flash(
            gettext(
                "ほかの画面で%(task)sのタイマーが始まっていました。止めて替えるときは、もう一度押してください。",
                task=running.task_name,
            ),
            "bad",
        )


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
