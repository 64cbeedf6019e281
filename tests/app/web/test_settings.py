"""Settings: the issuing company, the accounts, the weights of the score."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.score import current_weights
from app.domain.accounts import HOUSE, Account, Role
from app.queries import accounts as accounts_queries
from app.queries import tasks as tasks_queries
from app.translations.scoring import CRITERIA
from app.web import settings, tasks
from tests.app.web.office import Office, error_beside, forms_in_place, forms_without_token, open_office, text_of
from tests.app.web.pressing import press
from tests.worlds import ISSUER

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
COMPANY = {
    "name": "縁側事務サポート株式会社",
    # Full-width and with hyphens, as it is copied from a letterhead; 7000012050002 is the National Tax Agency's own.
    "registration_no": "Ｔ7-0000-1205-0002",
    "postal_code": "220-0012",
    "address": "神奈川県架空市港町1-2-3",
    "contact_name": "岡本 誠",
    "contact_email": "billing@example.jp",
    "bank_lines": "見本銀行 本店\r\n普通 1234567",
    "remarks": "",
    "invoice_pattern": "請求-{YY}{MM}-{SEQ:3}",
}
#: 14 + 12 + 12 + 10 + 10 + 8 + 8 + 8 + 6 + 5 + 4 + 3 = 100, as the score begins with.
WEIGHTS = dict(zip(CRITERIA, ("14", "12", "12", "10", "10", "8", "8", "8", "6", "5", "4", "3"), strict=True))
PERSON = {
    "display_name": "山田 直子",
    "email": "Naoko@Example.jp",
    "role": "client",
    "client": "",
    "assistant": "",
    "locale": "ja",
}


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    return open_office(make_world(), tmp_path, settings.bp, tasks.bp)


@pytest.fixture
def administrator(office: Office) -> FlaskClient:
    return office.browser(Role.ADMINISTRATOR)


def account(office: Office, email: str) -> Account | None:
    with office.world.database.session() as session:
        return accounts_queries.account_by_email(session, email)


def test_the_issuer_stands_in_the_form_with_an_example_of_its_numbers(administrator: FlaskClient) -> None:
    page = administrator.get("/settings").text

    assert f'value="{ISSUER.name}"' in page
    assert "例： INV-2026-0012" in text_of(page)


def test_every_form_of_the_settings_is_taken_in_place(office: Office, administrator: FlaskClient) -> None:
    person = account(office, "sato@example.jp")
    assert person is not None
    paths = ["", "/weights", "/weights/compare", "/accounts", f"/accounts/{person.public_id}"]

    found = [forms_in_place(administrator.get(f"/settings{path}").text) for path in paths]

    # save; save and score anew; compare; invite; role, sign out and close
    assert found == [(1, []), (2, []), (1, []), (1, []), (3, [])]


def test_the_issuer_is_stored(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post("/settings", data=COMPANY, follow_redirects=True)

    assert "発行者を保存しました。" in text_of(page.text)
    assert "検査数字" not in text_of(page.text)
    with office.world.database.session() as session:
        stored = accounts_queries.issuer(session)
    assert stored is not None
    assert stored.name == "縁側事務サポート株式会社"
    assert stored.registration_no == "T7000012050002"
    assert stored.bank_lines == "見本銀行 本店\n普通 1234567"


def test_an_unlikely_check_digit_is_warned_of_and_stored(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post("/settings", data={**COMPANY, "registration_no": "T8000012050002"}, follow_redirects=True)

    assert "発行者を保存しました。" in text_of(page.text)
    assert "登録番号の検査数字が合いません。" in text_of(page.text)


def test_what_cannot_be_taken_is_said_beside_its_field_and_kept(office: Office, administrator: FlaskClient) -> None:
    wrong = {"name": " ", "registration_no": "T123", "invoice_pattern": "INV-{SEQ}-{SEQ}", "contact_name": "長" * 101}
    wrong |= {"contact_email": "a b"}

    page = administrator.post("/settings", data={**COMPANY, **wrong})

    assert page.status_code == 400
    assert error_beside(page.text, "name") == "入力してください。"
    assert error_beside(page.text, "registration_no") == "登録番号はTと13桁の数字で書いてください。"
    assert "請求書番号の形に使えない書き方があります。" in error_beside(page.text, "invoice_pattern")
    assert "100文字まで" in error_beside(page.text, "contact_name")
    assert "メールアドレスの形ではありません。" in error_beside(page.text, "contact_email")
    assert 'value="T123"' in page.text
    assert "この形は使えません。" in text_of(page.text)
    with office.world.database.session() as session:
        assert accounts_queries.issuer(session).name == ISSUER.name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("INV-{YYYY}-{SEQ:4}", "INV-2026-0012"),
        ("請求-{YY}{MM}-{SEQ:3}", "請求-2609-012"),
        ("INV", "この形は使えません。"),
        ("{SEQ}{WEEK}", "この形は使えません。"),
        ("x" * 40 + "{SEQ}", "この形は使えません。"),
    ],
)
def test_a_pattern_is_shown_by_example_while_it_is_typed(administrator: FlaskClient, pattern: str, shown: str) -> None:
    part = administrator.get("/settings/example", query_string={"invoice_pattern": pattern})

    assert shown in part.text
    assert "<html" not in part.text


def test_the_accounts_say_whom_they_belong_to(administrator: FlaskClient) -> None:
    text = text_of(administrator.get("/settings/accounts").text)

    assert "alpha 依頼企業 アルファ商店 alpha@example.jp 2段階なし" in text
    assert "sato アシスタント 佐藤 花 sato@example.jp" in text
    assert "operator 運営 運営会社" in text


def test_an_account_of_a_client_is_added(office: Office, administrator: FlaskClient) -> None:
    # The assistant that was chosen before the role was changed does not matter.
    sent = {**PERSON, "client": office.world.clients["BETA"], "assistant": office.world.assistants["sato"]}

    page = administrator.post(
        "/settings/accounts", data={**sent, "email": "ｎａｏｋｏ＠example.jp"}, follow_redirects=True
    )

    assert "山田 直子さんに招待のメールを送りました。" in text_of(page.text)
    stored = account(office, "naoko@example.jp")
    assert stored is not None
    assert (stored.role, stored.client_id, stored.assistant_id) == (Role.CLIENT, office.world.client_id("BETA"), None)


def test_an_account_of_an_assistant_is_added(office: Office, administrator: FlaskClient) -> None:
    sent = {**PERSON, "role": "assistant", "assistant": office.world.assistants["mori"]}

    administrator.post("/settings/accounts", data=sent)

    stored = account(office, "naoko@example.jp")
    assert stored is not None
    assert (stored.role, stored.client_id) == (Role.ASSISTANT, None)
    assert stored.assistant_id is not None


def test_an_account_that_cannot_be_taken_is_said_beside_its_fields(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post("/settings/accounts", data={**PERSON, "email": "naoko"})

    assert page.status_code == 400
    assert "メールアドレスの形ではありません。" in error_beside(page.text, "email")
    assert error_beside(page.text, "client") == "入力してください。"
    assert 'value="naoko"' in page.text


def test_an_address_that_is_taken_and_a_choice_that_is_none_are_refused(
    office: Office, administrator: FlaskClient
) -> None:
    staff = {**PERSON, "role": "operator"}

    taken = administrator.post("/settings/accounts", data={**staff, "email": "ALPHA@example.jp"})
    unknown = administrator.post("/settings/accounts", data={**PERSON, "client": "nobody", "role": "king"})

    assert "すでに使われています。" in error_beside(taken.text, "email")
    assert unknown.status_code == 400
    assert error_beside(unknown.text, "client")
    assert error_beside(unknown.text, "role")


def test_the_weights_in_force_stand_in_the_form(administrator: FlaskClient) -> None:
    page = administrator.get("/settings/weights").text

    assert re.search(r'<input[^>]*id="standardisation"[^>]*value="14"', page)
    assert "合計 100" in text_of(page)


def test_new_weights_are_a_new_version(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post(
        "/settings/weights", data={**WEIGHTS, "standardisation": "10", "volume": "１６"}, follow_redirects=True
    )

    assert "重みを第2版として保存しました。" in text_of(page.text)
    with office.world.database.session() as session:
        version, stored = current_weights(session)
    assert (version, stored["standardisation"], stored["volume"]) == (2, 10, 16)


def test_weights_that_do_not_add_up_are_refused_with_their_sum(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post("/settings/weights", data={**WEIGHTS, "volume": "20"})

    assert page.status_code == 400
    assert "重みの合計が108です。100になるように直してください。" in text_of(page.text)
    assert "合計 108（8多い）" in text_of(page.text)
    with office.world.database.session() as session:
        assert current_weights(session)[0] == 1


def test_a_weight_that_is_no_number_is_said_beside_it(administrator: FlaskClient) -> None:
    page = administrator.post("/settings/weights", data={**WEIGHTS, "volume": "多め", "paper": ""})

    assert "数を読み取れません。" in error_beside(page.text, "volume")
    assert error_beside(page.text, "paper") == "入力してください。"
    assert 'value="多め"' in page.text


def test_the_sum_is_said_while_weights_are_typed(administrator: FlaskClient) -> None:
    part = administrator.post("/settings/weights/total", data={**WEIGHTS, "volume": "7"})

    assert "合計 95（あと5）" in part.text


@pytest.mark.parametrize(
    ("path", "sent"), [("/settings/weights", "weights"), ("/settings/weights/compare", "comparison")]
)
def test_of_two_who_change_the_weights_at_once_the_second_is_told(
    administrator: FlaskClient, path: str, sent: str
) -> None:
    typed = WEIGHTS if sent == "weights" else {**EQUAL, "do": "save"}
    seen = re.search(r'name="seen_version" value="(\d+)"', administrator.get(path).text)
    assert seen
    first = administrator.post(path, data={**typed, "seen_version": seen[1]})
    assert first.status_code == 302

    second = administrator.post(path, data={**typed, "seen_version": seen[1]})

    newer = int(seen[1]) + 1
    assert second.status_code == 409
    assert f"ほかの人が第{newer}版の重みを保存しました。" in second.text
    assert f'name="seen_version" value="{newer}"' in second.text
    assert administrator.post(path, data={**typed, "seen_version": str(newer)}).status_code == 302


def test_scoring_anew_gives_every_task_a_score_of_the_new_version(office: Office, administrator: FlaskClient) -> None:
    administrator.post("/settings/weights", data={**WEIGHTS, "standardisation": "10", "volume": "16"})

    page = press(administrator, "/settings/weights/score", office.run_jobs)

    assert "2業務を採点しました。" in text_of(page.text)
    with office.world.database.session() as session:
        versions = {task.score.weights_version for task in tasks_queries.inventory(session, HOUSE) if task.score}
    assert versions == {2}


def test_the_effect_of_typed_weights_is_shown_and_nothing_is_stored(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post("/settings/weights/preview", data={**WEIGHTS, "standardisation": "0", "volume": "26"})
    text = text_of(page.text)

    assert "保存したときの影響 まだ保存していません" in text
    # Both tasks are routine (14.0 lost). 受注入力: 600 minutes a month, level 3, half of 14 more: 14 - 7 = 7 less.
    # 名刺入力: 400 minutes, level 2, a quarter of 14 more: 14 - 3.5 = 10.5 less, which rounding makes 10 or 11.
    assert re.search(r"受注入力 アルファ商店 \d+ \d+ \d+ → \d+ −7 外注", text)
    assert re.search(r"最大1[01]点", text)
    assert "「標準化」" not in text
    # a cell of the class that lays out the differences of plans is no cell of a table any more
    assert not re.search(r'<td class="[^"]*\bdiff\b', page.text)
    with office.world.database.session() as session:
        assert current_weights(session)[0] == 1


@pytest.mark.parametrize(
    ("change", "said"), [({"volume": "20"}, "重みの合計が108です。"), ({"volume": "多め"}, "印のついた項目")]
)
def test_weights_that_do_not_hold_have_no_effect_to_show(
    administrator: FlaskClient, change: dict[str, str], said: str
) -> None:
    page = administrator.post("/settings/weights/preview", data={**WEIGHTS, **change})

    assert page.status_code == 400
    assert said in text_of(page.text)
    assert "保存したときの影響" not in page.text


#: Every pair equal; the names of the fields are row and column.
EQUAL = {f"c{row}-{column}": "1" for row, column in combinations(range(12), 2)}
ROUND = {**EQUAL, "c0-1": "9", "c0-2": "-9", "c1-2": "9"}


def test_comparing_begins_with_the_weights_in_force(administrator: FlaskClient) -> None:
    page = administrator.get("/settings/weights/compare").text

    assert page.count("<select name=") == 66
    # 14 against 3 is 4.67 times, nearest 5: standard against paper.
    assert re.search(r'<select name="c0-11">(<option value="-?\d">[^<]*)*<option value="5" selected>5倍', page)
    assert "答えはよくそろっています。" in text_of(page)
    assert 'id="override_reason"' not in page
    assert len(page.encode()) < 60_000


def test_comparisons_become_a_new_version_with_its_measures(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post("/settings/weights/compare", data={**EQUAL, "do": "save"}, follow_redirects=True)
    text = text_of(page.text)

    assert "重みを第2版として保存しました。" in text
    assert re.search(r"第2版 \S+ administrator 2つずつ比べた（CR 0.00）", text)
    assert re.search(r"第1版 \S+ はじめの重み 数で決めた", text)
    with office.world.database.session() as session:
        assert current_weights(session)[1]["paper"] == 8  # 100 / 12, rounded down


def test_contradicting_comparisons_are_refused_without_a_reason(office: Office, administrator: FlaskClient) -> None:
    refused = administrator.post("/settings/weights/compare", data={**ROUND, "do": "save"})

    assert refused.status_code == 400
    assert "比べ方の食い違いが大きすぎます（CR 0." in error_beside(refused.text, "override_reason")
    assert (
        "標準化と判断の割合は「9倍」、判断の割合と量は「9倍」です。すると標準化と量は「9倍」ほどになりますが、答えは「1/9」です。"
        in text_of(refused.text)
    )
    assert refused.text.count('class="odd"') == 3
    with office.world.database.session() as session:
        assert current_weights(session)[0] == 1

    taken = administrator.post(
        "/settings/weights/compare",
        data={**ROUND, "do": "save", "override_reason": "会議で決めた"},
        follow_redirects=True,
    )
    assert "食い違いのまま使う理由：会議で決めた" in text_of(taken.text)


def test_the_effect_of_comparisons_is_shown_before_they_are_stored(office: Office, administrator: FlaskClient) -> None:
    page = administrator.post("/settings/weights/compare", data={**EQUAL, "do": "try"})

    assert page.status_code == 200
    assert "保存したときの影響" in page.text
    assert len(page.text.encode()) < 60_000
    with office.world.database.session() as session:
        assert current_weights(session)[0] == 1


def test_the_rest_follows_from_the_first_eleven(administrator: FlaskClient) -> None:
    # Standard is twice judgement and six times volume: judgement is three times volume.
    page = administrator.post("/settings/weights/compare", data={**EQUAL, "c0-1": "2", "c0-2": "6", "do": "spread"})

    assert re.search(r'<select name="c1-2">(<option value="-?\d">[^<]*)*<option value="3" selected>', page.text)


def test_what_the_comparisons_say_is_told_while_they_are_chosen(administrator: FlaskClient) -> None:
    part = administrator.post("/settings/weights/compare/measure", data=ROUND).text

    assert "答えが食い違っています。" in part
    assert "<html" not in part
    assert 'name="override_reason"' in part


@pytest.mark.parametrize("sent", ["", "0", "12", "ひとつ"])
def test_a_comparison_that_is_none_is_refused_and_the_page_still_shown(administrator: FlaskClient, sent: str) -> None:
    page = administrator.post("/settings/weights/compare", data={**EQUAL, "c0-1": sent, "do": "save"})

    assert page.status_code == 400
    assert page.text.count("<select name=") == 66


PAGES = ("/settings", "/settings/example", "/settings/accounts", "/settings/weights", "/settings/weights/compare")
BUTTONS = (
    "/settings",
    "/settings/accounts",
    "/settings/weights",
    "/settings/weights/total",
    "/settings/weights/score",
    "/settings/weights/preview",
    "/settings/weights/compare",
    "/settings/weights/compare/measure",
)


#: Operators invite people of clients, and assistants; test_accounts_flows.py says whom they see.
OPERATORS_TOO = frozenset({"/settings/accounts"})


@pytest.mark.parametrize("path", PAGES)
def test_only_the_administrator_comes_in(office: Office, path: str) -> None:
    assert office.browser().get(path).headers["Location"].startswith("/sign-in")
    for role in (Role.CLIENT, Role.ASSISTANT, *(() if path in OPERATORS_TOO else (Role.OPERATOR,))):
        assert office.browser(role).get(path).status_code == 403


@pytest.mark.parametrize("path", BUTTONS)
def test_only_the_administrator_presses_buttons(office: Office, path: str) -> None:
    assert office.browser().post(path).headers["Location"].startswith("/sign-in")
    for role in (Role.CLIENT, Role.ASSISTANT, *(() if path in OPERATORS_TOO else (Role.OPERATOR,))):
        assert office.browser(role).post(path).status_code == 403


def test_the_pages_ask_the_database_little_and_their_forms_carry_tokens(
    office: Office, administrator: FlaskClient
) -> None:
    office.app.config["WTF_CSRF_ENABLED"] = True
    for path in PAGES:
        with office.counted() as statements:
            page = administrator.get(path).text
        assert len(statements) <= 20
        assert forms_without_token(page) == []
