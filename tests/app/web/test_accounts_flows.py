"""From the sign-in page to inside and out again, as a browser sees it; and that copies of cookies open nothing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.adapters.keyring import Keyring
from app.config import Settings, load_settings
from app.database import transaction
from app.domain.accounts import Role
from app.factory import create_app
from app.models import AccountRow, PasskeyRow, SessionRow, TotpRow
from tests.app.web.office import text_of
from tests.signing import ADMINISTRATOR, OPERATOR, OTHER_PASSWORD, PASSWORD, SECOND, SECRET, SITE, Phone

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.signing import House

INSIDE = "/notices"


@dataclass
class Pages:
    """The whole app over a house."""

    house: House
    app: Flask

    def browser(self, address: str = "198.51.100.7") -> FlaskClient:
        browser = self.app.test_client()
        browser.environ_base["REMOTE_ADDR"] = address
        return browser

    def sign_in(self, browser: FlaskClient, email: str = OPERATOR, password: str = PASSWORD) -> TestResponse:
        return browser.post("/sign-in", data={"email": email, "password": password})

    def inside(self, email: str = OPERATOR) -> FlaskClient:
        browser = self.browser()
        assert self.sign_in(browser, email).status_code == 302
        assert is_inside(browser)
        return browser


def is_inside(browser: FlaskClient) -> bool:
    answer = browser.get(INSIDE)
    assert answer.status_code in {200, 302}
    return answer.status_code == 200


def copy_of(pages: Pages, browser: FlaskClient) -> FlaskClient:
    """Another browser with a copy of the first one's cookie."""
    cookie = browser.get_cookie("session")
    assert cookie is not None
    thief = pages.browser("203.0.113.66")
    thief.set_cookie("session", cookie.value)
    return thief


def make_pages(house: House, folder: Path, *, needed: bool = False, breached: Path | None = None) -> Pages:
    settings = Settings(
        house.database.url, SECRET, folder, site_url=SITE, staff_second_factor=needed, breached_passwords=breached
    )
    app = create_app(settings, database=house.database, clock=house.clock, new_id=house.ids)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    return Pages(house, app)


@pytest.fixture
def pages(house: House, tmp_path: Path) -> Pages:
    return make_pages(house, tmp_path)


@pytest.fixture
def strict(house: House, tmp_path: Path) -> Pages:
    """Where operators and administrators must have a second factor."""
    return make_pages(house, tmp_path, needed=True)


def test_outside_the_demo_the_settings_ask_operators_and_administrators_for_a_second_factor(tmp_path: Path) -> None:
    told = {"ENNOSHITA_SECRET_KEY": SECRET, "ENNOSHITA_DATA_DIR": str(tmp_path)}
    assert load_settings(told).is_second_factor_needed
    assert not load_settings(told | {"ENNOSHITA_STAFF_SECOND_FACTOR": "0"}).is_second_factor_needed
    assert not Settings("sqlite://", SECRET, tmp_path, demo=True, staff_second_factor=True).is_second_factor_needed


def test_a_copied_cookie_opens_nothing_after_signing_out(pages: Pages) -> None:
    browser = pages.inside()
    thief = copy_of(pages, browser)
    assert is_inside(thief)

    browser.post("/sign-out")

    assert not is_inside(thief)
    assert not is_inside(browser)


def test_a_copied_cookie_opens_nothing_after_the_password_was_changed_and_the_owner_stays_in(pages: Pages) -> None:
    browser = pages.inside()
    thief = copy_of(pages, browser)

    answer = browser.post("/account/password", data={"old": PASSWORD, "password": OTHER_PASSWORD})

    assert answer.status_code == 302
    assert is_inside(browser)
    assert not is_inside(thief)


