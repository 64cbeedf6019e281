"""The dialog of a credit note, payments and the voiding of an invoice, in the browser and without scripts."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.queries import invoices as invoices_queries
from app.web import clients, invoices
from tests.app.web.office import Office, error_beside, open_office, text_of
from tests.app.web.pressing import press

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from app.queries.invoices import InvoiceHead
    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    """Seen from 5 November: ALPHA's October (20:10 of 20 h in two entries) is issued as INV-2026-0001."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=1150)
    world.log("受注入力", dt.date(2026, 10, 6), minutes=60)
    world.at(dt.datetime(2026, 11, 5, 9, tzinfo=TOKYO))
    world.approve()
    opened = open_office(world, tmp_path, invoices.bp, clients.bp)
    browser = opened.browser(Role.OPERATOR)
    press(browser, "/invoices/close", opened.run_jobs, client=world.clients["ALPHA"], month="2026-10")
    browser.post(f"/invoices/{heads(opened)[0].public_id}/issue")
    return opened


@pytest.fixture
def staff(office: Office) -> FlaskClient:
    return office.browser(Role.OPERATOR)


def heads(office: Office) -> list[InvoiceHead]:
    with office.world.database.session() as session:
        return invoices_queries.invoices(session, HOUSE)


def address(office: Office, rest: str = "") -> str:
    found = next(head for head in heads(office) if head.number == "INV-2026-0001")
    return f"/invoices/{found.public_id}{rest}"


def entry_ids(html: str) -> list[str]:
    return re.findall(r'name="entries" id="e\d+" value="(\d+)"', html)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html)
    return unescape(found[1]) if found else ""


def seen(html: str) -> str:
    return hidden(html, "seen")


