"""The inventory: what to hand over first, what comes next, and every task with its treatment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.actions.tasks.score import ask_scores
from app.domain.accounts import Role
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries import usage as usage_queries
from app.queries.clients import ClientView
from app.queries.plans import WorkView
from app.queries.plans.places import RunningView, running_tasks
from app.queries.tasks import InventoryCount, InventoryOrder, TaskView
from app.web.access import current_scope, may_enter, roles, signed_in
from app.web.addresses import page_asked, this_page
from app.web.months import month_of_request, now
from app.web.paging import MANY, pages_of, text_asked
from app.web.paging import ROWS_A_PAGE as ROWS_A_LIST
from app.web.pictures.lettering import widest
from app.web.progress import to_job
from app.web.request import current_session, services
from app.web.tasks.blueprint import STAFF, bp, chosen_client, clients_in_scope
from app.web.tasks.picture import NARROW, WIDE, Dot, Picture, draw
from app.web.tasks.wording import Verdict, verdict, way
from app.web.treatments import PILLS, pill

ROWS_A_PAGE = 40  # of about 900 bytes each: with its pictures the page stays below 60 kB
IN_PICTURE = 30
ARCHIVED_SHOWN = 30
BESIDE_PICTURE = 7
NEXT_TO_HAND_OVER = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A task in a table: `is_running` while the month's published plan has somebody do it."""

    task: TaskView
    verdict: Verdict
    way: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What to hand over next, best first, and how it stands to the package: minutes of an average month."""

    lines: list[Line]
    total_min: int
    free_min: int | None


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """A client in the list of all: its inventory in four figures."""

    company: ClientView
    tasks: int
    monthly_min: int
    outsource_min: int
    running: int


@dataclass(frozen=True, slots=True)
class Total:
    """An inventory in figures: its tasks, and those of them somebody does this month."""

    tasks: int
    monthly_min: int
    running: int
    running_min: int


@bp.get("/tasks")
@signed_in
def index() -> ResponseReturnValue:
    """The inventory of a client; for staff also of all; for an assistant the tasks they were given."""
    if current_scope().role is Role.ASSISTANT:
        return _given()
    companies = clients_in_scope()
    client = chosen_client(companies, request.args.get("client"))
    counts = tasks_queries.inventory_counts(current_session(), current_scope(), client_id=client.id if client else None)
    running = _running(client)
    treatment = request.args.get("treatment") if request.args.get("treatment") in PILLS else None
    page = page_asked()
    found = _page_of_tasks(client, treatment, page)
    return render_template(
        "tasks/index.html",
        companies=companies,
        client=client,
        is_staff=current_scope().is_staff,
        total=_total(counts, running),
        treatment=treatment,
        filters=_filters(counts, treatment),
        lines=[_line(task, running) for task in found[:ROWS_A_PAGE]],
        pages=_pages(page, len(found)),
        plan_url=_plan_url(),
        has_many=len(companies) > MANY,
        archived=tasks_queries.archived(current_session(), current_scope(), client.id, limit=ARCHIVED_SHOWN)
        if client
        else [],
        **(_of_client(client, running) if client else _of_all(companies, counts, running)),
    )


@bp.post("/tasks/score")
@roles(*STAFF)
def score() -> ResponseReturnValue:
    """Asks for all tasks of a client, or of every client, to be scored again; the old scores stay."""
    client = chosen_client(clients_in_scope(), request.form.get("client"))
    public_id = client.public_id if client else None
    job = ask_scores(
        current_session(), scope=current_scope(), client_public_id=public_id, now=now(), new_id=services().new_id
    )
    return to_job(job, otherwise=url_for("tasks.index", client=public_id))


def _given() -> ResponseReturnValue:
    session, scope, month = current_session(), current_scope(), month_of_request()
    work: dict[str, WorkView] = {each.task_public_id: each for each in plans_queries.work(session, scope, month)}
    tasks = tasks_queries.inventory(session, scope)
    tasks.sort(key=lambda task: task.public_id not in work)
    return render_template("tasks/given.html", tasks=tasks, work=work, way=way)


def _page_of_tasks(client: ClientView | None, treatment: str | None, page: int) -> list[TaskView]:
    """The tasks of that page and one more where another page follows."""
    return tasks_queries.inventory(
        current_session(),
        current_scope(),
        client_id=client.id if client else None,
        treatment=treatment,
        order=InventoryOrder.SUITABILITY,
        limit=ROWS_A_PAGE + 1,
        offset=(page - 1) * ROWS_A_PAGE,
    )


def _running(client: ClientView | None) -> dict[str, RunningView]:
    """Public id of a task that somebody does in the month's published plan -> how long."""
    session, scope = current_session(), current_scope()
    plan = plans_queries.published_plan(session, month_of_request())
    given = running_tasks(session, scope, plan.id) if plan else []
    return {each.task_public_id: each for each in given if client is None or each.client_id == client.id}


def _line(task: TaskView, running: Mapping[str, RunningView]) -> Line:
    often = way(task.minutes_per_run, task.runs_per_year, task.frequency_text)
    return Line(task, verdict(task.score), often, task.public_id in running)


def _total(counts: Sequence[InventoryCount], running: Mapping[str, RunningView]) -> Total:
    return Total(
        sum(each.tasks for each in counts),
        sum(each.monthly_min for each in counts),
        len(running),
        sum(each.planned_min for each in running.values()),
    )


