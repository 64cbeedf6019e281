"""What else may stand in a house than the demo plays: something waits at every place where something can wait."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts.links import invite
from app.actions.hours.import_csv import keep_hours_file
from app.actions.hours.question import ask_question
from app.actions.hours.timer import start_timer, stop_timer
from app.actions.hours.top_up import ask_top_up
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.expense import ExpenseData, record_expense
from app.actions.messages import Outlets
from app.actions.plans.due import set_due_date
from app.actions.plans.explain import ask_explanation
from app.actions.plans.make import ask_plan
from app.actions.plans.tie import forbid_task
from app.actions.tasks.discuss import add_comment
from app.actions.tasks.import_sheet import ask_import, keep_sheet
from app.actions.tasks.manual import set_manual
from app.actions.tasks.submit import TaskData, submit_task
from app.adapters.keyring import Keyring
from app.domain.accounts import HOUSE, Invitation, Role, Scope
from app.domain.worktime import Month, work_date
from app.jobs.kinds import HANDLERS
from app.jobs.runner import Runner
from app.queries import accounts as accounts_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries.invoices import billing
from tests.databases import cloned
from tests.demos import EMAILS, SECRET, move, opened
from tests.worlds import KeptMails, routine_task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.databases import PostgresServer
    from tests.demos import Demo

#: The sheet and the file of hours that wait for somebody to look through them.
SHEET = "業務名,部門,所要時間,頻度\n名簿の更新,総務,３０分,毎月\n来客の案内,総務,15分,たまに\n".encode()
GOOD_SHEET = "業務名,部門,所要時間,頻度\n備品の発注,総務,20分,毎週\n".encode()
HOURS = "日付,依頼企業,業務,アシスタント,開始,終了,メモ\n{day},{client},{task},{person},9:00,9:30,請求書3通\n"
LINK = re.compile(r"https://\S+(/sign-in/link/\S+)")


@dataclass(frozen=True)
class Furnished:
    """The demo with something at every place, and the address of what no link leads to, by its rule."""

    demo: Demo
    addresses: dict[str, str]


@dataclass
class Hand:
    """Whoever puts things where they wait; `told` is what every action is told."""

    demo: Demo

    def __post_init__(self) -> None:
        self.session = self.demo.database.session()
        self.now = self.demo.clock.now()
        self.month = Month.of(work_date(self.now))
        self.told = {"now": self.now, "new_id": self.demo.ids}
        self.mails = KeptMails()

    def scope(self, role: Role) -> Scope:
        """That of the demo's person of the role."""
        account = accounts_queries.account_by_email(self.session, EMAILS[role])
        assert account is not None
        return account.scope

    def run_jobs(self) -> None:
        """Everything that was asked for is done."""
        self.session.rollback()
        outlets = Outlets(self.mails, None, "", "https://ennoshita.example.jp", Keyring(SECRET))
        runner = Runner(self.demo.database, self.demo.clock, self.demo.ids, HANDLERS, outlets, heartbeat_s=600.0)
        while runner.run():
            pass

    def by_the_client(self) -> str:
        """A new task, a comment, its manual, a question, a request for hours, two sheets; which one waits."""
        scope = self.scope(Role.CLIENT)
        company = clients_queries.own_company(self.session, scope)
        assert company is not None
        new = TaskData(routine_task("展示会の名刺整理", minutes=20, runs_per_year=48))
        submit_task(self.session, scope=scope, client_public_id=company.public_id, data=new, **self.told)  # type: ignore[arg-type]
        plan = plans_queries.published_plan(self.session, self.month)
        assert plan is not None
        task = plans_queries.assignments(self.session, scope, plan.id)[0].task_public_id
        add_comment(self.session, scope=scope, task_public_id=task, body="月末は早めにお願いします。", **self.told)  # type: ignore[arg-type]
        manual = {"url": "https://docs.example.jp/manual", "reviewed_on": dt.date(2026, 10, 1), "now": self.now}
        set_manual(self.session, scope=scope, task_public_id=task, **manual)  # type: ignore[arg-type]
        entry = hours_queries.entries(self.session, scope, month=self.month)[0].public_id
        ask_question(self.session, scope=scope, entry_public_id=entry, text="何の作業でしたか。", **self.told)  # type: ignore[arg-type]
        ask_top_up(self.session, scope=scope, month=self.month, minutes=300, **self.told)  # type: ignore[arg-type]
        told = {"client_public_id": company.public_id, "filename": "sheet.csv", **self.told}
        read = keep_sheet(self.session, scope=scope, data=GOOD_SHEET, **told)  # type: ignore[arg-type]
        ask_import(self.session, scope=scope, sheet_public_id=read, good_rows_only=True, **self.told)  # type: ignore[arg-type]
        return keep_sheet(self.session, scope=scope, data=SHEET, **told)  # type: ignore[arg-type]

    def by_the_assistant(self) -> str:
        """A timer stopped and one that runs on other work, and a file of hours, whose id this is."""
        scope = self.scope(Role.ASSISTANT)
        plan = plans_queries.published_plan(self.session, self.month)
        assert plan is not None
        mine, other, *_ = plans_queries.assignments(self.session, scope, plan.id)
        start_timer(self.session, scope=scope, work_item_public_id=other.work_item_public_id, **self.told)  # type: ignore[arg-type]
        stop_timer(self.session, scope=scope, **self.told)  # type: ignore[arg-type]
        start_timer(self.session, scope=scope, work_item_public_id=mine.work_item_public_id, **self.told)  # type: ignore[arg-type]
        line = HOURS.format(
            day=work_date(self.now), client=mine.client_short_name, task=mine.task_name, person=mine.assistant_name
        )
        return keep_hours_file(self.session, scope=scope, data=line.encode(), filename="hours.csv", **self.told)  # type: ignore[arg-type]

    def by_the_operator(self) -> tuple[str, str]:
        """A credit note, a tie, a draft that differs, its answers; where an expense and an invoice are taken back."""
        company = clients_queries.clients(self.session, HOUSE)[0]
        spent = ExpenseData(self.demo.ids(), "レターパック", 860, receipt_no="A-12")
        place = {"scope": HOUSE, "client_public_id": company.public_id, "month": self.month, "now": self.now}
        expense = record_expense(self.session, data=spent, **place)  # type: ignore[arg-type]
        bill, *_, other = invoices_queries.invoices(self.session, HOUSE, month=self.month.previous())
        wrong = CreditData(entry_ids=[billing.billed(self.session, HOUSE, bill.id)[0].id], reason="記録の誤り")
        credit_invoice(self.session, scope=HOUSE, public_id=bill.public_id, data=wrong, **self.told)  # type: ignore[arg-type]
        plan = plans_queries.published_plan(self.session, self.month)
        assert plan is not None
        first, second, *_ = plans_queries.assignments(self.session, HOUSE, plan.id)
        tie = {"task_public_id": first.task_public_id, "assistant_public_id": first.assistant_public_id}
        forbid_task(self.session, scope=HOUSE, now=self.now, **tie)
        set_due_date(
            self.session,
            scope=HOUSE,
            work_item_public_id=second.work_item_public_id,
            due_date=self.month.last_day - dt.timedelta(days=6),
        )
        ask_plan(self.session, scope=self.scope(Role.OPERATOR), month=self.month, **self.told)  # type: ignore[arg-type]
        self.run_jobs()
        draft, _ = plans_queries.current_plans(self.session, HOUSE, self.month)
        assert draft is not None
        ask_explanation(self.session, scope=self.scope(Role.OPERATOR), public_id=draft.public_id, **self.told)  # type: ignore[arg-type]
        self.run_jobs()
        return f"/clients/{company.public_id}/expenses/{expense}/reverse", f"/invoices/{other.public_id}/void"

    def by_the_administrator(self) -> str:
        """The address at which somebody who was invited chooses a password."""
        company = clients_queries.clients(self.session, HOUSE)[0]
        person = Invitation("ito@example.jp", "伊藤 舞", Role.CLIENT, client_id=company.id)
        scope = self.scope(Role.ADMINISTRATOR)
        invite(self.session, scope=scope, data=person, new_key=self.demo.ids, **self.told)  # type: ignore[arg-type]
        self.run_jobs()
        found = [LINK.search(mail.text) for mail in self.mails.kept if mail.to_address == person.email]
        return next(each[1] for each in found if each)


