"""Signing in as people do it: each page in both widths, themes and languages, and a passkey of Chromium's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.actions.accounts.links import invite
from app.adapters.passkeys import relying_party
from app.config import Settings
from app.domain.accounts import Invitation, Role
from app.factory import create_app
from tests.browsers import faults
from tests.signing import ADMINISTRATOR, OPERATOR, OTHER_PASSWORD, PASSWORD, SECRET, Phone, new_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.signing import House

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]
LOOKS = [(1280, "light", "ja"), (1280, "dark", "en"), (390, "light", "en"), (390, "dark", "ja")]


#: How often a form is sent that is pressed again before its answer is there; it is as it was afterwards.
PRESSED_TWICE = """form => {
  let sent = 0;
  const count = (event) => { sent += !event.defaultPrevented; event.preventDefault(); };
  addEventListener("submit", count);
  form.requestSubmit();
  form.requestSubmit();
  removeEventListener("submit", count);
  form.dataset.once = "";
  return sent;
}"""


@pytest.fixture
def address(house: House, serve: Callable[..., str], tmp_path: Path) -> str:
    """Where operators and administrators must have a second factor; at a name, because passkeys ask for one."""
    settings = Settings(house.database.url, SECRET, tmp_path, staff_second_factor=True)
    app = create_app(settings, database=house.database, clock=house.clock, new_id=house.ids)
    here = serve(app).replace("127.0.0.1", "localhost")
    signing = app.extensions["ennoshita_signing"]
    app.extensions["ennoshita_signing"] = replace(signing, party=relying_party(here))
    return here


def _sound(page: Page, shot: Callable[..., None], name: str) -> None:
    """The page is not wider than the window, axe finds nothing, and a picture is kept."""
    assert faults(page) == [], name
    shot(page, name)


def _sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator(".si-form button[type=submit]").click()


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_every_page_of_signing_in_is_sound(
    address: str,
    house: House,
    open_page: Callable[..., Page],
    shot: Callable[..., None],
    width: int,
    scheme: str,
    language: str,
) -> None:
    told = {"now": house.now, "new_id": house.ids}
    data = Invitation("haruka@example.jp", "緑川 遥", Role.OPERATOR)
    invited = invite(house.session, scope=house.scope(ADMINISTRATOR), data=data, new_key=new_key, **told)
    house.run_jobs()
    token = house.mailed_token()
    page = open_page(width, scheme)
    kind = f"{width}-{scheme}-{language}"
    page.goto(f"{address}/sign-in?lang={language}")
    _sound(page, shot, f"accounts-sign-in-{kind}")
    _wrong_and_forgotten(page, shot, address, kind, token)

    _sign_in(page, address, ADMINISTRATOR)
    page.locator("button.pri").click()
    _sound(page, shot, f"accounts-enrol-{kind}")
    page.locator("summary").click()
    phone = Phone(page.locator(".key-text").inner_text())
    page.locator("#code").fill(phone.code(house.now))
    assert page.locator("form[data-once]").evaluate(PRESSED_TWICE) == 1
    page.locator("button.pri").click()
    expect(page.locator(".codes li")).to_have_count(10)
    _sound(page, shot, f"accounts-codes-{kind}")

    page.locator("a.pri").click()
    page.goto(f"{address}/account")
    _sound(page, shot, f"accounts-own-{kind}")
    page.goto(f"{address}/settings/accounts")
    _sound(page, shot, f"accounts-people-{kind}")
    page.goto(f"{address}/settings/accounts/{invited}")
    _sound(page, shot, f"accounts-person-{kind}")

    page.context.clear_cookies()
    page.goto(f"{address}/sign-in?lang={language}")
    _sign_in(page, address, ADMINISTRATOR)
    _sound(page, shot, f"accounts-code-{kind}")


def _wrong_and_forgotten(page: Page, shot: Callable[..., None], address: str, kind: str, token: str) -> None:
    page.locator("#email").fill(OPERATOR)
    page.locator("#password").fill("not the password")
    page.locator(".si-form button[type=submit]").click()
    _sound(page, shot, f"accounts-refused-{kind}")
    page.goto(f"{address}/sign-in/forgotten")
    _sound(page, shot, f"accounts-forgotten-{kind}")
    page.locator("#email").fill(OPERATOR)
    page.locator("button.pri").click()
    _sound(page, shot, f"accounts-sent-{kind}")
    page.goto(f"{address}/sign-in/link/{token}")
    _sound(page, shot, f"accounts-link-{kind}")
    page.goto(f"{address}/sign-in/link/{token}x")
    _sound(page, shot, f"accounts-expired-{kind}")


def test_a_passkey_of_the_browser_is_made_and_opens_the_account(
    address: str, house: House, open_page: Callable[..., Page], shot: Callable[..., None]
) -> None:
    phone = house.with_app()
    page = open_page()
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    _sign_in(page, address, OPERATOR)
    page.locator("#code").fill(phone.code(house.now))
    page.locator("button.pri").click()
    page.goto(f"{address}/account")

    page.locator("#passkey-name").fill("仕事のパソコン")
    house.clock.advance(seconds=30)
    page.locator("#passkey-code").fill(phone.code(house.now))
    page.locator("#passkey-password").fill("wrong")
    page.get_by_role("button", name="パスキーを追加する").click()
    page.get_by_text("いまのパスワードが違います。").wait_for()
    page.locator("#passkey-password").fill(PASSWORD)
    page.get_by_role("button", name="パスキーを追加する").click()
    page.get_by_text("パスキー「仕事のパソコン」を加えました。").wait_for()
    _sound(page, shot, "accounts-passkey-1280-light-ja")

    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="パスキーで入る").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{address}/account")
    expect(page.get_by_text("仕事のパソコン", exact=True).first).to_be_visible()


def test_without_scripts_one_signs_in_and_changes_the_password(
    address: str, house: House, chromium: object, shot: Callable[..., None]
) -> None:
    phone = house.with_app()
    context = chromium.new_context(java_script_enabled=False, locale="ja-JP")  # type: ignore[attr-defined]
    page = context.new_page()
    _sign_in(page, address, OPERATOR)
    page.locator("#code").fill(phone.code(house.now))
    page.locator("button.pri").click()
    page.goto(f"{address}/account")

    page.locator("#old").fill(PASSWORD)
    page.locator("#password").fill(OTHER_PASSWORD)
    page.get_by_role("button", name="パスワードを変える").click()

    expect(page.get_by_text("パスワードを変えました。")).to_be_visible()
    expect(page.locator("form[data-passkey]")).to_be_hidden()
    context.close()
