"""A small operation in the middle of November 2026, made through the actions: what the month's pages are tested on.

October is planned, worked and for one client closed and invoiced; November is planned and worked up to the 17th, with
a newer draft beside the published plan. Made once a test run, copied for each test.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import event

import app.web
from app.actions import accounts as accounts_actions
from app.actions import assistants as assistants_actions
from app.actions import clients as clients_actions
from app.actions.hours.approve import approve_hours
from app.actions.hours.log import EntryData, log_time
from app.actions.invoices.close import close_client_month
from app.actions.invoices.issue import issue_invoice
from app.actions.messages import Outlets
from app.actions.plans.make import make_plan
from app.actions.plans.publish import publish_plan
from app.actions.plans.tie import pin_task
from app.actions.tasks.submit import TaskData, submit_task
from app.config import Settings
from app.database import Database
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.tasks.facts import Confidentiality, Routine
from app.domain.tasks.rows import TaskRow as TaskFacts
from app.domain.terms import package_terms
from app.domain.terms.carry import CarryOver
from app.domain.worktime import Month
from app.factory import account_door, shell_facts
from app.jobs.kinds import HANDLERS
from app.jobs.runner import Runner
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import plans as plans_queries
from app.web import jobs
from app.web.request import Services, wire_session
from app.web.shell import ShellFacts
from app.web.wiring import wire_web
from tests.clocks import CountingIds, FakeClock
from tests.worlds import KeptMails

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Blueprint
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

WEB = Path(app.web.__file__).parent
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
PASSWORD = "縁の下の力持ち 2026"
FIRST = {
    "naoko@example.jp": Role.CLIENT,
    "misaki@example.jp": Role.ASSISTANT,
    "makoto@example.jp": Role.OPERATOR,
    "jun@example.jp": Role.ADMINISTRATOR,
}

#: code, name, short name, package minutes, fee, whether unused minutes are carried
CLIENTS = (
    ("AOZORA", "株式会社アオゾラ設計室", "アオゾラ設計室", 30 * 60, 100_000, True),
    ("MIDORI", "医療法人みどり歯科", "みどり歯科", 10 * 60, 38_000, False),
    ("KOMACHI", "こまち雑貨店", "こまち雑貨店", 30 * 60, 110_000, True),
)
ASSISTANTS = (
    ("A1", "髙橋 美咲", 40 * 60, {"general_affairs": 3, "bookkeeping": 3}),
    ("A2", "森下 由香", 30 * 60, {"general_affairs": 4}),
    ("A3", "石川 翔", 12 * 60, {"general_affairs": 2, "image_editing": 2}),
)
WORK_FOR = {
    "naoko@example.jp": "AOZORA",
    "haruka@example.jp": "MIDORI",
    "misaki@example.jp": "A1",
    "yuka@example.jp": "A2",
}
#: client, name, minutes of a run, runs a year, expertise
TASKS = (
    ("AOZORA", "受領請求書の処理", 90, 48, ""),
    ("AOZORA", "打合せ議事録の作成", 100, 48, ""),
    ("AOZORA", "請求書作成・発行", 270, 12, ""),
    ("AOZORA", "スケジュール調整", 10, 240, ""),
    ("AOZORA", "備品の発注", 15, 48, ""),
    ("MIDORI", "予約台帳の更新", 15, 240, ""),
    ("MIDORI", "診療材料の在庫表", 240, 12, ""),
    ("MIDORI", "求人票の掲載", 120, 12, ""),
    ("KOMACHI", "商品登録（3モール）", 40, 264, ""),
    ("KOMACHI", "受注データの取込", 25, 264, ""),
    ("KOMACHI", "商品画像の加工", 180, 12, "画像編集"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Public ids by the words tests use."""

    clients: dict[str, str]
    assistants: dict[str, str]
    tasks: dict[str, str]


def make_month(database: Database, ids: CountingIds) -> None:
    """Fills an empty, migrated database."""
    with database.session() as session:
        cast = _people(session, ids)
        _month_of_october(session, cast, ids)
        publish_plan(session, scope=HOUSE, public_id=_plan(session, NOVEMBER, ids), now=_at(10, 28), new_id=ids)
        _work(session, NOVEMBER, last=dt.date(2026, 11, 17), ids=ids)
        wanted, to = cast.tasks["スケジュール調整"], cast.assistants["森下 由香"]
        pin_task(session, scope=HOUSE, task_public_id=wanted, assistant_public_id=to, now=_at(11, 17))
        _plan(session, NOVEMBER, ids, now=_at(11, 17))


