"""Passkeys: made by who knows the password, used in its place, and every answer that proves nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.adapters.passkeys import relying_party
from app.config import Settings
from app.factory import create_app
from app.models import PasskeyRow
from tests.app.web.test_accounts_flows import Pages, copy_of, is_inside, make_pages
from tests.authenticators import Device
from tests.signing import ADMINISTRATOR, OPERATOR, PASSWORD, SECRET, SITE

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.signing import House

HOST = "ennoshita.example.jp"


@pytest.fixture
def pages(house: House, tmp_path: Path) -> Pages:
    return make_pages(house, tmp_path, needed=False)


@pytest.fixture
def device() -> Device:
    return Device(SITE, HOST)


def _add(browser: FlaskClient, device: Device) -> TestResponse:
    options = browser.post("/account/passkeys/options", data={"password": PASSWORD}).get_json()
    return browser.post("/account/passkeys", data={"name": "仕事のパソコン", "answer": device.make(options)})


def _sign_in(browser: FlaskClient, device: Device, query: str = "") -> TestResponse:
    options = browser.post("/sign-in/passkey/options").get_json()
    return browser.post(f"/sign-in/passkey{query}", data={"answer": device.sign(options)})


def test_a_passkey_is_made_used_and_removed(pages: Pages, device: Device) -> None:
    browser = pages.inside()
    assert _add(browser, device).get_json() == {"to": "/account"}
    assert "仕事のパソコン" in browser.get("/account").text
    pages.house.run_jobs()
    assert "パスキー「仕事のパソコン」が加わり" in pages.house.mails.kept[-1].text

    other = pages.browser()
    assert _sign_in(other, device, "?next=/clients").get_json() == {"to": "/clients"}
    assert is_inside(other)
    assert "パスキー" in other.get("/account").text

    public_id = pages.house.rows(PasskeyRow)[0].public_id
    refused = browser.post("/account/passkeys/remove", data={"passkey": public_id, "password": "wrong"})
    assert refused.status_code == 403
    assert "いまのパスワードが違います。" in refused.text
    assert (
        "消すパスキーを選んでください。" in browser.post("/account/passkeys/remove", data={"password": PASSWORD}).text
    )
    browser.post("/account/passkeys/remove", data={"passkey": public_id, "password": PASSWORD})
    assert _sign_in(pages.browser(), device).status_code == 403


def test_a_passkey_stands_for_both_factors(house: House, tmp_path: Path, device: Device) -> None:
    _add(make_pages(house, tmp_path).inside(), device)
    house.with_app()
    strict = make_pages(house, tmp_path, needed=True)
    browser = strict.browser()

    assert _sign_in(browser, device).status_code == 200

    assert is_inside(browser)


def test_adding_one_needs_the_password(pages: Pages) -> None:
    browser = pages.inside()

    assert browser.post("/account/passkeys/options", data={"password": "wrong"}).status_code == 403
    assert browser.post("/account/passkeys/options").status_code == 403
    assert pages.browser().post("/account/passkeys/options", data={"password": PASSWORD}).status_code == 302


def test_with_an_app_adding_one_needs_a_code_as_well_for_it_stands_for_both(pages: Pages) -> None:
    browser = pages.inside()
    phone = pages.house.with_app()
    code = phone.code(pages.house.now)
    assert 'id="passkey-code"' in browser.get("/account").text

    for wrong in ("", "000000"):
        refused = browser.post("/account/passkeys/options", data={"password": PASSWORD, "code": wrong})
        assert refused.status_code == 403
        assert "コードが違うか" in refused.get_json()["said"]
    assert browser.post("/account/passkeys/options", data={"password": PASSWORD, "code": code}).status_code == 200
    assert browser.post("/account/passkeys/options", data={"password": PASSWORD, "code": code}).status_code == 403


def test_an_answer_is_not_taken_twice_even_with_a_copy_of_the_cookie(pages: Pages, device: Device) -> None:
    _add(pages.inside(), device)
    browser = pages.browser()
    options = browser.post("/sign-in/passkey/options").get_json()
    thief = copy_of(pages, browser)
    answer = device.sign(options)
    assert browser.post("/sign-in/passkey", data={"answer": answer}).status_code == 200
    device.count = 0

    assert thief.post("/sign-in/passkey", data={"answer": answer}).status_code == 403
    assert not is_inside(thief)


def test_a_device_that_never_counts_is_protected_from_replay_as_well(pages: Pages, device: Device) -> None:
    """Most passkeys of today always say 0: the challenge alone tells an old answer."""
    _add(pages.inside(), device)
    browser = pages.browser()
    options = browser.post("/sign-in/passkey/options").get_json()
    thief = copy_of(pages, browser)
    device.count = -1
    answer = device.sign(options)
    assert browser.post("/sign-in/passkey", data={"answer": answer}).status_code == 200

    assert thief.post("/sign-in/passkey", data={"answer": answer}).status_code == 403


@pytest.mark.parametrize(
    "bend", ["locked", "another site", "another host", "another key", "another owner", "a count that went back"]
)
def test_an_answer_that_proves_nothing_opens_nothing(pages: Pages, device: Device, bend: str) -> None:
    _add(pages.inside(), device)
    assert _sign_in(pages.browser(), device).status_code == 200
    if bend == "locked":
        device.is_unlocked = False
    elif bend == "another site":
        device.origin = "https://evil.example"
    elif bend == "another host":
        device.host = "evil.example"
    elif bend == "another key":
        device.key = Device(SITE, HOST).key
    elif bend == "another owner":
        device.owner = pages.house.account(ADMINISTRATOR).public_id.encode()
    else:
        device.count = 0
    browser = pages.browser()

    assert _sign_in(browser, device).status_code == 403

    assert not is_inside(browser)
    assert pages.house.deeds(OPERATOR)[-1] == "account.refused"


#: Half a character and NUL, as JSON writes what no database takes; and what a reader of JSON goes down and down into.
HALF, NUL, DEEP = '{"id": "\\ud800"}', '{"id": "\\u0000"}', "[" * 30_000


@pytest.mark.parametrize(
    "answer", ["", "x", "[]", "{}", '{"id": 5}', '{"id": "none"}', "{" * 30_000, HALF, NUL, DEEP, '{"id":' * 2_500]
)
def test_an_answer_that_is_none_is_refused_and_breaks_nothing(pages: Pages, answer: str) -> None:
    browser, inside = pages.browser(), pages.inside()
    browser.post("/sign-in/passkey/options")
    inside.post("/account/passkeys/options", data={"password": PASSWORD})

    assert browser.post("/sign-in/passkey", data={"answer": answer}).status_code == 403
    assert inside.post("/account/passkeys", data={"name": "x", "answer": answer}).status_code == 400


def _bent(answer: str) -> dict[str, str]:
    """The answer with each of its parts in turn half a character, NUL, Japanese or a number, by what was done."""
    told, found = json.loads(answer), {}
    for part in (*told, *told["response"]):
        for value in ("\ud800", "\0", "鍵", 5):
            bent = json.loads(answer)
            (bent if part in told else bent["response"])[part] = value
            found[f"{part} {value!r}"] = json.dumps(bent)
    return found


def test_an_answer_with_half_a_character_anywhere_breaks_nothing(pages: Pages, device: Device) -> None:
    browser, inside = pages.browser(), pages.inside()
    pages.app.config["PROPAGATE_EXCEPTIONS"] = False
    options = inside.post("/account/passkeys/options", data={"password": PASSWORD}).get_json()
    made = {}
    for bend, answer in _bent(device.make(options)).items():
        copy = copy_of(pages, inside)  # a challenge is asked once
        made[bend] = copy.post("/account/passkeys", data={"answer": answer}).status_code
    assert {bend: status for bend, status in made.items() if status != 400} == {}

    _add(inside, device)
    signed = {}
    for bend in _bent(device.sign(browser.post("/sign-in/passkey/options").get_json())):
        answers = _bent(device.sign(browser.post("/sign-in/passkey/options").get_json()))
        signed[bend] = browser.post("/sign-in/passkey", data={"answer": answers[bend]}).status_code
    assert {bend: status for bend, status in signed.items() if status != 403} == {}


def test_without_a_challenge_or_with_one_that_is_too_old_nothing_opens(pages: Pages, device: Device) -> None:
    _add(pages.inside(), device)
    browser = pages.browser()
    options = browser.post("/sign-in/passkey/options").get_json()
    assert pages.browser().post("/sign-in/passkey", data={"answer": device.sign(options)}).status_code == 403
    pages.house.clock.advance(minutes=5, seconds=1)

    assert browser.post("/sign-in/passkey", data={"answer": device.sign(options)}).status_code == 403


def test_a_challenge_to_sign_in_makes_no_passkey(pages: Pages, device: Device) -> None:
    browser = pages.inside()
    options = browser.post("/sign-in/passkey/options").get_json()
    made = device.make({**options, "user": {"id": "AAAA"}})

    assert browser.post("/account/passkeys", data={"name": "x", "answer": made}).status_code == 400
    assert pages.house.rows(PasskeyRow) == []


def test_a_passkey_that_somebody_has_is_not_given_to_another(pages: Pages, device: Device) -> None:
    _add(pages.inside(), device)

    assert _add(pages.inside(ADMINISTRATOR), device).status_code == 400

    assert len(pages.house.rows(PasskeyRow)) == 1


def test_a_closed_account_does_not_come_in_by_passkey(pages: Pages, device: Device) -> None:
    _add(pages.inside(), device)
    public_id = pages.house.account().public_id
    pages.inside(ADMINISTRATOR).post(f"/settings/accounts/{public_id}/close")

    assert _sign_in(pages.browser(), device).status_code == 403


def test_what_the_browser_is_told_names_nobody(pages: Pages) -> None:
    options = pages.browser().post("/sign-in/passkey/options").get_json()

    assert options["rpId"] == HOST
    assert options["userVerification"] == "required"
    assert options.get("allowCredentials", []) == []
    assert "example.jp" not in json.dumps({**options, "rpId": ""})


@pytest.mark.parametrize(
    ("site_url", "is_possible"),
    [
        ("https://ennoshita.example.jp", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[2001:db8::1]", False),
        ("http://ennoshita.example.jp", False),
        ("", False),
    ],
)
def test_passkeys_are_offered_where_browsers_allow_them(
    house: House, tmp_path: Path, site_url: str, is_possible: bool
) -> None:
    assert (relying_party(site_url) is not None) is is_possible
    app = create_app(Settings(house.database.url, SECRET, tmp_path, site_url=site_url), database=house.database)
    app.config.update(WTF_CSRF_ENABLED=False)

    browser = app.test_client()

    assert ("data-passkey" in browser.get("/sign-in").text) is is_possible
    assert browser.post("/sign-in/passkey/options").status_code == (200 if is_possible else 404)
