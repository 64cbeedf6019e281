"""Sign-in by the company's provider, against one on this machine: who comes in, and every lie that does not help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from joserfc.jwk import RSAKey

from app.actions.accounts.standing import set_active
from app.config import Settings, SettingsError, load_settings
from app.factory import create_app
from app.models import IdentityRow
from tests.app.web.test_accounts_flows import Pages, is_inside
from tests.providers import CLIENT_ID, CLIENT_SECRET, Provider, provider_here
from tests.signing import ADMINISTRATOR, OPERATOR, SECRET, SITE, new_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.signing import House


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "1"})


@pytest.fixture
def provider(key: RSAKey, house: House) -> Iterator[Provider]:
    made = Provider(key=key, person={"email": OPERATOR, "email_verified": True}, now=house.now.timestamp())
    with provider_here(made) as served:
        yield served


@pytest.fixture
def pages(house: House, provider: Provider, tmp_path: Path) -> Pages:
    settings = Settings(
        house.database.url,
        SECRET,
        tmp_path,
        site_url=SITE,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_name="みなとID",
        private_hosts=frozenset({"127.0.0.1"}),
    )
    app = create_app(settings, database=house.database, clock=house.clock, new_id=house.ids)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    return Pages(house, app)


def _away(browser: FlaskClient, provider: Provider, query: str = "") -> tuple[str, str]:
    answer = browser.get(f"/sign-in/provider{query}")
    assert answer.status_code == 302
    return provider.visit(answer.headers["Location"])


def _back(browser: FlaskClient, code: str, state: str) -> TestResponse:
    return browser.get("/sign-in/provider/back", query_string={"code": code, "state": state})


def _sign_in(pages: Pages, provider: Provider) -> FlaskClient:
    browser = pages.browser()
    _back(browser, *_away(browser, provider))
    return browser


def test_the_button_stands_on_the_sign_in_page_only_where_there_is_a_provider(
    pages: Pages, house: House, tmp_path: Path
) -> None:
    assert "みなとIDで入る" in pages.browser().get("/sign-in").text
    without = create_app(Settings(house.database.url, SECRET, tmp_path), database=house.database).test_client()
    assert "/sign-in/provider" not in without.get("/sign-in").text
    assert without.get("/sign-in/provider").status_code == 404
    assert without.get("/sign-in/provider/back?code=x&state=y").status_code == 404


def test_who_the_provider_vouches_for_comes_in_and_to_the_page_they_asked_for(pages: Pages, provider: Provider) -> None:
    browser = pages.browser()

    answer = _back(browser, *_away(browser, provider, "?next=/clients"))

    assert answer.headers["Location"] == "/clients"
    assert is_inside(browser)
    assert pages.house.deeds(OPERATOR)[-2:] == ["account.linked", "account.sign_in"]


def test_the_browser_is_sent_with_state_nonce_and_a_challenge_and_never_with_the_verifier(
    pages: Pages, provider: Provider
) -> None:
    _sign_in(pages, provider)
    first = dict(provider.asked)
    _sign_in(pages, provider)
    second = provider.asked

    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"{SITE}/sign-in/provider/back"
    assert all(len(first[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    verifier = provider.token_requests[0]["code_verifier"]
    assert verifier not in first.values()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"nonce": None, "nonce_supported": False},
        {"aud": "somebody else"},
        {"aud": "somebody else", "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "somebody else"]},
        {"azp": "somebody else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"nbf": 4_000_000_000},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email_verified": 1},
        {"email": "nobody@example.jp"},
        {"email": None},
        {"email": "\ud800@example.jp"},  # half a character, as JSON may say it
        {"sub": "\ud800"},
        {"sub": "\0"},
        {"nonce": "\ud800"},
    ],
)
def test_a_token_that_does_not_prove_an_account_of_ours_opens_nothing(
    pages: Pages, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims

    browser = _sign_in(pages, provider)

    assert not is_inside(browser)
    assert pages.house.rows(IdentityRow) == []


def test_a_token_of_another_key_or_of_none_opens_nothing(pages: Pages, provider: Provider) -> None:
    provider.shown_key = RSAKey.generate_key(2048, {"kid": "1"})

    assert not is_inside(_sign_in(pages, provider))


@pytest.mark.parametrize("told", ["another state", "no state", "another browser", "a second time", "too late"])
def test_an_answer_to_another_sign_in_opens_nothing(pages: Pages, provider: Provider, told: str) -> None:
    browser = pages.browser()
    code, state = _away(browser, provider)
    back = browser
    if told == "another browser":
        back = pages.browser()
    elif told == "a second time":
        _back(browser, code, state)
        browser.post("/sign-out")
    elif told == "too late":
        pages.house.clock.advance(minutes=10, seconds=1)
    sent = {"another state": "x" * 43, "no state": ""}.get(told, state)

    _back(back, code, sent)

    assert not is_inside(back)


def test_from_the_second_time_the_person_counts_and_not_the_address(pages: Pages, provider: Provider) -> None:
    _sign_in(pages, provider)

    provider.person = {"email": ADMINISTRATOR, "email_verified": True}
    browser = _sign_in(pages, provider)
    assert OPERATOR in browser.get("/account").text

    provider.person = {"email": OPERATOR, "email_verified": True, "sub": "person-2"}
    assert is_inside(_sign_in(pages, provider))


def test_a_closed_account_stays_closed(pages: Pages, provider: Provider) -> None:
    _sign_in(pages, provider)
    scope, public_id = pages.house.scope(ADMINISTRATOR), pages.house.account().public_id
    now = pages.house.now
    set_active(pages.house.session, scope=scope, public_id=public_id, is_active=False, now=now, new_key=new_key)

    assert not is_inside(_sign_in(pages, provider))
    assert pages.house.deeds(OPERATOR)[-1] == "account.refused"


def test_the_provider_stands_for_the_password_and_not_for_the_second_factor(pages: Pages, provider: Provider) -> None:
    phone = pages.house.with_app()
    browser = pages.browser()

    answer = _back(browser, *_away(browser, provider))

    assert answer.headers["Location"] == "/sign-in/code"
    assert not is_inside(browser)
    browser.post("/sign-in/code", data={"code": phone.code(pages.house.now)})
    assert is_inside(browser)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "https://evil.example/token"},
        {"jwks_uri": "http://169.254.169.254/keys"},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_names_hosts_nobody_allowed_is_not_followed(
    pages: Pages, provider: Provider, described: dict[str, Any]
) -> None:
    provider.described = described
    browser = pages.browser()

    answer = browser.get("/sign-in/provider")

    if answer.headers["Location"] != "/sign-in":
        assert answer.headers["Location"].startswith(f"{provider.issuer}/authorize?")
        _back(browser, *provider.visit(answer.headers["Location"]))
    assert not is_inside(browser)


def test_what_the_provider_says_of_itself_is_asked_once_an_hour(pages: Pages, provider: Provider) -> None:
    for _ in range(3):
        assert is_inside(_sign_in(pages, provider))
    assert provider.seen == ["/.well-known/openid-configuration", "/keys"]

    pages.house.clock.advance(hours=1)
    provider.now = pages.house.now.timestamp()
    assert is_inside(_sign_in(pages, provider))

    assert provider.seen == ["/.well-known/openid-configuration", "/keys"] * 2


def test_a_key_that_is_not_known_is_asked_for_at_once(pages: Pages, provider: Provider) -> None:
    assert is_inside(_sign_in(pages, provider))

    provider.key = RSAKey.generate_key(2048, {"kid": "2"})

    assert is_inside(_sign_in(pages, provider))
    assert provider.seen == ["/.well-known/openid-configuration", "/keys", "/keys"]


def test_a_lie_is_not_kept(pages: Pages, provider: Provider) -> None:
    provider.described = {"issuer": "https://evil.example"}
    assert pages.browser().get("/sign-in/provider").headers["Location"] == "/sign-in"
    provider.described = {}
    shown, provider.shown_key = provider.shown_key, RSAKey.generate_key(2048, {"kid": "1"})
    assert not is_inside(_sign_in(pages, provider))

    provider.shown_key = shown

    assert is_inside(_sign_in(pages, provider))


def test_a_provider_that_does_not_answer_is_said_and_nothing_breaks(house: House, tmp_path: Path) -> None:
    settings = Settings(
        house.database.url,
        SECRET,
        tmp_path,
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id="x",
        oidc_client_secret="y",
        private_hosts=frozenset({"127.0.0.1"}),
    )
    browser = create_app(settings, database=house.database, clock=house.clock).test_client()

    answer = browser.get("/sign-in/provider", follow_redirects=True)

    assert "サインイン先につながらない" in answer.text


def test_a_provider_needs_its_id_and_secret() -> None:
    with pytest.raises(SettingsError, match="OIDC_CLIENT_ID"):
        load_settings({"ENNOSHITA_OIDC_ISSUER": "https://login.example.jp"})
    told = {
        "ENNOSHITA_OIDC_ISSUER": "https://login.example.jp/",
        "ENNOSHITA_OIDC_CLIENT_ID": "a",
        "ENNOSHITA_OIDC_CLIENT_SECRET": "b",
        "ENNOSHITA_OUTGOING_HOSTS": "Keys.example.jp, token.example.jp",
    }
    settings = load_settings(told)
    assert settings.oidc_issuer == "https://login.example.jp"
    assert settings.outgoing_hosts == {"keys.example.jp", "token.example.jp"}
    with pytest.raises(SettingsError, match="OUTGOING_HOSTS"):
        load_settings({"ENNOSHITA_OUTGOING_HOSTS": "https://keys.example.jp/"})
