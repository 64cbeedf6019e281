"""What staff do to the next plan: have it made, pin, forbid, allow, set dates, have questions about it answered."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.plans.due import set_due_date
from app.actions.plans.explain import ask_explanation
from app.actions.plans.make import ask_plan
from app.actions.plans.tie import allow_task, forbid_task, pin_task
from app.domain.errors import InvalidInput
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.web.access import current_scope, roles
from app.web.forms.picking import MOST_IN_SELECT, meant
from app.web.months import now
from app.web.plans.blueprint import STAFF, bp
from app.web.plans.filters import filters_of_form
from app.web.plans.picking import at_work
from app.web.progress import to_job
from app.web.request import current_session, services

#: So much of what was sent as a day is said back.
MOST_DAY = 20
MOST_NAME = 60


@bp.post("/plans/make")
@roles(*STAFF)
def make() -> ResponseReturnValue:
    """Asks for a new draft."""
    month = Month.parse(request.form.get("month", ""))
    job = ask_plan(current_session(), scope=current_scope(), month=month, now=now(), new_id=services().new_id)
    return to_job(job, otherwise=url_for("plans.show", month=str(month)))


@bp.post("/plans/explain")
@roles(*STAFF)
def explain() -> ResponseReturnValue:
    """Asks for the answers to the questions about a plan."""
    public_id = request.form.get("plan", "")
    ask_explanation(current_session(), scope=current_scope(), public_id=public_id, now=now(), new_id=services().new_id)
    return redirect(url_for("plans.show", month=str(Month.parse(request.form.get("month", "")))) + "#answers")


@bp.post("/plans/pin")
@roles(*STAFF)
def pin() -> ResponseReturnValue:
    """The task stays with the assistant from the next plan on; without one the plan decides again."""
    typed = request.form.get("assistant", "")
    people = at_work(assistants_queries.assistants(current_session(), current_scope())) if typed else []
    found = meant(typed, people) if typed else []
    if len(found) > 1 or (typed and not found and len(people) > MOST_IN_SELECT):
        said = gettext("「%(text)s」を1人に決められません。名前をすべて入れてください。", text=typed[:MOST_NAME])
        return _back(said, "bad")
    assistant = found[0] if found else typed or None
    pin_task(
        current_session(),
        scope=current_scope(),
        task_public_id=request.form.get("task", ""),
        assistant_public_id=assistant,
        now=now(),
    )
    return _back(
        gettext("担当を固定しました。計画しなおすと反映されます。")
        if assistant
        else gettext("固定を外しました。計画しなおすと反映されます。")
    )


@bp.post("/plans/forbid")
@roles(*STAFF)
def forbid() -> ResponseReturnValue:
    """The next plan gives the task to somebody else."""
    forbid_task(
        current_session(),
        scope=current_scope(),
        task_public_id=request.form.get("task", ""),
        assistant_public_id=request.form.get("assistant", ""),
        now=now(),
    )
    return _back(gettext("担当を禁止しました。計画しなおすと反映されます。"))


@bp.post("/plans/allow")
@roles(*STAFF)
def allow() -> ResponseReturnValue:
    """The next plan may give the task to the assistant again; without one to everybody."""
    allow_task(
        current_session(),
        scope=current_scope(),
        task_public_id=request.form.get("task", ""),
        assistant_public_id=request.form.get("assistant") or None,
        now=now(),
    )
    return _back(gettext("禁止を解きました。計画しなおすと反映されます。"))


@bp.post("/plans/due")
@roles(*STAFF)
def due() -> ResponseReturnValue:
    """The work is due that day."""
    set_due_date(
        current_session(),
        scope=current_scope(),
        work_item_public_id=request.form.get("item", ""),
        due_date=_day(request.form.get("due", "")),
    )
    return _back(gettext("期限を変えました。計画しなおすと反映されます。"))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("due_date", "date_format", text=text[:MOST_DAY]) from None


def _back(said: str, category: str = "message") -> ResponseReturnValue:
    flash(said, category)
    month = Month.parse(request.form.get("month", ""))
    item = request.form.get("item") or None
    return redirect(url_for("plans.show", month=str(month), item=item, **filters_of_form().query()))  # type: ignore[arg-type]
