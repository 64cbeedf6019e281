"""The same thing asked for twice at the same moment: money moves once, and whoever comes second is told the truth."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.actions.hours.approve import approve_entries
from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.import_csv import import_kept, keep_hours_file
from app.actions.hours.timer import stop_timer, switch_timer
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.many import issue_drafts, pay_in_full
from app.actions.invoices.pdf import invoice_pdf
from app.domain.accounts import HOUSE
from app.domain.choosing import Chosen, Outcome
from app.domain.errors import CreditedMeanwhile, NoTimer, TimerRunning
from app.domain.worktime import TOKYO, epoch_s
from app.models import EntryQuestion, Timer, WorkItem
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries.invoices import payments as payments_queries
from tests.faults.crowds import at_once, behind, findings
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.database import Database, Session
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)
OVER = dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO)


def draft_of(world: World, code: str) -> str:
    """The public id of the draft of the client's October: ¥55,000 with tax."""
    return world.close(code).invoice_public_id or ""


def test_a_draft_is_issued_and_what_is_open_comes_in_once(make_world: MakeWorld, crowd: Database) -> None:
    world = make_world().with_plan().at(OVER)
    bill, client_id = draft_of(world, "ALPHA"), world.client_id("ALPHA")
    chosen = Chosen((bill,), OCTOBER, world.clock.now(), world.ids)
    world.session.rollback()

    def issue(session: Session) -> Outcome:
        return issue_drafts(session, scope=HOUSE, chosen=chosen)

    def pay(session: Session) -> Outcome:
        return pay_in_full(session, scope=HOUSE, chosen=chosen)

    issued = behind(crowd, client_id, [issue] * 3)
    paid = behind(crowd, client_id, [pay] * 3)

    assert told(issued) == [(0, ["not_a_draft"]), (0, ["not_a_draft"]), (1, [])]
    assert told(paid) == [(0, ["nothing_open"]), (0, ["nothing_open"]), (1, [])]
    head = invoices_queries.invoice(world.session, HOUSE, public_id=bill).head
    assert payments_queries.paid(world.session, [head], OVER.date())[head.id].paid_yen == 55_000
    assert findings(crowd) == []


def test_of_credit_notes_looked_at_together_one_is_issued(make_world: MakeWorld, crowd: Database) -> None:
    world = make_world().with_plan().at(OVER)
    bill, client_id = draft_of(world, "ALPHA"), world.client_id("ALPHA")
    told = {"scope": HOUSE, "public_id": bill, "now": world.clock.now(), "new_id": world.ids}
    issue_invoice(world.session, **told)
    world.session.rollback()
    looked = CreditData(amounts={1: 20_000}, reason="値引き", left_yen={1: 50_000})

    def credit(session: Session) -> str:
        return credit_invoice(session, **told, data=looked)

    outcomes = behind(crowd, client_id, [credit] * 3)

    assert sum(isinstance(each, str) for each in outcomes) == 1
    assert sum(isinstance(each, CreditedMeanwhile) for each in outcomes) == 2
    head = invoices_queries.invoice(world.session, HOUSE, public_id=bill).head
    # 50,000 of the base fee and 10 % tax, less 20,000 and its tax: 55,000 - 22,000.
    assert payments_queries.paid(world.session, [head], OVER.date())[head.id].open_yen == 33_000
    assert findings(crowd) == []


def told(came: list[Outcome | Exception]) -> list[tuple[int, list[str]]]:
    """How many each had done, and why not; whoever failed altogether stands as it is."""
    return sorted((each.done, [one.problem.code for one in each.refused]) for each in came)  # type: ignore[union-attr]


