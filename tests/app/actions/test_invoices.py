"""Closing months, issuing invoices and keeping their PDFs, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.clients import set_terms
from app.actions.hours.timer import stop_timer
from app.actions.invoices.close import Closed, Parked, close_all, close_client_month
from app.actions.invoices.issue import issue_invoice
from app.actions.invoices.pdf import invoice_pdf
from app.domain import errors
from app.domain.accounts import HOUSE, Role
from app.domain.packages import MonthBalance
from app.domain.worktime import TOKYO, Month
from app.queries import accounts as accounts_queries
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import usage as usage_queries
from app.queries.check import check
from tests.app.adapters.pdf.reading import pages_of, squeezed
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, SEPTEMBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)
FIRST_OF_NOVEMBER = dt.datetime(2026, 11, 1, 9, tzinfo=TOKYO)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A month with 20:10 worked for ALPHA (20 h package) and 5:00 for BETA, seen from the month after."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", DAY, minutes=1210)
    world.log("名刺入力", DAY, minutes=300, assistant="mori")
    return world.at(FIRST_OF_NOVEMBER)


def close(world: World, code: str, month: Month = OCTOBER) -> Closed:
    return world.close(code, month)


def issue(world: World, closed: Closed) -> str:
    assert closed.invoice_public_id is not None
    return issue_invoice(
        world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now(), new_id=world.ids
    )


def test_a_close_bills_overage_and_rounds_tax_once(world: World) -> None:
    closed = close(world, "ALPHA")

    view = invoices_queries.invoice(world.session, HOUSE, public_id=closed.invoice_public_id)
    # 10 min over, in steps of 15 up: 15 min at ¥3,000 an hour is ¥750. ¥50,000 + ¥750 = ¥50,750; 10 % is ¥5,075.
    assert [line.amount_yen for line in view.lines] == [50_000, 750]
    assert (view.head.subtotal_yen, view.head.tax_yen, view.head.total_yen) == (50_750, 5_075, 55_825)
    assert view.balance == MonthBalance(1200, 0, 1210, 10, 15, 0, 0)
    assert (view.head.number, view.head.state, view.head.due_date) == (None, "draft", dt.date(2026, 11, 30))
    assert [(line.task, line.minutes) for line in view.hours] == [("受注入力", 1210)]


def test_unused_minutes_are_carried_into_the_next_month(world: World) -> None:
    close(world, "BETA")

    october, november = (
        next(each for each in usage_queries.usage(world.session, HOUSE, month) if each.client_code == "BETA")
        for month in (OCTOBER, NOVEMBER)
    )
    assert (october.carried_out_min, october.free_min) == (900, 0)  # 1200 - 300
    assert (november.granted_min, november.carried_in_min, november.free_min) == (1200, 900, 2100)
    assert list(check(world.session)) == []


def test_closing_twice_gives_the_same(world: World) -> None:
    first, second = close(world, "ALPHA"), close(world, "ALPHA")

    assert (first.was_closed, second.was_closed) == (False, True)
    assert first.invoice_public_id == second.invoice_public_id
    assert len(invoices_queries.invoices(world.session, HOUSE)) == 1


def test_a_month_is_not_closed_before_it_is_over_in_tokyo(world: World) -> None:
    world.at(dt.datetime(2026, 10, 31, 23, 59, 59, tzinfo=TOKYO))
    with pytest.raises(errors.MonthNotOver):
        close(world, "ALPHA")

    world.at(dt.datetime(2026, 11, 1, 0, 0, 0, tzinfo=TOKYO))
    close(world, "ALPHA")


def test_a_closed_month_takes_no_more_hours(world: World) -> None:
    close(world, "ALPHA")
    before_min = hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER).used_min

    world.log("受注入力", dt.date(2026, 10, 30), minutes=30)

    used = [
        hours_queries.month_balances(world.session, world.client_id("ALPHA"), month).used_min
        for month in (OCTOBER, NOVEMBER)
    ]
    assert used == [before_min, 30]  # late work counts in the open month


def test_months_are_closed_in_their_order(world: World) -> None:
    world.with_plan(NOVEMBER).at(dt.datetime(2026, 12, 1, 9, tzinfo=TOKYO))

    with pytest.raises(errors.EarlierMonthOpen):
        close(world, "ALPHA", NOVEMBER)
    close(world, "ALPHA", OCTOBER)
    close(world, "ALPHA", NOVEMBER)


def test_a_month_nobody_opened_is_closed_before_the_next_one_all_the_same(world: World) -> None:
    close(world, "ALPHA", OCTOBER)
    # Nothing was planned or logged in November: its fee is due nevertheless.
    world.at(dt.datetime(2027, 1, 4, 9, tzinfo=TOKYO))
    december = NOVEMBER.next()

    with pytest.raises(errors.EarlierMonthOpen) as caught:
        close(world, "ALPHA", december)
    assert caught.value.params == {"month": "2026-11"}
    close(world, "ALPHA", NOVEMBER)
    close(world, "ALPHA", december)
    assert [head.subtotal_yen for head in invoices_queries.invoices(world.session, HOUSE)] == [50_000, 50_000, 50_750]
    assert list(check(world.session)) == []


def test_a_running_timer_keeps_the_month_open_until_it_is_stopped(world: World) -> None:
    doer = world.doer("名刺入力")
    world.at(dt.datetime(2026, 10, 31, 23, 30, tzinfo=TOKYO))
    world.start("名刺入力")
    world.at(FIRST_OF_NOVEMBER)

    with pytest.raises(errors.TimerRunning):
        close(world, "BETA")
    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)
    close(world, "BETA")
    assert list(check(world.session)) == []


def test_a_client_without_consent_is_parked_and_the_others_go_on(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, overage_consent_min=0)).with_plan()
    doer = world.doer("受注入力")
    world.at(dt.datetime(2026, 10, 20, 0, tzinfo=TOKYO)).log("受注入力", DAY, minutes=1200)
    world.start("受注入力")
    world.clock.advance(minutes=45)
    stop_timer(world.session, scope=doer, now=world.clock.now(), new_id=world.ids)
    world.at(FIRST_OF_NOVEMBER)
    arguments = {"scope": HOUSE, "month": OCTOBER, "now": world.clock.now(), "new_id": world.ids}

    parked, closed = close_all(world.session, **arguments)  # type: ignore[arg-type]

    assert isinstance(parked, Parked)
    assert [(each.code, each.params["overage_min"]) for each in parked.problems] == [("package_exhausted", 45)]
    assert isinstance(closed, Closed)

    # The client agrees afterwards: the terms of the open month take the consent, and the close goes through.
    set_terms(
        world.session,
        scope=HOUSE,
        public_id=world.clients["ALPHA"],
        terms=changed(TERMS, overage_consent_min=45),
        now=world.clock.now(),
    )
    assert all(isinstance(each, Closed) for each in close_all(world.session, **arguments))  # type: ignore[arg-type]
    assert list(check(world.session)) == []


def test_terms_of_a_closed_month_cannot_be_rewritten(world: World) -> None:
    close(world, "ALPHA")

    for terms in (changed(TERMS, base_fee_yen=1), changed(TERMS, valid_from=SEPTEMBER)):
        with pytest.raises(errors.MonthClosed):
            set_terms(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], terms=terms, now=world.clock.now())
    later = changed(TERMS, valid_from=NOVEMBER, base_fee_yen=60_000)
    set_terms(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], terms=later, now=world.clock.now())


def test_numbers_are_given_at_issue_in_order_and_once(world: World) -> None:
    alpha, beta = close(world, "ALPHA"), close(world, "BETA")

    assert issue(world, beta) == "INV-2026-0001"
    assert issue(world, alpha) == "INV-2026-0002"
    assert issue(world, beta) == "INV-2026-0001"
    assert list(check(world.session)) == []


def test_an_issued_invoice_says_who_billed_whom_as_it_was(world: World) -> None:
    closed = close(world, "ALPHA")
    issue(world, closed)

    view = invoices_queries.invoice(world.session, HOUSE, public_id=closed.invoice_public_id)
    assert view.parties["issuer"]["registration_no"] == "T7123456789012"
    assert view.parties["recipient"]["name"] == "アルファ商店"


def test_the_client_is_told_of_its_invoice_and_sees_no_drafts(world: World) -> None:
    account_id = world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    scope = world.client_scope("ALPHA")
    closed = close(world, "ALPHA")

    assert invoices_queries.invoices(world.session, scope) == []
    with pytest.raises(errors.NotFound):
        invoices_queries.invoice(world.session, scope, public_id=closed.invoice_public_id)
    issue(world, closed)
    assert [head.number for head in invoices_queries.invoices(world.session, scope)] == ["INV-2026-0001"]
    (notice,) = accounts_queries.notices(world.session, replace(scope, account_id=account_id))
    assert (notice.topic, notice.params["number"]) == ("invoice_issued", "INV-2026-0001")
    assert invoices_queries.invoices(world.session, world.client_scope("BETA")) == []


def test_a_pdf_is_made_once_and_served_again_unchanged(world: World) -> None:
    closed = close(world, "ALPHA")
    assert closed.invoice_public_id is not None
    with pytest.raises(errors.NotIssued):
        invoice_pdf(world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now())
    issue(world, closed)

    first = invoice_pdf(world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now())
    again = invoice_pdf(world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.advance(days=9))

    assert first.content == again.content
    assert first.content.startswith(b"%PDF")
    assert first.filename == "20261101_55825_ALPHA_INV-2026-0001.pdf"
    assert list(check(world.session)) == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_pdf_says_by_which_rule_the_months_sum_was_rounded(world: World) -> None:
    closed = close(world, "ALPHA")
    assert closed.invoice_public_id is not None
    issue(world, closed)

    paper = invoice_pdf(world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now())

    # 10 minutes over the package are billed as 15.
    assert "超過の時間は、月の合計を15分単位で切り上げています。" in squeezed(pages_of(paper.content)[0])


@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
def test_only_staff_close_and_issue(world: World, role: Role) -> None:
    scope = world.client_scope("ALPHA") if role is Role.CLIENT else world.doer("受注入力")
    with pytest.raises(errors.Forbidden):
        close_client_month(
            world.session,
            scope=scope,
            client_public_id=world.clients["ALPHA"],
            month=OCTOBER,
            now=world.clock.now(),
            new_id=world.ids,
        )
    closed = close(world, "ALPHA")
    with pytest.raises(errors.Forbidden):
        issue_invoice(
            world.session,
            scope=scope,
            public_id=closed.invoice_public_id or "",
            now=world.clock.now(),
            new_id=world.ids,
        )
