"""The month close, the invoices a client sees, one invoice, its file."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy import delete

from app.actions.accounts import save_issuer
from app.actions.clients import ClientData, add_client, edit_client, set_terms
from app.actions.hours.timer import start_timer
from app.database import transaction
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.models import Issuer
from app.queries import invoices as invoices_queries
from app.web import hours, invoices
from app.web.invoices import board
from tests.app.web.office import Office, forms_without_token, open_office, text_of
from tests.app.web.pressing import press
from tests.contracts import changed
from tests.worlds import ISSUER, NOVEMBER, TERMS

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from app.queries.invoices import InvoiceHead
    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """Seen from 5 November: in October 20:10 were worked for ALPHA (20 h package) and 5:00 for BETA."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=1210)
    world.log("名刺入力", dt.date(2026, 10, 5), minutes=300, assistant="mori")
    world.at(dt.datetime(2026, 11, 5, 9, tzinfo=TOKYO))
    world.approve()
    return open_office(world, tmp_path, invoices.bp, hours.bp)


@pytest.fixture
def staff(office: Office) -> FlaskClient:
    return office.browser(Role.OPERATOR)


def close(office: Office, code: str, month: str = "2026-10") -> str:
    """What the board says after the button was pressed."""
    browser, client = office.browser(Role.OPERATOR), office.world.clients[code]
    return text_of(press(browser, "/invoices/close", office.run_jobs, client=client, month=month).text)


def heads(office: Office) -> dict[str, InvoiceHead]:
    with office.world.database.session() as session:
        return {head.client_code: head for head in invoices_queries.invoices(session, HOUSE)}


def issued(office: Office, code: str) -> InvoiceHead:
    close(office, code)
    office.browser(Role.OPERATOR).post(f"/invoices/{heads(office)[code].public_id}/issue")
    return heads(office)[code]


def test_staff_are_told_what_peppol_lacks_before_and_after_issue(office: Office, staff: FlaskClient) -> None:
    close(office, "ALPHA")
    at = f"/invoices/{heads(office)['ALPHA'].public_id}"
    said = "次のものが足りません。 あて先のペポルID （規則 ibr-080）"
    # Without the issuer's own number it would not be issued at all.
    assert said in text_of(staff.get(at).text)
    staff.post(f"{at}/issue")

    issued_text = text_of(staff.get(at).text)
    assert f"{said} この書類は発行したときのまま残り、次に発行する書類から届けられます。" in issued_text
    assert "ペポル" not in office.browser(Role.CLIENT).get(at).text


def test_with_an_address_on_the_network_nothing_lacks(office: Office, staff: FlaskClient) -> None:
    world = office.world
    data = ClientData("ALPHA", "アルファ商店", peppol_id="0188:7123456789012")
    edit_client(world.session, scope=HOUSE, public_id=world.clients["ALPHA"], data=data)
    close(office, "ALPHA")

    assert "ペポル" not in staff.get(f"/invoices/{heads(office)['ALPHA'].public_id}").text


def test_the_board_says_what_each_month_comes_to(staff: FlaskClient) -> None:
    text = text_of(staff.get("/invoices?month=2026-10").text)

    # ALPHA: 10 minutes over are billed as 15: 15 × 3,000 / 60 = 750; (50,000 + 750) × 1.1 = 55,825.
    assert "アルファ商店 20:10 – ¥55,825" in text
    # BETA: 20 h − 5 h = 15 h go into November; 50,000 × 1.1 = 55,000.
    assert "ベータ工務店 5:00 15:00 ¥55,000" in text
    assert text.count("締められます") == 2


def test_without_a_month_the_board_is_about_the_one_to_close(staff: FlaskClient) -> None:
    assert "10月の月締め" in text_of(staff.get("/invoices").text)


def test_closing_makes_a_draft_and_says_so(office: Office) -> None:
    text = close(office, "ALPHA")

    assert "アルファ商店の10月を締め、請求書の下書きを作りました。" in text
    assert "締め済み。請求書の下書きがあります" in text
    assert heads(office)["ALPHA"].number is None


def test_closing_twice_says_that_it_was_done(office: Office) -> None:
    close(office, "ALPHA")

    assert "アルファ商店の10月は、すでに締め済みです。" in close(office, "ALPHA")


def test_a_month_that_is_not_over_is_not_closed(office: Office, staff: FlaskClient) -> None:
    sent = {"client": office.world.clients["ALPHA"], "month": "2026-11"}

    page = staff.post("/invoices/close", data=sent, follow_redirects=True)

    assert "月が終わるまで締められません。" in text_of(page.text)
    text = text_of(staff.get("/invoices?month=2026-11").text)
    assert "11月はまだ終わっていません。" in text
    assert text.count("11/30(月)を過ぎると締められます") == 2


