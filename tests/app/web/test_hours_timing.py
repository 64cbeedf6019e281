"""The timer's buttons: each does what it says, and what cannot be begun ends nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from tests.app.web.pressing import button, press_button
from tests.app.web.working_month import NOVEMBER

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.app.web.working_month import Operation

BOOKINGS, ORDERS = "予約台帳の更新", "受注データの取込"
TO_BOOKINGS, TO_ORDERS = (f"今の作業を止めて、{task}を始める" for task in (BOOKINGS, ORDERS))
TODAY = dt.date(2026, 11, 18)


def item(operation: Operation, task: str) -> str:
    with operation.database.session() as session:
        return next(each.public_id for each in plans_queries.work(session, HOUSE, NOVEMBER) if each.task_name == task)


def minutes(operation: Operation) -> list[tuple[str, int]]:
    """What is recorded of today, by task."""
    with operation.database.session() as session:
        found = hours_queries.entries(session, HOUSE, first_day=TODAY, last_day=TODAY)
        return sorted((each.task_name, each.minutes) for each in found)


@pytest.fixture
def misaki(operation: Operation) -> FlaskClient:
    """Signed in as an assistant who has timed the bookings for twenty minutes."""
    browser = operation.browser(Role.ASSISTANT)
    press_button(browser, "/", f"{BOOKINGS}を始める")
    operation.clock.advance(minutes=20)
    return browser


def test_work_of_somebody_else_cannot_be_timed_and_the_timer_runs_on(operation: Operation, misaki: FlaskClient) -> None:
    action, fields = button(misaki, "/", TO_ORDERS)
    theirs = {"work_item": item(operation, "受領請求書の処理")}

    assert misaki.post(action, data=theirs).status_code == 404
    assert misaki.post(action, data=fields | theirs).status_code == 404
    assert f"{BOOKINGS}を止めて記録する" in misaki.get("/").text
    assert minutes(operation) == []


def test_one_press_records_what_ran_and_begins_the_other(operation: Operation, misaki: FlaskClient) -> None:
    page = press_button(misaki, "/", TO_ORDERS).text

    assert f"{BOOKINGS}に20分を記録しました。 {ORDERS}を始めました。" in page
    assert f"{ORDERS}を止めて記録する" in page
    assert 'data-started-at="2026-11-18T00:20:00+00:00"' in page
    assert minutes(operation) == [(BOOKINGS, 20)]


def test_pressed_twice_it_counts_once_and_is_not_an_error(operation: Operation, misaki: FlaskClient) -> None:
    action, fields = button(misaki, "/", TO_ORDERS)

    misaki.post(action, data=fields)
    operation.clock.advance(minutes=1)
    misaki.get("/")  # says what the first press did
    again = misaki.post(action, data=fields, follow_redirects=True).text

    assert "を記録しました" not in again
    assert "note bad" not in again
    assert f"{ORDERS}を止めて記録する" in again
    assert minutes(operation) == [(BOOKINGS, 20)]


def test_a_page_that_does_not_know_what_runs_stops_nothing_and_says_so(
    operation: Operation, misaki: FlaskClient
) -> None:
    other_screen = button(misaki, "/", TO_ORDERS)
    press_button(misaki, "/", "今の作業を止めて、商品登録（3モール）を始める")
    operation.clock.advance(minutes=1)

    of_another = misaki.post(other_screen[0], data=other_screen[1], follow_redirects=True).text
    of_none = misaki.post(other_screen[0], data={"work_item": item(operation, ORDERS)}, follow_redirects=True).text

    said = "ほかの画面で商品登録（3モール）のタイマーが始まっていました。止めて替えるときは、もう一度押してください。"
    assert said in of_another
    assert said in of_none
    assert minutes(operation) == [(BOOKINGS, 20)]
    assert "商品登録（3モール）に1分を記録しました。" in press_button(misaki, "/", TO_ORDERS).text


def test_where_the_stop_is_refused_it_is_said_what_to_do_and_the_timer_runs_on(
    operation: Operation, misaki: FlaskClient
) -> None:
    operation.clock.advance(hours=3)
    press_button(misaki, "/", TO_ORDERS)  # 9:00 to 12:20
    operation.clock.advance(hours=-3)  # the clock went back to 9:20
    press_button(misaki, "/", TO_BOOKINGS)  # what ran from 12:20 comes to nothing
    operation.clock.advance(minutes=30)

    for label in (TO_ORDERS, f"{BOOKINGS}を止めて記録する"):
        page = press_button(misaki, "/", label).text
        assert (
            f"{BOOKINGS}のタイマーは動いたままです。 計測した時間と重なる稼働記録があります。"
            "その記録を直すか取り消してから、もう一度押してください。"
        ) in page
        assert f"{BOOKINGS}を止めて記録する" in page
    assert minutes(operation) == [(BOOKINGS, 200)]
