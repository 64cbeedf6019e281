"""The scenes of a month: plan, work, close, invoice. Each looks first whether it has been played."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from app.actions.hours.approve import approve_hours
from app.actions.hours.log import EntryData, log_many
from app.actions.invoices.close import close_all
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pdf import invoice_pdf
from app.actions.plans.make import Told, make_plan
from app.actions.plans.publish import publish_plan
from app.domain.accounts import HOUSE
from app.domain.workdays import days_of, is_working_day
from app.domain.worktime import Month, tokyo_instant, work_date
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries import usage as usage_queries
from seeds.demo.cast import CLIENTS
from seeds.demo.stage import Stage
from seeds.demo.timetable import STEP_MIN, Job, Stint, timetable

EVENING = 22
#: The client of the demo that has nearly used its package up, and how much of it.
BUSY, BUSY_PCT = "MIDORI", 80


def plan_month(stage: Stage, month: Month, day: dt.date, progress: Told | None = None) -> None:
    """A published plan of the month, made on that day."""
    if plans_queries.published_plan(stage.session, month) is not None:
        return
    made = make_plan(
        stage.session,
        scope=HOUSE,
        month=month,
        now=stage.at(day, 10),
        new_id=stage.new_id,
        progress=progress,
    )
    publish_plan(stage.session, scope=HOUSE, public_id=made.public_id, now=stage.at(day, 11), new_id=stage.new_id)


def work_whole_month(stage: Stage, month: Month, progress: Told | None = None) -> None:
    """Every working day's entries of a month that is over."""
    jobs = _jobs(stage, month)
    days = _working_days(month, month.last_day)
    worked_min = {client.data.code: client.worked_min for client in CLIENTS}
    _log(stage, timetable(jobs, dict.fromkeys(worked_min, days), worked_min), progress)
    _approve(stage, month, month.last_day)


def work_until_now(stage: Stage, month: Month, progress: Told | None = None) -> None:
    """The entries of the running month up to now: one client has nearly used its package, the others keep pace."""
    today = work_date(stage.real_now)
    jobs = _jobs(stage, month)
    so_far = _working_days(month, today)
    planned_min = {client.data.code: _planned_min(jobs, client.data.code) for client in CLIENTS}
    usage = {each.client_code: each for each in usage_queries.usage(stage.session, HOUSE, month)}
    planned_min[BUSY] = usage[BUSY].available_min * BUSY_PCT // 100 // STEP_MIN * STEP_MIN
    days = {code: so_far if code == BUSY else _working_days(month, month.last_day) for code in planned_min}
    if not so_far:
        del planned_min[BUSY]
    past = {
        day: [stint for stint in stints if tokyo_instant(day, stint.stops) <= stage.real_now]
        for day, stints in timetable(jobs, days, planned_min).items()
        if day <= today
    }
    _log(stage, past, progress)
    _approve(stage, month, today - dt.timedelta(days=today.weekday() + 1))


def close_and_issue(stage: Stage, month: Month) -> None:
    """The month closed for every client on the first day after it, its invoices issued and laid down as PDFs."""
    day = month.next().first_day
    close_all(stage.session, scope=HOUSE, month=month, now=stage.at(day, 9), new_id=stage.new_id)
    for head in invoices_queries.invoices(stage.session, HOUSE, month=month, state="draft"):
        issue_invoice(
            stage.session, scope=HOUSE, public_id=head.public_id, now=stage.at(day, 9, 30), new_id=stage.new_id
        )
    lay_down_pdfs(stage, month)


def lay_down_pdfs(stage: Stage, month: Month) -> list[Path]:
    """Where the PDFs of the month's invoices lie; those that are missing or broken are made anew."""
    stage.invoices_dir.mkdir(parents=True, exist_ok=True)
    paths = []
    for head in invoices_queries.invoices(stage.session, HOUSE, month=month, state="issued"):
        now = stage.at(month.next().first_day, 9, 40)
        file = invoice_pdf(stage.session, scope=HOUSE, public_id=head.public_id, now=now)
        path = stage.invoices_dir / file.filename
        if not path.exists() or path.read_bytes() != file.content:
            path.write_bytes(file.content)
        paths.append(path)
    return paths


def _jobs(stage: Stage, month: Month) -> list[Job]:
    plan = plans_queries.published_plan(stage.session, month)
    assert plan is not None
    codes = {company.id: company.code for company in clients_queries.clients(stage.session, HOUSE)}
    runs = {task.public_id: task.runs_per_year or 12 for task in tasks_queries.inventory(stage.session, HOUSE)}
    return [
        Job(
            key=f"{month} {codes[each.client_id]} {each.task_name}",
            work_item=each.work_item_public_id,
            assistant=each.assistant_public_id,
            client=codes[each.client_id],
            planned_min=each.planned_min,
            runs=max(1, round(runs[each.task_public_id] / 12)),
        )
        for each in plans_queries.assignments(stage.session, HOUSE, plan.id)
    ]


def _planned_min(jobs: Sequence[Job], client: str) -> int:
    return sum(job.planned_min for job in jobs if job.client == client) // STEP_MIN * STEP_MIN


def _working_days(month: Month, last: dt.date) -> list[dt.date]:
    return [day for day in days_of(month) if day <= last and is_working_day(day)]


def _log(stage: Stage, table: dict[dt.date, list[Stint]], progress: Told | None) -> None:
    """Each day in one go on its evening; a day that has entries is left as it is."""
    session = stage.session
    for place, (day, stints) in enumerate(sorted(table.items())):
        if progress is not None:
            progress(place / len(table), "demo_hours")
        if not stints or hours_queries.entries(session, HOUSE, first_day=day, last_day=day, limit=1):
            continue
        entries = [_entry(stage, stint) for stint in stints]
        log_many(session, scope=HOUSE, data=entries, now=stage.at(day, EVENING), new_id=stage.new_id)


def _approve(stage: Stage, month: Month, until: dt.date) -> None:
    """What was recorded until the end of that day is approved the morning after."""
    seen_at = stage.at(until, 23)
    now = stage.at(until + dt.timedelta(days=1), 8)
    approve_hours(stage.session, scope=HOUSE, month=month, seen_at=seen_at, now=now, new_id=stage.new_id)


def _entry(stage: Stage, stint: Stint) -> EntryData:
    return EntryData(
        stage.new_id(),
        stint.job.work_item,
        stint.day,
        starts=stint.starts,
        stops=stint.stops,
        assistant_public_id=stint.job.assistant,
    )
