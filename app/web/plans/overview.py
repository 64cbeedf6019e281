"""A plan as staff look at it: the grid, what differs from the published plan, one assignment, what is left out.

A plan of thousands is listed in few columns; reasons, work done and packages are read of what a page shows alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext

from app.actions.plans.compare import Changed, changes
from app.actions.plans.inputs import held_by, paid_in
from app.actions.plans.spent import Spent, spent
from app.database import Session
from app.domain.accounts import Scope
from app.domain.ledger import Balances
from app.domain.terms import Terms
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries.assistants import AssistantView
from app.queries.clients import ClientView
from app.queries.plans import LeftOutView, PlaceView, PlanView
from app.queries.plans.answers import Answers, answers
from app.queries.plans.beside import grounds_of
from app.queries.plans.places import DatedView, TieView, items_unlike, places, ties_of
from app.queries.plans.ties import Worked, begun_by, worked_in
from app.translations.plans import Teller
from app.web.formats import date_short, ja_hours
from app.web.paging import Pages, pages_of
from app.web.plans.filters import Filters
from app.web.plans.grid import COLUMNS, Column, Grid, Section, load_of, make_sections
from app.web.plans.looking import Given, Missing, missing_of, names_in
from app.web.plans.picking import Picked, Ties, chosen, picked
from app.web.saying import language

#: Rows of the table by task, and people in the grid of weeks, on a page.
ROWS_A_PAGE, PEOPLE_A_PAGE = 100, 12
#: Up to so many clients that have closed the month are named.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows of a plan; sums are of the whole plan, rows those of the page that was asked for.

    `closed` names the clients that have closed the month, by public id. `gone` are minutes that the assistants on the
    page have worked beside the plan. `series` are the terms of the clients on the page, by row id, oldest first.
    """

    found: int
    given: tuple[Given, ...]
    missing: tuple[Missing, ...]
    sections: tuple[Section, ...]
    pages: Pages
    picked: Picked | None
    changed: tuple[Changed, ...]
    has_published: bool
    names: Mapping[str, str]
    companies: Sequence[ClientView]
    people: Sequence[AssistantView]
    load: Mapping[str, int]
    answers: Answers
    closed: Mapping[str, str]
    gone: Mapping[str, int]
    series: Mapping[int, Sequence[Terms]]
    all_rows: Sequence[DatedView]
    all_left: Sequence[LeftOutView]

    @property
    def clients(self) -> dict[str, str]:
        """Public id -> short name of every client, by code."""
        return {company.public_id: company.short_name for company in self.companies}

    @property
    def is_closed(self) -> bool:
        """Whether every client has closed the month, so that nothing of it can be planned any more."""
        return bool(self.closed) and len(self.closed) == len(self.companies)

    @property
    def closed_named(self) -> Sequence[str]:
        """Names of the clients that have closed the month; () where that are too many to name."""
        return tuple(self.closed.values()) if len(self.closed) <= MOST_NAMED else ()

    @property
    def change_of(self) -> dict[str, Changed]:
        """Task's public id -> how it differs from the published plan."""
        return {each.row.task_public_id: each for each in self.changed}

    @property
    def assigned_min(self) -> int:
        """Minutes of all that is given."""
        return sum(self.load.values())

    @property
    def pinned(self) -> int:
        """How many assignments a person has fixed."""
        return sum(row.is_pinned for row in self.all_rows)

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
        """Minutes of everybody who can work."""
        return sum(person.monthly_min for person in self.people if person.is_active)

    @property
    def change_min(self) -> int:
        """Minutes more than in the published plan, or fewer below zero."""
        return sum(each.change_min for each in self.changed)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of the plan before a page of it is picked out."""

    plan: PlanView
    rows: Sequence[DatedView]
    passing: Sequence[DatedView]
    companies: Sequence[ClientView]
    people: Sequence[AssistantView]
    load: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Page:
    """The part of the plan that is shown: the grid's columns and people, and the assignments in it."""

    pages: Pages
    shown: Sequence[PlaceView]
    columns: Sequence[Column] = ()
    people: Sequence[AssistantView] = ()
    only_busy: bool = False
    used_min: Mapping[str, int] = field(default_factory=dict)
    series: Mapping[int, Sequence[Terms]] = field(default_factory=dict)

    @property
    def workers(self) -> set[str]:
        """Public ids of the assistants whose months are shown."""
        if self.only_busy:
            return {row.assistant_public_id for row in self.shown} if self.people else set()
        return {person.public_id for person in self.people}


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
    rows = places(session, scope, plan.id)
    left = plans_queries.left_out(session, scope, plan.id)
    changed = changed_from(session, scope, plan, published, rows)
    differ = {each.row.task_public_id for each in changed}
    known = _Plan(
        plan,
        rows,
        [row for row in rows if filters.passes(row, differ)] if filters.is_any else rows,
        clients_queries.clients(session, scope, covered=plan.month),
        assistants_queries.assistants(session, scope, month=plan.month),
        load_of(rows, "assistant_public_id"),
    )
    page = _page(session, known, filters)
    one = chosen(known.passing, item)
    ties = ties_of(session, scope, {column.key for column in page.columns} | ({one.client_public_id} if one else set()))
    worked = _worked(session, plan.month, page, one)
    gone = spent(page.used_min, worked, held_by(rows, begun_by(worked)))
    found = answers(session, scope, plan.id)
    closed = clients_queries.closed_clients(session, plan.month)
    names = {
        **names_in(rows, left),
        **{company.public_id: company.short_name for company in known.companies},
        **{person.public_id: person.name for person in known.people},
    }
    teller = Teller(language(), ja_hours, names)
    listed = page.shown if filters.view == "tasks" else ()
    given = _explained(session, scope, plan.id, [*listed, *([one] if one else ())], teller)
    return Overview(
        found=len(known.passing),
        given=tuple(given[_key(row)] for row in listed),
        missing=missing_of((row for row in left if filters.passes_left_out(row)), teller, found),
        sections=make_sections(_grid(page, filters, known.load, ties, gone), only_busy=page.only_busy),
        pages=page.pages,
        picked=_picked(session, scope, known, given[_key(one)], ties, worked) if one else None,
        changed=changed,
        has_published=published is not None,
        names=names,
        companies=known.companies,
        people=known.people,
        load=known.load,
        answers=found,
        closed={company.public_id: company.short_name for company in known.companies if company.id in closed},
        gone=gone.assistants,
        series=page.series,
        all_rows=rows,
        all_left=left,
    )


