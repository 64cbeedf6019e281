"""Client companies: the list, one company, its form, its terms and what they mean."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.domain.money import TaxRounding
from app.domain.opendays import DueShift
from app.domain.terms import Terms, package_terms
from app.domain.terms.billing import DueRule
from app.domain.terms.carry import CarryOver, Consume
from app.domain.terms.rounding import Rounding
from app.domain.worktime import TOKYO, Month
from app.queries import clients as clients_queries
from app.web import clients
from app.web.clients import showing
from app.web.clients.explaining import sentences_of_terms
from tests.app.web.office import Office, error_beside, forms_without_token, open_office, text_of
from tests.contracts import changed
from tests.worlds import TERMS, routine_task

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
COMPANY = {
    "code": "GAMMA",
    "name": "株式会社ガンマ出版",
    "short_name": "ガンマ出版",
    "postal_code": "100-0001",
    "address": "東京都架空区1-2-3",
    "contact_name": "山田 直子",
}
#: Full-width digits, commas and units as people type them.
WRITTEN = {
    "valid_from": "2026年12月",
    "included_min": "３０時間",
    "base_fee_yen": "¥110,000",
    "overage_yen_per_hour": "4,000円",
    "overage_step_min": "15",
    "overage_rounding": "up",
    "consent": "up_to",
    "overage_consent_min": "5",
    "carry_over": "next_month",
    "consume": "base_first",
    "tax_rounding": "half_up",
    "due_month_offset": "1",
    "due_day": "31",
    "due_shift": "next",
    "team_size": "3",
}
MEANT = package_terms(
    valid_from=Month(2026, 12),
    base_fee_yen=110_000,
    included_min=1_800,
    overage_yen_per_hour=4_000,
    overage_step_min=15,
    overage_rounding=Rounding.UP,
    carry_over=CarryOver.NEXT_MONTH,
    consume=Consume.BASE_FIRST,
    overage_consent_min=300,
    tax_rounding=TaxRounding.HALF_UP,
    due=DueRule(1, 31, DueShift.NEXT),
    team_size=3,
)


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """In the middle of October, with 5:00 of ALPHA's 20 hours worked."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 15, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=300)
    return open_office(world, tmp_path, clients.bp)


@pytest.fixture
def staff(office: Office) -> FlaskClient:
    return office.browser(Role.OPERATOR)


def address(office: Office, page: str = "") -> str:
    return f"/clients/{office.world.clients['ALPHA']}{page}"


def newest_terms(office: Office, code: str = "ALPHA") -> Terms:
    with office.world.database.session() as session:
        client = clients_queries.client(session, HOUSE, code=code)
        return clients_queries.terms_series(session, HOUSE, client.id)[-1]


def test_the_list_shows_each_package_in_the_month(staff: FlaskClient) -> None:
    text = text_of(staff.get("/clients?month=2026-10").text)

    # 5:00 of 20:00 used; of the 600 planned minutes 300 are left, so 1200 − 300 − 300 = 10:00 are free.
    assert "アルファ商店 ALPHA 20時間 ¥50,000（税抜） 5:00 5:00 10:00" in text
    assert "2社。" in text