@pytest.mark.parametrize("deed", ["close", "sign-out", "role"])
def test_a_copied_cookie_opens_nothing_after_an_administrator_acted(pages: Pages, deed: str) -> None:
    browser, administrator = pages.inside(), pages.inside(ADMINISTRATOR)
    public_id = pages.house.account().public_id

    sent = {"role": "administrator", "client": "", "assistant": ""} if deed == "role" else {}
    assert administrator.post(f"/settings/accounts/{public_id}/{deed}", data=sent).status_code == 302

    assert not is_inside(copy_of(pages, browser))
    assert not is_inside(browser)


def test_ones_browsers_are_listed_and_signed_out_one_by_one_or_all(pages: Pages) -> None:
    here, there = pages.inside(), pages.browser("203.0.113.9")
    there.post(
        "/sign-in",
        data={"email": OPERATOR, "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/605.1"},
    )
    html = here.get("/account").text
    assert "Safari（iPhone）" in html
    assert "203.0.113.9" in html
    assert html.count("この端末</span>") == 1
    other = re.search(r'name="session" value="([^"]+)"', html)
    assert other is not None

    here.post("/account/sessions/end", data={"session": other[1], "password": PASSWORD})
    assert is_inside(here)
    assert not is_inside(there)

    here.post("/account/sessions/end", data={"session": "all", "password": PASSWORD})
    assert not is_inside(here)


def test_whoever_finds_an_open_screen_ends_no_session(pages: Pages) -> None:
    here, there = pages.inside(), pages.inside()
    other = re.search(r'name="session" value="([^"]+)"', here.get("/account").text)
    assert other is not None

    for session in (other[1], "all"):
        wrong = here.post("/account/sessions/end", data={"session": session, "password": "wrong"})
        assert wrong.status_code == 403
        assert "いまのパスワードが違います。" in wrong.text
        assert f'value="{session}" checked' in wrong.text
    assert here.post("/account/sessions/end", data={"session": "all"}).status_code == 403
    none = here.post("/account/sessions/end", data={"password": PASSWORD})
    assert none.status_code == 400
    assert "サインアウトする端末を選んでください。" in none.text
    assert is_inside(there)
    for _ in range(2):
        here.post("/account/sessions/end", data={"session": "all", "password": "wrong"})
    assert here.post("/account/sessions/end", data={"session": "all", "password": PASSWORD}).status_code == 429
    assert is_inside(there)


def test_who_has_no_password_ends_sessions_just_after_signing_in(pages: Pages) -> None:
    here = pages.inside()
    with transaction(pages.house.session):
        pages.house.session.execute(update(AccountRow).values(password_hash=""))
    assert "サインインから10分のあいだだけできます" in here.get("/account").text

    pages.house.clock.advance(minutes=10, seconds=1)
    late = here.post("/account/sessions/end", data={"session": "all"})
    assert late.status_code == 403
    assert "入りなおしてから10分以内に" in late.text
    assert is_inside(here)

    pages.house.clock.advance(seconds=-1)
    assert here.post("/account/sessions/end", data={"session": "all"}).status_code == 302
    assert not is_inside(here)


def test_the_session_of_somebody_else_is_not_there_to_be_ended(pages: Pages) -> None:
    administrator, browser = pages.inside(ADMINISTRATOR), pages.inside()
    pages.house.session.rollback()
    row = pages.house.session.query(SessionRow).filter_by(account_id=pages.house.account(ADMINISTRATOR).id).one()
    theirs = row.public_id

    foreign = browser.post("/account/sessions/end", data={"session": theirs, "password": PASSWORD})
    missing = browser.post("/account/sessions/end", data={"session": "none", "password": PASSWORD})

    # Forms of a page carry a token that tells its second.
    pages_seen = {re.sub(r'"[\w.-]{40,}"', '""', answer.text) for answer in (foreign, missing)}
    assert len(pages_seen) == 1
    assert foreign.status_code == missing.status_code == 404
    assert is_inside(administrator)