def changed_from(
    session: Session, scope: Scope, plan: PlanView, published: PlanView | None, rows: Sequence[PlaceView]
) -> tuple[Changed, ...]:
    """How a draft differs from the published plan; only of what differs is the published plan read."""
    if published is None or published.id == plan.id:
        return ()
    unlike = items_unlike(session, plan.id, published.id)
    before = places(session, scope, published.id, items=unlike) if unlike else []
    return changes(before, [row for row in rows if row.work_item_public_id in unlike])


def _page(session: Session, known: _Plan, filters: Filters) -> _Page:
    if filters.view == "tasks":
        pages = pages_of(len(known.passing), ROWS_A_PAGE)
        return _Page(pages, known.passing[pages.offset : pages.last])
    if filters.view == "weeks":
        return _page_of_people(known, filters)
    columns = _columns(known, filters)
    pages = pages_of(len(columns), COLUMNS)
    shown = columns[pages.offset : pages.last]
    keys = {company.public_id for company in shown}
    people = [person for person in known.people if filters.assistant in ("", person.public_id)]
    rows = [row for row in known.passing if row.client_public_id in keys]
    series = clients_queries.terms_by_client(session, [company.id for company in shown])
    packages, used_min = _packages(session, known, shown, series)
    is_long = filters.is_any or len(columns) > COLUMNS
    return _Page(pages, rows, packages, people, only_busy=is_long, used_min=used_min, series=series)


