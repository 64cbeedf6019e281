"""Assistants: their list with the month's load, one person, their form. For staff."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.assistants import add_assistant, edit_assistant
from app.domain.errors import DomainError, NotFound
from app.domain.leave import LeaveData
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import leave as leave_queries
from app.queries import months as months_queries
from app.queries import plans as plans_queries
from app.queries.assistants import AssistantView, in_month
from app.queries.plans import AssignmentView, PlanView
from app.translations import N_
from app.translations.skills import SKILL_NAMES
from app.web.access import current_scope, roles
from app.web.assistants.blueprint import STAFF, bp
from app.web.forms.assistants import LEVELS, AssistantForm, KnownAssistantForm, NewAssistantForm, form_data
from app.web.months import month_of_request, now
from app.web.navigation import link_to
from app.web.paging import ROWS_A_PAGE, pages_of, text_asked
from app.web.request import current_session, services

SKILLS_SHOWN = 3
PLAN_STATES = {"published": N_("公開中の計画"), "draft": N_("下書きの計画")}


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill with its level 1 to 5, named and said."""

    name: str
    level: int
    word: str


@dataclass(frozen=True, slots=True)
class Load:
    """A person's month: minutes worked, minutes the plan still expects, and what it gave them."""

    assistant: AssistantView
    worked_min: int
    given: tuple[AssignmentView, ...]

    @property
    def planned_min(self) -> int:
        """What the plan gives them, worked or not."""
        return sum(each.planned_min for each in self.given)

    @property
    def still_min(self) -> int:
        """What of it is not worked yet."""
        return sum(max(0, each.planned_min - each.used_min) for each in self.given)

    @property
    def free_min(self) -> int:
        """What they could still take on, at least 0."""
        return max(0, self.assistant.monthly_min - self.worked_min - self.still_min)

    @property
    def skills(self) -> list[SkillLine]:
        """What they can do, best first."""
        best_first = sorted(self.assistant.skills.items(), key=lambda each: (-each[1], each[0]))
        return [
            SkillLine(gettext(SKILL_NAMES.get(skill, skill)), level, gettext(LEVELS[level]))
            for skill, level in best_first
        ]


@bp.get("/assistants")
@roles(*STAFF)
def index() -> ResponseReturnValue:
    """People with their month, a page at a time; sums are of all that are searched for."""
    session, scope, month, text = current_session(), current_scope(), month_of_request(), text_asked()
    totals = assistants_queries.assistant_totals(session, scope, matching=text)
    pages = pages_of(totals.count, ROWS_A_PAGE)
    people = assistants_queries.assistants(
        session, scope, matching=text, active_first=True, month=month, limit=ROWS_A_PAGE, offset=pages.offset
    )
    plan, loads = _loads(people, month)
    return render_template(
        "assistants/index.html",
        month=month,
        plan=plan,
        plan_word=_plan_word(plan),
        loads=loads,
        totals=totals,
        free_min=months_queries.free_min(session, scope, month, plan.id if plan else None, matching=text),
        pages=pages,
        text=text,
        shown=SKILLS_SHOWN,
        link=link_to,
    )


@bp.get("/assistants/new")
@roles(*STAFF)
def new() -> ResponseReturnValue:
    """The form of a new assistant."""
    return _page(NewAssistantForm())


@bp.post("/assistants/new")
@roles(*STAFF)
def create() -> ResponseReturnValue:
    """Stores them, or shows the form again with what is to be mended."""
    form = NewAssistantForm()
    if not form.is_sent_and_sound():
        return _page(form, status=400)
    data = form.assistant(" ".join(str(form.code.data).split()))
    try:
        public_id = add_assistant(
            current_session(), scope=current_scope(), data=data, now=now(), new_id=services().new_id
        )
    except DomainError as refused:
        return _page(form, rest=form.show(refused), status=400)
    flash(gettext("%(name)sさんを登録しました。次に作る計画から割り当てられます。", name=data.name))
    return redirect(url_for("assistants.show", public_id=public_id))


@bp.get("/assistants/<public_id>")
@roles(*STAFF)
def show(public_id: str) -> ResponseReturnValue:
    """One person: the month's load, what they can do."""
    session, scope, month = current_session(), current_scope(), month_of_request()
    person = assistants_queries.assistant(session, scope, public_id=public_id)
    leave = leave_queries.leave_of(session, scope, person.id, since=month.first_day)
    plan, loads = _loads([in_month(person, month, (LeaveData(each.first_day, each.last_day) for each in leave))], month)
    return render_template(
        "assistants/show.html",
        month=month,
        plan=plan,
        plan_word=_plan_word(plan),
        load=loads[0],
        monthly_min=person.monthly_min,
        link=link_to,
    )


@bp.get("/assistants/<public_id>/edit")
@roles(*STAFF)
def edit(public_id: str) -> ResponseReturnValue:
    """The form of a known assistant."""
    person = assistants_queries.assistant(current_session(), current_scope(), public_id=public_id)
    return _page(KnownAssistantForm(data=form_data(person)), person)


@bp.post("/assistants/<public_id>/edit")
@roles(*STAFF)
def update(public_id: str) -> ResponseReturnValue:
    """Stores what was changed; plans that were made keep what they gave."""
    session, scope, form = current_session(), current_scope(), KnownAssistantForm()
    person = assistants_queries.assistant(session, scope, public_id=public_id)
    if not form.is_sent_and_sound():
        return _page(form, person, status=400)
    data = form.assistant(person.code, is_active=bool(form.is_active.data))
    try:
        edit_assistant(session, scope=scope, public_id=public_id, data=data)
    except NotFound:
        raise
    except DomainError as refused:
        return _page(form, person, rest=form.show(refused), status=400)
    flash(gettext("保存しました。次に作る計画から、この内容になります。"))
    return redirect(url_for("assistants.show", public_id=public_id))


def _loads(people: list[AssistantView], month: Month) -> tuple[PlanView | None, list[Load]]:
    """The month's plan (the published one before a draft) and what it gives each person."""
    session, scope = current_session(), current_scope()
    plan = plans_queries.published_plan(session, month) or plans_queries.plan(session, scope, month)
    ids = [person.id for person in people]
    given: dict[int, list[AssignmentView]] = {}
    for row in plans_queries.assignments(session, scope, plan.id, assistant_ids=ids) if plan else []:
        given.setdefault(row.assistant_id, []).append(row)
    hours = months_queries.hours_by_assistant(session, scope, month, assistant_ids=ids)
    worked = {each.assistant_public_id: each.minutes for each in hours}
    loads = [Load(person, worked.get(person.public_id, 0), tuple(given.get(person.id, ()))) for person in people]
    return plan, loads


def _plan_word(plan: PlanView | None) -> str:
    return gettext(PLAN_STATES[plan.state]) if plan else gettext("計画はまだありません")


def _page(
    form: AssistantForm,
    person: AssistantView | None = None,
    *,
    rest: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    text = render_template("assistants/form.html", form=form, person=person, problems_left=rest or [])
    return text, status