def furnish(demo: Demo) -> dict[str, str]:
    """Puts something at every place; rule -> address of what no link leads to, being one of many steps or a secret."""
    hand = Hand(demo)
    sheet = hand.by_the_client()
    hours = hand.by_the_assistant()
    expense, void = hand.by_the_operator()
    link = hand.by_the_administrator()
    hand.session.close()
    return {
        "/tasks/import/<public_id>": f"/tasks/import/{sheet}",
        "/hours/import/<public_id>": f"/hours/import/{hours}",
        "/clients/<public_id>/expenses/<expense>/reverse": expense,
        "/invoices/<public_id>/void": void,
        "/sign-in/link/<token>": link,
    }


@pytest.fixture(scope="session")
def furnished_demo(played_demo: Path, shared_folder: Path) -> Path:
    """The folder of the demo with something at every place; nobody writes into it."""
    finished = shared_folder / "furnished"
    with (shared_folder / "furnished.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not finished.exists():
            started = shared_folder / "being_furnished"
            shutil.copytree(played_demo, started)
            for demo in opened(started):
                (started / "addresses.json").write_text(json.dumps(furnish(demo)))
            started.rename(finished)
    return finished


@pytest.fixture(scope="session")
def furnished(furnished_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """That demo to look at; whoever signs in leaves nothing but a session."""
    folder = tmp_path_factory.mktemp("furnished") / "demo"
    shutil.copytree(furnished_demo, folder)
    told = json.loads((folder / "addresses.json").read_text())
    yield from (Furnished(demo, told) for demo in opened(folder))


@pytest.fixture(scope="session")
def furnished_on_postgresql(
    furnished: Furnished, migrated_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """The same demo in PostgreSQL."""
    with cloned(migrated_postgres) as url:
        for demo in opened(tmp_path_factory.mktemp("furnished"), url):
            move(furnished.demo.database, demo.database)
            yield Furnished(demo, furnished.addresses)