def _page_of_people(known: _Plan, filters: Filters) -> _Page:
    """The grid of weeks, so many people at a time, of many those who have work in it."""
    busy = {row.assistant_public_id for row in known.passing}
    is_long = filters.is_any or len(known.people) > PEOPLE_A_PAGE
    people = [
        person
        for person in known.people
        if person.public_id in busy or (not is_long and (person.is_active or person.public_id in known.load))
    ]
    pages = pages_of(len(people), PEOPLE_A_PAGE)
    people = people[pages.offset : pages.last]
    keys = {person.public_id for person in people}
    shown = [row for row in known.passing if row.assistant_public_id in keys]
    return _Page(pages, shown, _weeks(known.passing), people, only_busy=filters.is_any)


def _columns(known: _Plan, filters: Filters) -> list[ClientView]:
    """Clients of the whole plan, or of a filtered one those with work that is shown."""
    busy = {row.client_public_id for row in known.passing}
    return [company for company in known.companies if company.public_id in busy or not filters.is_any]


def _packages(
    session: Session, known: _Plan, shown: Sequence[ClientView], series: Mapping[int, Sequence[Terms]]
) -> tuple[Sequence[Column], Mapping[str, int]]:
    """These clients with the minutes they pay for in any case and theirs in the whole plan; the minutes they used."""
    planned = load_of(known.rows, "client_public_id")
    month, ids = known.plan.month, [company.id for company in shown]
    ledger = hours_queries.balances_by_client(session, ids, month)
    columns = [
        Column(
            company.public_id,
            company.short_name,
            planned.get(company.public_id, 0),
            paid_in(series[company.id], month, ledger.get(company.id, Balances())),
        )
        for company in shown
    ]
    return columns, {company.public_id: ledger[company.id].used_min for company in shown if company.id in ledger}


def _worked(session: Session, month: Month, page: _Page, one: PlaceView | None) -> list[Worked]:
    """What was worked in the month for the clients and by the people that are shown."""
    clients, workers = {*page.used_min}, page.workers
    if one is not None:
        clients.add(one.client_public_id)
        workers.add(one.assistant_public_id)
    return worked_in(session, month, clients=clients, assistants=workers)


def _weeks(shown: Sequence[PlaceView]) -> list[Column]:
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


def _grid(page: _Page, filters: Filters, load: Mapping[str, int], ties: Iterable[TieView], gone: Spent) -> Grid:
    if filters.view == "weeks":
        return Grid(
            page.shown, page.columns, lambda row: str(_monday(row.due_date)), page.people, load, {}, gone.assistants
        )
    count = Counter((tie.assistant, tie.client) for tie in ties if not tie.is_pin)
    columns = [replace(column, gone_min=gone.clients.get(column.key, 0)) for column in page.columns]
    return Grid(page.shown, columns, lambda row: row.client_public_id, page.people, load, count, gone.assistants)


def _explained(
    session: Session, scope: Scope, plan_id: int, wanted: Sequence[PlaceView], teller: Teller
) -> dict[tuple[str, str], Given]:
    """Work item and assistant -> the assignment with its reason."""
    items = {row.work_item_public_id for row in wanted}
    rows = plans_queries.assignments(session, scope, plan_id, items=items) if items else []
    return {_key(row): Given(row, lambda one: teller.choice(one.reason, one.assistant_name)) for row in rows}


def _key(row: PlaceView) -> tuple[str, str]:
    return row.work_item_public_id, row.assistant_public_id


def _picked(
    session: Session,
    scope: Scope,
    known: _Plan,
    given: Given,
    ties: Iterable[TieView],
    worked: Iterable[Worked],
) -> Picked:
    row = given.row
    grounds = grounds_of(
        session,
        scope,
        known.plan.id,
        work_item_public_id=row.work_item_public_id,
        assistant_public_id=row.assistant_public_id,
    )
    own = [tie for tie in ties if tie.task == row.task_public_id]
    decided = Ties(
        next((tie.assistant for tie in own if tie.is_pin), None),
        tuple(tie.assistant for tie in own if not tie.is_pin),
        frozenset(each.assistant for each in worked if each.task == row.task_public_id and each.minutes > 0),
        grounds.skills,
    )
    return picked(given, known.people, decided, known.rows, grounds.beside)