def test_a_long_list_is_paged_and_searched_and_its_sums_are_of_all_of_it(
    staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'type="search" name="q"' not in staff.get("/clients?month=2026-10").text  # nothing to look for in two
    monkeypatch.setattr(showing, "ROWS_A_PAGE", 1)

    first, second = (staff.get(f"/clients?month=2026-10&page={page}").text for page in (1, 2))

    assert "アルファ商店" in first
    assert "ベータ工務店" not in first
    assert "ベータ工務店" in second
    assert "2社のうち2〜2" in text_of(second)
    # 5:00 of ALPHA's 20 hours are used, none of BETA's.
    assert "2社。10月は40時間のうち5時間を使用" in text_of(first)
    assert 'type="search" name="q"' in first
    found = staff.get("/clients?month=2026-10&q=工務").text
    assert "1社。10月は20時間のうち0分を使用" in text_of(found)
    assert "ベータ工務店" in found
    assert "「どこにもない」に当てはまる依頼企業はありません" in text_of(staff.get("/clients?q=どこにもない").text)


def test_links_of_the_list_carry_the_month_that_was_asked_for_and_no_empty_one(
    office: Office, staff: FlaskClient
) -> None:
    assert f'href="{address(office)}"' in staff.get("/clients").text
    assert f'href="{address(office, "?month=2026-10")}"' in staff.get("/clients?month=2026-10").text


def test_the_list_says_where_no_terms_hold(staff: FlaskClient) -> None:
    assert text_of(staff.get("/clients?month=2026-09").text).count("この月の契約条件がありません") == 2


def test_a_company_shows_its_month_and_what_its_terms_mean(office: Office, staff: FlaskClient) -> None:
    text = text_of(staff.get(address(office, "?month=2026-10")).text)

    assert "空きは 10 時間 です。" in text
    assert "2026年10月 10月に効く 20時間 ¥50,000 ¥3,000 15分単位・切り上げ 翌月末まで" in text
    assert "2026年10月から、毎月20時間を¥50,000（税抜）で使えます。1時間あたり¥2,500です。" in text


def test_the_operator_sees_the_burn_down_and_the_forecast_too(office: Office, staff: FlaskClient) -> None:
    text = text_of(staff.get(address(office, "?month=2026-10")).text)

    # 20:00 − 5:00 worked − 5:00 planned. 5:00 on the 10 business days until the 15th are 30 minutes a day; on the 11 to
    # come that is 5:30, which leaves 9:30.
    assert "計画どおりなら 足ります 10月31日(土)に10時間残ります。すべて翌月へ繰り越します。" in text
    assert "今のペースなら 足ります 10月31日(土)に9時間30分残ります。すべて翌月へ繰り越します。" in text
    assert "10月の基本時間 15:00 11月30日(月)まで なし" in text
    assert "10/5(月) 5:00 15:00" in text


def test_a_new_company_is_stored_with_its_terms(office: Office, staff: FlaskClient) -> None:
    page = staff.post("/clients/new", data={**COMPANY, **WRITTEN}, follow_redirects=True)

    assert "「株式会社ガンマ出版」を登録しました。" in text_of(page.text)
    assert newest_terms(office, "GAMMA") == MEANT


def test_what_cannot_be_taken_is_said_beside_its_field_and_kept(office: Office, staff: FlaskClient) -> None:
    wrong = {"name": "", "included_min": "半日", "base_fee_yen": "たくさん", "valid_from": "来月", "team_size": "0"}

    page = staff.post("/clients/new", data={**COMPANY, **WRITTEN, **wrong})

    assert page.status_code == 400
    assert error_beside(page.text, "name") == "会社名を入力してください。"
    assert "「半日」を読み取れません。" in error_beside(page.text, "included_min")
    assert error_beside(page.text, "base_fee_yen") == "数を読み取れません。110,000 のように書いてください。"
    assert error_beside(page.text, "valid_from") == "月は 2026-11 の形で書いてください。"
    assert error_beside(page.text, "team_size") == "1人から999人までの値にしてください。"
    for kept in ("半日", "たくさん", "来月", "ガンマ出版"):
        assert f'value="{kept}"' in page.text
    assert not [each for each in _codes(office) if each == "GAMMA"]


def _codes(office: Office) -> list[str]:
    with office.world.database.session() as session:
        return [each.code for each in clients_queries.clients(session, HOUSE)]


def test_a_code_that_is_taken_is_said_beside_it(staff: FlaskClient) -> None:
    page = staff.post("/clients/new", data={**COMPANY, **WRITTEN, "code": "ALPHA"})

    assert page.status_code == 400
    assert "すでに使われています。" in error_beside(page.text, "code")


@pytest.mark.parametrize("code", ["../../x", "=1+1", "甲", "A B"])
def test_a_new_code_stands_in_names_of_files_and_a_postal_code_on_envelopes(staff: FlaskClient, code: str) -> None:
    page = staff.post("/clients/new", data={**COMPANY, **WRITTEN, "code": code, "postal_code": "abc"})

    assert page.status_code == 400
    assert error_beside(page.text, "code") == "コードは半角の英字、数字、ハイフン、下線で書いてください。"
    assert error_beside(page.text, "postal_code") == "郵便番号は 100-0001 のように7桁の数字で書いてください。"


def test_a_consent_up_to_a_time_needs_the_time(staff: FlaskClient) -> None:
    page = staff.post("/clients/new", data={**COMPANY, **WRITTEN, "overage_consent_min": ""})

    assert error_beside(page.text, "overage_consent_min") == "入力してください。"


def test_without_a_limit_the_time_beside_it_does_not_count(office: Office, staff: FlaskClient) -> None:
    staff.post("/clients/new", data={**COMPANY, **WRITTEN, "consent": "automatic", "overage_consent_min": "5"})

    assert newest_terms(office, "GAMMA").overage.limit_min is None


def test_a_company_is_edited_and_keeps_its_code(office: Office, staff: FlaskClient) -> None:
    form = staff.get(address(office, "/edit")).text
    page = staff.post(address(office, "/edit"), data={**COMPANY, "code": "OTHER"}, follow_redirects=True)

    assert 'value="アルファ商店"' in form
    assert "株式会社ガンマ出版" in text_of(page.text)
    assert _codes(office) == ["ALPHA", "BETA"]


def test_a_company_without_a_name_is_not_stored(office: Office, staff: FlaskClient) -> None:
    page = staff.post(address(office, "/edit"), data={**COMPANY, "name": " ", "address": "住" * 201})

    assert page.status_code == 400
    assert error_beside(page.text, "name")
    assert "200文字まで" in error_beside(page.text, "address")


def test_the_form_of_new_terms_begins_with_the_newest_ones(office: Office, staff: FlaskClient) -> None:
    page = staff.get(address(office, "/terms")).text

    for kept in ("2026-11", "20時間", "50,000", "3,000"):
        assert f'value="{kept}"' in page
    assert "2026年11月から、毎月20時間を¥50,000" in text_of(page)


def test_new_terms_are_stored(office: Office, staff: FlaskClient) -> None:
    page = staff.post(address(office, "/terms"), data=WRITTEN, follow_redirects=True)

    assert "2026年12月からの契約条件を保存しました。" in text_of(page.text)
    assert newest_terms(office) == MEANT


def test_terms_can_be_understood_without_storing_them(office: Office, staff: FlaskClient) -> None:
    page = staff.post(address(office, "/terms"), data={**WRITTEN, "explain": "1"})
    part = staff.post("/clients/terms/explained", data=WRITTEN)

    for text in (text_of(page.text), text_of(f"<main>{part.text}</main>")):
        assert "2026年12月から、毎月30時間を¥110,000（税抜）で使えます。" in text
    assert "<html" not in part.text
    assert newest_terms(office) == TERMS


def test_terms_that_cannot_be_read_are_explained_later(staff: FlaskClient) -> None:
    part = staff.post("/clients/terms/explained", data={**WRITTEN, "included_min": "半日"})

    assert "契約条件の意味と計算例がここに出ます。" in part.text


def test_the_hours_of_a_begun_month_stay(office: Office, staff: FlaskClient) -> None:
    page = staff.post(address(office, "/terms"), data={**WRITTEN, "valid_from": "2026-10"})

    assert page.status_code == 400
    assert "2026年10月はもう始まっているので、毎月の時間は変えられません。" in error_beside(page.text, "included_min")
    assert newest_terms(office) == TERMS


# 30 h for ¥110,000: ¥3,666.67 an hour. An hour above at ¥4,000: 114,000, with tax 125,400.
# 61 minutes in steps of 15: 75 up, 60 nearest, 60 down. Paid on the last day of January 2027, a Sunday: the next
# business day is Monday 1 February.
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "2026年12月から、毎月30時間を¥110,000（税抜）で使えます。1時間あたり約¥3,666です。"),
        ({}, "例：31時間使った月は、超過1時間で税抜¥114,000、税込¥125,400を請求します。"),
        ({}, "たとえば超過の合計1時間1分は、1時間15分として請求します。"),
        ({"overage_rounding": Rounding.NEAREST}, "たとえば超過の合計1時間1分は、1時間として請求します。"),
        ({"overage_rounding": Rounding.DOWN}, "15分に満たない分は切り捨てます。"),
        ({"overage_step_min": 1}, "月の合計を1分単位で数えます。"),
        ({}, "超過は5時間まで承諾済みです。"),
        ({"overage_consent_min": None}, "超過に承諾は要りません。"),
        ({"overage_consent_min": 0}, "超過はまだ認められていません。"),
        ({}, "当月分を使い切ってから繰越分を使います。例：12月に4時間残ると、2027年1月31日(日)まで使えます。"),
        ({"consume": Consume.CARRIED_FIRST}, "繰越分から先に使います。"),
        ({"carry_over": CarryOver.NONE}, "使わなかった時間は、月末で失効します。"),
        ({}, "1円未満を四捨五入します。"),
        ({}, "お支払は翌月末です（12月分は2027年2月1日(月)）。"),
        ({"due": DueRule(2, 10)}, "お支払は翌々月10日です（12月分は2027年2月10日(水)）。"),
        ({}, "1か月に入るアシスタントは3人までです。"),
        ({"team_size": None}, "人数に上限はありません。"),
        ({"included_min": 0}, "含まれる時間はありません。"),
    ],
)
def test_terms_are_said_in_sentences(office: Office, changes: dict[str, object], sentence: str) -> None:
    with office.app.test_request_context():
        said = sentences_of_terms(changed(MEANT, **changes))  # type: ignore[arg-type]

    assert sentence in "\n".join(said)