def test_a_month_after_an_open_one_is_parked_and_leads_there(office: Office) -> None:
    office.world.with_plan(NOVEMBER)
    office.world.log("受注入力", dt.date(2026, 11, 4), minutes=60)
    office.world.at(dt.datetime(2026, 12, 2, 9, tzinfo=TOKYO))

    page = office.browser(Role.OPERATOR).get("/invoices?month=2026-11").text

    assert "10月がまだ締められていません" in text_of(page)
    assert 'href="/invoices?month=2026-10">10月を開く' in page
    assert "前の月が締められていません。" in close(office, "ALPHA", "2026-11")


def test_an_earlier_month_that_nobody_has_begun_parks_the_later_one(make_world: MakeWorld, tmp_path: Path) -> None:
    office = open_office(make_world().at(dt.datetime(2026, 12, 2, 9, tzinfo=TOKYO)), tmp_path, invoices.bp)

    text = text_of(office.browser(Role.OPERATOR).get("/invoices?month=2026-11").text)

    assert text.count("10月がまだ締められていません") == 2
    assert "前の月が締められていません。" in close(office, "ALPHA", "2026-11")


def test_a_month_with_a_running_timer_is_parked(office: Office, staff: FlaskClient) -> None:
    world = office.world.at(dt.datetime(2026, 10, 31, 21, tzinfo=TOKYO))
    world.start("受注入力")
    world.at(dt.datetime(2026, 11, 5, 9, tzinfo=TOKYO))

    assert "タイマーが動いています" in text_of(staff.get("/invoices?month=2026-10").text)
    assert "タイマーが動いています。先に止めてください。" in close(office, "ALPHA")


def test_a_timer_that_was_started_after_the_month_does_not_hold_it(office: Office, staff: FlaskClient) -> None:
    world = office.world.with_plan(NOVEMBER)
    start_timer(
        world.session,
        scope=world.doer("受注入力", NOVEMBER),
        work_item_public_id=world.item("受注入力", NOVEMBER),
        now=world.clock.now(),
        new_id=world.ids,
    )

    assert text_of(staff.get("/invoices?month=2026-10").text).count("締められます") == 2
    assert "アルファ商店の10月を締め" in close(office, "ALPHA")


def test_a_month_with_hours_that_wait_is_parked_and_leads_to_them(office: Office, staff: FlaskClient) -> None:
    office.world.log("受注入力", dt.date(2026, 10, 30), minutes=60)
    page = staff.get("/invoices?month=2026-10").text

    assert "承認していない稼働が1件あります" in text_of(page)
    assert 'href="/hours/approvals?month=2026-10&amp;client=' in page
    assert "承認していない稼働が1件あります。先に承認してください。" in close(office, "ALPHA")


