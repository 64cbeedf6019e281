"""The pages on which hours are changed, approved and questioned, and an assistant's month."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.queries import hours as hours_queries
from app.web.forms.amounts import PickedDayField
from app.web.forms.entries import EditForm
from app.web.forms.hours import EntryForm
from tests.app.web.office import text_of
from tests.app.web.working_month import NOVEMBER

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from app.queries.hours import EntryView
    from tests.app.web.working_month import Operation

PAGE = "/hours/approvals?month=2026-11"
DAY = dt.date(2026, 11, 14)


def entry_of(operation: Operation, task: str, day: dt.date = DAY) -> EntryView:
    """The newest live entry of the task on that day."""
    with operation.database.session() as session:
        found = hours_queries.entries(session, HOUSE, first_day=day, last_day=day)
    return next(e for e in found if e.task_name == task and not e.is_reversal and not e.is_reversed)


def path_of(operation: Operation, task: str) -> str:
    return f"/hours/entries/{entry_of(operation, task).public_id}"


def form_of(browser: FlaskClient, path: str) -> dict[str, str]:
    """The form to change an entry as the page sends it untouched."""
    html = browser.get(path).text
    form = re.search(r'<form[^>]*/edit".*?</form>', html, re.DOTALL)
    assert form is not None
    chosen = re.search(r'<option selected value="([^"]+)"', form[0])
    assert chosen is not None
    inputs = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form[0]))
    return {**inputs, "activity": chosen[1]}


def ticked(html: str) -> dict[str, list[str] | str]:
    """The form of approval as the page sends it untouched."""
    seen = re.search(r'name="seen" value="(\d+)"', html)
    assert seen is not None
    return {
        "month": "2026-11",
        "seen": seen[1],
        "day": re.findall(r'name="day" value="([^"]+)" checked', html),
    }


@pytest.fixture
def staff(operation: Operation) -> FlaskClient:
    return operation.browser(Role.OPERATOR)


@pytest.fixture
def client(operation: Operation) -> FlaskClient:
    """Signed in as a user of アオゾラ設計室."""
    return operation.browser(Role.CLIENT)


class TestEntryPage:
    def test_staff_see_what_was_worked_charged_and_paid_and_by_which_rule(
        self, operation: Operation, staff: FlaskClient
    ) -> None:
        text = text_of(staff.get(path_of(operation, "予約台帳の更新")).text)

        # 15 min × 240 / 12 = 300 a month, a fifth of it each time.
        assert "働いた時間 1時間 請求する時間 1時間 支払う時間 1時間 区分 作業 時間パッケージから使う" in text
        assert "端数 規則1：1分単位（30秒以上は1分に） 数える月 2026年11月 承認 承認待ち" in text

    def test_a_client_sees_what_is_charged_and_nothing_of_pay(self, operation: Operation, client: FlaskClient) -> None:
        text = text_of(client.get(path_of(operation, "受領請求書の処理")).text)

        assert "請求する時間" in text
        assert not {"働いた時間", "支払", "直した記録にする", "取り消す"} & set(text.split())
        assert "支払" not in text

    def test_an_assistant_sees_pay_and_nothing_of_the_client_s_bill(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.ASSISTANT).get(path_of(operation, "予約台帳の更新")).text)

        assert "支払いの時間 1時間" in text
        assert "請求する時間" not in text

    def test_a_change_keeps_both_and_says_who_and_why(self, operation: Operation, staff: FlaskClient) -> None:
        path = path_of(operation, "予約台帳の更新")
        sent = {**form_of(staff, path), "minutes": "45", "charged_min": "0:30", "reason": "重複を除く"}

        text = text_of(staff.post(f"{path}/edit", data=sent, follow_redirects=True).text)

        assert "記録を直しました。前の記録は履歴に残ります。" in text
        assert "働いた時間 45分 請求する時間 30分 支払う時間 45分" in text
        assert "端数 取り決めた時間" in text
        assert "岡本 誠 取消 11/14(土) −1:00 −1:00 重複を除く" in text
        assert "岡本 誠 直した記録 承認済み 11/14(土) 0:45 0:30" in text

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"reason": ""}, "理由を入れてください。"),
            ({"minutes": "半日"}, "時間「半日」を読み取れません。"),
            ({"minutes": ""}, "長さか、開始と終了のどちらかを入れてください。"),
            ({"work_date": "2026-11-19"}, "これからの作業は記録できません。"),
            ({"charged_min": "たくさん"}, "時間「たくさん」を読み取れません。"),
        ],
    )
    def test_a_wrong_change_is_said_beside_its_field_and_changes_nothing(
        self, operation: Operation, staff: FlaskClient, changes: dict[str, str], sentence: str
    ) -> None:
        path = path_of(operation, "予約台帳の更新")

        answer = staff.post(f"{path}/edit", data={**form_of(staff, path), "reason": "x", **changes})

        assert answer.status_code in (400, 409)
        assert re.search(rf'<ul class="err".*?{sentence}', answer.text, re.DOTALL)
        assert path_of(operation, "予約台帳の更新") == path

    def test_the_seconds_of_a_timer_outlive_a_change_of_the_note(self, operation: Operation) -> None:
        misaki = operation.browser(Role.ASSISTANT)
        with operation.database.session() as session:
            found = hours_queries.entries(session, HOUSE, month=NOVEMBER)
        item = next(each.work_item_public_id for each in found if each.task_name == "予約台帳の更新")
        misaki.post("/hours/timer/start", data={"work_item": item})
        operation.clock.advance(minutes=42, seconds=15)
        misaki.post("/hours/timer/stop")
        path = f"/hours/entries/{entry_of(operation, '予約台帳の更新', dt.date(2026, 11, 18)).public_id}"

        sent = {**form_of(misaki, path), "note": "午前の分", "reason": "メモを足す"}
        text = text_of(misaki.post(f"{path}/edit", data=sent, follow_redirects=True).text)

        assert "実測 42分15秒" in text
        assert "メモ 午前の分" in text


class TestApprovals:
    def test_what_waits_stands_by_day_and_the_ticked_days_are_approved(
        self, operation: Operation, staff: FlaskClient
    ) -> None:
        page = staff.get(PAGE).text
        assert "承認待ち" in text_of(page)

        answer = staff.post("/hours/approvals", data=ticked(page), follow_redirects=True)

        assert re.search(r"\d+件の記録を承認しました。", answer.text)
        assert "承認を待つ記録はありません" in text_of(answer.text)
        assert entry_of(operation, "予約台帳の更新").is_approved

    def test_an_assistant_cannot_change_what_is_approved_and_is_told_so(
        self, operation: Operation, staff: FlaskClient
    ) -> None:
        staff.post("/hours/approvals", data=ticked(staff.get(PAGE).text))
        misaki, path = operation.browser(Role.ASSISTANT), path_of(operation, "予約台帳の更新")

        page = misaki.get(path).text
        assert "承認済みの記録です。直すときは運営にご連絡ください。" in page
        assert "/edit" not in page
        assert misaki.post(f"{path}/reverse", data={"reason": "x"}).status_code == 409
        assert "の稼働が承認されました" in misaki.get("/notices").text

    def test_one_client_s_hours_alone(self, operation: Operation, staff: FlaskClient) -> None:
        found = re.search(r'href="(/hours/approvals\?[^"]*client=[^"]+)">みどり歯科', staff.get(PAGE).text)
        assert found is not None

        text = text_of(staff.get(found[1].replace("&amp;", "&")).text)

        table = text[text.index("承認待ちの稼働") :]
        assert "みどり歯科" in table
        assert "アオゾラ設計室" not in table

    def test_nothing_ticked_approves_nothing(self, staff: FlaskClient) -> None:
        answer = staff.post("/hours/approvals", data={"month": "2026-11"}, follow_redirects=True)

        assert "承認する記録がありませんでした。" in answer.text

    @pytest.mark.parametrize("day", ["x", "a.b.いつか", "a.b.2026-02-30"])
    def test_a_day_that_is_none_is_refused(self, staff: FlaskClient, day: str) -> None:
        assert staff.post("/hours/approvals", data={"month": "2026-11", "day": day}).status_code == 400

    @pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
    def test_others_do_not_approve(self, operation: Operation, role: Role) -> None:
        browser = operation.browser(role)

        assert browser.get(PAGE).status_code == 403
        assert browser.post("/hours/approvals", data={"month": "2026-11"}).status_code == 403


class TestQuestion:
    def test_a_question_goes_to_the_operator_and_its_answer_back(
        self, operation: Operation, staff: FlaskClient, client: FlaskClient
    ) -> None:
        path = path_of(operation, "受領請求書の処理")

        asked = client.post(f"{path}/question", data={"question": "<b>何</b>の作業ですか。"}, follow_redirects=True)
        assert "質問を送りました。" in asked.text
        assert "質問中" in text_of(client.get("/hours?month=2026-11").text)
        assert "&lt;b&gt;何&lt;/b&gt;の作業ですか。" in staff.get(PAGE).text

        about = re.search(r'name="about" value="([^"]+)"', staff.get(path).text)
        assert about is not None
        staff.post(f"{path}/answer", data={"about": about[1], "answer": "10月分の照合です。"})

        text = text_of(client.get(path).text)
        assert "10月分の照合です。 記録はそのままです" in text
        assert "質問中" not in text_of(client.get("/hours?month=2026-11").text)
        assert "稼働についての返事です" in client.get("/notices").text

    def test_a_day_under_question_is_not_ticked(
        self, operation: Operation, staff: FlaskClient, client: FlaskClient
    ) -> None:
        client.post(f"{path_of(operation, '受領請求書の処理')}/question", data={"question": "何の作業ですか。"})

        page = staff.get(PAGE).text
        answer = staff.post("/hours/approvals", data=ticked(page), follow_redirects=True)

        assert "質問中" in text_of(answer.text)
        assert not entry_of(operation, "受領請求書の処理").is_approved

    def test_words_are_asked_for(self, operation: Operation, client: FlaskClient) -> None:
        answer = client.post(f"{path_of(operation, '受領請求書の処理')}/question", data={"question": ""})

        assert answer.status_code == 400
        assert "質問を入れてください。" in answer.text

    def test_the_line_of_another_client_does_not_exist(self, operation: Operation, client: FlaskClient) -> None:
        path = path_of(operation, "予約台帳の更新")

        assert client.get(path).status_code == 404
        assert client.post(f"{path}/question", data={"question": "x"}).status_code == 404

    def test_only_clients_ask_and_only_staff_answer(
        self, operation: Operation, staff: FlaskClient, client: FlaskClient
    ) -> None:
        path = path_of(operation, "受領請求書の処理")

        assert staff.post(f"{path}/question", data={"question": "x"}).status_code == 403
        assert client.post(f"{path}/answer", data={"answer": "x"}).status_code == 403


class TestMonth:
    def test_an_assistant_s_month_stands_by_task_with_what_is_approved(
        self, operation: Operation, staff: FlaskClient
    ) -> None:
        misaki = operation.browser(Role.ASSISTANT)
        before = text_of(misaki.get("/hours/month?month=2026-11").text)
        assert "予約台帳の更新 みどり歯科 4 4:00 4:00 承認待ち" in before  # 2, 6, 10 and 14 November, an hour each

        staff.post("/hours/approvals", data=ticked(staff.get(PAGE).text))

        after = text_of(misaki.get("/hours/month?month=2026-11").text)
        assert "予約台帳の更新 みどり歯科 4 4:00 4:00 承認済み" in after

    def test_a_month_without_hours_says_what_comes(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.ASSISTANT).get("/hours/month?month=2026-12").text)

        assert "この月の記録はまだありません" in text

    def test_it_is_no_client_s(self, client: FlaskClient) -> None:
        assert client.get("/hours/month").status_code == 403


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.OPERATOR, PAGE),
        (Role.OPERATOR, "entry"),
        (Role.ASSISTANT, "entry"),
        (Role.ASSISTANT, "/hours/month?month=2026-11"),
        (Role.ASSISTANT, "/?month=2026-11"),
    ],
)
def test_every_page_of_hours_asks_the_database_at_most_twenty_times(
    operation: Operation, role: Role, path: str
) -> None:
    browser = operation.browser(role)
    wanted = path_of(operation, "予約台帳の更新") if path == "entry" else path

    with operation.counted() as statements:
        assert browser.get(wanted).status_code == 200

    assert len(statements) <= 20


@pytest.mark.parametrize("form", [EntryForm, EditForm])
def test_the_day_of_an_entry_is_of_a_year_that_can_be(form: type[EntryForm | EditForm]) -> None:
    # The last day of 9999 broke the page: there is no month after it.
    assert form.work_date.field_class is PickedDayField
