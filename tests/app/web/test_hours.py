"""The page of hours: entries, the week, the timer, a file; what clients and staff see of them."""

from __future__ import annotations

import datetime as dt
import io
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE, Role
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from tests.app.web.office import error_beside, text_of
from tests.app.web.pressing import press_button as press
from tests.app.web.working_month import NOVEMBER, cast_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from app.queries.hours import EntryView
    from app.queries.plans import WorkView
    from tests.app.web.working_month import Operation

PAGE = "/hours?month=2026-11"
TODAY, YESTERDAY = dt.date(2026, 11, 18), dt.date(2026, 11, 17)
YUKA = "yuka@example.jp"


def item(operation: Operation, task: str) -> WorkView:
    with operation.database.session() as session:
        return next(each for each in plans_queries.work(session, HOUSE, NOVEMBER) if each.task_name == task)


def entries(operation: Operation, task: str, day: dt.date) -> list[EntryView]:
    with operation.database.session() as session:
        found = hours_queries.entries(session, HOUSE, first_day=day, last_day=day)
    return [each for each in found if each.task_name == task]


def minutes(operation: Operation, task: str, day: dt.date) -> int:
    return sum(each.minutes for each in entries(operation, task, day))


def entry(operation: Operation, **changes: str) -> dict[str, str]:
    """A sound form of 30 minutes on the bookings of today."""
    sent = {
        "month": "2026-11",
        "entry": "form-0001-of-the-test",
        "work_item": item(operation, "予約台帳の更新").public_id,
        "work_date": TODAY.isoformat(),
        "minutes": "30",
    }
    return {**sent, **changes}


def week(browser: FlaskClient, day: dt.date = TODAY) -> dict[str, str]:
    """The week's form as the page sends it untouched."""
    html = browser.get(f"{PAGE}&week={day}").text
    form = re.search(r'<form[^>]*action="/hours/week".*?</form>', html, re.DOTALL)
    assert form is not None
    inputs = re.findall(r'<input[^>]*name="([^"]*)"[^>]*?value="([^"]*)"|', form[0])
    return {name: unescape(value) for name, value in inputs if name}


def cell(operation: Operation, task: str, day: dt.date) -> str:
    return f"{item(operation, task).task_public_id}.{day}"


def send_week(browser: FlaskClient, form: Mapping[str, str], **changes: str) -> TestResponse:
    return browser.post("/hours/week", data={**form, **changes}, follow_redirects=True)


@pytest.fixture
def misaki(operation: Operation) -> FlaskClient:
    """Signed in as the assistant with goods, orders and bookings."""
    return operation.browser(Role.ASSISTANT)


@pytest.fixture
def staff(operation: Operation) -> FlaskClient:
    return operation.browser(Role.OPERATOR)


def test_a_visitor_is_sent_to_sign_in(operation: Operation) -> None:
    assert "/sign-in" in operation.browser().get(PAGE).headers["Location"]


@pytest.mark.parametrize("role", Role)
def test_the_page_asks_the_database_at_most_twenty_times(operation: Operation, role: Role) -> None:
    browser = operation.browser(role)

    with operation.counted() as statements:
        assert browser.get(PAGE).status_code == 200

    assert len(statements) <= 20


@pytest.mark.parametrize(
    "path",
    ["", "/week", "/entries/x/edit", "/entries/x/reverse", "/import", "/import/x", "/timer/start", "/timer/stop"],
)
def test_a_client_records_nothing(operation: Operation, path: str) -> None:
    assert operation.browser(Role.CLIENT).post(f"/hours{path}", data={"month": "2026-11"}).status_code == 403


@pytest.mark.parametrize("path", ["/week", "/timer/start", "/timer/stop"])
def test_staff_have_neither_a_week_nor_a_timer(staff: FlaskClient, path: str) -> None:
    assert staff.post(f"/hours{path}", data={"month": "2026-11"}).status_code == 403


