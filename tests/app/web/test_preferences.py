"""A person's own settings: what they are told where, and the calendar anybody with its link can read."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web import clients, preferences
from tests.app.web.office import forms_without_token, text_of
from tests.app.web.working_month import cast_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.app.web.working_month import Operation


@pytest.fixture
def office(operation: Operation) -> Operation:
    for page in (preferences.bp, clients.bp):
        operation.app.register_blueprint(page)
    return operation


def new_link(browser: FlaskClient) -> str:
    page = browser.post("/preferences/calendar").text
    found = re.search(r'id="link"[^>]*value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1]).removeprefix("http://localhost")


def summaries(office: Operation, path: str) -> list[str]:
    answer = office.browser().get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    text = answer.data.replace(b"\r\n ", b"").decode()
    return re.findall(r"^SUMMARY:(.*?)\r$", text, re.MULTILINE)


def test_a_visitor_is_sent_to_sign_in(office: Operation) -> None:
    assert "/sign-in" in office.browser().get("/preferences").headers["Location"]


def test_each_role_is_offered_what_it_is_told_of(office: Operation) -> None:
    client = text_of(office.browser(Role.CLIENT).get("/preferences").text)
    assistant = text_of(office.browser(Role.ASSISTANT).get("/preferences").text)

    assert "請求書が発行されたとき" in client
    assert "請求書が発行されたとき" not in assistant
    assert "自分の稼働が承認されたとき" in assistant


def test_what_is_unticked_stays_unticked(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    sent = {"app": ["plan_published", "books_do_not_hold"], "mail": ["invoice_issued"]}

    page = browser.post("/preferences/notices", data=sent, follow_redirects=True).text

    assert "お知らせの受け取り方を保存しました。" in text_of(page)
    assert re.findall(r'name="app" value="(\w+)" checked', page) == ["plan_published"]
    assert re.findall(r'name="mail" value="(\w+)" checked', page) == ["invoice_issued"]
    assert forms_without_token(page) == []


def test_work_due_on_a_weekday_is_there_on_each_of_its_days(office: Operation) -> None:
    with office.database.session() as session:
        task = cast_of(session).tasks["受領請求書の処理"]
    sent = {"way": "week_after", "weekday": "1", "every": "1"}
    assert office.browser(Role.OPERATOR).post(f"/tasks/{task}/due", data=sent).status_code == 302
    path = new_link(office.browser(Role.CLIENT))

    text = office.browser().get(path).data.replace(b"\r\n ", b"").decode()

    events = [each for each in text.split("BEGIN:VEVENT")[1:] if "SUMMARY:受領請求書の処理" in each]
    found = [
        (day, uid)
        for each in events
        for uid, day in re.findall(r"UID:(\S+).*DTSTART;VALUE=DATE:(\d+)", each, re.DOTALL)
    ]
    of_november = [(day, uid) for day, uid in found if day.startswith("202611")]
    # 2, 9, 16, 24 (the 23rd is 勤労感謝の日) and 30 November, which is the day of the work itself.
    assert [day for day, _uid in of_november] == ["20261102", "20261109", "20261116", "20261124", "20261130"]
    own = of_november[-1][1].removesuffix("@ennoshita")
    assert [uid for _day, uid in of_november[:-1]] == [f"{own}-{day}@ennoshita" for day, _uid in of_november[:-1]]
    assert len({uid for _day, uid in found}) == len(found)


def test_a_client_sees_its_own_tasks_and_invoice_and_nothing_of_others(office: Operation) -> None:
    found = summaries(office, new_link(office.browser(Role.CLIENT)))

    assert "受領請求書の処理" in found
    assert "お支払期限 INV-2026-0001" in found
    assert not {"予約台帳の更新", "商品登録（3モール）"} & set(found)


def test_an_assistant_sees_the_work_given_to_them_with_its_company_and_no_invoice(office: Operation) -> None:
    found = summaries(office, new_link(office.browser(email="yuka@example.jp")))
    others = summaries(office, new_link(office.browser(email="misaki@example.jp")))

    assert all(re.search(r"（(アオゾラ設計室|みどり歯科|こまち雑貨店)）$", each) for each in found)
    assert found
    assert not [each for each in (*found, *others) if "INV" in each]
    assert set(found) != set(others)


def test_staff_see_every_company_counted_by_day(office: Operation) -> None:
    found = summaries(office, new_link(office.browser(Role.OPERATOR)))

    assert {"アオゾラ設計室", "みどり歯科", "こまち雑貨店"} <= {each.partition("：")[0] for each in found}
    assert "入金期限 INV-2026-0001（アオゾラ設計室）" in found


def test_a_wrong_a_renewed_and_a_withdrawn_link_are_no_page_and_look_the_same(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    renewed = new_link(browser)
    withdrawn = new_link(browser)
    browser.post("/preferences/calendar/withdraw")
    never = "/calendar/" + "x" * 43 + ".ics"

    answers = [office.browser().get(path) for path in (renewed, withdrawn, never, "/calendar/髙.ics")]

    own = r'(?<=href="/calendar/)[^"?]*|(?<=X-CSRFToken": ")[^"]*'
    bodies = {re.sub(own, "", answer.text) for answer in answers}
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len(bodies) == 1


def test_the_link_is_shown_once_and_never_again(office: Operation) -> None:
    browser = office.browser(Role.CLIENT)
    link = new_link(browser)

    page = browser.get("/preferences").text

    assert link not in page
    assert "リンクを作り直す" in text_of(page)


def test_the_calendar_is_kept_by_nobody_on_the_way_and_asks_the_database_a_few_times(office: Operation) -> None:
    link = new_link(office.browser(Role.CLIENT))

    with office.counted() as statements:
        answer = office.browser().get(link)

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert len(statements) <= 4


def test_a_calendar_speaks_the_language_of_its_account_not_of_whoever_fetches_it(office: Operation) -> None:
    link = new_link(office.browser(Role.CLIENT))

    text = office.browser().get(link, headers={"Accept-Language": "en"}).data.replace(b"\r\n ", b"").decode()

    assert "お支払期限" in text
    assert "Payment" not in text
