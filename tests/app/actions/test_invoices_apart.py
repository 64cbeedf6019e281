"""Work that is billed beside the package, from the entry to the invoice and back by a credit note."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.edit import EditData, edit_entry
from app.actions.hours.reverse import reverse_entry
from app.actions.invoices.close import close_client_month
from app.actions.invoices.credit import CreditData, credit_invoice, foresee_credit
from app.actions.invoices.issue import issue_invoice
from app.domain.accounts import HOUSE
from app.domain.crediting import MinutesGo
from app.domain.terms.activities import Activities, Activity, Counting
from app.domain.terms.clock import Band, Clock, DayKind, Weighs
from app.domain.terms.overage import Overage
from app.domain.terms.rounding import RoundingScope
from app.domain.worktime import TOKYO, Month
from app.models import InvoiceHours
from app.models.billing import hours_rows
from app.queries import invoices as invoices_queries
from app.queries import usage as usage_queries
from app.queries.check import check
from app.queries.invoices import billing as billing_queries
from app.queries.invoices.billing import Billable
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from app.queries.invoices.billing import BilledView
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)  # a Monday
#: Entries are rounded up to 15 minutes; meetings are billed beside the package, training is not charged.
APART = replace(
    TERMS,
    overage=Overage(3_000, step_min=15, scope=RoundingScope.ENTRY),
    activities=Activities(meeting=Counting.BILLED, training=Counting.PAID),
)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world(terms=APART).with_plan().at(dt.datetime(2026, 10, 20, 22, tzinfo=TOKYO))


def log(world: World, minutes: int | None = None, activity: Activity = Activity.WORK, **clock: dt.time) -> str:
    return world.log("受注入力", DAY, minutes=minutes, activity=activity, **clock)[0]


def bill(world: World, month: Month = OCTOBER) -> invoices_queries.InvoiceView:
    """ALPHA's invoice for the month, closed and issued on the second of the next one."""
    world.at(dt.datetime.combine(month.next().first_day + dt.timedelta(days=1), dt.time(9), TOKYO))
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    closed = close_client_month(world.session, client_public_id=world.clients["ALPHA"], month=month, **told)
    assert closed.invoice_public_id is not None
    issue_invoice(world.session, public_id=closed.invoice_public_id, **told)
    return invoices_queries.invoice(world.session, HOUSE, public_id=closed.invoice_public_id)


def charged(invoice: invoices_queries.InvoiceView) -> list[tuple[str, int, int]]:
    return [(str(line.kind), line.quantity, line.amount_yen) for line in invoice.lines]


def listed(invoice: invoices_queries.InvoiceView) -> list[tuple[str, int]]:
    return [(line.task, line.minutes) for line in invoice.hours]


def billed(world: World, invoice: invoices_queries.InvoiceView) -> list[BilledView]:
    return billing_queries.billed(world.session, HOUSE, invoice.head.id)


def test_what_is_billed_apart_is_charged_and_listed_as_its_rule_says(world: World) -> None:
    log(world, 100)  # charged 105, out of the package
    log(world, 50, Activity.MEETING)  # charged 60, beside it
    log(world, 30, Activity.TRAINING)  # not charged

    invoice = bill(world)

    assert charged(invoice) == [("base_fee", 1, 50_000), ("apart", 60, 3_000)]
    assert listed(invoice) == [("受注入力", 105), ("受注入力（パッケージ外）", 60)]
    assert [each.minutes for each in billed(world, invoice)] == [105, 60]
    assert invoice.balance is not None
    assert invoice.balance.used_min == 105
    assert list(check(world.session)) == []


def test_a_meeting_that_was_taken_back_is_not_billed(world: World) -> None:
    gone = log(world, 50, Activity.MEETING)
    log(world, 20, Activity.MEETING)  # charged 30
    reverse_entry(world.session, scope=HOUSE, public_id=gone, reason="x", now=world.clock.now(), new_id=world.ids)

    invoice = bill(world)

    assert charged(invoice) == [("base_fee", 1, 50_000), ("apart", 30, 1_500)]
    assert [each.minutes for each in billed(world, invoice)] == [30]
    assert list(check(world.session)) == []


def test_a_credited_meeting_comes_back_as_money_and_never_as_minutes_of_the_package(world: World) -> None:
    log(world, 1_260)  # an hour above the package: 3,000
    log(world, 50, Activity.MEETING)  # 60 beside it: 3,000
    invoice = bill(world)
    meeting = next(each for each in billed(world, invoice) if each.minutes == 60)
    data = CreditData(entry_ids=[meeting.id], reason="会議はなかった")

    foreseen = foresee_credit(world.session, scope=HOUSE, public_id=invoice.head.public_id, data=data)
    credit(world, invoice, data)

    assert [(str(line.kind), line.amount_yen) for _position, line in foreseen.lines] == [("apart", -3_000)]
    assert (foreseen.minutes, foreseen.package_min) == (60, 0)
    assert november(world).beside_min == 0
    assert list(check(world.session)) == []