def cast_of(session: Session) -> Cast:
    """Who and what is in the database."""
    return Cast(
        {each.short_name: each.public_id for each in clients_queries.clients(session, HOUSE)},
        {each.name: each.public_id for each in assistants_queries.assistants(session, HOUSE)},
        {each.task_name: each.task_public_id for each in plans_queries.work(session, HOUSE, NOVEMBER)},
    )


def make_pages(database: Database, clock: FakeClock, pages: Iterable[Blueprint], data_dir: Path) -> Flask:
    """The web on that database with these pages, wired as the factory does, with the demo's one-click sign-in."""
    flask_app = Flask("app", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    flask_app.config.update(WTF_CSRF_ENABLED=False, TESTING=True, PROPAGATE_EXCEPTIONS=False)
    flask_app.extensions["ennoshita"] = Services(database, clock, CountingIds(50_000), CountingIds(90_000))
    wire_session(flask_app)
    settings = Settings(database.url, "a key for tests that is long enough", data_dir, demo=True)
    wire_web(flask_app, settings=settings, door=account_door(settings), shell_query=_shell)
    for page in {*pages, jobs.bp}:  # whatever asks for background work leads to its page
        flask_app.register_blueprint(page)
    return flask_app


@dataclass
class Operation:
    """The operation of one test: its pages over a copy of the database, seen at the clock's time."""

    database: Database
    clock: FakeClock
    app: Flask

    def browser(self, role: Role | None = None, email: str | None = None) -> FlaskClient:
        """A browser signed in as the role's first account or as that address; a visitor's without either."""
        browser = self.app.test_client()
        if role is not None or email is not None:
            address = email or next(address for address, of in FIRST.items() if of is role)
            sent = {"email": address, "password": PASSWORD}
            assert browser.post("/sign-in", data=sent).status_code == 302
        return browser

    def run_jobs(self) -> int:
        """How many jobs were done until none waited."""
        outlets = Outlets(KeptMails(), None, "", "https://ennoshita.example.jp")
        runner = Runner(self.database, self.clock, CountingIds(70_000), HANDLERS, outlets, heartbeat_s=600.0)
        done = 0
        while runner.run():
            done += 1
        return done

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements that reach the database meanwhile."""
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")):
                seen.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.database.engine, "before_cursor_execute", note)


def open_month(file: Path, clock: FakeClock, data_dir: Path, *pages: Blueprint) -> Operation:
    """These pages over that database."""
    database = Database(f"sqlite:///{file}")
    flask_app = make_pages(database, clock, pages, data_dir)
    # What breaks inside a page breaks the test, instead of becoming the page that says sorry.
    flask_app.config["PROPAGATE_EXCEPTIONS"] = True
    return Operation(database, clock, flask_app)


def scope_of(session: Session, email: str) -> Scope:
    """The scope of the account with that address."""
    account = accounts_queries.account_by_email(session, email)
    assert account is not None
    return account.scope


def _at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour - 9, tzinfo=dt.UTC)


def _people(session: Session, ids: CountingIds) -> Cast:
    now = _at(9, 24)
    for code, name, short_name, included_min, fee_yen, carries in CLIENTS:
        terms = package_terms(
            OCTOBER,
            base_fee_yen=fee_yen,
            included_min=included_min,
            overage_yen_per_hour=4_000,
            carry_over=CarryOver.NEXT_MONTH if carries else CarryOver.NONE,
        )
        data = clients_actions.ClientData(code, name, short_name, "150-0001", "東京都渋谷区神宮前1-1-1", "山田 直子")
        clients_actions.add_client(session, scope=HOUSE, data=data, terms=terms, now=now, new_id=ids)
    for code, name, monthly_min, skills in ASSISTANTS:
        person = assistants_actions.AssistantData(code, name, monthly_min, skills)
        assistants_actions.add_assistant(session, scope=HOUSE, data=person, now=now, new_id=ids)
    _accounts(session, ids, now)
    clients = {each.code: each.public_id for each in clients_queries.clients(session, HOUSE)}
    tasks = {}
    for number, (client, name, minutes, runs, expertise) in enumerate(TASKS, 1):
        facts = TaskFacts(
            number,
            name,
            minutes_per_run=minutes,
            runs_per_year=runs,
            has_manual=True,
            routine=Routine.ROUTINE,
            judgement_pct=10,
            expertise=expertise,
            confidentiality=Confidentiality.INTERNAL,
            capable_people=1,
        )
        tasks[name] = submit_task(
            session, scope=HOUSE, client_public_id=clients[client], data=TaskData(facts), now=now, new_id=ids
        )
    people = {each.name: each.public_id for each in assistants_queries.assistants(session, HOUSE)}
    return Cast(clients, people, tasks)


def _accounts(session: Session, ids: CountingIds, now: dt.datetime) -> None:
    clients = {each.code: each.id for each in clients_queries.clients(session, HOUSE)}
    people = {each.code: each.id for each in assistants_queries.assistants(session, HOUSE)}
    for email, name, role in (
        ("naoko@example.jp", "山田 直子", Role.CLIENT),
        ("misaki@example.jp", "髙橋 美咲", Role.ASSISTANT),
        ("makoto@example.jp", "岡本 誠", Role.OPERATOR),
        ("jun@example.jp", "藤井 純", Role.ADMINISTRATOR),
        ("haruka@example.jp", "緑川 遥", Role.CLIENT),
        ("yuka@example.jp", "森下 由香", Role.ASSISTANT),
    ):
        account = accounts_actions.NewAccount(
            email,
            name,
            role,
            password=PASSWORD,
            client_id=clients[WORK_FOR[email]] if role is Role.CLIENT else None,
            assistant_id=people[WORK_FOR[email]] if role is Role.ASSISTANT else None,
        )
        accounts_actions.add_account(session, scope=HOUSE, data=account, now=now, new_id=ids, new_key=ids)
    issuer = accounts_actions.IssuerData(
        name="みなと事務サポート株式会社",
        registration_no="T1180301018771",
        postal_code="220-0012",
        address="神奈川県横浜市西区みなとみらい1-1-1",
        contact_name="岡本 誠",
        contact_email="billing@example.jp",
        bank_lines="みなと銀行 本店 普通 1234567",
        remarks="",
        invoice_pattern="INV-{YYYY}-{SEQ:4}",
    )
    accounts_actions.save_issuer(session, scope=HOUSE, data=issuer)


def _month_of_october(session: Session, cast: Cast, ids: CountingIds) -> None:
    publish_plan(
        session, scope=HOUSE, public_id=_plan(session, OCTOBER, ids, now=_at(9, 28)), now=_at(9, 29), new_id=ids
    )
    _work(session, OCTOBER, last=dt.date(2026, 10, 23), ids=ids)
    over = _at(11, 1, 9)
    approve_hours(session, scope=HOUSE, month=OCTOBER, seen_at=over, now=over, new_id=ids)
    closed = close_client_month(
        session,
        scope=HOUSE,
        client_public_id=cast.clients["AOZORA"],
        month=OCTOBER,
        now=_at(11, 1, 10),
        new_id=ids,
    )
    assert closed.invoice_public_id is not None
    issue_invoice(session, scope=HOUSE, public_id=closed.invoice_public_id, now=_at(11, 1, 11), new_id=ids)


def _plan(session: Session, month: Month, ids: CountingIds, now: dt.datetime | None = None) -> str:
    return make_plan(session, scope=HOUSE, month=month, now=now or _at(10, 28), new_id=ids).public_id


def _work(session: Session, month: Month, *, last: dt.date, ids: CountingIds) -> None:
    """Every assignment gets an entry of a fifth of its minutes on every fourth day."""
    plan = plans_queries.published_plan(session, month)
    assert plan is not None
    days = [month.first_day + dt.timedelta(days=n) for n in range(1, 31, 4)]
    for given in plans_queries.assignments(session, HOUSE, plan.id):
        for day in (each for each in days if each <= last):
            data = EntryData(
                ids(),
                given.work_item_public_id,
                day,
                minutes=max(5, given.planned_min // 5),
                assistant_public_id=given.assistant_public_id,
            )
            log_time(session, scope=HOUSE, data=data, now=_at(day.month, day.day, 20), new_id=ids)


def _shell(scope: Scope) -> ShellFacts:
    return replace(shell_facts(scope), company="みなと事務サポート")
