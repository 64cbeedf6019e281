"""Headers, cookies and form tokens."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from itsdangerous import TimestampSigner

from app.domain.accounts import Role
from tests.app.web.conftest import PASSWORD, make_app, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.app.web.conftest import FakeAccounts
    from tests.clocks import FakeClock


@pytest.fixture
def guarded(fakes: FakeAccounts, clock: FakeClock, tmp_path: Path) -> Flask:
    """The app as it is served, tokens and all."""
    return make_app(fakes, clock, tmp_path)


def _token(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/sign-in").text)
    assert found is not None
    return found[1]


def test_every_answer_forbids_what_is_inline_and_every_frame(browser: FlaskClient) -> None:
    for path in ("/sign-in", "/nowhere", "/static/shell.js"):
        with browser.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "object-src 'none'; base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers


def test_pages_of_an_account_are_not_kept_by_the_browser(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)

    assert browser.get("/framed").headers["Cache-Control"] == "no-store"


def test_a_form_without_its_token_is_refused(guarded: Flask) -> None:
    browser = guarded.test_client()

    answer = browser.post("/sign-in/demo", data={"account": "acc-client"})

    assert answer.status_code == 400
    assert "ページを開きなおして" in answer.text
    assert browser.get("/mine").status_code == 302


def test_a_form_with_its_token_is_taken(guarded: Flask) -> None:
    browser = guarded.test_client()
    fields = {"email": " Client@Example.jp ", "password": PASSWORD, "csrf_token": _token(browser)}

    assert browser.post("/sign-in", data=fields).status_code == 302

    assert browser.get("/mine").status_code == 200


def test_a_token_in_the_header_htmx_sends_is_taken(guarded: Flask) -> None:
    browser = guarded.test_client()
    browser.post("/sign-in/demo", data={"account": "acc-client", "csrf_token": _token(browser)})
    found = re.search(r'"X-CSRFToken": "([^"]+)"', browser.get("/framed").text)
    assert found is not None

    assert browser.post("/mine", headers={"X-CSRFToken": found[1]}).text == "sent"


def _token_inside(browser: FlaskClient) -> str:
    browser.post("/sign-in/demo", data={"account": "acc-client", "csrf_token": _token(browser)})
    found = re.search(r'"X-CSRFToken": "([^"]+)"', browser.get("/framed").text)
    assert found is not None
    return found[1]


def test_a_token_holds_as_long_as_its_session(guarded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, three_days_ago = guarded.test_client(), int(time.time()) - 3 * 24 * 3600
    with monkeypatch.context() as then:
        then.setattr(TimestampSigner, "get_timestamp", lambda _self: three_days_ago)
        token = _token_inside(browser)

    assert browser.post("/mine", headers={"X-CSRFToken": token}).text == "sent"


def test_a_token_of_another_session_and_of_one_that_ended_is_refused(guarded: Flask) -> None:
    browser, other = guarded.test_client(), guarded.test_client()
    token, of_other = _token_inside(browser), _token_inside(other)
    assert browser.post("/mine", headers={"X-CSRFToken": of_other}).status_code == 400

    browser.post("/sign-out", headers={"X-CSRFToken": token})
    # A page of ours that is left open in another tab: not done, and said so where one signs in again.
    assert browser.post("/mine", headers={"X-CSRFToken": token}).headers["Location"] == "/sign-in?next=/mine&unsaved=1"
    _token_inside(browser)

    assert browser.post("/mine", headers={"X-CSRFToken": token}).status_code == 400
    assert other.post("/mine", headers={"X-CSRFToken": of_other}).text == "sent"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: FlaskClient) -> None:
    cookie = browser.post("/sign-in/demo", data={"account": "acc-client"}).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # the demo is served over http


def test_with_https_the_cookie_is_sent_over_https_alone(fakes: FakeAccounts, clock: FakeClock, tmp_path: Path) -> None:
    flask_app = make_app(fakes, clock, tmp_path, secure_cookies=True)
    flask_app.config.update(WTF_CSRF_ENABLED=False)

    answer = flask_app.test_client().post("/sign-in/demo", data={"account": "acc-client"}, base_url="https://localhost")

    assert "Secure" in answer.headers["Set-Cookie"]


def test_with_https_browsers_are_told_to_come_back_over_https_alone(
    fakes: FakeAccounts, clock: FakeClock, tmp_path: Path
) -> None:
    visitor = make_app(fakes, clock, tmp_path, secure_cookies=True).test_client()

    for path in ("/sign-in", "/nowhere", "/static/shell.js"):
        with visitor.get(path) as answer:
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_without_https_they_are_not(browser: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in browser.get("/sign-in").headers


def test_signing_in_begins_a_fresh_session(browser: FlaskClient) -> None:
    with browser.session_transaction() as session:
        session["planted"] = "by somebody who knew the cookie"

    sign_in(browser, Role.CLIENT)

    with browser.session_transaction() as session:
        assert "planted" not in session


def test_static_addresses_name_their_content_and_may_be_kept(browser: FlaskClient) -> None:
    found = re.search(r'href="(/static/tokens\.css\?v=[0-9a-f]{10})"', browser.get("/sign-in").text)
    assert found is not None

    with browser.get(found[1]) as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_nothing_is_loaded_from_elsewhere(browser: FlaskClient) -> None:
    sign_in(browser, Role.OPERATOR)
    html = browser.get("/framed").text

    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def test_over_http_a_cookie_for_https_does_not_come_back_and_that_is_said(guarded: Flask) -> None:
    guarded.config.update(SESSION_COOKIE_SECURE=True)
    browser = guarded.test_client(use_cookies=False)  # what a browser does over http with a cookie for https
    fields = {"email": "client@example.jp", "password": PASSWORD, "csrf_token": _token(browser)}

    answer = browser.post("/sign-in", data=fields)

    assert answer.status_code == 400
    assert "ブラウザーから Cookie が届かなかった" in answer.text
    assert "https:// で始まるアドレス" in answer.text


def test_over_https_a_form_that_is_too_old_is_still_called_so(guarded: Flask) -> None:
    guarded.config.update(SESSION_COOKIE_SECURE=True)
    browser = guarded.test_client()
    browser.get("/sign-in", base_url="https://localhost")

    answer = browser.post(
        "/sign-in",
        data={"csrf_token": "of-yesterday"},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/"},
    )

    assert answer.status_code == 400
    assert "ページを開きなおして" in answer.text