def test_a_meeting_credited_to_be_charged_again_is_apart_on_the_next_invoice(world: World) -> None:
    log(world, 100)
    log(world, 50, Activity.MEETING)
    invoice = bill(world)
    meeting = next(each for each in billed(world, invoice) if each.minutes == 60)

    credit(world, invoice, CreditData(entry_ids=[meeting.id], minutes_go=MinutesGo.AGAIN, reason="月を改める"))
    again = bill(world, NOVEMBER)

    assert charged(again) == [("base_fee", 1, 50_000), ("apart", 60, 3_000)]
    assert listed(again) == [("受注入力（パッケージ外）", 60)]
    assert again.balance is not None
    assert again.balance.used_min == 0
    assert list(check(world.session)) == []


def test_work_and_a_meeting_credited_together_come_back_each_in_its_way(world: World) -> None:
    log(world, 1_260)
    log(world, 50, Activity.MEETING)
    invoice = bill(world)

    data = CreditData(entry_ids=[each.id for each in billed(world, invoice)], reason="どちらも誤り")
    foreseen = foresee_credit(world.session, scope=HOUSE, public_id=invoice.head.public_id, data=data)
    credit(world, invoice, data)

    # 60 of 1,260 minutes were overage; the package gives back 1,200; the meeting is money alone.
    found = [(str(line.kind), line.amount_yen) for _position, line in foreseen.lines]
    assert found == [("overage", -3_000), ("apart", -3_000)]
    assert foreseen.package_min == 1_200
    assert list(check(world.session)) == []


def test_hours_on_the_invoice_add_up_where_a_day_is_rounded_as_one(make_world: MakeWorld) -> None:
    terms = replace(TERMS, overage=Overage(3_000, step_min=15, scope=RoundingScope.TASK_DAY))
    world = make_world(terms=terms).with_plan().at(dt.datetime(2026, 10, 20, 22, tzinfo=TOKYO))
    first = log(world, 20)  # 30
    log(world, 3)  # 23 together: nothing more
    reverse_entry(world.session, scope=HOUSE, public_id=first, reason="x", now=world.clock.now(), new_id=world.ids)

    invoice = bill(world)

    # The 3 minutes need 15 of the 30: the reversal gave back 15.
    assert invoice.balance is not None
    assert invoice.balance.used_min == 15
    assert listed(invoice) == [("受注入力", 15)]
    assert sum(each.minutes for each in billed(world, invoice)) == 15
    assert list(check(world.session)) == []


def test_an_evening_costs_more_only_where_the_client_pays_for_it(make_world: MakeWorld) -> None:
    clock = Clock((Band((DayKind.WEEKDAY,), 18 * 60, 22 * 60, 125),), Weighs.PRICE)
    activities = Activities(training=Counting.PAID)
    world = make_world(terms=replace(TERMS, clock=clock, activities=activities)).with_plan()
    world.at(dt.datetime(2026, 10, 20, 22, tzinfo=TOKYO))
    log(world, starts=dt.time(18), stops=dt.time(19))
    log(world, activity=Activity.TRAINING, starts=dt.time(19), stops=dt.time(20))
    cut = log(world, starts=dt.time(20), stops=dt.time(21))
    agreed = EditData(world.ids(), cut, "ご厚意", DAY, starts=dt.time(20), stops=dt.time(21), charged_min=0)
    edit_entry(world.session, scope=HOUSE, data=agreed, now=world.clock.now(), new_id=world.ids)

    invoice = bill(world)

    # One hour of the three is paid for: a quarter of 3,000.
    assert charged(invoice)[1:] == [("surcharge", 60, 750)]


def test_a_long_name_still_says_that_it_is_apart() -> None:
    name = "業" * 200  # as long as a task's name may be, and as the column is

    rows = hours_rows(1, 1, [Billable(1, 60, 7, name, is_apart=True), Billable(2, 30, 7, name)])

    assert [row.name for row in rows if isinstance(row, InvoiceHours)] == [name, "業" * 192 + "（パッケージ外）"]


def credit(world: World, invoice: invoices_queries.InvoiceView, data: CreditData) -> str:
    return credit_invoice(
        world.session,
        scope=HOUSE,
        public_id=invoice.head.public_id,
        data=data,
        now=world.clock.now(),
        new_id=world.ids,
    )


def november(world: World) -> usage_queries.UsageView:
    found = usage_queries.usage(world.session, HOUSE, NOVEMBER)
    return next(each for each in found if each.client_code == "ALPHA")