def test_too_many_failures_are_said_with_the_time_to_wait(pages: Pages) -> None:
    browser = pages.browser()
    for _ in range(5):
        assert pages.sign_in(browser, password="wrong").status_code == 403

    answer = pages.sign_in(browser)

    assert answer.status_code == 429
    assert "あと15秒待って" in answer.text
    unknown = pages.browser("198.51.100.8")
    for _ in range(5):
        pages.sign_in(unknown, "nobody@example.jp")
    assert pages.sign_in(unknown, "nobody@example.jp").status_code == 429


def test_an_operator_sets_up_an_app_before_coming_in_and_sees_the_recovery_codes_once(strict: Pages) -> None:
    browser = strict.browser()
    assert strict.sign_in(browser).headers["Location"] == "/sign-in/enrol"
    assert not is_inside(browser)
    assert browser.post("/sign-in/enrol/begin").headers["Location"] == "/sign-in/enrol"
    html = browser.get("/sign-in/enrol").text
    assert "<svg viewBox" in html
    key = re.search(r'class="key-text"[^>]*>([A-Z2-7-]+)<', html)
    assert key is not None

    answer = browser.post("/sign-in/enrol", data={"code": Phone(key[1]).code(strict.house.now)})

    codes = re.findall(r"<code>([A-Z2-9]{5}-[A-Z2-9]{5})</code>", answer.text)
    assert len(codes) == 10
    assert is_inside(browser)
    assert not any(code in browser.get("/account").text for code in codes)


def test_with_an_app_the_password_alone_opens_nothing(strict: Pages) -> None:
    phone = strict.house.with_app()
    browser = strict.browser()

    assert strict.sign_in(browser).headers["Location"] == "/sign-in/code"

    assert not is_inside(browser)
    for path in ("/account", "/account/second-factor", "/settings/accounts"):
        assert "/sign-in" in browser.get(path).headers["Location"]
    assert browser.post("/sign-in/enrol/begin").headers["Location"] == "/sign-in"  # it cannot set up another one
    assert browser.post("/sign-in/code", data={"code": "000000"}).status_code == 403
    assert not is_inside(browser)
    assert browser.post("/sign-in/code", data={"code": phone.code(strict.house.now)}).status_code == 302
    assert is_inside(browser)


def test_the_page_asked_for_is_opened_after_both_steps(strict: Pages) -> None:
    phone = strict.house.with_app()
    browser = strict.browser()
    first = browser.post("/sign-in?next=/clients", data={"email": OPERATOR, "password": PASSWORD})

    second = browser.post(first.headers["Location"], data={"code": phone.code(strict.house.now)})

    assert second.headers["Location"] == "/clients"


def test_a_copy_of_a_half_finished_sign_in_opens_nothing_once_it_is_whole(strict: Pages) -> None:
    phone = strict.house.with_app()
    browser = strict.browser()
    strict.sign_in(browser)
    thief = copy_of(strict, browser)
    browser.post("/sign-in/code", data={"code": phone.code(strict.house.now)})
    strict.house.clock.advance(seconds=30)

    answer = thief.post("/sign-in/code", data={"code": phone.code(strict.house.now)})

    assert answer.headers["Location"] == "/sign-in"
    assert not is_inside(thief)


def test_a_visitor_gets_no_page_of_the_second_step(strict: Pages) -> None:
    browser = strict.browser()

    for path in ("/sign-in/code", "/sign-in/enrol"):
        assert browser.get(path).headers["Location"] == "/sign-in"
        assert browser.post(path, data={"code": "123456"}).headers["Location"] == "/sign-in"
    assert browser.post("/sign-in/enrol/begin").headers["Location"] == "/sign-in"


