"""A contract whose periods close on the 20th: bookings, timers, edits, late work and the close, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.timer import stop_timer
from app.actions.hours.top_up import top_up
from app.actions.invoices.close import ask_close
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.crediting import MinutesGo
from app.domain.packages import Lot, LotKind
from app.domain.terms.carry import Carry, CarryOver
from app.domain.worktime import TOKYO
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries.check import check
from app.queries.invoices.crediting import creditable_entries
from app.queries.packages import month_facts
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

#: October is 21 September to 20 October, November 21 October to 20 November.
ON_20TH = replace(TERMS, billing=replace(TERMS.billing, closing_day=20))
LAST_DAY, NEXT_DAY = dt.date(2026, 10, 20), dt.date(2026, 10, 21)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world(terms=ON_20TH).with_plan().at(dt.datetime(2026, 10, 25, 9, tzinfo=TOKYO))


def close(world: World) -> str:
    """The public id of the draft of ALPHA's October."""
    closed = world.close("ALPHA")
    assert closed.invoice_public_id is not None
    return closed.invoice_public_id


def used(world: World) -> list[int]:
    client_id = world.client_id("ALPHA")
    return [hours_queries.month_balances(world.session, client_id, month).used_min for month in (OCTOBER, NOVEMBER)]


def test_work_counts_in_the_period_of_its_day(world: World) -> None:
    world.log("受注入力", LAST_DAY, minutes=30)
    world.log("受注入力", NEXT_DAY, minutes=45)

    assert used(world) == [30, 45]
    assert [e.is_late for e in hours_queries.entries(world.session, HOUSE)] == [False, False]
    assert list(check(world.session)) == []


def test_a_timer_over_the_closing_midnight_counts_in_both_periods(world: World) -> None:
    doer = world.doer("受注入力")
    world.at(dt.datetime(2026, 10, 20, 23, 30, tzinfo=TOKYO))
    world.start("受注入力")
    world.at(dt.datetime(2026, 10, 21, 0, 45, tzinfo=TOKYO))
    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)

    assert used(world) == [30, 45]
    assert list(check(world.session)) == []


def test_the_month_is_closed_once_its_period_is_over(world: World) -> None:
    told = {"scope": HOUSE, "month": OCTOBER, "client_public_id": world.clients["ALPHA"], "new_id": world.ids}
    world.at(dt.datetime(2026, 10, 20, 23, 59, tzinfo=TOKYO))
    with pytest.raises(errors.MonthNotOver):
        ask_close(world.session, now=world.clock.now(), **told)
    with pytest.raises(errors.MonthNotOver):
        close(world)

    world.at(dt.datetime(2026, 10, 21, 0, 0, tzinfo=TOKYO))
    ask_close(world.session, now=world.clock.now(), **told)
    world.run_jobs()

    row = clients_queries.month_row(world.session, world.client_id("ALPHA"), OCTOBER)
    assert row is not None
    assert row.state == "closed"
    assert list(check(world.session)) == []


def test_everybody_s_month_is_closed_only_when_the_calendar_s_is_over(world: World) -> None:
    with pytest.raises(errors.MonthNotOver):
        ask_close(
            world.session,
            scope=HOUSE,
            month=OCTOBER,
            client_public_id=None,
            now=world.clock.now(),
            new_id=world.ids,
        )


@pytest.mark.parametrize(("started", "holds"), [((20, 23), True), ((21, 9), False)])
def test_only_a_timer_of_the_period_holds_its_close(world: World, started: tuple[int, int], holds: bool) -> None:
    world.at(dt.datetime(2026, 10, *started, tzinfo=TOKYO))
    world.start("受注入力")
    world.at(dt.datetime(2026, 10, 21, 10, tzinfo=TOKYO))

    if holds:
        with pytest.raises(errors.TimerRunning):
            close(world)
    else:
        assert close(world)


