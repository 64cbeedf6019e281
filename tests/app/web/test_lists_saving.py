"""Filters of a list under names, from the page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.queries import clients as clients_queries
from app.web import lists
from tests.app.web.office import text_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.app.web.working_month import Operation

PATH = "/tasks/list?month=2026-11&treatment=outsource&sort=-monthly&cols=monthly&cols=department&page=1"


@pytest.fixture
def office(operation: Operation) -> Operation:
    operation.app.register_blueprint(lists.bp)
    return operation


def chips(html: str) -> dict[str, str]:
    """Name -> address of the filters above the table."""
    return {unescape(n): unescape(url) for url, n in re.findall(r'class="fchip" href="([^"]+)"[^>]*>([^<]+)<', html)}


def save(browser: FlaskClient, name: str, path: str = PATH) -> object:
    return browser.post(path, data={"act": "save", "name": name})


def test_the_present_question_is_saved_and_opened_again(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    answer = browser.post(PATH, data={"act": "save", "name": "外注の長いもの"})
    html = browser.get("/tasks/list?month=2026-12").text

    assert answer.status_code == 303
    [(name, url)] = chips(html).items()
    assert name == "外注の長いもの"
    # The month is the reader's of the day, the page the first one.
    assert url == "/tasks/list?month=2026-12&cols=monthly&cols=department&sort=-monthly&treatment=outsource"
    opened = browser.get(url).text
    assert 'aria-current="true">外注の長いもの' in opened
    assert "いまの条件に付ける名前" not in opened


def test_without_a_question_there_is_nothing_to_be_saved(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    assert "いまの条件に付ける名前" not in browser.get("/tasks/list?month=2026-11&page=1").text
    refused = browser.post("/tasks/list?month=2026-11", data={"act": "save", "name": "全部"})
    assert refused.status_code == 400


def test_a_name_that_is_taken_stays_in_its_field_with_the_reason(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)
    browser.post(PATH, data={"act": "save", "name": "外注"})

    answer = browser.post("/tasks/list?q=受", data={"act": "save", "name": "外注"})

    assert answer.status_code == 400
    assert 'id="f-name" name="name" value="外注"' in answer.text
    assert 'aria-describedby="f-name-err"' in answer.text
    assert "すでに使われています。" in text_of(answer.text)
    assert 'value="受"' in answer.text  # the list is that of the question that was to be saved


def test_a_filter_is_renamed_and_removed(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    browser.post("/tasks/list?q=受", data={"act": "save", "name": "受けもの"})
    html = browser.get("/tasks/list").text
    [rename] = re.findall(r'action="(/filters/[^"]+/rename)', html)
    [remove] = re.findall(r'action="(/filters/[^"]+/remove)', html)

    browser.post(rename, data={"name": "受付", "noun": "tasks"})
    assert list(chips(browser.get("/tasks/list").text)) == ["受付"]
    refused = browser.post(rename, data={"name": "", "noun": "tasks"})
    assert refused.headers["Location"] == "/tasks/list"
    assert list(chips(browser.get("/tasks/list").text)) == ["受付"]
    browser.post(remove)
    assert chips(browser.get("/tasks/list").text) == {}


def test_filters_of_others_are_neither_seen_nor_changed(office: Operation) -> None:
    mine, other = office.browser(Role.CLIENT), office.browser(email="haruka@example.jp")
    mine.post("/tasks/list?q=受", data={"act": "save", "name": "受けもの"})
    [rename] = re.findall(r'action="(/filters/[^"]+/rename)', mine.get("/tasks/list").text)

    assert chips(other.get("/tasks/list").text) == {}
    foreign = other.post(rename, data={"name": "x"})
    missing = other.post(f"/filters/{'A' * 22}/rename", data={"name": "x"})
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert other.post(rename.replace("rename", "remove")).status_code == 404
    assert list(chips(mine.get("/tasks/list").text)) == ["受けもの"]


def test_a_filter_by_another_company_finds_nothing(office: Operation) -> None:
    with office.database.session() as session:
        other = clients_queries.client(session, HOUSE, code="MIDORI").public_id
    browser = office.browser(Role.CLIENT)

    browser.post(f"/tasks/list?client={other}", data={"act": "save", "name": "よその"})
    [url] = chips(browser.get("/tasks/list").text).values()

    html = browser.get(url).text
    assert "条件に合うものはありません" in html
    assert "みどり" not in html


def test_an_assistant_saves_questions_to_their_hours(office: Operation) -> None:
    browser = office.browser(Role.ASSISTANT)

    browser.post("/hours/list?month=2026-11&state=waiting", data={"act": "save", "name": "承認待ち"})

    assert chips(browser.get("/hours/list?month=2026-10").text) == {
        "承認待ち": "/hours/list?month=2026-10&state=waiting"
    }
    assert browser.post("/hours/list", data={"act": "approve", "row": ["x"]}).status_code == 403


def test_a_name_is_words_only(office: Operation) -> None:
    browser = office.browser(Role.OPERATOR)

    browser.post(PATH, data={"act": "save", "name": "<b>\"'{{7*7}}"})

    html = browser.get("/tasks/list").text
    assert "<b>\"'" not in html
    assert list(chips(html)) == ["<b>\"'{{7*7}}"]
