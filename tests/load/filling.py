"""An operation large enough for lists to be real: forty clients, a thousand tasks, twelve assistants, two months.

The month before is planned, worked, closed and invoiced with its papers; the running one is planned and worked until
now. Everything goes through the actions, as in the demo; only the people are more.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.actions.accounts import NewAccount, add_account, save_issuer
from app.actions.assistants import AssistantData, add_assistant
from app.actions.clients import ClientData, add_client
from app.actions.hours.log import EntryData, log_many
from app.actions.invoices.close import close_all
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pdf import invoice_pdf
from app.actions.plans.make import make_plan
from app.actions.plans.publish import publish_plan
from app.actions.tasks.import_sheet import import_sheet, keep_sheet
from app.adapters.clock import new_public_id, new_session_key
from app.domain.accounts import HOUSE, Role
from app.domain.assistants import SKILLS
from app.domain.terms import package_terms
from app.domain.terms.carry import CarryOver
from app.domain.workdays import days_of, is_working_day
from app.domain.worktime import Month, tokyo_instant, work_date
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from seeds.catalogue import seed_catalogue
from seeds.demo.cast import ISSUER
from seeds.demo.stage import Stage
from seeds.demo.timetable import Job, timetable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from app.database import Session

PASSWORD = "the same for everybody"
HEADER = ("業務", "部門", "発生頻度", "所要時間", "手順書", "判断の割合(%)", "専門知識")
#: On how many days of the month a task is worked on.
RUNS = 3
SAID = (("毎日", "10"), ("週2", "30"), ("月3回", "40分"), ("隔週", "45"), ("月1回", "2時間"))


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are of everything; people of each role have an account each, named `client1@example.jp` on."""

    clients: int = 40
    tasks_a_client: int = 25
    assistants: int = 12
    operators: int = 8
    administrators: int = 3

    def emails(self) -> dict[Role, list[str]]:
        """The addresses of everybody."""
        counts = {
            Role.CLIENT: self.clients,
            Role.ASSISTANT: self.assistants,
            Role.OPERATOR: self.operators,
            Role.ADMINISTRATOR: self.administrators,
        }
        return {
            role: [f"{role.value}{nth}@example.jp" for nth in range(1, count + 1)] for role, count in counts.items()
        }


def fill(session: Session, size: Size, now: dt.datetime, folder: Path) -> None:
    """Fills an empty, migrated database."""
    stage = Stage(session, new_public_id, new_session_key, now, folder)
    running = Month.of(work_date(now))
    _found(stage, size, running.previous())
    for month in (running.previous(), running):
        _plan(stage, month)
        _work(stage, month)
    _invoice(stage, running.previous())


def _found(stage: Stage, size: Size, first: Month) -> None:
    session, begun = stage.session, stage.at(first.previous().first_day, 9)
    catalogue = seed_catalogue(session) and tasks_queries.catalogue(session)
    save_issuer(session, scope=HOUSE, data=ISSUER)
    for nth in range(size.assistants):
        skills = {skill: 2 + (nth + place) % 3 for place, skill in enumerate(SKILLS) if (nth + place) % 5}
        person = AssistantData(f"A{nth + 1:02}", f"担当 {nth + 1:02}", 140 * 60, skills)
        add_assistant(session, scope=HOUSE, data=person, now=begun, new_id=stage.new_id)
    for nth in range(size.clients):
        terms = package_terms(first, 120_000, (20 + nth % 5 * 10) * 60, 4_000, 15, carry_over=CarryOver.NEXT_MONTH)
        data = ClientData(
            f"C{nth + 1:02}", f"株式会社見本{nth + 1:02}", f"見本{nth + 1:02}", "000-0001", "東京都架空区1-1"
        )
        client = add_client(session, scope=HOUSE, data=data, terms=terms, now=begun, new_id=stage.new_id)
        names = [(entry.name_ja, entry.function_ja) for entry in catalogue]
        _take_in(stage, client, _sheet(names, nth, size.tasks_a_client), begun)
    for role, emails in size.emails().items():
        for nth, email in enumerate(emails):
            _open_account(stage, email, role, nth, begun)