def test_an_administrator_resets_the_factor_of_somebody_and_an_operator_may_not(strict: Pages, tmp_path: Path) -> None:
    house = strict.house
    house.with_app()
    administrator_phone = house.with_app(ADMINISTRATOR)
    house.with_passkeys(2)
    public_id = house.account().public_id
    administrator = strict.browser()
    strict.sign_in(administrator, ADMINISTRATOR)
    administrator.post("/sign-in/code", data={"code": administrator_phone.code(house.now)})
    assert "2段階目の確認を解除する" in administrator.get(f"/settings/accounts/{public_id}").text

    assert administrator.post(f"/settings/accounts/{public_id}/second-factor").status_code == 302

    assert strict.sign_in(strict.browser()).headers["Location"] == "/sign-in/enrol"
    left = text_of(administrator.get(f"/settings/accounts/{public_id}").text)
    assert "2段階目の確認を解除した" in left
    assert "パスキー 2個" in left
    own = house.account(ADMINISTRATOR).public_id
    assert "端末をなくしたとき" not in administrator.get(f"/settings/accounts/{own}").text
    assert administrator.post(f"/settings/accounts/{own}/second-factor").status_code == 403
    browser = make_pages(house, tmp_path).inside()
    theirs = house.account(SECOND).public_id
    assert browser.post(f"/settings/accounts/{theirs}/second-factor").status_code == 403


def test_passkeys_that_were_lost_as_well_are_removed_where_that_is_ticked(pages: Pages) -> None:
    house = pages.house
    house.with_app()
    house.with_passkeys(2)
    administrator = pages.inside(ADMINISTRATOR)
    path = f"/settings/accounts/{house.account().public_id}"
    page = administrator.get(path).text
    assert "パスキーも外す（2個）" in page
    assert re.search(
        r'<input type="checkbox" name="passkeys" value="1" aria-describedby="passkeys-hint">', page
    )  # not ticked

    answer = administrator.post(f"{path}/second-factor", data={"passkeys": "1"}, follow_redirects=True)

    assert "2段階目の確認を解除し、パスキー2個を外しました。" in answer.text
    assert "パスキーをすべて外した" in answer.text
    assert "端末をなくしたとき" not in answer.text
    assert house.rows(PasskeyRow) == []
    house.with_passkeys(1)
    assert "パスキーを外す（1個）" in administrator.get(path).text
    assert "パスキー：2" in administrator.get("/settings/audit").text


def test_an_invitation_is_sent_opened_and_used_once(pages: Pages) -> None:
    administrator = pages.inside(ADMINISTRATOR)
    sent = {
        "display_name": "緑川 遥",
        "email": "haruka@example.jp",
        "role": "operator",
        "client": "",
        "assistant": "",
        "locale": "ja",
        "password": "not taken from here",
        "is_active": "1",
    }
    assert administrator.post("/settings/accounts", data=sent).status_code == 302
    assert "招待中" in administrator.get("/settings/accounts").text
    pages.house.run_jobs()
    path = f"/sign-in/link/{pages.house.mailed_token()}"
    person = pages.browser()
    assert "緑川 遥さん（haruka@example.jp）" in unescape(person.get(path).text)
    assert person.get(path).status_code == 200  # opening it uses nothing up

    assert person.post(path, data={"password": "short"}).status_code == 400
    assert person.post(path, data={"password": OTHER_PASSWORD}).headers["Location"] == "/sign-in"

    assert person.get(path).status_code == 410
    assert person.post(path, data={"password": PASSWORD}).status_code == 410
    assert pages.sign_in(person, "haruka@example.jp", OTHER_PASSWORD).status_code == 302
    assert pages.house.account("haruka@example.jp").role is Role.OPERATOR


@pytest.mark.parametrize("token", ["x", "x.y", "%00", "a" * 3000, "../.."])
def test_a_link_that_is_none_of_ours_opens_nothing(pages: Pages, token: str) -> None:
    assert pages.browser().get(f"/sign-in/link/{token}").status_code in {404, 410}


def test_a_forgotten_password_is_answered_alike_for_everybody(pages: Pages) -> None:
    known = pages.browser().post("/sign-in/forgotten", data={"email": OPERATOR})
    unknown = pages.browser().post("/sign-in/forgotten", data={"email": "nobody@example.jp"})

    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
    assert OPERATOR not in known.text


