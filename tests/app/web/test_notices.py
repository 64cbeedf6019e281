"""The list of notices: own ones, marked as seen by a button and not by looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.accounts import Role
from tests.app.web.office import text_of

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation


def test_a_visitor_is_sent_to_sign_in(operation: Operation) -> None:
    assert "/sign-in" in operation.browser().get("/notices").headers["Location"]


def test_each_account_is_told_its_own_with_a_link_to_what_it_is_about(operation: Operation) -> None:
    client = operation.browser(Role.CLIENT).get("/notices").text
    assistant = operation.browser(Role.ASSISTANT).get("/notices").text

    assert "2026年10月分の請求書が届きました" in client
    assert "INV-2026-0001、¥110,000（税込）です。" in client
    assert 'href="/plans?month=2026-11"' in client
    assert "請求書" not in text_of(assistant)
    assert "2026年11月の割当計画が届きました" in assistant


def test_looking_changes_nothing_and_the_button_marks_all_as_seen(operation: Operation) -> None:
    browser = operation.browser(Role.CLIENT)
    assert "読んでいないもの 3件" in text_of(browser.get("/notices").text)
    assert "読んでいないもの 3件" in text_of(browser.get("/notices").text)

    text = text_of(browser.post("/notices/seen", follow_redirects=True).text)

    assert "すべて読みました" in text
    assert "新着" not in text
    assert "読んでいないもの" in text_of(operation.browser(Role.ASSISTANT).get("/notices").text)


def test_an_account_without_notices_is_told_what_comes(operation: Operation) -> None:
    assert "お知らせはまだありません" in operation.browser(Role.OPERATOR).get("/notices").text


def test_the_list_asks_the_database_a_few_times(operation: Operation) -> None:
    browser = operation.browser(Role.CLIENT)

    with operation.counted() as statements:
        browser.get("/notices")

    assert len(statements) <= 20
