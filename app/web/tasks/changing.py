"""What the buttons of a task's page do: match, pin, do it this month, put it away."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.plans.add import add_to_month
from app.actions.plans.tie import pin_task
from app.actions.tasks.submit import TaskData, archive_task, edit_task, restore_task
from app.domain.errors import AlreadyExists, InvalidInput
from app.queries import assistants as assistants_queries
from app.queries import tasks as tasks_queries
from app.web.access import current_scope, roles
from app.web.formats import month_name
from app.web.forms.tasks import PinForm, facts_of
from app.web.months import month_of_request, now
from app.web.request import current_session, services
from app.web.sentences import sentences_of
from app.web.tasks.blueprint import KEEPERS, STAFF, bp
from app.web.tasks.catalogue import picked
from app.web.tasks.gathered import refused_with
from app.web.tasks.showing import task_page


@bp.post("/tasks/<public_id>/match")
@roles(*KEEPERS)
def match(public_id: str) -> ResponseReturnValue:
    """Says which usual task it is, or lets the names decide again; the task is scored anew."""
    session, scope = current_session(), current_scope()
    task = tasks_queries.task(session, scope, public_id)
    sent = request.form.get("catalogue", "")
    try:
        chosen = picked(sent, tasks_queries.catalogue(session))
    except InvalidInput as refused:
        return task_page(public_id, refused_with(refused, catalogue=sent)), 400
    data = TaskData(facts_of(task), chosen, task.wish, task.priority)
    edit_task(session, scope=scope, public_id=public_id, data=data, now=now())
    flash(gettext("よくある業務との対応を変え、採点しなおしました。"))
    return _back(public_id)


@bp.post("/tasks/<public_id>/pin")
@roles(*STAFF)
def pin(public_id: str) -> ResponseReturnValue:
    """Fixes who does the task from the next plan on, or lets the plan decide."""
    session, scope = current_session(), current_scope()
    form = PinForm()
    people = assistants_queries.assistants(session, scope, active_only=True)
    form.offer((each.public_id, each.name) for each in people)
    if not form.is_sent_and_sound():
        for sentence in form.assistant.errors:
            flash(str(sentence), "bad")
        return _back(public_id)
    chosen = str(form.assistant.data or "") or None
    pin_task(session, scope=scope, task_public_id=public_id, assistant_public_id=chosen, now=now())
    flash(
        gettext("次の計画から、この人に固定します。")
        if chosen
        else gettext("固定を外しました。次の計画が担当を決めます。")
    )
    return _back(public_id)


@bp.post("/tasks/<public_id>/month")
@roles(*STAFF)
def add(public_id: str) -> ResponseReturnValue:
    """Makes a work item of a task that is done less than monthly; the month's next plan takes it up."""
    month = month_of_request()
    try:
        add_to_month(
            current_session(),
            scope=current_scope(),
            task_public_id=public_id,
            month=month,
            new_id=services().new_id,
        )
    except InvalidInput as refused:
        flash(sentences_of(refused)[0], "bad")
    else:
        flash(gettext("%(month)sに行う作業に加えました。次に計画を作ると入ります。", month=month_name(month)))
    return _back(public_id)


@bp.post("/tasks/<public_id>/archive")
@roles(*KEEPERS)
def archive(public_id: str) -> ResponseReturnValue:
    """Takes the task out of the inventory; its hours and scores stay."""
    session, scope = current_session(), current_scope()
    task = tasks_queries.task(session, scope, public_id)
    archive_task(session, scope=scope, public_id=public_id, now=now())
    flash(gettext("「%(name)s」を棚卸から外しました。稼働と点数の記録は残ります。", name=task.name))
    return redirect(url_for("tasks.index", client=task.client_public_id if scope.is_staff else None))


@bp.post("/tasks/<public_id>/restore")
@roles(*KEEPERS)
def restore(public_id: str) -> ResponseReturnValue:
    """Takes the task back into the inventory."""
    try:
        restore_task(current_session(), scope=current_scope(), public_id=public_id)
    except AlreadyExists as refused:
        flash(sentences_of(refused)[0], "bad")
    else:
        flash(gettext("棚卸に戻しました。次に計画を作ると入ります。"))
    return _back(public_id)


def _back(public_id: str, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("tasks.show", public_id=public_id, month=request.args.get("month"), _anchor=part))
