"""The search as a page and as the palette's list: pages, actions and rows of the one who asks."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web import assistants, clients, search
from tests.app.web.office import text_of

if TYPE_CHECKING:
    from tests.app.web.working_month import Operation


@pytest.fixture
def office(operation: Operation) -> Operation:
    for page in (search.bp, clients.bp, assistants.bp):
        operation.app.register_blueprint(page)
    return operation


def options(html: str) -> list[str]:
    found = re.findall(r'role="option".*?<span class="n">(.*?)</span>', html, re.DOTALL)
    return [unescape(each) for each in found]


def test_a_visitor_is_sent_to_sign_in(office: Operation) -> None:
    assert "/sign-in" in office.browser().get("/search?q=x").headers["Location"]


def test_the_page_finds_by_a_plain_address_and_leads_there(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    page = browser.get("/search?q=受領請求書").text

    link = re.search(r'<a class="u b" href="(/tasks/[^"]+)">受領請求書の処理</a>', page)
    assert link is not None
    assert "アオゾラ設計室" in text_of(page)
    assert browser.get(link[1]).status_code == 200


def test_an_invoice_names_its_company_and_month(office: Operation) -> None:
    page = office.browser(Role.CLIENT).get("/search?q=INV").text

    assert "INV-2026-0001" in text_of(page)
    assert "2026年10月" in text_of(page)


def test_without_a_word_the_palette_offers_what_the_role_may_do(office: Operation) -> None:
    staff = options(office.browser(Role.OPERATOR).get("/search/palette").text)
    client = options(office.browser(Role.CLIENT).get("/search/palette").text)
    assistant = options(office.browser(Role.ASSISTANT).get("/search/palette").text)

    assert {"依頼企業を追加", "業務を追加", "月締め・請求"} <= set(staff)
    assert "業務を追加" in client
    assert not {"依頼企業を追加", "アシスタントを追加", "会計用に書き出す"} & {*client, *assistant}
    assert "今月の稼働をまとめて見る" in assistant


def test_actions_are_found_in_either_language(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    assert "依頼企業を追加" in options(browser.get("/search/palette?q=add client").text)
    assert options(browser.get("/search/palette?q=依頼企業を").text) == ["依頼企業を追加"]


def test_actions_are_found_by_what_people_call_them(office: Operation) -> None:
    staff = office.browser(Role.OPERATOR)

    assert "請求書をさがす" in options(staff.get("/search/palette?q=せいきゅう").text)
    assert "今月の稼働をまとめて見る" in options(staff.get("/search/palette?q=月次報告").text)
    assert "時間を追加" not in options(staff.get("/search/palette?q=時間を追加").text)
    assert "時間を追加" in options(office.browser(Role.CLIENT).get("/search/palette?q=時間を追加").text)


def test_nothing_of_another_client_is_found_by_page_or_palette(office: Operation) -> None:
    for path in ("/search?q=予約台帳", "/search/palette?q=予約台帳"):
        assert "予約台帳の更新" in office.browser(Role.OPERATOR).get(path).text
        page = office.browser(Role.CLIENT).get(path).text
        assert "予約台帳の更新" not in page
        assert "当てはまるものはありません" in page


def test_what_is_typed_is_shown_as_text(office: Operation) -> None:
    page = office.browser(Role.OPERATOR).get("/search/palette?q=<img src=x>").text

    assert "<img" not in page
    assert "&lt;img" in page


def test_the_list_says_how_much_was_found_to_those_who_do_not_see_it(office: Operation) -> None:
    page = office.browser(Role.OPERATOR).get("/search/palette?q=受領請求書").text

    assert 'data-said="1件見つかりました"' in page


def test_keys_are_listed_as_a_page_and_as_a_part_of_one(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)

    page = browser.get("/shortcuts").text
    part = browser.get("/shortcuts", headers={"HX-Request": "true"}).text

    assert "前の月へ" in text_of(page)
    assert "<html" not in part
    assert "前の月へ" in part


def test_every_page_offers_the_search_and_says_its_key(office: Operation) -> None:
    page = office.browser(Role.CLIENT).get("/").text

    assert 'href="/search" data-palette="/search/palette"' in page
    assert "<kbd>Ctrl K</kbd>" in page


def test_the_search_asks_the_database_a_few_times(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    browser.get("/search?q=受")

    with office.counted() as statements:
        browser.get("/search/palette?q=受")

    assert len(statements) <= 3
