"""Who may enter which page, and how one signs in and out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from tests.app.web.conftest import PASSWORD, make_app, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.app.web.conftest import FakeAccounts
    from tests.clocks import FakeClock


def _enter(browser: FlaskClient, email: str, password: str, query: str = "") -> tuple[int, str, str]:
    answer = browser.post(f"/sign-in{query}", data={"email": email, "password": password})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def test_a_page_that_declares_nothing_is_closed_to_visitors_and_to_every_role(browser: FlaskClient) -> None:
    assert browser.get("/forgotten").headers["Location"].startswith("/sign-in")

    sign_in(browser, Role.ADMINISTRATOR)

    assert browser.get("/forgotten").status_code == 403


def test_every_endpoint_of_the_web_room_declares_who_may_enter(web: Flask) -> None:
    silent = {
        rule.endpoint
        for rule in web.url_map.iter_rules()
        if not hasattr(web.view_functions[rule.endpoint], "ennoshita_access")
    }

    assert silent == {"pages.forgotten"}


def test_a_public_page_is_open_to_visitors(browser: FlaskClient) -> None:
    assert browser.get("/open").text == "open"


def test_a_visitor_is_sent_to_sign_in_and_from_there_to_what_they_asked_for(browser: FlaskClient) -> None:
    answer = browser.get("/mine?month=2026-11")
    location = answer.headers["Location"]
    assert location == "/sign-in?next=/mine?month%3D2026-11"

    status, target, _ = _enter(browser, "client@example.jp", PASSWORD, "?next=/mine?month%3D2026-11")

    assert (status, target) == (302, "/mine?month=2026-11")


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "/%5Cexample.com", "javascript:x"])
def test_signing_in_never_leads_to_another_site(browser: FlaskClient, elsewhere: str) -> None:
    _, target, _ = _enter(browser, "client@example.jp", PASSWORD, f"?next={elsewhere}")

    assert target == "/"


def test_roles_open_a_page_to_those_roles_alone(browser: FlaskClient) -> None:
    sign_in(browser, Role.ASSISTANT)
    assert browser.get("/staff").status_code == 403

    sign_in(browser, Role.OPERATOR)
    assert browser.get("/staff").text == "staff"


def test_the_scope_is_the_one_of_the_account(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)

    assert browser.get("/mine").text == "role=client client=7"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(browser: FlaskClient) -> None:
    wrong = _enter(browser, "client@example.jp", "not it")
    unknown = _enter(browser, "nobody@example.jp", PASSWORD)

    assert wrong[0] == unknown[0] == 403
    assert "メールアドレスかパスワードが違います。" in wrong[2]
    typed_or_signed = r'value="[^"]*"'  # the address that was typed, and the form's token, which is new each time
    assert re.sub(typed_or_signed, "", wrong[2]) == re.sub(typed_or_signed, "", unknown[2])


def test_a_closed_account_cannot_enter_and_is_thrown_out(browser: FlaskClient, fakes: FakeAccounts) -> None:
    sign_in(browser, Role.CLIENT)
    fakes.change(Role.CLIENT, is_active=False)

    assert browser.get("/mine").status_code == 302
    assert _enter(browser, "client@example.jp", PASSWORD)[0] == 403


def test_a_new_session_key_ends_older_sessions(browser: FlaskClient, fakes: FakeAccounts) -> None:
    sign_in(browser, Role.CLIENT)
    fakes.change(Role.CLIENT, session_key="after the password was changed")

    assert browser.get("/mine").status_code == 302


def test_signing_out_needs_a_post_and_ends_the_session(browser: FlaskClient) -> None:
    sign_in(browser, Role.CLIENT)
    assert browser.get("/sign-out").status_code == 405

    assert browser.post("/sign-out").headers["Location"] == "/sign-in"

    assert browser.get("/mine").status_code == 302


def test_outside_of_the_demo_there_are_no_role_buttons_and_no_way_in_without_a_password(
    fakes: FakeAccounts, clock: FakeClock, tmp_path: Path
) -> None:
    flask_app = make_app(fakes, clock, tmp_path, demo=False)
    flask_app.config.update(WTF_CSRF_ENABLED=False)
    visitor = flask_app.test_client()

    assert "デモ" not in visitor.get("/sign-in").text
    assert visitor.post("/sign-in/demo", data={"account": "acc-client"}).status_code == 404


def test_the_demo_offers_one_button_a_role(browser: FlaskClient) -> None:
    text = browser.get("/sign-in").text

    assert [text.count(f'value="acc-{role.value}"') for role in Role] == [1, 1, 1, 1]


def test_a_visitor_asking_by_htmx_is_sent_to_sign_in_as_a_whole_page(browser: FlaskClient) -> None:
    answer = browser.get("/mine", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in")


@pytest.mark.parametrize(
    ("headers", "target"),
    [
        ({"Referer": "http://localhost/monthly?month=2026-11"}, "next=/monthly?month%3D2026-11&"),
        ({"Referer": "https://example.com/monthly"}, "next=/mine&"),  # of another site: the address itself
        ({}, "next=/mine&"),
        ({"Referer": "http://localhost/sign-out"}, ""),  # which cannot be opened again
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page_and_says_that_it_was_not_saved(
    browser: FlaskClient, headers: dict[str, str], target: str
) -> None:
    answer = browser.post("/mine", headers=headers)

    assert answer.headers["Location"] == f"/sign-in?{target}unsaved=1"
    assert "いま送った内容は保存していません。" in browser.get(answer.headers["Location"]).text
    assert "いま送った内容は保存していません。" not in browser.get("/sign-in").text


def test_a_form_sent_in_place_after_the_session_ended_leads_there_as_a_whole_page(browser: FlaskClient) -> None:
    answer = browser.post("/mine", headers={"HX-Request": "true", "Referer": "http://localhost/monthly"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in?next=/monthly&unsaved=1")