def test_operators_see_and_invite_clients_and_assistants_alone(pages: Pages) -> None:
    browser = pages.inside()

    html = browser.get("/settings/accounts").text

    assert ADMINISTRATOR not in html
    assert 'value="administrator"' not in html
    for account in (ADMINISTRATOR, OPERATOR):
        public_id = pages.house.account(account).public_id
        assert browser.get(f"/settings/accounts/{public_id}").status_code == 404
        assert browser.post(f"/settings/accounts/{public_id}/close").status_code == 404
    sent = {"display_name": "x", "email": "x@example.jp", "role": "administrator", "locale": "ja"}
    assert browser.post("/settings/accounts", data=sent).status_code == 400


def test_ones_account_is_changed_by_nobody_without_the_password(pages: Pages) -> None:
    pages.house.with_app()
    browser = pages.browser()
    pages.sign_in(browser)
    browser.post("/sign-in/code", data={"code": "x"})
    inside = pages.inside(ADMINISTRATOR)

    assert inside.post("/account/password", data={"old": "wrong", "password": OTHER_PASSWORD}).status_code == 403
    assert inside.post("/account/passkeys/options", data={"password": "wrong"}).status_code == 403
    for sent, status, said in (({}, 400, "入力してください。"), ({"password": "wrong"}, 403, "が違います。")):
        refused = inside.post("/account/second-factor/begin", data=sent)
        assert refused.status_code == status
        assert f"いまのパスワード{'を' if status == 400 else ''}{said}" in beside(refused, "begin-password")
        assert inside.get("/account/second-factor").headers["Location"] == "/account"
    inside.post("/account/second-factor/begin", data={"password": PASSWORD})
    assert "<svg" in inside.get("/account/second-factor").text


def test_a_page_from_before_the_app_was_set_up_is_told_that_it_is(pages: Pages) -> None:
    browser = pages.inside()
    pages.house.with_app()

    browser.post("/account/second-factor/begin", data={"password": PASSWORD})

    assert "認証アプリはすでに設定されています。" in browser.get("/account").text


@pytest.mark.parametrize(
    ("path", "form"), [("/account/recovery-codes", "codes"), ("/account/second-factor/off", "off")]
)
def test_the_second_factor_is_changed_by_nobody_without_password_and_code(pages: Pages, path: str, form: str) -> None:
    browser = pages.inside()
    phone = pages.house.with_app()
    right = {"password": PASSWORD, "code": phone.code(pages.house.now)}

    empty = browser.post(path)
    wrong_password = browser.post(path, data=right | {"password": "wrong"})
    wrong_code = browser.post(path, data=right | {"code": "000000"})

    assert (empty.status_code, wrong_password.status_code, wrong_code.status_code) == (400, 403, 403)
    assert "いまのパスワードを入力してください。" in beside(empty, f"{form}-password")
    assert "コードを入力してください。" in beside(empty, f"{form}-code")
    assert "いまのパスワードが違います。" in beside(wrong_password, f"{form}-password")
    assert beside(wrong_password, f"{form}-code") == ""
    assert "コードが違うか" in beside(wrong_code, f"{form}-code")
    assert re.findall(r"<details[^>]* open>", wrong_code.text) == ['<details class="mt" open>']
    for _ in range(4):  # with the one before five wrong codes
        browser.post(path, data=right | {"code": "000000"})
    waiting = browser.post(path, data=right)
    assert waiting.status_code == 429
    assert "あと15秒待って" in beside(waiting, f"{form}-code")
    assert "使用中" in browser.get("/account").text

    pages.house.clock.advance(seconds=30)
    done = browser.post(path, data=right | {"code": phone.code(pages.house.now)})

    assert (done.status_code, len(re.findall(r"<code>", done.text))) == ((200, 10) if form == "codes" else (302, 0))
    again = browser.post(path, data=right | {"code": phone.code(pages.house.now)})
    assert again.status_code == (403 if form == "codes" else 302)  # used up; or there is no app any more