def _filters(counts: Sequence[InventoryCount], chosen: str | None) -> list[tuple[str, str, bool, str]]:
    """The chips above the table: words with their count, address, whether it is the one, icon."""
    tasks: Counter[str | None] = Counter()
    for each in counts:
        tasks[each.treatment] += each.tasks
    gone = frozenset({"page", "treatment"})
    everything = (gettext("すべて %(count)s", count=tasks.total()), this_page(drop=gone), chosen is None, "")
    return [
        everything,
        *(
            (
                gettext("%(word)s %(count)s", word=pill(treatment).word, count=tasks[treatment]),
                this_page(drop=gone, treatment=treatment),
                chosen == treatment,
                pill(treatment).icon,
            )
            for treatment in PILLS
            if tasks[treatment] or chosen == treatment
        ),
    ]


def _pages(page: int, found: int) -> dict[str, str | None] | None:
    """The neighbours of a page of the table; None where there is but one page."""
    has_next = found > ROWS_A_PAGE
    if page == 1 and not has_next:
        return None
    first = (page - 1) * ROWS_A_PAGE + 1
    last = first + min(found, ROWS_A_PAGE) - 1
    return {
        "text": gettext("%(first)s〜%(last)s件目", first=first, last=last)
        if found
        else gettext("この先はありません。"),
        "previous": this_page(page=str(page - 1)) if page > 1 else None,
        "next": this_page(page=str(page + 1)) if has_next else None,
    }


def _of_client(client: ClientView, running: Mapping[str, RunningView]) -> dict[str, object]:
    """The picture of one client's inventory, what stands beside it, and what comes next."""
    session, scope = current_session(), current_scope()
    worth = tasks_queries.inventory(
        session, scope, client_id=client.id, has_points=True, order=InventoryOrder.WORTH, limit=IN_PICTURE
    )
    gated = tasks_queries.inventory(
        session,
        scope,
        client_id=client.id,
        has_points=False,
        order=InventoryOrder.SUITABILITY,
        limit=BESIDE_PICTURE + 1,
    )
    lines = [_line(task, running) for task in worth]
    dots = [_dot(line) for line in lines]
    pictures: dict[str, Picture] = {
        "wide": draw(dots, WIDE, with_names=True, caption_px=widest(captions())),
        "narrow": draw(dots, NARROW, with_names=False),
    }
    return {
        "pictures": pictures,
        "marks": {dot.mark for dot in dots},
        "gated": [_line(task, running) for task in gated[:BESIDE_PICTURE]],
        "has_more_gated": len(gated) > BESIDE_PICTURE,
        "next": _next(client, lines),
    }


def _dot(line: Line) -> Dot:
    task = line.task
    return Dot(
        task.number,
        task.name,
        line.verdict.points or 0,
        task.monthly_min or 0,
        task.runs_per_year or 0,
        _mark(line),
    )


def _mark(line: Line) -> str:
    if line.is_running:
        return "running"
    if line.verdict.kind == "law":
        return "shared"
    return {"info": "outsource", "warn": "manual"}.get(line.verdict.kind, "other")


def _next(client: ClientView, lines: Sequence[Line]) -> Next:
    """The tasks worth most of those nobody does yet and the client wants to hand over."""
    open_lines = [
        line
        for line in lines
        if not line.is_running
        and line.task.wish == "requested"
        and line.task.score is not None
        and line.task.score.treatment in {"outsource", "manual_first"}
    ][:NEXT_TO_HAND_OVER]
    usage = usage_queries.usage(current_session(), current_scope(), month_of_request(), client_id=client.id)
    own = next((each for each in usage if each.has_terms), None)
    total_min = sum(line.task.monthly_min or 0 for line in open_lines)
    return Next(open_lines, total_min, own.free_min if own else None)


def captions() -> list[str]:
    """What stands in the corners of the picture, as the page says it."""
    return [gettext("まず渡す"), gettext("書いてから渡す"), gettext("まとめて渡す"), gettext("あとで考える")]


def _of_all(
    companies: Sequence[ClientView], counts: Sequence[InventoryCount], running: Mapping[str, RunningView]
) -> dict[str, object]:
    """A page of the clients that are searched for, each with its inventory in figures."""
    text = text_asked()
    found = [each for each in companies if text.casefold() in f"{each.name} {each.short_name} {each.code}".casefold()]
    pages = pages_of(len(found), ROWS_A_LIST, name="clients")
    shown = found[pages.offset : pages.last]
    return {"by_company": _by_company(shown, counts, running), "company_pages": pages, "text": text}


def _by_company(
    companies: Sequence[ClientView], counts: Sequence[InventoryCount], running: Mapping[str, RunningView]
) -> list[CompanyLine]:
    given = Counter(each.client_id for each in running.values())
    own: dict[int, list[InventoryCount]] = {}
    for each in counts:
        own.setdefault(each.client_id, []).append(each)
    return [
        CompanyLine(
            company,
            sum(each.tasks for each in own.get(company.id, ())),
            sum(each.monthly_min for each in own.get(company.id, ())),
            sum(each.monthly_min for each in own.get(company.id, ()) if each.treatment == "outsource"),
            given[company.id],
        )
        for company in companies
    ]


def _plan_url() -> str | None:
    """The month's plan, where the role may see it."""
    if not may_enter("plans.show", current_scope().role):
        return None
    return url_for("plans.show", month=str(month_of_request()))