def _sheet(names: Sequence[tuple[str, str]], client: int, tasks: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for nth in range(tasks):
        name, department = names[(7 * client + 3 * nth) % len(names)]
        writer.writerow((f"{name} {nth + 1}", department, *SAID[(client + nth) % len(SAID)], "有", 5, "不要"))
    return text.getvalue().encode()


def _take_in(stage: Stage, client: str, sheet: bytes, now: dt.datetime) -> None:
    kept = keep_sheet(
        stage.session,
        scope=HOUSE,
        client_public_id=client,
        data=sheet,
        filename="inventory.csv",
        now=now,
        new_id=stage.new_id,
    )
    import_sheet(stage.session, scope=HOUSE, sheet_public_id=kept, now=now, new_id=stage.new_id, good_rows_only=True)


def _open_account(stage: Stage, email: str, role: Role, nth: int, now: dt.datetime) -> None:
    # Rows are numbered from 1 in a database that was empty.
    data = NewAccount(
        email,
        f"見本 {nth + 1}",
        role,
        password=PASSWORD,
        client_id=nth + 1 if role is Role.CLIENT else None,
        assistant_id=nth + 1 if role is Role.ASSISTANT else None,
    )
    add_account(stage.session, scope=HOUSE, data=data, now=now, new_id=stage.new_id, new_key=stage.new_key)


def _plan(stage: Stage, month: Month) -> None:
    now = stage.at(month.previous().last_day, 10)
    made = make_plan(stage.session, scope=HOUSE, month=month, now=now, new_id=stage.new_id)
    publish_plan(stage.session, scope=HOUSE, public_id=made.public_id, now=now, new_id=stage.new_id)


def _work(stage: Stage, month: Month) -> None:
    jobs = _jobs(stage.session, month)
    days = [day for day in days_of(month) if is_working_day(day)]
    worked_min = {code: sum(job.planned_min for job in jobs if job.client == code) // 5 * 5 for code in _codes(jobs)}
    for day, stints in sorted(timetable(jobs, dict.fromkeys(worked_min, days), worked_min).items()):
        entries = [
            EntryData(
                stage.new_id(),
                stint.job.work_item,
                day,
                starts=stint.starts,
                stops=stint.stops,
                assistant_public_id=stint.job.assistant,
            )
            for stint in stints
            if tokyo_instant(day, stint.stops) <= stage.real_now
        ]
        if entries:
            log_many(stage.session, scope=HOUSE, data=entries, now=stage.at(day, 23), new_id=stage.new_id)


def _codes(jobs: Sequence[Job]) -> list[str]:
    return sorted({job.client for job in jobs})


def _jobs(session: Session, month: Month) -> list[Job]:
    plan = plans_queries.published_plan(session, month)
    assert plan is not None
    codes = {company.id: company.code for company in clients_queries.clients(session, HOUSE)}
    return [
        Job(
            key=f"{month} {each.work_item_public_id}",
            work_item=each.work_item_public_id,
            assistant=each.assistant_public_id,
            client=codes[each.client_id],
            planned_min=each.planned_min,
            runs=RUNS,
        )
        for each in plans_queries.assignments(session, HOUSE, plan.id)
    ]


def _invoice(stage: Stage, month: Month) -> None:
    session, now = stage.session, stage.at(month.next().first_day, 9)
    close_all(session, scope=HOUSE, month=month, now=now, new_id=stage.new_id)
    for head in invoices_queries.invoices(session, HOUSE, month=month, state="draft"):
        issue_invoice(session, scope=HOUSE, public_id=head.public_id, now=now, new_id=stage.new_id)
        invoice_pdf(session, scope=HOUSE, public_id=head.public_id, now=now)