class TestEntry:
    def test_a_length_in_any_notation_becomes_minutes(self, operation: Operation, misaki: FlaskClient) -> None:
        answer = misaki.post("/hours", data=entry(operation, minutes="1時間半"), follow_redirects=True)

        assert "時間を記録しました。" in answer.text
        assert minutes(operation, "予約台帳の更新", TODAY) == 90

    def test_hours_above_the_plan_the_package_and_a_day_are_stored_and_said(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        def said(number: int, minutes: str) -> str:
            sent = entry(operation, entry=f"form-over-{number}-of-the-test", minutes=minutes)
            return text_of(misaki.post("/hours", data=sent, follow_redirects=True).text).split("11月の稼働")[0]

        assert said(1, "0:30") == "時間を記録しました。 "
        # 4 days of 1:00, 0:30 and 15:00 are 19:30 of 5:00; the client has 10:00 and others have worked 3:12 for it
        assert said(2, "15:00").split()[1:] == [
            "11月18日(水)の記録は合わせて15時間30分です。入力に誤りがないか確かめてください。",
            "「予約台帳の更新」は予定の5時間を14時間30分超えました（実績19時間30分）。",
            "みどり歯科の11月の時間を12時間42分超えました。契約では承諾なしに続けられ、超えた分は契約のとおりに扱います。",
        ]

    def test_a_begin_and_an_end_become_minutes_and_show_their_clock(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        operation.clock.advance(hours=3)
        sent = entry(operation, minutes="", starts="09:05", stops="10:20", note="再送分")

        text = text_of(misaki.post("/hours", data=sent, follow_redirects=True).text)

        assert "11/18(水) 予約台帳の更新 みどり歯科 9:05–10:20 1:15 承認待ち 再送分 直す" in text

    def test_work_past_midnight_is_split_and_said_to_be(self, operation: Operation, misaki: FlaskClient) -> None:
        sent = entry(operation, work_date="2026-11-16", minutes="", starts="23:30", stops="00:40")

        text = text_of(misaki.post("/hours", data=sent, follow_redirects=True).text)

        assert "日をまたぐため、2件に分けて記録しました。" in text
        assert "23:30–24:00 0:30" in text
        assert "0:00–0:40 0:40" in text

    def test_the_same_form_sent_twice_is_stored_once(self, operation: Operation, misaki: FlaskClient) -> None:
        sent = entry(operation)

        misaki.post("/hours", data=sent)
        misaki.post("/hours", data=sent)

        assert minutes(operation, "予約台帳の更新", TODAY) == 30

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"minutes": "半日"}, "時間「半日」を読み取れません。"),
            ({"minutes": ""}, "長さか、開始と終了のどちらかを入れてください。"),
            ({"starts": "09:00", "stops": "09:30"}, "長さか、開始と終了のどちらかを入れてください。"),
            ({"work_date": ""}, "日付を入れてください。"),
            # A year nobody works in is a slip of the hand; the month after December 9999 would be none at all.
            ({"work_date": "9999-12-31"}, "日付「9999-12-31」を読み取れません。"),
            ({"work_date": "0001-01-01"}, "日付「0001-01-01」を読み取れません。"),
            ({"work_date": "2026-02-30"}, "日付「2026-02-30」を読み取れません。"),
            ({"minutes": "", "starts": "09:00", "stops": "09:00"}, "終了が開始と同じか、それより前です。"),
        ],
    )
    def test_a_wrong_shape_is_said_beside_its_field_with_what_was_typed(
        self, operation: Operation, misaki: FlaskClient, changes: dict[str, str], sentence: str
    ) -> None:
        answer = misaki.post("/hours", data=entry(operation, note="書いたメモ", **changes))

        assert answer.status_code == 400
        assert re.search(rf'<ul class="err".*?{sentence}', unescape(answer.text), re.DOTALL)
        assert 'value="書いたメモ"' in answer.text
        assert minutes(operation, "予約台帳の更新", TODAY) == 0

    def test_a_day_before_the_contract_is_said_beside_it_with_what_its_reader_can_do(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        answer = misaki.post("/hours", data=entry(operation, work_date="2025-11-29"))

        assert error_beside(answer.text, "work_date") == (
            "この日の契約条件がありません。日付を確かめて、合っていれば運営にご連絡ください。"
        )

    def test_a_broken_rule_is_said_beside_its_field(self, operation: Operation, misaki: FlaskClient) -> None:
        answer = misaki.post("/hours", data=entry(operation, work_date="2026-11-19"))

        assert answer.status_code == 409
        assert re.search(r'id="work_date-err">.*?これからの作業は記録できません。', answer.text, re.DOTALL)
        assert 'value="2026-11-19"' in answer.text

    def test_an_assistant_cannot_log_on_work_of_somebody_else(self, operation: Operation, misaki: FlaskClient) -> None:
        foreign = item(operation, "受領請求書の処理").public_id

        answer = misaki.post("/hours", data=entry(operation, work_item=foreign))

        assert answer.status_code == 400
        assert entries(operation, "受領請求書の処理", TODAY) == []

    def test_staff_log_for_an_assistant(self, operation: Operation, staff: FlaskClient) -> None:
        with operation.database.session() as session:
            yuka = cast_of(session).assistants["森下 由香"]
        sent = entry(operation, work_item=item(operation, "受領請求書の処理").public_id, assistant=yuka)

        staff.post("/hours", data=sent)

        (stored,) = entries(operation, "受領請求書の処理", TODAY)
        assert (stored.assistant_name, stored.minutes) == ("森下 由香", 30)


class TestWeek:
    def test_filled_cells_are_stored_and_shown(self, operation: Operation, misaki: FlaskClient) -> None:
        monday = cell(operation, "予約台帳の更新", dt.date(2026, 11, 16))
        today = cell(operation, "受注データの取込", TODAY)

        answer = send_week(misaki, week(misaki), **{monday: "1.5h", today: "45"})

        assert "2件の時間を記録しました。" in answer.text
        assert minutes(operation, "予約台帳の更新", dt.date(2026, 11, 16)) == 90
        assert week(misaki)[monday] == "1:30"
        assert week(misaki)[today] == "0:45"

    def test_a_raised_total_adds_the_difference(self, operation: Operation, misaki: FlaskClient) -> None:
        name = cell(operation, "予約台帳の更新", TODAY)
        send_week(misaki, week(misaki), **{name: "0:30"})

        send_week(misaki, week(misaki), **{name: "0:50"})

        assert sorted(each.minutes for each in entries(operation, "予約台帳の更新", TODAY)) == [20, 30]

    def test_the_same_week_sent_twice_is_stored_once(self, operation: Operation, misaki: FlaskClient) -> None:
        name = cell(operation, "予約台帳の更新", TODAY)
        form = {**week(misaki), name: "0:30"}

        send_week(misaki, form)
        answer = send_week(misaki, form)

        assert "変わった欄はありません。" in answer.text
        assert minutes(operation, "予約台帳の更新", TODAY) == 30

    def test_every_problem_is_shown_at_once_and_nothing_is_stored(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        good = cell(operation, "予約台帳の更新", TODAY)
        bad, worse = cell(operation, "受注データの取込", TODAY), cell(operation, "受注データの取込", YESTERDAY)

        answer = send_week(misaki, week(misaki), **{good: "0:30", bad: "ざっと", worse: "30〜60分"})

        assert answer.status_code == 400
        text = text_of(answer.text)
        assert "記録していません。直すところが2件あります。" in text
        assert f'id="e-{bad}">時間「ざっと」を読み取れません。' in answer.text
        assert f'id="e-{worse}">時間「30〜60分」に幅があります。' in answer.text
        assert all(value in answer.text for value in ('value="ざっと"', 'value="0:30"', 'value="30〜60分"'))
        assert minutes(operation, "予約台帳の更新", TODAY) == 0

    def test_a_lower_total_asks_to_take_the_entry_back(self, operation: Operation, misaki: FlaskClient) -> None:
        name = cell(operation, "予約台帳の更新", TODAY)
        send_week(misaki, week(misaki), **{name: "0:30"})

        answer = send_week(misaki, week(misaki), **{name: ""})

        assert "減らすときは、下の一覧で記録を直すか取り消してください。" in answer.text
        assert minutes(operation, "予約台帳の更新", TODAY) == 30

    def test_a_total_that_changed_elsewhere_is_not_booked_twice(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        name = cell(operation, "予約台帳の更新", TODAY)
        seen_before = week(misaki)
        misaki.post("/hours", data=entry(operation, minutes="20"))

        answer = send_week(misaki, seen_before, **{name: "0:30"})

        assert "ほかの画面で0:20に変わりました。" in answer.text
        assert minutes(operation, "予約台帳の更新", TODAY) == 20

    def test_a_rule_that_refuses_one_cell_refuses_the_week(self, operation: Operation, misaki: FlaskClient) -> None:
        good, too_long = cell(operation, "予約台帳の更新", TODAY), cell(operation, "受注データの取込", TODAY)

        answer = send_week(misaki, week(misaki), **{good: "0:30", too_long: "25:00"})

        assert answer.status_code == 400
        assert f'id="e-{too_long}">1分から24時間までにしてください。' in answer.text
        assert minutes(operation, "予約台帳の更新", TODAY) == 0

    def test_days_to_come_take_nothing(self, operation: Operation, misaki: FlaskClient) -> None:
        tomorrow = cell(operation, "予約台帳の更新", TODAY + dt.timedelta(days=1))
        form = week(misaki)
        assert tomorrow not in form

        send_week(misaki, form, **{tomorrow: "0:30"})

        assert minutes(operation, "予約台帳の更新", TODAY + dt.timedelta(days=1)) == 0

    def test_last_weeks_rows_are_copied_to_be_looked_at_and_nothing_is_stored(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        # Last week has work of three tasks on Tuesday the 10th and Saturday the 14th, and more on Wednesday the 11th.
        # This Saturday is to come: three for the 17th and one for the 18th.
        misaki.post("/hours", data=entry(operation, work_date="2026-11-11", minutes="45"))
        html = misaki.get(f"{PAGE}&week={TODAY}&copy=1").text

        assert "先週の4件の時間を写しました。まだ記録していません。" in html
        assert f'name="{cell(operation, "予約台帳の更新", TODAY)}" value="0:45"' in html
        assert entries(operation, "予約台帳の更新", TODAY) == []

    def test_a_week_without_anything_to_copy_says_so(self, misaki: FlaskClient) -> None:
        assert "写せる欄はありません" in misaki.get(f"{PAGE}&week=2026-11-25&copy=1").text  # all of it is to come

    def test_a_working_days_minutes_are_not_copied_to_a_holiday(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        for day in (16, 17):
            sent = entry(operation, entry=f"form-00{day}-of-the-test", work_date=f"2026-11-{day}", minutes="45")
            misaki.post("/hours", data=sent)
        operation.clock.advance(days=7)  # the 23rd is 勤労感謝の日; a week later one signs in again

        html = operation.browser(Role.ASSISTANT).get(f"{PAGE}&week=2026-11-25&copy=1").text

        assert f'name="{cell(operation, "予約台帳の更新", dt.date(2026, 11, 23))}" value=""' in html
        assert f'name="{cell(operation, "予約台帳の更新", dt.date(2026, 11, 24))}" value="0:45"' in html

    def test_a_week_that_is_no_day_is_refused(self, misaki: FlaskClient) -> None:
        assert misaki.post("/hours/week", data={"month": "2026-11", "week": "いつか"}).status_code == 400


class TestReversal:
    def test_an_entry_taken_back_stays_beside_its_reversal(self, operation: Operation, misaki: FlaskClient) -> None:
        misaki.post("/hours", data=entry(operation))
        (stored,) = entries(operation, "予約台帳の更新", TODAY)

        path = f"/hours/entries/{stored.public_id}/reverse"
        text = text_of(misaki.post(path, data={"reason": "日付違い"}, follow_redirects=True).text)

        assert "記録を取り消しました。" in text
        assert "取消済み" in text
        assert "取消 11/18(水) −0:30 日付違い" in text
        assert minutes(operation, "予約台帳の更新", TODAY) == 0

    def test_a_second_time_is_refused_in_words(self, operation: Operation, misaki: FlaskClient) -> None:
        misaki.post("/hours", data=entry(operation))
        (stored,) = entries(operation, "予約台帳の更新", TODAY)
        path = f"/hours/entries/{stored.public_id}/reverse"
        misaki.post(path, data={"reason": "日付違い"})

        answer = misaki.post(path, data={"reason": "日付違い"})

        assert "この記録はすでに取り消されています。" in answer.text

    def test_somebody_elses_entry_looks_like_none(self, operation: Operation, misaki: FlaskClient) -> None:
        (foreign, *_) = entries(operation, "受領請求書の処理", dt.date(2026, 11, 14))

        for verb, sent in (("", None), ("/reverse", {"reason": "x"}), ("/edit", {"reason": "x"})):
            theirs, missing = (
                misaki.get(f"/hours/entries/{each}")
                if sent is None
                else misaki.post(f"/hours/entries/{each}{verb}", data=sent)
                for each in (foreign.public_id, "no-such-entry")
            )
            assert theirs.status_code == missing.status_code == 404
            theirs_text = theirs.text.replace(foreign.public_id, "no-such-entry")  # the address of the page itself
            assert _without_tokens(theirs_text) == _without_tokens(missing.text)

    def test_without_a_reason_nothing_is_taken_back(self, operation: Operation, misaki: FlaskClient) -> None:
        misaki.post("/hours", data=entry(operation))
        (stored,) = entries(operation, "予約台帳の更新", TODAY)

        answer = misaki.post(f"/hours/entries/{stored.public_id}/reverse", data={"reason": ""})

        assert answer.status_code == 400
        assert "理由を入れてください。" in answer.text
        assert minutes(operation, "予約台帳の更新", TODAY) == 30


class TestTimer:
    def test_start_and_stop_record_the_minutes(self, operation: Operation, misaki: FlaskClient) -> None:
        misaki.post("/hours/timer/start", data={"work_item": item(operation, "予約台帳の更新").public_id})
        operation.clock.advance(minutes=42, seconds=15)

        answer = misaki.post("/hours/timer/stop", headers={"Referer": f"http://localhost{PAGE}"})

        assert answer.headers["Location"] == PAGE
        assert "予約台帳の更新に42分を記録しました。" in misaki.get(PAGE).text
        assert minutes(operation, "予約台帳の更新", TODAY) == 42

    def test_what_was_timed_before_is_one_press_away_on_every_page(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        misaki.post("/hours/timer/start", data={"work_item": item(operation, "予約台帳の更新").public_id})
        operation.clock.advance(minutes=5)
        press(misaki, "/", "今の作業を止めて、受注データの取込を始める")
        operation.clock.advance(minutes=5)

        assert "止めて前回の続き：予約台帳の更新" in misaki.get("/notices").text.partition("<main")[0]

        press(misaki, "/notices", "止めて前回の続き：予約台帳の更新")
        assert minutes(operation, "受注データの取込", TODAY) == 5
        assert "止めて前回の続き：受注データの取込" in misaki.get("/notices").text

    def test_the_running_timer_stands_in_the_frame_of_every_page(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        misaki.post("/hours/timer/start", data={"work_item": item(operation, "予約台帳の更新").public_id})

        html = misaki.get("/notices").text

        assert 'data-started-at="2026-11-18T00:00:00+00:00"' in html
        assert 'action="/hours/timer/stop"' in html

    def test_starting_the_same_work_twice_goes_on_with_it(self, operation: Operation, misaki: FlaskClient) -> None:
        wanted = item(operation, "予約台帳の更新").public_id
        misaki.post("/hours/timer/start", data={"work_item": wanted})
        operation.clock.advance(minutes=1)

        misaki.post("/hours/timer/start", data={"work_item": wanted})

        assert entries(operation, "予約台帳の更新", TODAY) == []

    def test_the_last_work_can_be_gone_on_with(self, operation: Operation, misaki: FlaskClient) -> None:
        wanted = item(operation, "予約台帳の更新").public_id
        misaki.post("/hours/timer/start", data={"work_item": wanted})
        operation.clock.advance(minutes=5)
        misaki.post("/hours/timer/stop")

        for page in ("/", "/notices"):
            header = misaki.get(page).text.partition("<main")[0]
            assert "前回の続き：予約台帳の更新" in header
            assert f'name="work_item" value="{wanted}"' in header

    def test_work_of_somebody_else_cannot_be_timed(self, operation: Operation, misaki: FlaskClient) -> None:
        foreign = item(operation, "受領請求書の処理").public_id

        assert misaki.post("/hours/timer/start", data={"work_item": foreign}).status_code == 404

    def test_what_cannot_be_timed_stops_nothing(self, operation: Operation, misaki: FlaskClient) -> None:
        misaki.post("/hours/timer/start", data={"work_item": item(operation, "予約台帳の更新").public_id})

        misaki.post("/hours/timer/start", data={"work_item": item(operation, "受領請求書の処理").public_id})

        stopped = misaki.post("/hours/timer/stop", follow_redirects=True)
        assert "動いているタイマーがありません。" not in stopped.text

    def test_stopping_nothing_is_said(self, misaki: FlaskClient) -> None:
        answer = misaki.post("/hours/timer/stop", follow_redirects=True)

        assert "動いているタイマーがありません。" in answer.text

    @pytest.mark.parametrize("referrer", ["http://elsewhere.example/hours", "http://localhost/hours/week", ""])
    def test_the_way_back_is_a_page_of_ours_that_can_be_opened(self, misaki: FlaskClient, referrer: str) -> None:
        answer = misaki.post("/hours/timer/stop", headers={"Referer": referrer})

        assert answer.headers["Location"] == "/"


class TestFile:
    def _send(self, browser: FlaskClient, *lines: str) -> TestResponse:
        file = (io.BytesIO("\n".join(lines).encode("cp932")), "稼働.csv")
        return browser.post("/hours/import", data={"file": file}, follow_redirects=True)

    def test_a_file_is_looked_at_first_and_stored_by_a_second_button(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        lines = ("日付,依頼企業,業務,時間,メモ", "2026/11/17,みどり歯科,予約台帳の更新,1時間半,=HYPERLINK(1)")

        looked = self._send(misaki, *lines)
        assert "「稼働.csv」（一般の表、Shift_JIS（cp932））。まだ何も保存していません。" in looked.text
        assert "取り込める記録 1 1時間30分" in text_of(looked.text)
        assert minutes(operation, "予約台帳の更新", YESTERDAY) == 0

        stored = misaki.post(looked.request.path, data={}, follow_redirects=True)
        assert "1件を取り込みました。すでにあった記録は0件です。" in stored.text
        assert [each.note for each in entries(operation, "予約台帳の更新", YESTERDAY)] == ["=HYPERLINK(1)"]

    def test_the_same_file_again_adds_nothing(self, operation: Operation, misaki: FlaskClient) -> None:
        lines = ("日付,依頼企業,業務,時間", "2026/11/17,みどり歯科,予約台帳の更新,1時間半")
        first = self._send(misaki, *lines)
        misaki.post(first.request.path, data={})
        assert misaki.post(first.request.path, data={}).status_code == 409

        again = self._send(misaki, *lines)

        assert "取り込める記録 0 0分 すでにある記録 1" in text_of(again.text)
        assert minutes(operation, "予約台帳の更新", YESTERDAY) == 90

    def test_problems_are_named_by_their_rows_and_nothing_is_stored(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        looked = self._send(
            misaki,
            "日付,依頼企業,業務,時間",
            "2026/11/17,みどり歯科,予約台帳の更新,30分",
            "2026/11/17,みどり歯科,知らない業務,30分",
            "いつか,みどり歯科,知らない業務,たくさん",
        )

        text = text_of(looked.text)
        assert "直すところ 4 あるうちは、何も取り込みません" in text
        assert "3行目：みどり歯科の「知らない業務」は、その月の計画にありません。" in text
        assert "4行目：日付「いつか」を読み取れません。" in text
        assert "4行目：時間「たくさん」を読み取れません。" in text
        assert "4行目：みどり歯科の「知らない業務」は、どの月の計画にもありません。" in text
        assert "件を取り込む" not in text
        assert misaki.post(looked.request.path, data={}).status_code == 400
        assert minutes(operation, "予約台帳の更新", YESTERDAY) == 0

    def test_the_file_of_somebody_else_does_not_exist(self, operation: Operation, misaki: FlaskClient) -> None:
        lines = ("日付,依頼企業,業務,時間", "2026/11/17,みどり歯科,予約台帳の更新,30分")
        path = self._send(misaki, *lines).request.path

        assert operation.browser(email=YUKA).get(path).status_code == 404
        assert operation.browser(email=YUKA).post(path, data={}).status_code == 404
        assert operation.browser(Role.OPERATOR).get(path).status_code == 400  # it names no assistant

    def test_days_that_can_be_read_in_two_ways_ask_for_their_order(
        self, operation: Operation, misaki: FlaskClient
    ) -> None:
        heading = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration"
        line = "Misaki,m@example.jp,みどり歯科,予約台帳の更新,,,No,11/09/2026,10:00:20,11/09/2026,10:30:00,00:29:40"

        looked = self._send(misaki, heading, line)
        assert "月と日のどちらが先かわかりません。" in looked.text

        path = looked.request.path
        assert "11/9(月)" in misaki.get(f"{path}?order=month_first").text
        misaki.post(path, data={"order": "month_first"})
        (stored,) = entries(operation, "予約台帳の更新", dt.date(2026, 11, 9))
        assert (stored.minutes, (stored.stops_s or 0) - (stored.starts_s or 0)) == (30, 29 * 60 + 40)

    def test_no_file_and_no_sheet_are_said_beside_the_field(self, misaki: FlaskClient) -> None:
        nothing = misaki.post("/hours/import", data={})
        no_columns = self._send(misaki, "a,b,c", "1,2,3")

        assert "ファイルを選んでください。" in nothing.text
        assert "「日付」の列がありません。" in no_columns.text


def _without_tokens(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"|&#34;X-CSRFToken&#34;[^}]*|"X-CSRFToken": "[^"]*"', "", html)
