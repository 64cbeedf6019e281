"""The list of notices: own ones, marked as seen by a button and not by looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web import notices
from tests.app.web.office import open_office, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.web.working_month import Operation
    from tests.worlds import MakeWorld


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
    # two plans, an invoice, and four fifths of October's package
    assert "読んでいないもの 4件" in text_of(browser.get("/notices").text)
    assert "読んでいないもの 4件" in text_of(browser.get("/notices").text)

    text = text_of(browser.post("/notices/seen", follow_redirects=True).text)

    assert "すべて読みました" in text
    assert "新着" not in text
    assert "読んでいないもの" in text_of(operation.browser(Role.ASSISTANT).get("/notices").text)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_account_without_notices_is_told_what_comes(make_world: MakeWorld, tmp_path: Path) -> None:
    office = open_office(make_world(), tmp_path, notices.bp)

    assert "お知らせはまだありません" in office.browser(Role.OPERATOR).get("/notices").text


def test_the_client_and_the_staff_are_told_of_a_package_that_is_nearly_used(operation: Operation) -> None:
    for role in (Role.CLIENT, Role.OPERATOR):
        page = operation.browser(role).get("/notices").text
        # 24:36 of 30:00 are 82 %; in a sentence hours are words
        assert "2026年10月のパッケージを8割使いました" in page
        assert "30時間のうち24時間36分を使いました。" in page
        assert 'href="/?month=2026-10"' in page


def test_the_list_asks_the_database_a_few_times(operation: Operation) -> None:
    browser = operation.browser(Role.CLIENT)

    with operation.counted() as statements:
        browser.get("/notices")

    assert len(statements) <= 20