def test_the_dialog_shows_what_reopens_before_anything_is_issued(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")
    ids = entry_ids(staff.get(page).text)
    sent = {"what": "part", "entries": ids[1], "minutes_go": "again", "reason": "誤り"}

    looked = staff.post(page, data={**sent, "step": "look"})

    text = text_of(looked.text)
    # Of 60 minutes 10 were overage: ¥750 and ¥75 tax; 50 come back to November, and 60 are charged there.
    assert "返還する金額（税込） −¥825" in text
    assert "2026年11月のパッケージに50分戻ります。" in text
    assert "2026年11月の稼働として1時間を数え" in text
    assert "法律上は返還請求書の交付を省けます" in text
    assert len(heads(office)) == 1


def test_what_was_looked_at_is_issued(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")
    sent = {"what": "part", "entries": entry_ids(staff.get(page).text)[1], "minutes_go": "back", "reason": "誤り"}
    shown = seen(staff.post(page, data={**sent, "step": "look"}).text)

    answer = staff.post(page, data={**sent, "step": "issue", "seen": shown})

    assert answer.status_code == 302
    html = staff.get(answer.headers["Location"]).text
    assert f'href="/clients/{office.world.clients["ALPHA"]}/expenses">開いている月の請求に入れる</a>' in html
    note = text_of(html)
    assert "適格返還請求書" in note
    assert "もとの請求書 INV-2026-0001" in note
    assert "ご返還金額（税込） −¥825" in note
    invoice = text_of(staff.get(address(office)).text)
    assert "INV-2026-0002 −¥825" in invoice
    assert "返還請求書を発行した" in invoice


def test_nothing_is_issued_that_was_not_seen(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")
    first, second = entry_ids(staff.get(page).text)
    sent = {"what": "part", "minutes_go": "back", "reason": "誤り", "entries": second}
    shown = seen(staff.post(page, data={**sent, "step": "look"}).text)

    # Another entry was ticked after the look.
    again = staff.post(page, data={**sent, "entries": [first, second], "step": "issue", "seen": shown})

    assert again.status_code == 200
    assert seen(again.text) != shown
    assert len(heads(office)) == 1


def test_a_credit_pressed_twice_is_issued_once(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")
    sent = {"what": "part", "minutes_go": "back", "reason": "値引", "amount_1": "1000"}
    looked = staff.post(page, data={**sent, "step": "look"}).text
    sent |= {"step": "issue", "seen": hidden(looked, "seen"), "note": hidden(looked, "note")}

    first, again = (staff.post(page, data=sent) for _twice in range(2))

    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(heads(office)) == 2


def test_a_second_page_issues_nothing_that_was_credited_meanwhile(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")
    sent = {"what": "part", "minutes_go": "back", "reason": "値引", "amount_1": "1000"}
    one, other = (staff.post(page, data={**sent, "step": "look"}).text for _page in range(2))
    sealed = [{"step": "issue", "seen": hidden(each, "seen"), "note": hidden(each, "note")} for each in (one, other)]
    staff.post(page, data={**sent, **sealed[0]})

    again = staff.post(page, data={**sent, **sealed[1]})

    # The same form can be issued still, but only by somebody who has seen what the first left of the line.
    assert again.status_code == 200
    assert len(heads(office)) == 2


def test_what_becomes_of_the_minutes_is_seen_before_it_is_issued(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")
    sent = {"what": "part", "entries": entry_ids(staff.get(page).text)[1], "minutes_go": "back", "reason": "誤り"}
    shown = seen(staff.post(page, data={**sent, "step": "look"}).text)

    again = staff.post(page, data={**sent, "minutes_go": "again", "step": "issue", "seen": shown})

    assert again.status_code == 200
    assert "2026年11月の稼働として1時間を数え" in text_of(again.text)
    assert len(heads(office)) == 1


def test_enter_in_a_field_looks_and_does_not_issue(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")
    looked = staff.post(page, data={"what": "whole", "minutes_go": "back", "reason": "誤り", "step": "look"}).text

    # Enter presses the form's first button.
    form = looked[looked.index('name="seen"') :]
    assert re.findall(r'<button[^>]*name="step" value="(\w+)"', form) == ["look", "issue", "look"]


def test_what_cannot_be_taken_is_said_beside_its_field(office: Office, staff: FlaskClient) -> None:
    page = address(office, "/credit")

    over = staff.post(page, data={"what": "part", "amount_2": "751", "minutes_go": "back", "step": "look"})
    nothing = staff.post(page, data={"what": "part", "minutes_go": "back", "step": "look"})
    shown = seen(staff.post(page, data={"what": "whole", "minutes_go": "back", "step": "look"}).text)
    unsaid = staff.post(page, data={"what": "whole", "minutes_go": "back", "step": "issue", "seen": shown})

    assert (over.status_code, nothing.status_code, unsaid.status_code) == (400, 400, 400)
    assert "あと750円" in error_beside(over.text, "amount_2")
    assert "取り消す金額か、戻す稼働を選んでください。" in text_of(nothing.text)
    assert error_beside(unsaid.text, "reason") == "入力してください。"


def test_a_payment_is_recorded_and_taken_back(office: Office, staff: FlaskClient) -> None:
    sent = {"payment": "payment-01", "paid_on": "2026-11-05", "amount_yen": "¥20,000", "way": "in", "note": "一部"}
    for _twice in range(2):
        assert staff.post(address(office, "/payments"), data=sent).status_code == 302

    text = text_of(staff.get(address(office)).text)
    assert "一部入金" in text
    assert "請求 ¥55,825・入金 ¥20,000・残り ¥35,825" in text
    other = office.world.close("BETA").invoice_public_id
    assert staff.post(f"/invoices/{other}/payments/payment-01/reverse").status_code == 404  # it is of another invoice
    staff.post(address(office, "/payments/payment-01/reverse"))
    text = text_of(staff.get(address(office)).text)
    assert "入金待ち" in text
    assert "取消の行" in text


def test_a_payment_that_cannot_be_taken_is_said(office: Office, staff: FlaskClient) -> None:
    late = staff.post(address(office, "/payments"), data={"paid_on": "2026-11-06", "amount_yen": "1", "way": "in"})
    empty = staff.post(address(office, "/payments"), data={"paid_on": "2026-11-05", "way": "in"})

    assert (late.status_code, empty.status_code) == (400, 400)
    assert error_beside(late.text, "paid_on") == "入金日は今日までの日付にしてください。"
    assert error_beside(empty.text, "amount_yen") == "入力してください。"


def test_more_than_is_left_is_asked_about_before_it_is_recorded(office: Office, staff: FlaskClient) -> None:
    sent = {"paid_on": "2026-11-05", "amount_yen": "55826", "way": "in"}

    asked = staff.post(address(office, "/payments"), data=sent)
    meant = staff.post(address(office, "/payments"), data={**sent, "may_exceed": "y"})

    assert asked.status_code == 400
    assert error_beside(asked.text, "amount_yen").startswith("残りは55825円です。")
    assert 'name="may_exceed"' in asked.text
    assert meant.status_code == 302
    assert "残り ¥−1" in text_of(staff.get(address(office)).text).replace("−¥1", "¥−1")


def test_an_entry_that_somebody_else_gave_back_first_is_said_beside_the_entries(
    office: Office, staff: FlaskClient
) -> None:
    page = address(office, "/credit")
    entry = entry_ids(staff.get(page).text)[0]
    sent = {"what": "part", "minutes_go": "back", "reason": "誤り", "entries": entry}
    looked = staff.post(page, data={**sent, "step": "look"}).text
    sent |= {"step": "issue", "seen": hidden(looked, "seen")}
    assert staff.post(page, data={**sent, "note": hidden(looked, "note")}).status_code == 302

    second = staff.post(page, data=sent)

    assert second.status_code == 400
    assert "ほかの返還請求書で先に戻されたものがあります" in error_beside(second.text, "entries")


def test_no_more_is_given_back_than_was_paid(office: Office, staff: FlaskClient) -> None:
    sent = {"paid_on": "2026-11-05", "amount_yen": "1000"}
    staff.post(address(office, "/payments"), data={**sent, "way": "in"})

    over = staff.post(address(office, "/payments"), data={**sent, "way": "out", "amount_yen": "1001"})

    assert over.status_code == 400
    assert error_beside(over.text, "amount_yen") == "返せるのは入金した1000円までです。"


def test_a_payment_of_year_one_is_refused(office: Office, staff: FlaskClient) -> None:
    sent = {"paid_on": "0001-01-01", "amount_yen": "1000", "way": "in"}

    assert "日付「0001-01-01」" in error_beside(staff.post(address(office, "/payments"), data=sent).text, "paid_on")


def test_the_board_says_how_far_each_invoice_is_paid(office: Office, staff: FlaskClient) -> None:
    def board() -> str:
        return text_of(staff.get("/invoices?month=2026-10").text)

    assert "11/30(月) 期日" in board()
    sent = {"paid_on": "2026-11-05", "amount_yen": "50000", "way": "in"}
    staff.post(address(office, "/payments"), data=sent)
    assert "11/30(月) 期日。残り¥5,825" in board()
    office.world.at(dt.datetime(2026, 12, 1, 9, tzinfo=TOKYO))
    staff = office.browser(Role.OPERATOR)  # weeks later one signs in again
    assert "11/30(月)の期日を過ぎています。残り¥5,825" in board()
    staff.post(address(office, "/payments"), data={**sent, "paid_on": "2026-12-01", "amount_yen": "5825"})
    assert "12/1(火) 入金" in board()
    assert "入金済み1" in board()


def test_a_void_is_said_on_both_pages(office: Office, staff: FlaskClient) -> None:
    old = address(office)
    unsaid = staff.post(f"{old}/void", data={"reason": ""})
    assert error_beside(unsaid.text, "reason") == "理由を書いてください。"

    answer = staff.post(f"{old}/void", data={"reason": "宛名の誤り"})

    again = text_of(staff.get(answer.headers["Location"]).text)
    assert "取り消した請求書の代わりです。 INV-2026-0001" in again
    assert "2026年11月5日(木)発行の請求書 INV-2026-0001（取消）に代わる修正した適格請求書です。" in again
    text = text_of(staff.get(old).text)
    assert "11月5日(木)に取り消しました。理由：宛名の誤り" in text.replace("2026年", "")
    assert "代わりの請求書" in text


def test_documents_are_searched_by_day_amount_and_partner(office: Office, staff: FlaskClient) -> None:
    def found(query: str) -> bool:
        return "INV-2026-0001" in text_of(staff.get(f"/invoices/search?{query}").text)

    assert found("")
    assert found("first_day=2026-11-05&last_day=2026-11-05&least_yen=55,825&most_yen=55,825&partner=アルファ")
    assert not found("first_day=2026-11-06")
    assert not found("last_day=2026-11-04")
    assert found("day_kind=traded&first_day=2026-10-31&last_day=2026-10-31")
    assert not found("day_kind=traded&first_day=2026-11-01")
    assert not found("least_yen=55826")
    assert not found("most_yen=55824")
    assert not found("partner=ベータ")
    assert not found("partner=%25")  # what means anything in LIKE is a sign like others
    assert not found("kind=credit_note")
    assert staff.get("/invoices/search?least_yen=x").status_code == 400


def test_of_many_chains_a_page_is_shown_at_a_time(
    office: Office, staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.invoices.searching.CHAINS_A_PAGE", 1)

    first = staff.get("/invoices/search").text
    second = staff.get("/invoices/search?chain=2").text

    heads = [re.findall(r'xs hash">([0-9a-f]{64})<', page) for page in (first, second)]
    assert [len(found) for found in heads] == [1, 1]
    assert heads[0] != heads[1]
    assert "chain=2" in first


def test_the_heads_of_the_chains_are_shown(office: Office, staff: FlaskClient) -> None:
    text = text_of(staff.get("/invoices/search").text)

    assert re.search(r"アルファ商店 3 11/5\(木\) 9:00 [0-9a-f]{64}", text)


@pytest.mark.parametrize("path", ["/credit", "/void"])
@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
def test_only_staff_come_to_the_dialogs(office: Office, path: str, role: Role) -> None:
    browser = office.browser(role)

    assert browser.get(address(office, path)).status_code == 403
    assert browser.post(address(office, path)).status_code == 403
    assert browser.post(address(office, "/payments")).status_code == 403
    assert browser.get("/invoices/search").status_code == 403


def test_a_client_sees_payments_and_no_history(office: Office, staff: FlaskClient) -> None:
    staff.post(address(office, "/payments"), data={"paid_on": "2026-11-05", "amount_yen": "55825", "way": "in"})

    text = text_of(office.browser(Role.CLIENT).get(address(office)).text)

    assert "入金済み" in text
    assert "変更の履歴" not in text
    assert "入金を記録する" not in text


def test_the_xml_is_served_unchanged(office: Office, staff: FlaskClient) -> None:
    first, again = (staff.get(address(office, ".xml")) for _ in range(2))

    assert first.data == again.data
    assert first.data.startswith(b"<?xml")
    assert first.headers["Content-Disposition"].endswith("20261105_55825_ALPHA_INV-2026-0001.xml")


def test_the_pages_ask_the_database_few_things(office: Office, staff: FlaskClient) -> None:
    for path in (address(office), address(office, "/credit"), "/invoices?month=2026-10", "/invoices/search"):
        staff.get(path)
        with office.counted() as statements:
            staff.get(path)
        assert len(statements) <= 20, path
