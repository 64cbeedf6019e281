"""The frame around a page: tabs, month, language, person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web.navigation import NOUNS
from tests.app.web.conftest import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.app.web.conftest import FakeAccounts
    from tests.clocks import FakeClock


def _tabs(html: str) -> list[str]:
    nav = re.search(r'<nav class="tabs".*?</nav>', html, re.DOTALL)
    return re.findall(r"</svg>([^<]+?)(?: <span|</a>)", nav[0]) if nav else []


def test_tabs_are_those_of_the_role_whose_pages_exist_and_are_open_to_it(browser: FlaskClient) -> None:
    # The app of these tests has home and tasks for everybody and clients for operators alone.
    seen = {}
    for role in Role:
        sign_in(browser, role)
        seen[role] = _tabs(browser.get("/framed").text)

    assert seen == {
        Role.CLIENT: ["ホーム", "業務"],
        Role.ASSISTANT: ["今日", "作業"],
        Role.OPERATOR: ["今月", "業務", "依頼企業"],
        Role.ADMINISTRATOR: ["今月", "業務"],
    }


def test_the_administrator_has_every_tab_of_the_operator_and_all_settings_in_place_of_the_accounts() -> None:
    *shared, last = [noun.endpoint for noun in NOUNS[Role.OPERATOR]]

    assert last == "settings.accounts"
    assert [noun.endpoint for noun in NOUNS[Role.ADMINISTRATOR]] == [*shared, "settings.index"]


def test_the_tab_of_the_page_is_marked_and_says_what_waits(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)

    html = browser.get("/tasks").text

    assert '<a class="tab" href="/tasks" aria-current="page">' in html
    assert '<span class="c">14</span>' in html
    assert html.count('aria-current="page"') == 2  # once above, once in the phone's tab bar


def test_the_month_is_this_month_in_tokyo_and_its_neighbours_are_one_step_away(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)

    html = browser.get("/framed").text

    assert "<b>2026年11月</b>" in html
    assert 'href="/framed?month=2026-10" aria-label="前の月"' in html
    assert 'href="/framed?month=2026-12" aria-label="次の月"' in html


def test_on_the_first_of_the_month_it_is_tokyo_that_counts(browser: FlaskClient, clock: FakeClock) -> None:
    # From 09:00 on 18 November to 00:30 on 1 December in Tokyo, which is still November in London.
    clock.advance(days=12, hours=15, minutes=30)
    sign_in(browser, Role.CLIENT)

    assert "<b>2026年12月</b>" in browser.get("/framed").text


def test_stepping_keeps_filters_and_leaves_paging_behind(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)

    html = browser.get("/framed?month=2026-01&kind=law&page=3").text

    assert 'href="/framed?month=2025-12&amp;kind=law"' in html


def test_tabs_stay_in_the_month_that_was_chosen(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)

    assert 'class="tab" href="/tasks?month=2026-10"' in browser.get("/framed?month=2026-10").text


@pytest.mark.parametrize("switch", ["_external=1", "_scheme=javascript&_external=1", "_anchor=x", "endpoint=x"])
def test_what_is_typed_into_the_query_never_turns_into_a_switch_of_the_address_maker(
    browser: FlaskClient, switch: str
) -> None:
    sign_in(browser, Role.CLIENT)

    html = browser.get(f"/framed?{switch}").text

    assert 'href="/framed?month=2026-10"' in html


def test_the_person_sees_their_name_role_and_a_way_out(browser: FlaskClient) -> None:
    sign_in(browser, Role.ASSISTANT)

    html = browser.get("/framed").text

    assert "髙橋 美咲のアカウント" in html
    assert '<form method="post" action="/sign-out"' in html
    assert 'aria-label="お知らせ 3件"' in html


def test_the_assistants_running_timer_is_in_the_frame(browser: FlaskClient) -> None:
    sign_in(browser, Role.ASSISTANT)

    html = browser.get("/framed").text

    assert re.search(r'<body [^>]*class="has-timer"', html)
    assert 'data-started-at="2026-11-18T00:00:00+00:00"' in html


def test_japanese_is_spoken_unless_the_browser_wants_english(browser: FlaskClient) -> None:
    assert '<html lang="ja"' in browser.get("/sign-in").text
    assert '<html lang="ja"' in browser.get("/sign-in", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en"' in browser.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"}).text


def test_the_switch_is_remembered_beyond_the_page_and_beyond_signing_in_and_out(browser: FlaskClient) -> None:
    answer = browser.get("/sign-in?lang=en")
    assert answer.headers["Location"] == "/sign-in"
    assert '<html lang="en"' in browser.get("/sign-in").text

    sign_in(browser, Role.CLIENT)
    assert '<html lang="en"' in browser.get("/framed").text

    browser.post("/sign-out")
    assert '<html lang="en"' in browser.get("/sign-in").text


def test_without_a_switch_the_account_decides(browser: FlaskClient, fakes: FakeAccounts) -> None:
    fakes.change(Role.OPERATOR, locale="en")

    sign_in(browser, Role.OPERATOR)

    assert '<html lang="en"' in browser.get("/framed").text
