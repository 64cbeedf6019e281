"""Settings: the issuing company, the weights of the score, accounts; for the administrator alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.queries import accounts as accounts_queries
from app.queries import tasks as tasks_queries
from app.web import settings
from tests.app.web.office import Office, error_beside, forms_without_token, open_office, text_of
from tests.worlds import ISSUER, PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
COMPANY = {
    "name": "株式会社みなと",
    "registration_no": "T7123456789012",
    "postal_code": "000-0002",
    "address": "神奈川県架空市港町4-5-6",
    "contact_name": "岡本 誠",
    "contact_email": "billing@example.jp",
    "bank_lines": "見本銀行\r\n普通 1234567",
    "remarks": "",
    "invoice_pattern": "M{YY}-{SEQ:3}",
}


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    return open_office(make_world(), tmp_path, settings.bp)


def stored_weights(office: Office) -> dict[str, int]:
    office.world.session.rollback()
    found = tasks_queries.newest_weights(office.world.session)
    assert found is not None
    return found.weights


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/settings"),
        ("POST", "/settings/issuer"),
        ("POST", "/settings/weights"),
        ("POST", "/settings/score"),
        ("POST", "/settings/accounts"),
    ],
)
def test_only_the_administrator_may_enter(office: Office, method: str, path: str) -> None:
    assert "/sign-in" in office.browser().open(path, method=method).headers["Location"]
    for role in (Role.CLIENT, Role.ASSISTANT, Role.OPERATOR):
        assert office.browser(role).open(path, method=method).status_code == 403


def test_everything_set_is_shown_in_few_statements(office: Office) -> None:
    browser = office.browser(Role.ADMINISTRATOR)
    with office.counted() as statements:
        page = browser.get("/settings")

    assert page.status_code == 200
    assert ISSUER.name in page.text
    assert "administrator@example.jp" in page.text
    assert "INV-2026-0001" in text_of(page.text)
    assert len(statements) <= 20


def test_every_form_proves_that_the_page_was_ours(office: Office) -> None:
    browser = office.browser(Role.ADMINISTRATOR)
    office.app.config["WTF_CSRF_ENABLED"] = True

    assert forms_without_token(browser.get("/settings").text) == []


def test_the_issuing_company_is_stored(office: Office) -> None:
    answer = office.browser(Role.ADMINISTRATOR).post("/settings/issuer", data=COMPANY)

    assert answer.status_code == 302
    office.world.session.rollback()
    issuer = accounts_queries.issuer(office.world.session)
    assert issuer is not None
    assert (issuer.name, issuer.bank_lines) == ("株式会社みなと", "見本銀行\n普通 1234567")
    assert issuer.invoice_pattern == "M{YY}-{SEQ:3}"


def test_an_unlikely_check_digit_is_stored_and_said(office: Office) -> None:
    browser = office.browser(Role.ADMINISTRATOR)
    browser.post("/settings/issuer", data={**COMPANY, "registration_no": "T1234567890123"})

    page = browser.get("/settings")
    assert "note warn" in page.text
    assert 'value="T1234567890123"' in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("registration_no", "1234"), ("invoice_pattern", "INV"), ("name", " "), ("remarks", "あ" * 801)],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(office: Office, field: str, value: str) -> None:
    page = office.browser(Role.ADMINISTRATOR).post("/settings/issuer", data={**COMPANY, field: value})

    assert page.status_code == 400
    assert error_beside(page.text, field)
    assert "株式会社みなと" in page.text or field == "name"
    office.world.session.rollback()
    issuer = accounts_queries.issuer(office.world.session)
    assert issuer is not None
    assert issuer.name == ISSUER.name


def test_new_weights_are_a_new_version_and_score_again_when_asked(office: Office) -> None:
    browser = office.browser(Role.ADMINISTRATOR)
    weights = stored_weights(office)
    weights["volume"] -= 5
    weights["manual"] += 5

    assert browser.post("/settings/weights", data=weights).status_code == 302
    assert stored_weights(office) == weights
    assert browser.post("/settings/score").status_code == 302
    office.world.session.rollback()
    (first, *_rest) = tasks_queries.inventory(office.world.session, HOUSE)
    assert first.score is not None
    assert first.score.weights_version == 2


@pytest.mark.parametrize(("volume", "beside"), [("99", False), ("-1", True), ("たくさん", True)])
def test_weights_that_cannot_be_are_refused_with_what_was_typed(office: Office, volume: str, *, beside: bool) -> None:
    before = stored_weights(office)
    page = office.browser(Role.ADMINISTRATOR).post("/settings/weights", data={**before, "volume": volume})

    assert page.status_code == 400
    assert bool(error_beside(page.text, "volume")) is beside
    assert volume in page.text
    assert stored_weights(office) == before


def test_an_account_is_made_for_a_client_and_can_sign_in(office: Office) -> None:
    client_id = office.world.client_id("BETA")
    data = {
        "email": "beta@example.jp",
        "display_name": "鈴木 一",
        "role": "client",
        "client": f"c{client_id}",
        "assistant": "",
        "password": PASSWORD,
    }
    assert office.browser(Role.ADMINISTRATOR).post("/settings/accounts", data=data).status_code == 302

    office.world.session.rollback()
    account = accounts_queries.account_by_email(office.world.session, "beta@example.jp")
    assert account is not None
    assert (account.role, account.client_id) == (Role.CLIENT, client_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short"}, "password"),
        ({"client": ""}, "client"),
        ({"email": "nobody"}, "email"),
        ({"email": "operator@example.jp"}, "email"),
    ],
)
def test_an_account_that_cannot_be_is_refused_beside_its_field(
    office: Office, changes: dict[str, str], field: str
) -> None:
    data = {
        "email": "beta@example.jp",
        "display_name": "鈴木 一",
        "role": "client",
        "client": f"c{office.world.client_id('BETA')}",
        "assistant": "",
        "password": PASSWORD,
    }
    page = office.browser(Role.ADMINISTRATOR).post("/settings/accounts", data={**data, **changes})

    assert page.status_code == 400
    assert error_beside(page.text, field)
    assert PASSWORD not in page.text
