"""Periods that close on the 20th on the boards: ready as soon as they are over, whatever the calendar says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.timer import start_timer
from app.actions.invoices.credit import CreditData, credit_invoice
from app.actions.invoices.issue import issue_invoice
from app.domain.accounts import HOUSE, Role
from app.domain.terms.billing import Billing
from app.domain.worktime import TOKYO
from app.web import home, hours, invoices
from tests.app.web.office import Office, open_office, text_of
from tests.worlds import TERMS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """Both clients close on the 20th; 5:00 worked for ALPHA, seen on the 25th of October."""
    world = make_world(terms=replace(TERMS, billing=Billing(closing_day=20))).with_plan()
    world.at(dt.datetime(2026, 10, 15, 18, tzinfo=TOKYO)).log("受注入力", dt.date(2026, 10, 15), minutes=300)
    world.at(dt.datetime(2026, 10, 25, 9, tzinfo=TOKYO))
    return open_office(world, tmp_path, home.bp, hours.bp, invoices.bp)


def test_a_period_that_is_over_is_ready_before_the_month_is(office: Office) -> None:
    staff = office.browser(Role.OPERATOR)

    with office.counted() as statements:
        text = text_of(staff.get("/?month=2026-10").text)

    # September has no contract, so that October's two are all there is to close.
    assert "10月を締める 2" in text
    assert "承認していない稼働が1件あります 承認待ち 1件・5時間" in text
    assert "ベータ工務店 10月分 締められます 締め可" in text
    assert len(statements) <= 20


def test_the_board_of_a_running_month_closes_one_by_one(office: Office) -> None:
    office.world.approve()
    html = office.browser(Role.OPERATOR).get("/invoices?month=2026-10").text

    assert "締め日の早い2社は、いま締められます。" in html
    assert "/invoices/close-all" not in html  # everybody's month waits for the calendar
    assert html.count('action="/invoices/close"') == 2


def test_a_timer_of_the_next_period_stands_in_nobodys_way(office: Office) -> None:
    world = office.world
    world.at(dt.datetime(2026, 10, 20, 23, 50, tzinfo=TOKYO))
    asked = {"scope": world.doer("名刺入力"), "work_item_public_id": world.item("名刺入力"), "new_id": world.ids}
    start_timer(world.session, now=world.clock.now(), **asked)
    world.at(dt.datetime(2026, 10, 25, 9, tzinfo=TOKYO))
    assert "タイマーが動いています" in office.browser(Role.OPERATOR).get("/invoices?month=2026-10").text


def test_a_timer_that_began_after_the_period_does_not_hold_it(office: Office) -> None:
    world = office.world
    asked = {"scope": world.doer("名刺入力"), "work_item_public_id": world.item("名刺入力"), "new_id": world.ids}
    start_timer(world.session, now=world.clock.now(), **asked)

    assert "タイマーが動いています" not in office.browser(Role.OPERATOR).get("/invoices?month=2026-10").text


def test_the_board_is_narrowed_to_one_step(office: Office) -> None:
    world = office.world
    world.approve()
    asked = {"scope": world.doer("名刺入力"), "work_item_public_id": world.item("名刺入力"), "new_id": world.ids}
    world.at(dt.datetime(2026, 10, 20, 23, 50, tzinfo=TOKYO))
    start_timer(world.session, now=world.clock.now(), **asked)
    world.at(dt.datetime(2026, 10, 25, 9, tzinfo=TOKYO))
    staff = office.browser(Role.OPERATOR)

    text = text_of(staff.get("/invoices?month=2026-10&step=hold").text)

    assert "すべて 2 保留 1 締められる 1" in text
    assert "ベータ工務店" in text
    assert "アルファ商店" not in text
    assert "この進みの依頼企業はありません" in staff.get("/invoices?month=2026-10&step=settled").text


def test_what_was_credited_in_whole_is_neither_paid_nor_overdue(office: Office) -> None:
    world = office.world
    world.approve()
    bill, told = world.close("ALPHA").invoice_public_id or "", {"scope": HOUSE, "new_id": world.ids}
    issue_invoice(world.session, public_id=bill, now=world.clock.now(), **told)
    whole = CreditData(is_whole=True, reason="契約の誤り")
    credit_invoice(world.session, public_id=bill, data=whole, now=world.clock.now(), **told)
    world.at(dt.datetime(2026, 12, 25, 9, tzinfo=TOKYO))  # long after the day of payment
    staff = office.browser(Role.OPERATOR)

    board = text_of(staff.get("/invoices?month=2026-10&step=credited").text)
    page = text_of(staff.get(f"/invoices/{bill}").text)

    # ALPHA is all that this step shows: nothing is owed, and nobody paid.
    assert "全額返還 1" in board
    assert "アルファ商店" in board
    assert "準備 締め 請求 返還 全額を返還しました" in board
    assert "全額返還" in page
    for text in (board, page):
        assert "入金済み 1" not in text
        assert "期日を過ぎています" not in text
    assert "全額返還1" in text_of(staff.get("/?month=2026-10").text)
