"""Months closed under terms of every kind: lots on the ledger, charges on the draft, and the books hold afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.actions.clients import set_terms
from app.actions.hours.reverse import reverse_entry
from app.domain.accounts import HOUSE
from app.domain.errors import InvalidInput, MonthNotOver
from app.domain.terms import Terms
from app.domain.terms.billing import Billing
from app.domain.terms.carry import Carry, CarryOver
from app.domain.terms.clock import Band, Clock, DayKind, Weighs
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.terms.overage import Overage
from app.domain.worktime import TOKYO, Month
from app.models import InvoiceRow, LedgerRow
from app.queries import hours as hours_queries
from app.queries.check import check
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DECEMBER, JANUARY = Month(2026, 12), Month(2027, 1)
FEE = Fee(50_000, 1_200)


def close(world: World, month: Month, on: dt.date | None = None) -> InvoiceRow | None:
    """The draft of ALPHA's month, closed on the second of the next one or on a day of the test's."""
    day = on or month.next().first_day + dt.timedelta(days=1)
    world.at(dt.datetime.combine(day, dt.time(9), TOKYO))
    closed = world.close("ALPHA", month)
    return world.session.scalar(select(InvoiceRow).where(InvoiceRow.public_id == closed.invoice_public_id))


def charged(invoice: InvoiceRow | None) -> list[tuple[str, int]]:
    return [(line.kind, line.amount_yen) for line in invoice.lines] if invoice else []


def work(world: World, day: dt.date, minutes: int) -> None:
    world.at(dt.datetime.combine(day, dt.time(20), TOKYO))
    while minutes:
        part = min(minutes, 1_440)
        world.log("受注入力", day, minutes=part)
        minutes -= part
        day += dt.timedelta(days=1)
        world.at(dt.datetime.combine(day, dt.time(20), TOKYO))


def lots(world: World, month: Month) -> list[tuple[Month | None, dt.date | None, int]]:
    """Origin, expiry and minutes of what the month was brought."""
    wanted = select(LedgerRow).where(
        LedgerRow.client_id == world.client_id("ALPHA"),
        LedgerRow.month == month,
        LedgerRow.kind == "carry_in",
        LedgerRow.account == "available",
    )
    rows = world.session.scalars(wanted.order_by(LedgerRow.lot_expires_on))
    return [(row.lot_month, row.lot_expires_on, row.minutes) for row in rows]


def test_hours_that_live_two_months_keep_their_origin(make_world: MakeWorld) -> None:
    world = make_world(terms=Terms(OCTOBER, FEE, Overage(3_000), Carry(CarryOver.MONTHS, 2))).with_plan()
    work(world, dt.date(2026, 10, 5), 1_000)
    close(world, OCTOBER)
    close(world, NOVEMBER)

    # 3:20 of October until December, 20:00 of November until January
    assert lots(world, DECEMBER) == [
        (OCTOBER, dt.date(2026, 12, 31), 200),
        (NOVEMBER, dt.date(2027, 1, 31), 1_200),
    ]
    close(world, DECEMBER)
    assert lots(world, JANUARY) == [
        (NOVEMBER, dt.date(2027, 1, 31), 1_200),
        (DECEMBER, dt.date(2027, 2, 28), 1_200),
    ]
    assert list(check(world.session)) == []


def test_hours_above_are_owed_to_the_next_month_and_not_billed(make_world: MakeWorld) -> None:
    terms = Terms(OCTOBER, FEE, Overage(3_000), Carry(CarryOver.NEXT_MONTH, owes=True))
    world = make_world(terms=terms).with_plan()
    work(world, dt.date(2026, 10, 5), 1_500)

    invoice = close(world, OCTOBER)
    close(world, NOVEMBER)

    assert charged(invoice) == [("base_fee", 50_000)]
    found = hours_queries.month_balances(world.session, world.client_id("ALPHA"), NOVEMBER)
    # 20:00 - 5:00 owed = 15:00 go on
    assert (found.owed_in_min, found.carried_out_min) == (300, 900)
    assert list(check(world.session)) == []


def test_a_fee_in_advance_is_charged_once_for_every_month(make_world: MakeWorld) -> None:
    world = make_world(
        terms=Terms(OCTOBER, replace(FEE, months_ahead=1, set_up_yen=10_000), Overage(3_000))
    ).with_plan()

    first, second = close(world, OCTOBER), close(world, NOVEMBER)

    assert charged(first) == [("set_up", 10_000), ("base_fee", 50_000), ("base_fee", 50_000)]
    assert [line.description for line in second.lines] == ["20時間パッケージ　12月分"] if second else False
    assert list(check(world.session)) == []


def test_a_fee_that_was_charged_in_advance_stays(make_world: MakeWorld) -> None:
    world = make_world(terms=Terms(OCTOBER, replace(FEE, months_ahead=1), Overage(3_000))).with_plan()
    close(world, OCTOBER)
    dearer = Terms(NOVEMBER, replace(FEE, base_yen=60_000, months_ahead=1), Overage(3_000))
    keys = {"scope": HOUSE, "public_id": world.clients["ALPHA"], "now": world.clock.now()}

    with pytest.raises(InvalidInput) as caught:
        set_terms(world.session, terms=dearer, **keys)  # type: ignore[arg-type]
    set_terms(world.session, terms=replace(dearer, valid_from=DECEMBER), **keys)  # type: ignore[arg-type]

    assert caught.value.reason == "fee_charged"


def test_overage_of_a_month_is_on_the_next_ones_invoice_where_so_agreed(make_world: MakeWorld) -> None:
    world = make_world(terms=Terms(OCTOBER, FEE, Overage(3_000, is_month_later=True))).with_plan()
    work(world, dt.date(2026, 10, 5), 1_260)

    first, second = close(world, OCTOBER), close(world, NOVEMBER)

    assert charged(first) == [("base_fee", 50_000)]
    assert charged(second) == [("base_fee", 50_000), ("overage", 3_000)]
    assert list(check(world.session)) == []


def test_metered_hours_are_billed_with_their_least_and_the_management_fee(make_world: MakeWorld) -> None:
    fee = Fee(5_000, metered_yen_per_hour=2_500, least_billed_min=600, management_pct=10)
    world = make_world(terms=Terms(OCTOBER, fee)).with_plan()
    work(world, dt.date(2026, 10, 5), 480)

    # 8 h are billed as 10: 5,000 + 25,000 + 3,000, and 10 % tax
    invoice = close(world, OCTOBER)

    assert charged(invoice) == [("base_fee", 5_000), ("metered", 25_000), ("management", 3_000)]
    assert invoice is not None
    assert invoice.total_yen == 36_300
    assert list(check(world.session)) == []


def test_evenings_that_weigh_on_the_price_are_a_surcharge(make_world: MakeWorld) -> None:
    clock = Clock((Band((DayKind.WEEKDAY,), 1_080, 1_320, 125),), Weighs.PRICE)
    world = make_world(terms=Terms(OCTOBER, FEE, Overage(3_000), clock=clock)).with_plan()
    world.at(dt.datetime(2026, 10, 30, 23, tzinfo=TOKYO))
    kept, taken = (
        world.log("受注入力", dt.date(2026, 10, day), starts=dt.time(17), stops=dt.time(20))[0] for day in (5, 6)
    )
    reverse_entry(world.session, scope=HOUSE, public_id=taken, reason="x", now=world.clock.now(), new_id=world.ids)

    invoice = close(world, OCTOBER)

    # 2 of 3 hours lie after 18:00: 2 x 3,000 x 0.25 = 1,500; the second evening was taken back
    assert kept != taken
    assert charged(invoice) == [("base_fee", 50_000), ("surcharge", 1_500)]
    assert list(check(world.session)) == []


def test_a_month_that_closes_on_the_twentieth_has_the_work_of_its_days(make_world: MakeWorld) -> None:
    world = make_world(terms=Terms(OCTOBER, FEE, Overage(3_000), billing=Billing(closing_day=20))).with_plan()
    work(world, dt.date(2026, 10, 20), 60)
    work(world, dt.date(2026, 10, 21), 90)

    with pytest.raises(MonthNotOver):
        close(world, OCTOBER, dt.date(2026, 10, 20))
    invoice = close(world, OCTOBER, dt.date(2026, 10, 22))

    client_id = world.client_id("ALPHA")
    used = [hours_queries.month_balances(world.session, client_id, month).used_min for month in (OCTOBER, NOVEMBER)]
    assert used == [60, 90]
    assert invoice is not None
    assert (invoice.period_start, invoice.period_end) == (dt.date(2026, 9, 21), dt.date(2026, 10, 20))
    assert list(check(world.session)) == []


def test_a_first_month_by_days_grants_and_charges_its_part(make_world: MakeWorld) -> None:
    fee = replace(FEE, first_month=FirstMonth.DAILY, begins_on=dt.date(2026, 10, 22))
    world = make_world(terms=Terms(OCTOBER, fee, Overage(3_000)))

    # 10 of 31 days: 16,129 of 50,000; 387 of 1,200 minutes
    assert charged(close(world, OCTOBER)) == [("base_fee", 16_129)]
    found = hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER)
    assert (found.granted_min, found.expired_min) == (387, 387)
    assert list(check(world.session)) == []


def test_what_is_left_is_bought_by_the_step_at_the_close(make_world: MakeWorld) -> None:
    world = make_world(terms=Terms(OCTOBER, FEE, Overage(3_000, top_up_min=60))).with_plan()
    work(world, dt.date(2026, 10, 5), 1_265)

    invoice = close(world, OCTOBER)

    # 1:05 above buys 2 h, 6,000; 0:55 stay
    assert charged(invoice) == [("base_fee", 50_000), ("top_up", 6_000)]
    assert lots(world, NOVEMBER) == [(OCTOBER, dt.date(9999, 12, 31), 55)]
    assert list(check(world.session)) == []
