"""A plan as staff look at it: the grid, what differs from the published plan, one assignment, what is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.actions.plans.compare import Changed, changes
from app.actions.plans.inputs import Inputs, held_by, load
from app.actions.plans.spent import Spent, spent
from app.database import Session
from app.domain.accounts import Scope
from app.queries import plans as plans_queries
from app.queries.assistants import AssistantView
from app.queries.plans import AssignmentView, LeftOutView, PlanView
from app.queries.plans.answers import Answers, answers
from app.queries.plans.beside import beside
from app.translations.plans import Teller
from app.web.formats import date_short, ja_hours
from app.web.plans.filters import Filters
from app.web.plans.grid import Column, Grid, Section, load_of, make_sections
from app.web.plans.looking import Given, Missing, missing_of, names_in
from app.web.plans.picking import Picked, chosen, picked
from app.web.saying import language


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows of a plan; sums are of the whole plan, rows are those the filters let through."""

    is_outdated: bool
    given: tuple[Given, ...]
    missing: tuple[Missing, ...]
    sections: tuple[Section, ...]
    picked: Picked | None
    changed: tuple[Changed, ...]
    has_published: bool
    names: Mapping[str, str]
    clients: Mapping[str, str]
    people: Sequence[AssistantView]
    load: Mapping[str, int]
    answers: Answers
    inputs: Inputs
    spent: Spent
    all_rows: Sequence[AssignmentView]
    all_left: Sequence[LeftOutView]

    @property
    def is_closed(self) -> bool:
        """Whether nothing of the month can be planned any more."""
        return self.inputs.is_closed

    @property
    def closed(self) -> dict[str, str]:
        """Names of the clients that have closed the month, by public id."""
        return {one.public_id: one.short_name for one in self.inputs.companies if one.id in self.inputs.closed}

    @property
    def change_of(self) -> dict[str, Changed]:
        """Task's public id -> how it differs from the published plan."""
        return {each.row.task_public_id: each for each in self.changed}

    @property
    def assigned_min(self) -> int:
        """Minutes of all that is given."""
        return sum(self.load.values())

    @property
    def missing_min(self) -> int:
        """Minutes of what is left out and shown."""
        return sum(each.row.planned_min for each in self.missing)

    @property
    def all_missing_min(self) -> int:
        """Minutes of all that is left out."""
        return sum(each.planned_min for each in self.all_left)

    @property
    def capacity_min(self) -> int:
        """Minutes that everybody who can work has for the plan."""
        return sum(person.minutes for person in self.inputs.problem.assistants)

    @property
    def change_min(self) -> int:
        """Minutes more than in the published plan, or fewer below zero."""
        return sum(each.change_min for each in self.changed)


def overlook(
    session: Session, scope: Scope, plan: PlanView, published: PlanView | None, filters: Filters, *, item: str | None
) -> Overview:
    """The plan for staff.

    Args:
        session: reads only.
        scope: who looks; staff.
        plan: the plan.
        published: the month's published plan; a draft is compared with it.
        filters: what of it is shown.
        item: public id of the work item whose assignment is shown beside the grid; the first one otherwise.
    """
    inputs = load(session, scope, plan.month)
    rows = plans_queries.assignments(session, scope, plan.id)
    left = plans_queries.left_out(session, scope, plan.id)
    before = plans_queries.assignments(session, scope, published.id) if published and published.id != plan.id else rows
    changed = changes(before, rows) if published else ()
    found = answers(session, scope, plan.id)
    clients = {company.public_id: company.short_name for company in inputs.companies}
    names = {**names_in(rows, left), **clients, **{person.public_id: person.name for person in inputs.people}}
    teller = Teller(language(), ja_hours, names)
    # beside this plan, which may be older than the hours and the pins of today
    gone = spent(inputs.used_min, inputs.ties.worked, held_by(rows, inputs.ties))
    differ = {each.row.task_public_id for each in changed}
    given = tuple(
        Given(row, lambda one: teller.choice(one.reason, one.assistant_name))
        for row in rows
        if filters.passes(row, differ)
    )
    return Overview(
        is_outdated=plan.state == "draft" and inputs.input_hash != plan.input_hash,
        given=given,
        missing=missing_of((row for row in left if filters.passes_left_out(row)), teller, found),
        sections=make_sections(
            _grid(inputs, rows, [each.row for each in given], filters, gone), only_busy=filters.is_any
        ),
        picked=_picked(session, scope, plan, inputs, rows, chosen(given, item)),
        changed=changed,
        has_published=published is not None,
        names=names,
        clients=clients,
        people=inputs.people,
        load=load_of(rows, "assistant_public_id"),
        answers=found,
        inputs=inputs,
        spent=gone,
        all_rows=rows,
        all_left=left,
    )


def _grid(
    inputs: Inputs, rows: Sequence[AssignmentView], shown: Sequence[AssignmentView], filters: Filters, gone: Spent
) -> Grid:
    load = load_of(rows, "assistant_public_id")
    people = [person for person in inputs.people if filters.assistant in ("", person.public_id)]
    if filters.view == "weeks":
        return Grid(shown, _weeks(shown), lambda row: str(_monday(row.due_date)), people, load, {}, gone.assistants)
    columns = _clients(inputs, rows, shown, filters, gone.clients)
    return Grid(shown, columns, lambda row: row.client_public_id, people, load, _bans(inputs), gone.assistants)


def _clients(
    inputs: Inputs,
    rows: Sequence[AssignmentView],
    shown: Sequence[AssignmentView],
    filters: Filters,
    gone: Mapping[str, int],
) -> list[Column]:
    """Clients with a package and their minutes in the whole plan; of a filtered plan those with work that is shown."""
    planned = load_of(rows, "client_public_id")
    busy = {row.client_public_id for row in shown}
    names = {company.public_id: company.short_name for company in inputs.companies}
    return [
        Column(client, names[client], planned.get(client, 0), paid_min, gone.get(client, 0))
        for client, paid_min in inputs.paid_min.items()
        if client in busy or not filters.is_any
    ]


def _weeks(shown: Sequence[AssignmentView]) -> list[Column]:
    """The weeks in which something falls due, by their Mondays."""
    due = {_monday(row.due_date): 0 for row in sorted(shown, key=lambda row: row.due_date)}
    for row in shown:
        due[_monday(row.due_date)] += row.planned_min
    last = {_monday(row.due_date): row.due_date for row in sorted(shown, key=lambda row: row.due_date)}
    return [
        Column(str(monday), gettext("%(day)sまで", day=date_short(last[monday])), planned_min)
        for monday, planned_min in due.items()
    ]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _bans(inputs: Inputs) -> dict[tuple[str, str], int]:
    """Assistant and client -> how many of the client's tasks the assistant must not do."""
    found: dict[tuple[str, str], int] = {}
    for candidate in inputs.candidates:
        for assistant in inputs.ties.forbidden.get(candidate.task_public_id, ()):
            key = assistant, candidate.client_public_id
            found[key] = found.get(key, 0) + 1
    return found


def _picked(
    session: Session,
    scope: Scope,
    plan: PlanView,
    inputs: Inputs,
    rows: Sequence[AssignmentView],
    given: Given | None,
) -> Picked | None:
    if given is None:
        return None
    row = given.row
    found = beside(
        session,
        scope,
        plan.id,
        work_item_public_id=row.work_item_public_id,
        assistant_public_id=row.assistant_public_id,
    )
    return picked(given, inputs, plan.month, rows, found)