def test_work_of_a_closed_period_is_late_and_draws_on_the_first_day_of_the_next(world: World) -> None:
    close(world)

    world.log("受注入力", LAST_DAY, minutes=60)

    (entry,) = hours_queries.entries(world.session, HOUSE)
    assert (entry.work_date, entry.is_late) == (LAST_DAY, True)
    assert used(world) == [0, 60]
    assert list(check(world.session)) == []


def test_moving_work_over_the_closing_day_asks_for_the_consent(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(ON_20TH, overage_consent_min=0)).with_plan()
    world.at(dt.datetime(2026, 10, 25, 9, tzinfo=TOKYO))
    (entry,) = world.log("受注入力", LAST_DAY, minutes=30)
    world.log("受注入力", NEXT_DAY, minutes=1_190)  # of November's 1,200

    with pytest.raises(errors.PackageExhausted):
        move(world, entry, dt.date(2026, 10, 22), minutes=30)
    move(world, entry, dt.date(2026, 10, 22), minutes=10)


def test_moving_work_within_its_period_asks_for_nothing(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(ON_20TH, overage_consent_min=0)).with_plan()
    doer = world.doer("受注入力")
    world.at(dt.datetime(2026, 10, 25, 9, tzinfo=TOKYO))
    world.log("受注入力", NEXT_DAY, minutes=1_140)
    (entry,) = world.log("受注入力", dt.date(2026, 10, 22), minutes=60)  # 1,200: November is used up
    world.start("受注入力")
    world.at(dt.datetime(2026, 10, 25, 10, tzinfo=TOKYO))
    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)  # an hour above
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))

    move(world, entry, dt.date(2026, 11, 1), minutes=60)  # another month of the calendar, the same period

    assert used(world) == [0, 1_260]


def test_what_a_credit_note_charges_again_draws_on_the_first_day_of_the_period(make_world: MakeWorld) -> None:
    # October's minutes live 35 days from 21 September: until 25 October, within November's period.
    terms = replace(ON_20TH, carry=Carry(CarryOver.DAYS, 35))
    world = make_world(terms=terms).with_plan().at(dt.datetime(2026, 10, 20, 22, tzinfo=TOKYO))
    world.log("受注入力", LAST_DAY, minutes=60)
    world.at(dt.datetime(2026, 10, 21, 9, tzinfo=TOKYO))
    invoice = close(world)
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    issue_invoice(world.session, public_id=invoice, **told)
    head = invoices_queries.invoice(world.session, HOUSE, public_id=invoice).head
    entry_id = creditable_entries(world.session, head.id)[0].id
    data = CreditData([entry_id], minutes_go=MinutesGo.AGAIN, reason="月を改める")
    credit_invoice(world.session, public_id=invoice, data=data, **told)

    client_id = world.client_id("ALPHA")
    series = {client_id: clients_queries.series_of(world.session, client_id)}
    facts = month_facts(world.session, series, NOVEMBER)[client_id]

    assert facts.used == {NEXT_DAY: 60}
    assert facts.carried == (Lot(LotKind.GRANTED, OCTOBER, dt.date(2026, 10, 25), 1_140),)


def test_bought_minutes_may_end_from_the_first_day_of_the_period_on(world: World) -> None:
    told = {"scope": HOUSE, "client_public_id": world.clients["ALPHA"], "month": NOVEMBER, "minutes": 60}
    when = {"now": world.clock.now(), "new_id": world.ids}

    with pytest.raises(errors.InvalidInput):
        top_up(world.session, expires_on=LAST_DAY, **told, **when)
    top_up(world.session, expires_on=NEXT_DAY, **told, **when)

    assert hours_queries.month_balances(world.session, world.client_id("ALPHA"), NOVEMBER).topped_up_min == 60


def move(world: World, entry: str, day: dt.date, *, minutes: int) -> None:
    data = EditData(world.ids(), entry, "日を誤った", day, minutes=minutes)
    edit_entry(world.session, scope=HOUSE, data=data, now=world.clock.now(), new_id=world.ids)
