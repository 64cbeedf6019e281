"""One month from the three real sheets to the invoices, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts import IssuerData, NewAccount, add_account, save_issuer
from app.actions.assistants import AssistantData, add_assistant
from app.actions.clients import ClientData, add_client
from app.actions.hours.import_csv import import_hours
from app.actions.hours.log import EntryData, log_time
from app.actions.hours.timer import start_timer, stop_timer
from app.actions.invoices.close import Closed, close_all
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pdf import invoice_pdf
from app.actions.plans.make import make_plan
from app.actions.plans.publish import publish_plan
from app.actions.tasks.import_sheet import Imported, import_sheet, keep_sheet
from app.domain import errors
from app.domain.accounts import HOUSE, Role
from app.domain.packages import MonthBalance
from app.domain.terms import package_terms
from app.domain.terms.carry import CarryOver
from app.domain.worktime import TOKYO, Month
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import clients as clients_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from app.queries import usage as usage_queries
from app.queries.check import check
from seeds.catalogue import seed_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.database import Database, Session
    from app.queries.plans import AssignmentView
    from tests.clocks import CountingIds, FakeClock

SHEETS = Path(__file__).parents[2] / "seeds" / "data" / "inventories"
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
#: Code, short name, sheet, terms: 30 h carried over, 50 h with overage, 20 h that ends at its hours.
CLIENTS = (
    (
        "AOZORA",
        "アオゾラ設計室",
        "studio_cp932.csv",
        package_terms(OCTOBER, 100_000, 30 * 60, 4_000, 15, carry_over=CarryOver.NEXT_MONTH),
    ),
    ("KOMACHI", "こまち雑貨店", "ec_shop_utf8bom.csv", package_terms(OCTOBER, 155_000, 50 * 60, 3_600, 15)),
    ("MIDORI", "みどり会", "clinic.xlsx", package_terms(OCTOBER, 70_000, 20 * 60, 4_000, 15, overage_consent_min=0)),
)
PEOPLE = (
    ("A1", "森下 由香", {"bookkeeping": 4, "general_affairs": 3}),
    ("A2", "大西 健太", {"personnel": 3, "sales_clerical": 3, "general_affairs": 2}),
    ("A3", "髙橋 美咲", {"bookkeeping": 3, "sales_clerical": 3, "secretary": 2}),
    ("A4", "山﨑 涼子", {"planning": 3, "web": 3, "secretary": 3}),
    ("A5", "石川 翔", {"web": 4, "it": 2, "image_editing": 2}),
)
ISSUER = IssuerData(
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
#: What a law keeps from everybody without the licence, and whose it is: 2, 3 and 2 tasks of the sheets.
RESERVED = {
    "社会保険の資格取得届": ["labour_consultant"],
    "補助金の申請書作成": ["administrative_scrivener"],
    "確定申告・法人税申告": ["tax_accountant"],
    "就業規則の改定": ["labour_consultant"],
    "契約書のレビュー": ["lawyer"],
    "算定基礎届": ["labour_consultant"],
    "診療所の許認可の更新申請": ["administrative_scrivener"],
}


def at(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


@dataclass
class Journey:
    """The house on its way through October."""

    session: Session
    clock: FakeClock
    ids: CountingIds
    imported: dict[str, Imported] = field(default_factory=dict)

    def found(self) -> Journey:
        self.clock.instant = at(9, 21, 9).astimezone(dt.UTC)
        assert seed_catalogue(self.session) == 84
        save_issuer(self.session, scope=HOUSE, data=ISSUER)
        for code, name, _sheet, terms in CLIENTS:
            data = ClientData(code, name, name, "000-0001", "東京都架空区青空町1-2-3", "山田 直子")
            now = self.clock.now()
            add_client(self.session, scope=HOUSE, data=data, terms=terms, now=now, new_id=self.ids)
        for code, name, skills in PEOPLE:
            person = AssistantData(code, name, 40 * 60, skills)
            add_assistant(self.session, scope=HOUSE, data=person, now=self.clock.now(), new_id=self.ids)
        return self

    def take_in(self, code: str, path: Path, *, good_rows_only: bool = False) -> Imported:
        client = clients_queries.client(self.session, HOUSE, code=code)
        now = self.clock.now()
        sheet = keep_sheet(
            self.session,
            scope=HOUSE,
            client_public_id=client.public_id,
            data=path.read_bytes(),
            filename=path.name,
            now=now,
            new_id=self.ids,
        )
        return import_sheet(
            self.session,
            scope=HOUSE,
            sheet_public_id=sheet,
            now=now,
            new_id=self.ids,
            good_rows_only=good_rows_only,
        )

    def plan(self) -> list[AssignmentView]:
        self.clock.instant = at(9, 28, 10).astimezone(dt.UTC)
        made = make_plan(self.session, scope=HOUSE, month=OCTOBER, now=self.clock.now(), new_id=self.ids)
        publish_plan(self.session, scope=HOUSE, public_id=made.public_id, now=self.clock.now(), new_id=self.ids)
        plan = plans_queries.published_plan(self.session, OCTOBER)
        assert plan is not None
        return plans_queries.assignments(self.session, HOUSE, plan.id)

    def log(self, work: AssignmentView, day: int, minutes: int) -> None:
        data = EntryData(
            self.ids(),
            work.work_item_public_id,
            dt.date(2026, 10, day),
            minutes=minutes,
            assistant_public_id=work.assistant_public_id,
        )
        log_time(self.session, scope=HOUSE, data=data, now=self.clock.now(), new_id=self.ids)

    def close(self) -> list[Closed]:
        results = close_all(self.session, scope=HOUSE, month=OCTOBER, now=self.clock.now(), new_id=self.ids)
        closed = [each for each in results if isinstance(each, Closed)]
        assert len(closed) == len(results) == 3
        return closed


@pytest.fixture
def house(database: Database, clock: FakeClock, ids: CountingIds) -> Iterator[Journey]:
    """The house with its clients and people, before anything came in."""
    with database.session() as session:
        yield Journey(session, clock, ids).found()


@pytest.fixture
def journey(house: Journey) -> Journey:
    """The same with the three sheets taken in as they are."""
    for code, _name, sheet, _terms in CLIENTS:
        house.imported[code] = house.take_in(code, SHEETS / sheet)
    return house


def stopped_by_law(journey: Journey) -> dict[str, list[str]]:
    """Task -> the professions it is reserved to."""
    return {
        task.name: gate["professions"]
        for task in tasks_queries.inventory(journey.session, HOUSE)
        if task.score is not None
        for gate in task.score.breakdown["gates"]
        if gate["gate"] == "reserved" and gate["outcome"] == "stops"
    }


def test_the_three_sheets_come_in_whole(journey: Journey) -> None:
    # Tasks in the sheets, those any gate stops, rows reported, rows that are no tasks (titles, blanks, totals).
    counts = {code: (done.stored, done.stopped, done.reported, done.skipped) for code, done in journey.imported.items()}

    assert counts == {"AOZORA": (18, 6, 0, 4), "KOMACHI": (33, 7, 0, 0), "MIDORI": (25, 6, 0, 4)}
    assert len(tasks_queries.inventory(journey.session, HOUSE)) == 18 + 33 + 25


def test_the_law_stops_what_is_reserved_and_names_the_profession(journey: Journey) -> None:
    assert stopped_by_law(journey) == RESERVED


def test_rows_that_cannot_be_read_are_reported_all_at_once(house: Journey, tmp_path: Path) -> None:
    text = (SHEETS / "studio_cp932.csv").read_bytes().decode("cp932")
    # Row 6 says 1.5h, row 8 ４０分: neither 「半日」 nor 「15分〜30分」 is a number of minutes.
    broken = tmp_path / "studio.csv"
    broken.write_bytes(text.replace("1.5h", "半日").replace("４０分", "15分〜30分").encode("cp932"))

    with pytest.raises(errors.ManyProblems) as refused:
        house.take_in("AOZORA", broken)

    assert [(each.row, each.code) for each in refused.value.problems()] == [
        (6, "duration_unreadable"),
        (8, "duration_range"),
    ]
    assert tasks_queries.inventory(house.session, HOUSE) == []
    done = house.take_in("AOZORA", broken, good_rows_only=True)
    assert (done.stored, done.reported) == (16, 2)


def test_nothing_reserved_is_ever_given_to_an_assistant(journey: Journey) -> None:
    given = journey.plan()

    assert len(given) > 15
    assert {each.task_name for each in given} & RESERVED.keys() == set()
    plan = plans_queries.published_plan(journey.session, OCTOBER)
    assert plan is not None
    # Not even as work that was only left out for want of room.
    left_out = plans_queries.left_out(journey.session, HOUSE, plan.id)
    assert {each.task_name for each in left_out} & RESERVED.keys() == set()


def test_the_month_is_worked_closed_and_billed(journey: Journey) -> None:
    given = journey.plan()
    work_the_month(journey, given)
    journey.clock.instant = at(11, 1, 9).astimezone(dt.UTC)

    closed = journey.close()

    again = journey.close()
    assert [each.was_closed for each in again] == [True] * 3
    assert [each.invoice_public_id for each in again] == [each.invoice_public_id for each in closed]
    views = {
        view.head.client_code: view
        for each in closed
        if (view := invoices_queries.invoice(journey.session, HOUSE, public_id=each.invoice_public_id))
    }
    # AOZORA: 30:00 - 26:30 = 3:30 carried over. ¥100,000, 10 % is ¥10,000.
    assert views["AOZORA"].balance == MonthBalance(1800, 0, 1590, 0, 0, 210, 0)
    assert views["AOZORA"].head.total_yen == 110_000
    # KOMACHI: 51:40 - 50:00 = 1:40 over, billed as 1:45 of ¥3,600 = ¥6,300. ¥161,300, 10 % is ¥16,130.
    assert views["KOMACHI"].balance == MonthBalance(3000, 0, 3100, 100, 105, 0, 0)
    assert views["KOMACHI"].head.total_yen == 177_430
    # MIDORI: 20:00 - 19:10 = 0:50 expire. ¥70,000, 10 % is ¥7,000.
    assert views["MIDORI"].balance == MonthBalance(1200, 0, 1150, 0, 0, 0, 50)
    assert views["MIDORI"].head.total_yen == 77_000
    issued_and_kept(journey, closed)
    november = {each.client_code: each for each in usage_queries.usage(journey.session, HOUSE, NOVEMBER)}
    assert (november["AOZORA"].carried_in_min, november["KOMACHI"].carried_in_min) == (210, 0)
    assert list(check(journey.session)) == []


def work_the_month(journey: Journey, given: list[AssignmentView]) -> None:
    """AOZORA 26:30 by form and timer, KOMACHI 51:40 from a file, MIDORI 19:10 by form; within the day and its month."""
    journey.clock.instant = at(10, 31, 20).astimezone(dt.UTC)
    clients = {each.id: each.code for each in clients_queries.clients(journey.session, HOUSE)}
    of = {code: [each for each in given if clients[each.client_id] == code] for code in clients.values()}
    # Five days of 4:59 are 24:55; the timer's 1:35 make 26:30.
    for day in (5, 6, 7, 8, 9):
        journey.log(of["AOZORA"][0], day, 299)
    run_timer(journey, of["AOZORA"][1])
    # Ten days of 5:10 are 51:40.
    rows = [
        f"2026-10-{day},KOMACHI,{of['KOMACHI'][0].task_name},{of['KOMACHI'][0].assistant_name},5時間10分"
        for day in range(12, 22)
    ]
    text = "\n".join(["日付,依頼企業,業務,担当者,作業時間", *rows])
    done = import_hours(
        journey.session,
        scope=HOUSE,
        data=text.encode("cp932"),
        filename="hours.csv",
        now=journey.clock.now(),
        new_id=journey.ids,
    )
    assert (done.stored, done.problems) == (10, ())
    # Five days of 3:50 are 19:10.
    for day in (26, 27, 28, 29, 30):
        journey.log(of["MIDORI"][0], day, 230)
    # Nothing may be worked above the package without consent: 0:50 are left.
    with pytest.raises(errors.PackageExhausted):
        journey.log(of["MIDORI"][0], 30, 51)


def run_timer(journey: Journey, work: AssignmentView) -> None:
    """An assistant signs in and runs the timer for 1:35."""
    people = {each.public_id: each.id for each in assistants_queries.assistants(journey.session, HOUSE)}
    account = NewAccount(
        "assistant@example.jp",
        work.assistant_name,
        Role.ASSISTANT,
        password="correct horse battery",
        assistant_id=people[work.assistant_public_id],
    )
    now = journey.clock.now()
    add_account(journey.session, scope=HOUSE, data=account, now=now, new_id=journey.ids, new_key=journey.ids)
    found = accounts_queries.account_by_email(journey.session, account.email)
    assert found is not None
    start_timer(
        journey.session,
        scope=found.scope,
        work_item_public_id=work.work_item_public_id,
        now=now,
        new_id=journey.ids,
    )
    later = journey.clock.advance(minutes=95)
    assert stop_timer(journey.session, scope=found.scope, now=later, new_id=journey.ids) == 95


def issued_and_kept(journey: Journey, closed: list[Closed]) -> None:
    """The invoices get numbers without a gap, the same when asked again, and a PDF that stays as it is."""
    now = journey.clock.now()
    ids = [each.invoice_public_id for each in closed if each.invoice_public_id]
    numbers = [issue_invoice(journey.session, scope=HOUSE, public_id=each, now=now, new_id=journey.ids) for each in ids]
    assert numbers == ["INV-2026-0001", "INV-2026-0002", "INV-2026-0003"]
    assert [
        issue_invoice(journey.session, scope=HOUSE, public_id=each, now=now, new_id=journey.ids) for each in ids
    ] == numbers
    first = invoice_pdf(journey.session, scope=HOUSE, public_id=ids[0], now=now)
    assert first.filename == "20261101_110000_AOZORA_INV-2026-0001.pdf"
    assert first.content.startswith(b"%PDF-")
    assert invoice_pdf(journey.session, scope=HOUSE, public_id=ids[0], now=now).content == first.content
