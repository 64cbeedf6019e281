"""The page of hours for each role; a refused form comes back on it with what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import render_template, request

from app.domain.accounts import Role, Scope
from app.domain.errors import NotFound
from app.domain.worktime import Month, parse_day
from app.queries import approvals as approvals_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries import usage as usage_queries
from app.queries import weeks as weeks_queries
from app.queries.hours import EntryView
from app.web.addresses import page_asked, this_page
from app.web.forms import choices
from app.web.forms.hours import EntryForm
from app.web.hours.entry import clock_of
from app.web.months import today
from app.web.navigation import link_to
from app.web.paging import pages_of, text_asked
from app.web.request import current_session, services
from app.web.weeks import copied_from, make_grid

PAGE = 50
CLIENTS_PAGE = 25


@dataclass(frozen=True, slots=True)
class Given:
    """What a refused form gives back: fields with their errors, cells with theirs, sentences about the whole."""

    form: EntryForm | None = None
    sentences: Sequence[str] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    week: dt.date | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the list: `clock`, begin and end where they are known; `minutes`, what the reader did or pays."""

    entry: EntryView
    clock: str
    minutes: int


def show_hours(scope: Scope, month: Month, given: Given) -> str:
    """The page."""
    if scope.role is Role.CLIENT:
        return _for_client(scope, month)
    if scope.role is Role.ASSISTANT:
        return _for_assistant(scope, month, given)
    return _for_staff(scope, month, given)


def entry_form(scope: Scope, month: Month, client_id: int | None = None) -> EntryForm:
    """The form of one entry with the work items, of that client alone if named, and for staff the assistants."""
    session, day = current_session(), today()
    form = EntryForm()
    form.work_item.choices = choices(
        (item.public_id, f"{item.client_short_name} / {item.task_name}")
        for item in plans_queries.work(session, scope, month, client_id=client_id)
    )
    if scope.assistant_id is not None:
        del form.assistant
    else:
        people = assistants_queries.assistants(session, scope, active_only=True)
        form.assistant.offer([(person.public_id, person.name) for person in people])
    if request.method == "GET":
        form.entry.data = services().new_id()
        form.work_date.data = min(max(day, month.first_day), month.last_day)
    return form


def _for_assistant(scope: Scope, month: Month, given: Given) -> str:
    session, day = current_session(), today()
    shown = given.week or _week_of_request(month, day)
    monday = shown - dt.timedelta(days=shown.weekday())
    rows = weeks_queries.week(session, scope, monday)
    week_before = monday - dt.timedelta(days=7)
    running, last = hours_queries.newest_timers(session, scope)
    is_copying = request.method == "GET" and "copy" in request.args
    copied = copied_from(weeks_queries.week_minutes(session, scope, week_before), rows, day) if is_copying else {}
    typed = given.typed or copied
    grid = make_grid(rows, shown, day, given.key or services().new_id(), typed=typed, errors=given.errors)
    return render_template(
        "hours/assistant.html",
        month=month,
        grid=grid,
        week_before=this_page_week(month, week_before),
        copy_url=link_to("hours.index", month=str(month), week=monday.isoformat(), copy="1"),
        is_copying=is_copying,
        copied=len(copied),
        week_after=this_page_week(month, grid.monday + dt.timedelta(days=7)),
        running=running,
        last=last,
        own_min=weeks_queries.own_month_min(session, scope, month),
        given=given,
        form=given.form or entry_form(scope, month),
        **_entries(scope, month, None),
        link=link_to,
    )


def _for_client(scope: Scope, month: Month) -> str:
    session = current_session()
    usage = next(iter(usage_queries.usage(session, scope, month)), None)
    if usage is None:
        raise NotFound("client")
    return render_template(
        "hours/client.html",
        month=month,
        usage=usage,
        by_task=hours_queries.hours_by_task(session, scope, usage.client_id, month),
        **_entries(scope, month, usage.client_id),
        link=link_to,
    )


def _for_staff(scope: Scope, month: Month, given: Given) -> str:
    session = current_session()
    wanted = request.values.get("client")
    client = clients_queries.client(session, scope, public_id=wanted) if wanted else None
    text = text_asked()
    pages = pages_of(
        clients_queries.count_clients(session, scope, matching=text, covered=month), CLIENTS_PAGE, name="clients"
    )
    companies = clients_queries.clients(
        session, scope, matching=text, covered=month, limit=CLIENTS_PAGE, offset=pages.offset
    )
    return render_template(
        "hours/staff.html",
        month=month,
        usage=usage_queries.usage(session, scope, month, companies=companies),
        totals=usage_queries.usage_totals(session, scope, month, matching=text),
        pages=pages,
        text=text,
        client=client,
        by_task=hours_queries.hours_by_task(session, scope, client.id, month) if client else [],
        waiting=approvals_queries.entries_awaiting(session, scope, month),
        given=given,
        # A month has thousands of work items; a client has few.
        form=given.form or (entry_form(scope, month, client.id) if client else None),
        **_entries(scope, month, client.id if client else None),
        link=link_to,
    )


def this_page_week(month: Month, day: dt.date) -> str | None:
    """The address of the page of hours for another week of the same month's page."""
    return link_to("hours.index", month=str(month), week=day.isoformat())


def _entries(scope: Scope, month: Month, client_id: int | None) -> dict[str, object]:
    page = page_asked() if request.method == "GET" else 1
    found = hours_queries.entries(
        current_session(), scope, month=month, client_id=client_id, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    return {
        "lines": [_line(scope, entry) for entry in found[:PAGE]],
        "page": page,
        "newer": this_page(page=str(page - 1)) if page > 1 else None,
        "older": this_page(page=str(page + 1)) if len(found) > PAGE else None,
    }


def _line(scope: Scope, entry: EntryView) -> Line:
    minutes = entry.charged_min if scope.role is Role.CLIENT else entry.minutes
    return Line(entry, clock_of(entry.starts_s, entry.stops_s), minutes)


def _week_of_request(month: Month, day: dt.date) -> dt.date:
    """The day whose week is shown: asked for, else today, else the edge of the month nearest to today."""
    asked = parse_day(request.args.get("week", ""))
    return asked or min(max(day, month.first_day), month.last_day)
