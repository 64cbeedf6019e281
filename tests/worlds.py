"""A small operation to test on, made through the actions alone: two clients, two assistants, a published plan.

world = World(database, clock, ids).with_plan(OCTOBER)
world.log("受注入力", "sato", dt.date(2026, 10, 5), minutes=90)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import pytest

from app.actions import accounts, assistants, clients
from app.actions.hours.approve import approve_hours
from app.actions.hours.log import EntryData, log_time
from app.actions.hours.timer import start_timer
from app.actions.invoices.close import Closed, close_client_month
from app.actions.messages import Outlets
from app.actions.plans.make import make_plan
from app.actions.plans.publish import publish_plan
from app.actions.plans.tie import pin_task
from app.actions.tasks.catalogue import load_catalogue
from app.actions.tasks.submit import TaskData, submit_task
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.facts import Routine
from app.domain.tasks.rows import TaskRow
from app.domain.terms import Terms, package_terms
from app.domain.terms.activities import Activity
from app.domain.terms.carry import CarryOver
from app.domain.worktime import TOKYO, Month
from app.jobs.kinds import HANDLERS
from app.jobs.runner import Runner
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import plans as plans_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.adapters.mail import Mail
    from app.database import Database, Session
    from tests.clocks import CountingIds, FakeClock

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
PASSWORD = "correct horse battery"
CATALOGUE = (
    CatalogueEntry(3, "経理・財務", "見積・受発注処理", "orders", "D", "12.8 h/mo", "F"),
    CatalogueEntry(28, "人事・労務", "社会保険 資格取得/喪失届", "SI filings", "A", "", "X(社)"),
    CatalogueEntry(57, "総務", "名刺データ化", "card entry", "W", "", "F/H"),
)
#: 20 hours for ¥50,000, ¥3,000 an hour above in steps of 15 minutes up, unused minutes go into the next month.
TERMS = package_terms(OCTOBER, 50_000, 20 * 60, 3_000, 15, carry_over=CarryOver.NEXT_MONTH)
ISSUER = accounts.IssuerData(
    "みなと事務サポート株式会社",
    "T7123456789012",
    "000-0002",
    "神奈川県架空市港町4-5-6",
    "岡本 誠",
    "billing@example.jp",
    "見本銀行（9999）　本店（001）　普通　1234567",
    "",
    "INV-{YYYY}-{SEQ:4}",
)


def routine_task(name: str, *, minutes: int, runs_per_year: int = 240) -> TaskRow:
    """Facts of a task that scores for outsourcing: routine, with a manual, little judgement."""
    return TaskRow(
        row_number=0,
        name=name,
        department="総務",
        minutes_per_run=minutes,
        runs_per_year=runs_per_year,
        has_manual=True,
        routine=Routine.ROUTINE,
        judgement_pct=0,
        expertise="不要",
    )


@dataclass
class World:
    """The operation under test; everything it makes goes through the actions, at the clock's time."""

    database: Database
    clock: FakeClock
    ids: CountingIds
    terms: Terms = TERMS
    clients: dict[str, str] = field(default_factory=dict)
    assistants: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    mails: KeptMails = field(default_factory=lambda: KeptMails())  # noqa: PLW0108 - stands below

    def __post_init__(self) -> None:
        self.at(dt.datetime(2026, 9, 28, 9, tzinfo=TOKYO))
        self.session: Session = self.database.session()
        load_catalogue(self.session, scope=HOUSE, entries=CATALOGUE)
        accounts.save_issuer(self.session, scope=HOUSE, data=ISSUER)
        for code, name in (("ALPHA", "アルファ商店"), ("BETA", "ベータ工務店")):
            self.clients[code] = clients.add_client(
                self.session,
                scope=HOUSE,
                data=clients.ClientData(code, name),
                terms=self.terms,
                now=self.clock.now(),
                new_id=self.ids,
            )
        for code, name in (("sato", "佐藤 花"), ("mori", "森 学")):
            data = assistants.AssistantData(code, name, 100 * 60, {"general_affairs": 3, "bookkeeping": 3})
            self.assistants[code] = assistants.add_assistant(
                self.session, scope=HOUSE, data=data, now=self.clock.now(), new_id=self.ids
            )
        self.submit("ALPHA", routine_task("受注入力", minutes=30))  # 30 min × 240 / 12 = 600 a month
        self.submit("BETA", routine_task("名刺入力", minutes=15))  # 15 min × 240 / 12 = 300 a month

    def at(self, instant: dt.datetime) -> World:
        """Moves the clock there; what others wrote meanwhile is seen from now on."""
        self.clock.instant = instant.astimezone(dt.UTC)
        if hasattr(self, "session"):
            self.session.rollback()
        return self

    def submit(self, client: str, facts: TaskRow, **changes: object) -> str:
        """A task in the client's inventory."""
        data = replace(TaskData(facts), **changes)  # type: ignore[arg-type]
        self.tasks[facts.name] = submit_task(
            self.session,
            scope=HOUSE,
            client_public_id=self.clients[client],
            data=data,
            now=self.clock.now(),
            new_id=self.ids,
        )
        return self.tasks[facts.name]

    def for_one(self, assistant: str = "sato") -> World:
        """Every task is that assistant's from the next plan on."""
        person, now = self.assistants[assistant], self.clock.now()
        for task in self.tasks.values():
            pin_task(self.session, scope=HOUSE, task_public_id=task, assistant_public_id=person, now=now)
        return self

    def with_plan(self, month: Month = OCTOBER) -> World:
        """The month planned and published."""
        made = make_plan(self.session, scope=HOUSE, month=month, now=self.clock.now(), new_id=self.ids)
        publish_plan(self.session, scope=HOUSE, public_id=made.public_id, now=self.clock.now(), new_id=self.ids)
        return self

    def runner(self) -> Runner:
        """Does jobs in this thread; mail is kept in `mails`."""
        outlets = Outlets(self.mails, None, "", "https://ennoshita.example.jp")
        return Runner(self.database, self.clock, self.ids, HANDLERS, outlets, heartbeat_s=600.0)

    def run_jobs(self) -> int:
        """How many jobs were done until none waited."""
        self.session.rollback()
        done, runner = 0, self.runner()
        while runner.run():
            done += 1
        return done

    def client_id(self, code: str) -> int:
        """The client's row id."""
        return clients_queries.client(self.session, HOUSE, public_id=self.clients[code]).id

    def item(self, task: str, month: Month = OCTOBER) -> str:
        """The public id of the task's work item."""
        found = plans_queries.work(self.session, HOUSE, month)
        return next(item.public_id for item in found if item.task_name == task)

    def doer(self, task: str, month: Month = OCTOBER) -> Scope:
        """The scope of the assistant whom the month's plan gives the task."""
        plan = plans_queries.plan(self.session, HOUSE, month)
        assert plan is not None
        found = plans_queries.assignments(self.session, HOUSE, plan.id)
        assistant_id = next(each.assistant_id for each in found if each.task_name == task)
        return Scope(None, Role.ASSISTANT, assistant_id=assistant_id)

    def other(self, scope: Scope) -> Scope:
        """The scope of the other assistant."""
        people = assistants_queries.assistants(self.session, HOUSE)
        other_id = next(person.id for person in people if person.id != scope.assistant_id)
        return Scope(None, Role.ASSISTANT, assistant_id=other_id)

    def client_scope(self, code: str) -> Scope:
        """The scope of a user of the client."""
        return Scope(None, Role.CLIENT, client_id=self.client_id(code))

    def log(
        self,
        task: str,
        day: dt.date,
        *,
        minutes: int | None = None,
        starts: dt.time | None = None,
        stops: dt.time | None = None,
        assistant: str = "sato",
        activity: Activity = Activity.WORK,
        public_id: str | None = None,
    ) -> tuple[str, ...]:
        """Time logged by the house for an assistant."""
        data = EntryData(
            public_id or self.ids(),
            self.item(task, Month.of(day)),
            day,
            minutes=minutes,
            starts=starts,
            stops=stops,
            assistant_public_id=self.assistants[assistant],
            activity=activity,
        )
        return log_time(self.session, scope=HOUSE, data=data, now=self.clock.now(), new_id=self.ids)

    def start(self, task: str) -> None:
        """Who does the task in October starts their timer on it."""
        item, told = self.item(task), {"now": self.clock.now(), "new_id": self.ids}
        start_timer(self.session, scope=self.doer(task), work_item_public_id=item, **told)

    def approve(self, month: Month = OCTOBER) -> None:
        """All hours of the month that wait are approved."""
        now = self.clock.now()
        approve_hours(self.session, scope=HOUSE, month=month, seen_at=now, now=now, new_id=self.ids)

    def close(self, code: str, month: Month = OCTOBER) -> Closed:
        """The client's month is closed now."""
        return close_client_month(
            self.session,
            scope=HOUSE,
            client_public_id=self.clients[code],
            month=month,
            now=self.clock.now(),
            new_id=self.ids,
        )

    def account(self, email: str, role: Role, *, client: str | None = None, assistant: str | None = None) -> int:
        """The row id of a new account with `PASSWORD`."""
        people = {person.public_id: person.id for person in assistants_queries.assistants(self.session, HOUSE)}
        data = accounts.NewAccount(
            email,
            email.split("@", maxsplit=1)[0],
            role,
            password=PASSWORD,
            client_id=self.client_id(client) if client else None,
            assistant_id=people[self.assistants[assistant]] if assistant else None,
        )
        accounts.add_account(
            self.session, scope=HOUSE, data=data, now=self.clock.now(), new_id=self.ids, new_key=self.ids
        )
        found = accounts_queries.account_by_email(self.session, email)
        assert found is not None
        return found.id


@dataclass
class KeptMails:
    """A mailer that keeps what it is given, or refuses it."""

    kept: list[Mail] = field(default_factory=list)
    refuses_with: Exception | None = None

    def send(self, mail: Mail) -> None:
        if self.refuses_with is not None:
            raise self.refuses_with
        self.kept.append(mail)


class MakeWorld(Protocol):
    """Makes a world; its session is closed when the test ends."""

    def __call__(self, *, terms: Terms = TERMS) -> World: ...


@pytest.fixture
def make_world(database: Database, clock: FakeClock, ids: CountingIds) -> Iterator[MakeWorld]:
    """Makes worlds on this test's database."""
    worlds = []

    def make(*, terms: Terms = TERMS) -> World:
        worlds.append(World(database, clock, ids, terms=terms))
        return worlds[-1]

    yield make
    for world in worlds:
        world.session.close()