def test_a_month_above_its_consent_is_parked_while_the_others_close(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    # 60 minutes were consented to while they were worked, 15 afterwards: 50 of 65 minutes over are without consent.
    world.log("受注入力", dt.date(2026, 10, 5), minutes=1265)
    office = open_office(world, tmp_path, invoices.bp)
    _set_consent(office, minutes=15)
    world.at(dt.datetime(2026, 11, 5, 9, tzinfo=TOKYO))
    world.approve()
    browser = office.browser(Role.OPERATOR)

    page = press(browser, "/invoices/close-all", office.run_jobs, month="2026-10")

    assert "1社を締め、請求書の下書きを作りました。" in text_of(page.text)
    assert "アルファ商店は保留です。時間パッケージを使い切りました。" in text_of(page.text)
    assert "超過50分の承諾がありません" in text_of(page.text)
    assert set(heads(office)) == {"BETA"}


def _set_consent(office: Office, *, minutes: int) -> None:
    # Terms of a begun month may change in everything but its package.
    from_october = changed(TERMS, overage_consent_min=minutes)
    set_terms(
        office.world.session,
        scope=HOUSE,
        public_id=office.world.clients["ALPHA"],
        terms=from_october,
        now=office.world.clock.now(),
    )


def test_closing_all_says_how_many_and_does_nothing_twice(office: Office, staff: FlaskClient) -> None:
    first = press(staff, "/invoices/close-all", office.run_jobs, month="2026-10")
    again = press(staff, "/invoices/close-all", office.run_jobs, month="2026-10")

    assert "2社を締め、請求書の下書きを作りました。" in text_of(first.text)
    assert "すべて締め済みです。" in text_of(again.text)
    assert len(heads(office)) == 2


def test_closing_all_before_the_month_is_over_closes_nothing(office: Office, staff: FlaskClient) -> None:
    page = staff.post("/invoices/close-all", data={"month": "2026-11"}, follow_redirects=True)

    assert "月が終わるまで締められません。" in text_of(page.text)
    assert heads(office) == {}


def test_a_client_without_terms_in_the_month_is_named_below_the_board(office: Office, staff: FlaskClient) -> None:
    office.world.clients["GAMMA"] = add_client(
        office.world.session,
        scope=HOUSE,
        data=ClientData("GAMMA", "ガンマ出版"),
        terms=changed(TERMS, valid_from=NOVEMBER),
        now=office.world.clock.now(),
        new_id=office.world.ids,
    )

    assert "この月に契約条件がない依頼企業：ガンマ出版" in text_of(staff.get("/invoices?month=2026-10").text)
    assert "失敗 ガンマ出版・2026年10月" in close(office, "GAMMA")
    assert "この月の契約条件がありません。先に契約条件を登録してください。" in close(office, "GAMMA")


def test_issuing_gives_the_number_and_makes_the_file(office: Office) -> None:
    head = issued(office, "ALPHA")
    office.run_jobs()

    assert head.number == "INV-2026-0001"
    with office.world.database.session() as session:
        kept = invoices_queries.invoice_file(session, head.id)
    assert kept is not None
    assert kept.startswith(b"%PDF")


def test_the_kept_files_are_listed_with_their_hashes(office: Office) -> None:
    head = issued(office, "ALPHA")
    office.run_jobs()
    with office.world.database.session() as session:
        content = invoices_queries.invoice_file(session, head.id)
    assert content is not None

    html = office.browser(Role.CLIENT).get(f"/invoices/{head.public_id}").text

    assert hashlib.sha256(content).hexdigest() in html
    assert f'href="/invoices/{head.public_id}.xml">XML' in html


def test_issuing_all_names_the_numbers(office: Office, staff: FlaskClient) -> None:
    press(staff, "/invoices/close-all", office.run_jobs, month="2026-10")

    page = press(staff, "/invoices/issue-all", office.run_jobs, month="2026-10")
    again = press(staff, "/invoices/issue-all", office.run_jobs, month="2026-10")

    assert "2件を発行しました（INV-2026-0001〜INV-2026-0002）。" in text_of(page.text)
    assert "発行する下書きはありませんでした。" in text_of(again.text)


def test_nothing_is_issued_before_the_issuer_is_known(office: Office, staff: FlaskClient) -> None:
    close(office, "ALPHA")
    session = office.world.session
    with transaction(session):
        session.execute(delete(Issuer))

    page = staff.post(f"/invoices/{heads(office)['ALPHA'].public_id}/issue", follow_redirects=True)
    all_of_them = staff.post("/invoices/issue-all", data={"month": "2026-10"}, follow_redirects=True)

    assert "発行者の情報が足りません。" in text_of(page.text)
    assert "発行者の情報が足りません。" in text_of(all_of_them.text)
    assert heads(office)["ALPHA"].number is None


def test_a_draft_is_shown_to_staff_without_a_number_and_with_its_verb(office: Office, staff: FlaskClient) -> None:
    close(office, "ALPHA")

    page = staff.get(f"/invoices/{heads(office)['ALPHA'].public_id}").text

    assert "下書き（番号なし）" in text_of(page)
    assert "発行する" in text_of(page)
    assert "PDFを保存" not in page


def test_an_issued_invoice_shows_every_field(office: Office, staff: FlaskClient) -> None:
    head = issued(office, "ALPHA")

    text = text_of(staff.get(f"/invoices/{head.public_id}").text)

    for expected in (
        "請求書番号 INV-2026-0001",
        "発行日 2026年11月5日(木)",
        "取引期間 2026年10月1日(木)〜2026年10月31日(土)",
        "アルファ商店 御中",
        ISSUER.name,
        "登録番号 T7123456789012",
        "お支払期日 2026年11月30日(月)",
        "20時間パッケージ 10月分 1式 ¥50,000 10% ¥50,000",
        "超過 10月分（15分） 0:15 ¥3,000/時間 10% ¥750",
        "10%対象 ¥50,750 ¥5,075 ¥55,825",
        "受注入力 20:10",
        "10月分の付与 ＋20:00",
        "10月の使用 −20:10",
        "超過（ご請求は0:15） ＋0:10",
        "11月への繰越 0:00",
        "見本銀行（9999）",
    ):
        assert expected in text


def test_an_issued_invoice_keeps_the_names_of_its_day(office: Office, staff: FlaskClient) -> None:
    head = issued(office, "ALPHA")
    save_issuer(office.world.session, scope=HOUSE, data=replace(ISSUER, name="あとの社名"))

    text = text_of(staff.get(f"/invoices/{head.public_id}").text)

    assert ISSUER.name in text
    assert "あとの社名" not in text


def test_a_client_sees_its_issued_invoices_alone(office: Office) -> None:
    issued(office, "ALPHA")
    issued(office, "BETA")

    text = text_of(office.browser(Role.CLIENT).get("/invoices").text)

    assert "INV-2026-0001 2026年10月分 11月5日(木) 期日 11月30日(月) ¥55,825 PDF" in text
    assert "INV-2026-0002" not in text


def test_a_client_without_invoices_reads_what_will_come(office: Office) -> None:
    close(office, "ALPHA")

    assert "まだ請求書がありません" in text_of(office.browser(Role.CLIENT).get("/invoices").text)


def test_a_draft_and_a_foreign_invoice_do_not_exist_for_a_client(office: Office) -> None:
    close(office, "ALPHA")
    foreign = issued(office, "BETA")
    browser = office.browser(Role.CLIENT)

    missing = browser.get("/invoices/nothing")

    for public_id in (heads(office)["ALPHA"].public_id, foreign.public_id):
        for path in (f"/invoices/{public_id}", f"/invoices/{public_id}.pdf"):
            answer = browser.get(path)
            assert answer.status_code == missing.status_code == 404
            assert text_of(answer.text) == text_of(missing.text)


def test_the_file_is_a_download_under_the_name_the_law_searches_by(office: Office) -> None:
    head = issued(office, "ALPHA")

    answer = office.browser(Role.CLIENT).get(f"/invoices/{head.public_id}.pdf")

    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=20261105_55825_ALPHA_INV-2026-0001.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.data.startswith(b"%PDF")


def test_a_japanese_number_is_kept_in_the_file_name_and_a_slash_is_not(office: Office, staff: FlaskClient) -> None:
    save_issuer(office.world.session, scope=HOUSE, data=replace(ISSUER, invoice_pattern="請求/{YYYY}-{SEQ:3}"))
    head = issued(office, "ALPHA")

    answer = staff.get(f"/invoices/{head.public_id}.pdf")

    wanted = quote("20261105_55825_ALPHA_請求_2026-001.pdf")
    assert f"filename*=UTF-8''{wanted}" in answer.headers["Content-Disposition"]


def test_a_draft_has_no_file_yet(office: Office, staff: FlaskClient) -> None:
    close(office, "ALPHA")

    assert staff.get(f"/invoices/{heads(office)['ALPHA'].public_id}.pdf").status_code == 409


@pytest.mark.parametrize("path", ["/invoices", "/invoices/any", "/invoices/any.pdf"])
def test_only_people_with_invoices_come_in(office: Office, path: str) -> None:
    assert office.browser().get(path).headers["Location"].startswith("/sign-in")
    assert office.browser(Role.ASSISTANT).get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/invoices/close", "/invoices/close-all", "/invoices/issue-all", "/invoices/any/issue"]
)
def test_only_staff_press_buttons(office: Office, path: str) -> None:
    assert office.browser().post(path).headers["Location"].startswith("/sign-in")
    for role in (Role.CLIENT, Role.ASSISTANT):
        assert office.browser(role).post(path, data={"month": "2026-10"}).status_code == 403


