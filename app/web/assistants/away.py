"""When an assistant is away: told by themselves or by staff."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.leave import add_leave, drop_leave
from app.domain.accounts import Role
from app.domain.errors import DomainError, NotFound
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import leave as leave_queries
from app.web.access import current_scope, roles
from app.web.assistants.blueprint import STAFF, bp
from app.web.forms.leave import LeaveForm
from app.web.months import now, today
from app.web.request import current_session, services


@bp.get("/assistants/<public_id>/leave")
@roles(Role.ASSISTANT, *STAFF)
def leave(public_id: str) -> ResponseReturnValue:
    """Times away from this month on, and the form of one more."""
    return _page(public_id, LeaveForm())


@bp.post("/assistants/<public_id>/leave", endpoint="tell_leave")
@roles(Role.ASSISTANT, *STAFF)
def tell(public_id: str) -> ResponseReturnValue:
    """Stores a time away, or shows the form again with what is to be mended."""
    form = LeaveForm()
    if not form.is_sent_and_sound():
        return _page(public_id, form, status=400)
    try:
        add_leave(
            current_session(),
            scope=current_scope(),
            assistant_public_id=public_id,
            data=form.leave(),
            now=now(),
            new_id=services().new_id,
        )
    except NotFound:
        raise
    except DomainError as refused:
        return _page(public_id, form, rest=form.show(refused), status=400)
    flash(gettext("休みを登録しました。次に作る計画から、その日を除いて割り当てます。"))
    return redirect(url_for("assistants.leave", public_id=public_id))


@bp.post("/assistants/<public_id>/leave/<leave_id>/drop", endpoint="drop_leave")
@roles(Role.ASSISTANT, *STAFF)
def drop(public_id: str, leave_id: str) -> ResponseReturnValue:
    """Takes a time away back."""
    drop_leave(current_session(), scope=current_scope(), assistant_public_id=public_id, public_id=leave_id, now=now())
    flash(gettext("休みを取り消しました。"))
    return redirect(url_for("assistants.leave", public_id=public_id))


def _page(public_id: str, form: LeaveForm, *, rest: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    session, scope = current_session(), current_scope()
    person = assistants_queries.assistant(session, scope, public_id=public_id)
    text = render_template(
        "assistants/leave.html",
        person=person,
        form=form,
        leave=leave_queries.leave_of(session, scope, person.id, since=Month.of(today()).first_day),
        is_staff=scope.is_staff,
        problems_left=rest or [],
    )
    return text, status
