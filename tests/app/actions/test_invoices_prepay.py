"""A fee that is paid before work: what is refused until then, what opens the month, and what passes all the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.log import EntryData, log_time
from app.actions.hours.timer import stop_timer
from app.actions.invoices.close import close_client_month
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pay import PaymentData, record_payment
from app.actions.invoices.prepay import PrepaymentData, record_prepayment, withdraw_prepayment
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.duration import Duration
from app.domain.worktime import TOKYO, Month
from app.queries import hours as hours_queries
from app.queries.audit import history
from app.queries.check import check
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

PREPAID = replace(TERMS, fee=replace(TERMS.fee, is_prepaid=True, months_ahead=1))
DAY, NOVEMBER_DAY = dt.date(2026, 10, 5), dt.date(2026, 11, 4)
RECEIVED = PrepaymentData(OCTOBER, dt.date(2026, 10, 1), 55_000)


def told(world: World) -> dict[str, object]:
    return {"scope": HOUSE, "now": world.clock.now()}


def received(world: World, data: PrepaymentData = RECEIVED) -> None:
    record_prepayment(world.session, client_public_id=world.clients["ALPHA"], data=data, **told(world))  # type: ignore[arg-type]


def minutes(world: World, month: Month = OCTOBER) -> list[int]:
    return [entry.minutes for entry in hours_queries.entries(world.session, HOUSE, month=month)]


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A Tuesday evening in October; the fee of October is not paid."""
    return make_world(terms=PREPAID).with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))


def test_work_waits_for_the_fee_and_goes_on_once_it_came_in(world: World) -> None:
    with pytest.raises(errors.NotPrepaid):
        world.log("受注入力", DAY, minutes=30)
    assert minutes(world) == []

    received(world)
    world.log("受注入力", DAY, minutes=30)

    assert minutes(world) == [30]
    assert list(check(world.session)) == []


def test_other_contracts_ask_for_nothing_before(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))

    world.log("受注入力", DAY, minutes=30)

    assert minutes(world) == [30]


def test_work_that_uses_no_minutes_of_the_package_passes(make_world: MakeWorld) -> None:
    terms = replace(PREPAID, activities=Activities(training=Counting.PAID))
    world = make_world(terms=terms).with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))
    data = EntryData(
        world.ids(),
        world.item("受注入力"),
        DAY,
        60,
        assistant_public_id=world.assistants["sato"],
        activity=Activity.TRAINING,
    )

    log_time(world.session, data=data, new_id=world.ids, **told(world))  # type: ignore[arg-type]

    assert minutes(world) == [60]


def test_a_timer_that_ran_is_recorded_and_an_edit_that_draws_no_more_is_not_refused(world: World) -> None:
    doer = world.doer("受注入力")
    world.start("受注入力")
    world.at(dt.datetime(2026, 10, 20, 19, tzinfo=TOKYO))
    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)
    (entry,) = hours_queries.entries(world.session, HOUSE, month=OCTOBER)

    shorter = EditData(world.ids(), entry.public_id, "長すぎた", dt.date(2026, 10, 20), minutes=50)
    edit_entry(world.session, data=shorter, new_id=world.ids, **told(world))  # type: ignore[arg-type]
    longer = replace(shorter, public_id=world.ids(), entry_public_id=shorter.public_id, minutes=70)
    with pytest.raises(errors.NotPrepaid):
        edit_entry(world.session, data=longer, new_id=world.ids, **told(world))  # type: ignore[arg-type]

    assert sum(minutes(world)) == 50


def test_the_next_month_opens_once_the_invoice_with_its_fee_is_paid(world: World) -> None:
    received(world)
    world.at(dt.datetime(2026, 10, 30, 18, tzinfo=TOKYO)).with_plan(NOVEMBER)
    world.at(dt.datetime(2026, 11, 4, 18, tzinfo=TOKYO))
    closed = close_client_month(
        world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, new_id=world.ids, **told(world)
    )  # type: ignore[arg-type]
    number = closed.invoice_public_id or ""
    issue_invoice(world.session, public_id=number, new_id=world.ids, **told(world))  # type: ignore[arg-type]
    # October's and November's fee: 100,000 + 10 %
    for amount_yen in (109_999, 1):
        with pytest.raises(errors.NotPrepaid):
            world.log("受注入力", NOVEMBER_DAY, minutes=30)
        data = PaymentData(world.ids(), NOVEMBER_DAY, amount_yen)
        record_payment(world.session, invoice_public_id=number, data=data, **told(world))  # type: ignore[arg-type]

    world.log("受注入力", NOVEMBER_DAY, minutes=30)

    assert minutes(world, NOVEMBER) == [30]
    assert list(check(world.session)) == []


def test_a_record_is_made_once_and_taken_back_with_a_trail(world: World) -> None:
    received(world)
    with pytest.raises(errors.AlreadyExists):
        received(world)
    withdraw_prepayment(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told(world))  # type: ignore[arg-type]

    with pytest.raises(errors.NotPrepaid):
        world.log("受注入力", DAY, minutes=30)
    with pytest.raises(errors.NotFound):
        withdraw_prepayment(world.session, client_public_id=world.clients["ALPHA"], month=OCTOBER, **told(world))  # type: ignore[arg-type]
    done = [row.action for row in history(world.session, HOUSE, ["month:2026-10"])]
    assert {"prepayment.record", "prepayment.withdraw"} <= set(done)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (replace(RECEIVED, amount_yen=0), ["amount_yen"]),
        (replace(RECEIVED, received_on=dt.date(2026, 10, 21)), ["received_on"]),
        (replace(RECEIVED, amount_yen=-1, received_on=dt.date(2027, 1, 1)), ["amount_yen", "received_on"]),
    ],
)
def test_money_that_cannot_have_come_in_is_refused(world: World, data: PrepaymentData, fields: list[str]) -> None:
    with pytest.raises(errors.ManyProblems) as caught:
        received(world, data)

    assert [problem.field for problem in caught.value.problems()] == fields


def test_a_client_records_no_prepayment(world: World) -> None:
    scope = world.client_scope("ALPHA")

    with pytest.raises(errors.Forbidden):
        record_prepayment(
            world.session,
            scope=scope,
            client_public_id=world.clients["ALPHA"],
            data=RECEIVED,
            now=world.clock.now(),
        )


def test_work_after_the_contracts_end_is_refused_and_the_month_charges_nothing(make_world: MakeWorld) -> None:
    world = make_world(terms=replace(TERMS, duration=Duration(length_months=1))).with_plan()
    world.at(dt.datetime(2026, 10, 30, 18, tzinfo=TOKYO)).with_plan(NOVEMBER)
    world.at(dt.datetime(2026, 11, 4, 18, tzinfo=TOKYO))

    with pytest.raises(errors.ContractOver):
        world.log("受注入力", NOVEMBER_DAY, minutes=30)
    world.at(dt.datetime(2026, 12, 2, 9, tzinfo=TOKYO))
    closed = [
        close_client_month(
            world.session, client_public_id=world.clients["ALPHA"], month=month, new_id=world.ids, **told(world)
        )  # type: ignore[arg-type]
        for month in (OCTOBER, NOVEMBER)
    ]

    assert [each.invoice_public_id is None for each in closed] == [False, True]
    assert list(check(world.session)) == []