def beside(answer: TestResponse, field_id: str) -> str:
    """What stands beside a field as wrong."""
    found = re.search(rf'<ul class="err" id="{field_id}-err">(.*?)</ul>', answer.text, re.DOTALL)
    return found[1] if found else ""


def test_over_tls_the_cookie_is_bound_to_the_host(house: House, tmp_path: Path) -> None:
    settings = Settings(house.database.url, SECRET, tmp_path, secure_cookies=True, site_url=SITE)
    app = create_app(settings, database=house.database, clock=house.clock)

    answer = app.test_client().get("/sign-in", base_url=SITE)

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/;" in cookie + ";"
    assert "Domain" not in cookie


def test_many_accounts_are_a_page_at_a_time_and_searched_for(pages: Pages) -> None:
    for number in range(40):
        pages.house.add(f"person-{number:02}@example.jp", Role.OPERATOR)
    browser = pages.inside(ADMINISTRATOR)

    first, second = browser.get("/settings/accounts").text, browser.get("/settings/accounts?page=2").text

    # 40 and the three that were there: two administrators come first by role, then operators by address.
    assert "利用者は43人です" in first
    assert first.count("/settings/accounts/id-") == 30
    assert second.count("/settings/accounts/id-") == 13
    assert "person-27@example.jp" not in first
    assert "person-39@example.jp" in second
    found = browser.get("/settings/accounts?q=PERSON-07").text
    assert "person-07@example.jp" in found
    assert found.count("/settings/accounts/id-") == 1
    assert "当てはまる人はいません" in browser.get("/settings/accounts?q=nobody").text


def test_after_a_change_of_the_secret_key_people_stay_in_as_long_as_the_older_one_is_kept(
    pages: Pages, tmp_path: Path
) -> None:
    cookie = pages.inside().get_cookie("session")
    assert cookie is not None

    for older, is_in in (((SECRET,), True), ((), False)):
        settings = Settings(pages.house.database.url, "n" * 32, tmp_path, old_secret_keys=older)
        app = create_app(settings, database=pages.house.database, clock=pages.house.clock, new_id=pages.house.ids)
        browser = app.test_client()
        browser.set_cookie("session", cookie.value)
        assert is_inside(browser) is is_in


def test_an_app_that_waits_under_a_key_that_is_gone_is_begun_anew(house: House, tmp_path: Path) -> None:
    strict = make_pages(house, tmp_path, needed=True)
    browser = strict.browser()
    strict.sign_in(browser)
    browser.post("/sign-in/enrol/begin")
    assert "<svg" in browser.get("/sign-in/enrol").text
    for row in house.rows(TotpRow):
        with transaction(house.session):
            row.sealed = Keyring("n" * 32).apps.new(row.account_id, "a seed")

    html = browser.get("/sign-in/enrol").text
    assert "/sign-in/enrol/begin" in html
    browser.post("/sign-in/enrol/begin")
    assert 'class="qr"' in browser.get("/sign-in/enrol").text


def test_a_password_that_others_know_is_chosen_nowhere(house: House, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen.txt"
    stolen.write_text(hashlib.sha1(OTHER_PASSWORD.encode()).hexdigest().upper() + ":2\n", "utf-8")
    pages = make_pages(house, tmp_path, breached=stolen)
    browser = pages.inside()
    house.send_reset(OPERATOR)
    house.run_jobs()
    link = f"/sign-in/link/{house.mailed_token()}"

    for password, why in ((OTHER_PASSWORD, "漏れたことのある"), ("Unbelievable", "まっさきに試される")):
        own = browser.post("/account/password", data={"old": PASSWORD, "password": password})
        linked = browser.post(link, data={"password": password})
        assert (own.status_code, linked.status_code) == (400, 400)
        assert why in own.text
        assert why in linked.text
    assert pages.sign_in(pages.browser()).status_code == 302