def test_a_button_for_nobody_or_no_month_is_refused(office: Office, staff: FlaskClient) -> None:
    assert staff.post("/invoices/close", data={"month": "2026-10", "client": "nobody"}).status_code == 404
    assert staff.post("/invoices/close", data={"client": office.world.clients["ALPHA"]}).status_code == 400
    assert staff.post("/invoices/nothing/issue").status_code == 404


def test_the_pages_ask_the_database_little_and_their_forms_carry_tokens(office: Office) -> None:
    issued(office, "ALPHA")
    for role, path in ((Role.OPERATOR, "/invoices?month=2026-10"), (Role.CLIENT, "/invoices")):
        browser = office.browser(role)
        with office.counted() as statements:
            page = browser.get(path).text
        assert len(statements) <= 20
        assert forms_without_token(page) == []


def test_a_long_board_is_paged_and_searched_and_its_figures_are_of_all_of_it(
    office: Office, staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(office, "ALPHA")
    monkeypatch.setattr(board, "ROWS_A_PAGE", 1)

    first, second = (text_of(staff.get(f"/invoices?month=2026-10&page={page}").text) for page in (1, 2))

    assert "アルファ商店 20:10" in first
    assert "ベータ工務店 5:00" not in first
    assert "ベータ工務店 5:00" in second
    for page in (first, second):
        assert "締め済み1 締められる1" in page
        assert "2社の合計" in page
    assert "アルファ商店 20:10" not in text_of(staff.get("/invoices?month=2026-10&q=beta").text)
    nothing = text_of(staff.get("/invoices?month=2026-10&q=どこにもない").text)
    assert "「どこにもない」に当てはまる依頼企業はありません" in nothing
    assert "2社の合計" in nothing