PAGES = ("/clients", "/clients/new", "/clients/any", "/clients/any/edit", "/clients/any/terms")


@pytest.mark.parametrize("path", PAGES)
def test_only_staff_come_in(office: Office, path: str) -> None:
    assert office.browser().get(path).headers["Location"].startswith("/sign-in")
    for role in (Role.CLIENT, Role.ASSISTANT):
        assert office.browser(role).get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/clients/new", "/clients/any/edit", "/clients/any/terms", "/clients/terms/explained"]
)
def test_only_staff_send_forms(office: Office, path: str) -> None:
    assert office.browser().post(path).headers["Location"].startswith("/sign-in")
    for role in (Role.CLIENT, Role.ASSISTANT):
        assert office.browser(role).post(path).status_code == 403


def test_a_company_that_is_not_there_is_not_found(staff: FlaskClient) -> None:
    for path in PAGES[2:]:
        assert staff.get(path).status_code == 404
    assert staff.post("/clients/any/terms", data=WRITTEN).status_code == 404
    assert staff.post("/clients/any/edit", data=COMPANY).status_code == 404


def test_the_pages_ask_the_database_little_and_their_forms_carry_tokens(office: Office, staff: FlaskClient) -> None:
    office.app.config["WTF_CSRF_ENABLED"] = True
    for path in ("/clients", address(office), address(office, "/terms"), "/clients/new"):
        with office.counted() as statements:
            page = staff.get(path).text
        assert len(statements) <= 20
        assert forms_without_token(page) == []


def test_the_page_says_what_an_hour_more_and_other_packages_would_bring(office: Office) -> None:
    world = office.world
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=45))  # 900 minutes with the 600 there are, of 1,200
    world.with_plan()
    browser = office.browser(Role.OPERATOR)
    url = f"/clients/{world.clients['ALPHA']}?month=2026-10"
    assert "次の1時間で増える仕事" not in browser.get(url).text

    office.run_jobs()
    with office.counted() as statements:
        text = text_of(browser.get(url).text)

    assert "次の1時間で増える仕事 アルファ商店 あと5:00で" in text
    # The orders are begun and go on: ¥50,000 for 10:00 of work are ¥5,000 an hour.
    # Five hours above the package are 5 × ¥3,000 more, for 25:00.
    assert "いま使える20時間 1 10:00 ¥50,000 ¥5,000 25時間 2 25:00 ¥65,000 ¥2,600 最も安い" in text
    assert "名刺入力" not in text
    assert len(statements) <= 20
