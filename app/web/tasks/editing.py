"""The form of a task: a new one, or one that is known, with a picker for the usual task it is."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.submit import TaskData, edit_task, submit_task
from app.domain.errors import DomainError, NotFound
from app.domain.tasks.catalogue import CatalogueEntry
from app.queries import tasks as tasks_queries
from app.queries.clients import ClientView
from app.queries.tasks import TaskView
from app.web.access import current_scope, roles
from app.web.forms.tasks import TaskForm, form_data
from app.web.months import now
from app.web.request import current_session, services
from app.web.tasks.blueprint import KEEPERS, ClientChoice, bp, chosen_client, clients_in_scope, meant_client
from app.web.tasks.catalogue import picked, suggested
from app.web.tasks.patterns import LONGEST_SEARCH, Pattern, pattern_of, patterns_found


@bp.get("/tasks/new")
@roles(*KEEPERS)
def new() -> ResponseReturnValue:
    """The form of a new task: empty, or begun from a task or an entry that the address names."""
    companies, pattern = clients_in_scope(), pattern_of(request.args.get("like"), request.args.get("entry"))
    client = chosen_client(companies, (pattern and pattern.client) or request.args.get("client"))
    form = TaskForm(formdata=None, data=pattern.data if pattern else None)
    return _page(form, companies=companies, client=client, pattern=pattern)


@bp.post("/tasks/new")
@roles(*KEEPERS)
def create() -> ResponseReturnValue:
    """Stores a new task and shows its score, or the form again with what is to be mended."""
    companies, form = clients_in_scope(), TaskForm()
    client = meant_client(companies, request.form.get("client", ""))
    pattern, data = pattern_of(request.form.get("like"), None), _sound(form)
    if client is None:
        return _page(form, companies=companies, client=None, lacks_client=True, pattern=pattern, status=400)
    if data is None:
        return _page(form, companies=companies, client=client, pattern=pattern, status=400)
    if pattern and request.form.get("ways"):
        data = replace(data, ways_of=pattern.like)
    try:
        public_id = submit_task(
            current_session(),
            scope=current_scope(),
            client_public_id=client.public_id,
            data=data,
            now=now(),
            new_id=services().new_id,
        )
    except NotFound:
        raise
    except DomainError as refused:
        return _page(form, companies=companies, client=client, pattern=pattern, rest=form.show(refused), status=400)
    flash(gettext("「%(name)s」を加え、採点しました。", name=data.facts.name))
    return redirect(url_for("tasks.show", public_id=public_id))


@bp.get("/tasks/<public_id>/edit")
@roles(*KEEPERS)
def edit(public_id: str) -> ResponseReturnValue:
    """The form of a known task."""
    task = tasks_queries.task(current_session(), current_scope(), public_id)
    form = TaskForm(data=form_data(task))
    if task.catalogue_no is not None and task.catalogue_similarity_pct is None:
        form.catalogue.data = f"{task.catalogue_no} {task.catalogue_name_ja}"
    return _page(form, task=task)


@bp.post("/tasks/<public_id>/edit")
@roles(*KEEPERS)
def update(public_id: str) -> ResponseReturnValue:
    """Stores the changed facts and scores the task anew, or shows the form again."""
    session, scope, form = current_session(), current_scope(), TaskForm()
    task = tasks_queries.task(session, scope, public_id)
    data = _sound(form)
    if data is None:
        return _page(form, task=task, status=400)
    try:
        edit_task(session, scope=scope, public_id=public_id, data=data, now=now())
    except NotFound:
        raise
    except DomainError as refused:
        return _page(form, task=task, rest=form.show(refused), status=400)
    flash(gettext("変更を保存し、採点しなおしました。"))
    return redirect(url_for("tasks.show", public_id=public_id))


@bp.get("/tasks/suggestions")
@roles(*KEEPERS)
def suggest() -> ResponseReturnValue:
    """A part of a page: the usual tasks that are like a name."""
    entries = tasks_queries.catalogue(current_session())
    return render_template("tasks/suggestions.html", suggestions=suggested(request.args.get("name", ""), entries))


def _sound(form: TaskForm) -> TaskData | None:
    """What the form says, or None where a field has to be mended."""
    is_sound = form.is_sent_and_sound()
    entries = tasks_queries.catalogue(current_session())
    try:
        catalogue_no = _entry_no(form, entries)
    except DomainError as refused:
        form.show(refused)
        return None
    if not is_sound:
        return None
    return TaskData(form.facts(), catalogue_no, str(form.wish.data), int(form.priority.data))


def _entry_no(form: TaskForm, entries: list[CatalogueEntry]) -> int | None:
    """The entry typed, else the suggestion that was marked, else None: the names decide."""
    typed = picked(str(form.catalogue.data or ""), entries)
    if typed is not None:
        return typed
    return picked(request.form.get("suggested", ""), entries)


def _page(
    form: TaskForm,
    *,
    task: TaskView | None = None,
    companies: list[ClientView] | None = None,
    client: ClientView | None = None,
    lacks_client: bool = False,
    pattern: Pattern | None = None,
    rest: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    entries = tasks_queries.catalogue(current_session())
    text = render_template(
        "tasks/form.html",
        form=form,
        task=task,
        companies=companies or [],
        client=client,
        lacks_client=lacks_client,
        choice=ClientChoice(companies or [], client, request.form.get("client", ""), lacks_client),
        problems_left=rest or [],
        catalogue=entries,
        suggestions=suggested(str(form.name.data or ""), entries),
        pattern=pattern,
        takes_ways=request.method == "GET" or "ways" in request.form,
        sought=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        found=patterns_found(request.args.get("q", ""), entries),
        marked=request.form.get("suggested", ""),
    )
    return text, status