def test_hours_are_changed_and_taken_in_once_and_asked_about_before_they_are_approved(
    make_world: MakeWorld, crowd: Database
) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))
    client_id = world.client_id("ALPHA")
    (first,), (asked,), (calm,) = (world.log("受注入力", DAY + dt.timedelta(days=n), minutes=60) for n in range(3))
    asked_id = hours_queries.entry_row(world.session, HOUSE, asked).id
    sheet = "日付,依頼企業,業務,アシスタント,時間\n2026-10-08,アルファ商店,受注入力,佐藤 花,0:30\n".encode()
    now, new_id = world.clock.now(), world.ids
    kept = keep_hours_file(world.session, scope=HOUSE, data=sheet, filename="h.csv", now=now, new_id=new_id)
    world.session.rollback()

    def change(session: Session) -> tuple[str, ...]:
        data = EditData("changed-1", first, "書き間違い", DAY, minutes=45)
        return edit_entry(session, scope=HOUSE, data=data, now=now, new_id=new_id)

    def take_in(session: Session) -> tuple[int, int]:
        done = import_kept(session, scope=HOUSE, public_id=kept, now=now, new_id=new_id)
        return done.stored, done.already_there

    def approve(session: Session) -> Outcome:
        return approve_entries(session, scope=HOUSE, chosen=Chosen((asked, calm), OCTOBER, now, new_id))

    def ask(session: Session) -> None:
        told = {"public_id": "question-1", "client_id": client_id, "time_entry_id": asked_id}
        session.add(EntryQuestion(**told, question="何の作業ですか", asked_at=now))

    assert behind(crowd, client_id, [change] * 2) == [("changed-1",)] * 2
    assert sorted(behind(crowd, client_id, [take_in] * 2)) == [(0, 1), (1, 0)]  # type: ignore[type-var]
    assert told(behind(crowd, client_id, [approve], under=ask)) == [(1, ["question_open"])]
    assert told(behind(crowd, client_id, [approve] * 2)) == [(0, ["question_open", "not_waiting"])] * 2
    assert findings(crowd) == []


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)  # on SQLite nobody reads before the others wrote
def test_a_second_stop_does_not_end_the_timer_that_was_begun_meanwhile(make_world: MakeWorld, crowd: Database) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    doer, client_id, other_id = world.doer("受注入力"), world.client_id("ALPHA"), world.client_id("BETA")
    world.start("受注入力")
    begun_s = epoch_s(world.clock.now())
    other_item = world.session.scalars(select(WorkItem.id).where(WorkItem.client_id == other_id)).one()
    world.at(dt.datetime(2026, 10, 20, 10, tzinfo=TOKYO))

    def change_over(session: Session) -> None:
        hour_s = begun_s + 3_600
        session.execute(update(Timer).values(stopped_s=hour_s))
        ids = {"client_id": other_id, "work_item_id": other_item, "assistant_id": doer.assistant_id}
        session.add(Timer(public_id="timer-2", started_s=hour_s, **ids))
        session.flush()

    def stop(session: Session) -> int:
        return stop_timer(session, scope=doer, now=world.clock.now(), new_id=world.ids)

    came = behind(crowd, client_id, [stop], under=change_over)

    assert [type(each) for each in came] == [NoTimer]
    running = hours_queries.running_row(world.session, doer.assistant_id or 0)
    assert running is not None
    assert running.public_id == "timer-2"


def test_pressed_twice_the_timer_is_changed_over_and_its_minutes_counted_once(
    make_world: MakeWorld, crowd: Database
) -> None:
    world = make_world()
    world.submit("ALPHA", routine_task("転記", minutes=15))
    world.for_one().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    doer, client_id, items = world.doer("受注入力"), world.client_id("ALPHA"), [*map(world.item, ("名刺入力", "転記"))]
    world.start("受注入力")
    seen = hours_queries.newest_timers(world.session, doer)[0]
    assert seen is not None
    world.at(dt.datetime(2026, 10, 20, 10, tzinfo=TOKYO))

    def change_to(item: str) -> Callable[[Session], int | None]:
        told = {"running_public_id": seen.public_id, "work_item_public_id": item}
        return lambda session: switch_timer(session, scope=doer, now=world.clock.now(), new_id=world.ids, **told)

    same = behind(crowd, client_id, [change_to(items[0])] * 3)
    other = behind(crowd, client_id, [change_to(items[1])])

    assert sorted(same, key=str) == [60, None, None]  # 9:00 to 10:00
    assert [type(each) for each in other] == [TimerRunning]  # what runs is no longer what its page showed
    assert [each.minutes for each in hours_queries.entries(world.session, HOUSE)] == [60]
    running = hours_queries.newest_timers(world.session, doer)[0]
    assert running is not None
    assert running.work_item_public_id == items[0]
    assert findings(crowd) == []


def test_a_paper_that_two_make_at_once_is_kept_once_and_both_are_given_it(
    make_world: MakeWorld, crowd: Database
) -> None:
    world = make_world().with_plan().at(OVER)
    bill = draft_of(world, "ALPHA")
    chosen = Chosen((bill,), OCTOBER, world.clock.now(), world.ids)
    issue_drafts(world.session, scope=HOUSE, chosen=chosen)

    def paper(session: Session, _place: int) -> bytes:
        return invoice_pdf(session, scope=HOUSE, public_id=bill, now=world.clock.now()).content

    came = at_once(crowd, 2, paper)

    assert came[0] == came[1]
