"""Broken rules and failures as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain import errors as broken
from app.domain.accounts import Role
from app.domain.errors import InvalidInput, ManyProblems
from app.web.errors import FAULTS, status_of
from tests.app.web.conftest import sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def client(browser: FlaskClient) -> FlaskClient:
    sign_in(browser, Role.CLIENT)
    return browser


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (broken.NotFound(), 404),
        (broken.Forbidden(), 403),
        (InvalidInput("month", "month_format"), 400),
        (ManyProblems([]), 400),
        (broken.MonthClosed(), 409),
        (broken.TimerRunning(), 409),
    ],
)
def test_the_status_follows_the_kind_of_rule(error: broken.DomainError, status: int) -> None:
    assert status_of(error) == status


def test_a_row_of_somebody_else_and_no_such_page_say_the_same(client: FlaskClient) -> None:
    missing_row, missing_page = client.get("/broken/missing"), client.get("/nowhere")

    assert missing_row.status_code == missing_page.status_code == 404
    for answer in (missing_row, missing_page):
        assert "ページが見つかりません" in answer.text
        assert "アドレスが変わったか、見られる範囲の外にあります。" in answer.text


def test_a_broken_rule_says_what_happened(client: FlaskClient) -> None:
    answer = client.get("/broken/closed")

    assert answer.status_code == 409
    assert "この月は締め済みです。変えるには、運営が請求書を取り消すか返還します。" in answer.text


def test_many_problems_are_all_said_with_their_rows(client: FlaskClient) -> None:
    text = client.get("/broken/many").text

    assert "3行目：月は 2026-11 の形で書いてください。" in text
    assert "5行目：これからの作業は記録できません。今日までの日付と時刻にしてください。" in text


def test_htmx_gets_a_fragment_not_a_page(client: FlaskClient) -> None:
    answer = client.get("/broken/closed", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert answer.text.startswith('<div class="note bad" role="alert">')


def test_a_form_taken_in_place_gets_a_whole_page_to_pick_its_part_from(client: FlaskClient) -> None:
    answer = client.get("/broken/closed", headers={"HX-Request": "true", "HX-Request-Type": "full"})

    assert answer.status_code == 409
    assert 'id="main"' in answer.text


def test_an_unforeseen_failure_shows_nothing_of_itself(web: Flask) -> None:
    web.config.update(PROPAGATE_EXCEPTIONS=False)
    browser = web.test_client()
    sign_in(browser, Role.CLIENT)

    answer = browser.get("/broken/bug")

    assert answer.status_code == 500
    assert "うまく動きませんでした" in answer.text
    assert "ZeroDivision" not in answer.text


def test_the_page_of_a_failure_needs_no_database(web: Flask) -> None:
    web.config.update(PROPAGATE_EXCEPTIONS=False)
    browser = web.test_client()
    sign_in(browser, Role.CLIENT)

    def gone(scope: object) -> None:
        raise ConnectionError("the database is gone")

    web.extensions["ennoshita_shell"] = gone

    assert browser.get("/").status_code == 500


def test_too_large_an_upload_is_refused_in_words(web: Flask, client: FlaskClient) -> None:
    web.config.update(WTF_CSRF_ENABLED=True)  # looking for the token is what reads the form first
    form = "application/x-www-form-urlencoded"
    announced = {"CONTENT_LENGTH": str(6 * 1024 * 1024 + 1)}

    answer = client.post("/mine", data=b"a=b", content_type=form, environ_overrides=announced)

    assert answer.status_code == 413
    assert "ファイルが大きすぎます" in answer.text


@pytest.mark.parametrize("path", ["/jobs/%00", "/tasks/a%00b", "/jobs/now?last=%00", "/tasks?client=%00"])
def test_no_row_has_nul_in_its_name(client: FlaskClient, path: str) -> None:
    sign_in(client, Role.OPERATOR)

    assert client.get(path).status_code == 404


def test_nul_is_kept_in_no_text(client: FlaskClient) -> None:
    sign_in(client, Role.OPERATOR)

    assert client.post("/mine", data={"note": "a\x00b"}).status_code == 400


def test_a_wrong_method_is_said_in_words(client: FlaskClient) -> None:
    answer = client.delete("/mine")

    assert answer.status_code == 405
    assert "この操作は受け付けていません" in answer.text


def test_a_month_that_is_none_is_refused_and_the_page_still_stands(client: FlaskClient) -> None:
    answer = client.get("/monthly?month=2026-13")

    assert answer.status_code == 400
    assert "月は 2026-11 の形で書いてください。" in answer.text


def test_every_status_of_the_task_has_its_words() -> None:
    assert set(FAULTS) == {400, 403, 404, 405, 409, 413, 500, 503}
