"""The first pages: a client's month, an assistant's day, the month board."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.hours.log import EntryData, log_time
from app.actions.tasks.schedule import set_due_rule
from app.actions.tasks.submit import TaskData, submit_task
from app.domain.accounts import HOUSE, Role
from app.domain.opendays import DueShift
from app.domain.tasks.duedays import DueKind, DueRule
from app.domain.tasks.rows import TaskRow
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from app.web.home import board
from app.web.home.client import work_lines
from tests.app.web.office import text_of
from tests.app.web.pressing import press
from tests.app.web.working_month import NOVEMBER, cast_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.web.working_month import Operation

HARUKA = "haruka@example.jp"


def _log(operation: Operation, task: str, day: dt.date, minutes: int, assistant: str) -> None:
    with operation.database.session() as session:
        item = next(each for each in plans_queries.work(session, HOUSE, NOVEMBER) if each.task_name == task)
        data = EntryData(
            f"test-{task}-{day}"[:22],
            item.public_id,
            day,
            minutes=minutes,
            assistant_public_id=cast_of(session).assistants[assistant],
        )
        log_time(session, scope=HOUSE, data=data, now=operation.clock.now(), new_id=iter_ids())


def iter_ids() -> Callable[[], str]:
    count = iter(range(10_000))
    return lambda: f"test-id-{next(count):05d}"


def test_a_visitor_is_sent_to_sign_in(operation: Operation) -> None:
    answer = operation.browser().get("/")

    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("role", Role)
def test_no_first_page_asks_the_database_more_than_twenty_times(operation: Operation, role: Role) -> None:
    browser = operation.browser(role)

    with operation.counted() as statements:
        answer = browser.get("/?month=2026-11")

    assert answer.status_code == 200
    assert len(statements) <= 20


class TestClient:
    def test_one_sentence_says_how_much_can_still_be_asked_for(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get("/").text)

        # 30 h package and 4:12 carried from October (30:00 less 25:48 worked) make 34:12.
        # Of the 21:30 planned, four entries of a fifth each are worked: 17:12, so 4:18 are still planned.
        # 34:12 − 17:12 − 4:18 = 12:42.
        assert "今月まだ頼める時間 12 時間 42 分 使わない分は12月へ繰り越せます。" in text
        assert "使える時間 34 時間 12 分" in text
        assert "使用済み 17 時間 12 分 50%" in text
        assert "予定 4 時間 18 分" in text

    def test_minutes_that_cannot_be_carried_are_named_with_the_day_they_expire(self, operation: Operation) -> None:
        text = text_of(operation.browser(email=HARUKA).get("/").text)

        # 10 h without carry-over; 9:00 planned, four fifths of it worked: 7:12, still planned 1:48, free 1:00.
        assert "今月まだ頼める時間 1 時間 このうち 1時間は11月30日(月)で失効 します。" in text

    def test_what_lies_above_the_package_is_said_first(self, operation: Operation) -> None:
        _log(operation, "予約台帳の更新", dt.date(2026, 11, 17), 300, "髙橋 美咲")

        text = text_of(operation.browser(email=HARUKA).get("/").text)

        # 7:12 and 5:00 are 12:12, 2:12 above the 10 hours.
        assert "パッケージを超えた時間 2 時間 12 分 超過分は月末に請求します。" in text
        assert "いま2時間12分超過。" in text
        assert "2:12 超過" in text
        assert "−" not in text.split("残り時間の推移")[1].split("残りの時間と期限")[0]

    def test_a_closed_month_says_what_became_of_it(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get("/?month=2026-10").text)

        # October of 30 h: 25:48 worked, 4:12 carried into November.
        assert "この月の使い方 25 時間 48 分 使いました。 4時間12分は11月へ繰り越し ました。" in text

    def test_a_month_without_a_contract_says_so(self, operation: Operation) -> None:
        assert "この月の契約がありません" in operation.browser(Role.CLIENT).get("/?month=2026-09").text

    def test_the_plan_shows_own_work_only_with_its_progress(self, operation: Operation) -> None:
        html = operation.browser(Role.CLIENT).get("/").text

        # 請求書作成・発行: 270 minutes planned, 4 × 54 worked, 54 left.
        assert re.search(r"請求書作成・発行.*?3:36.*?0:54.*?4:30", html, re.DOTALL)
        assert "予約台帳の更新" not in html

    def test_work_beyond_its_estimate_is_marked_with_the_difference(self, operation: Operation) -> None:
        _log(operation, "備品の発注", dt.date(2026, 11, 17), 42, "石川 翔")

        # 備品の発注: 48 of 60 minutes were worked; 42 more are 30 above the estimate.
        assert "＋30分" in operation.browser(Role.CLIENT).get("/").text

    def test_the_chart_has_its_figures_as_a_table(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get("/").text)

        # Each of the four days takes a fifth of 21:30 = 4:18; 34:12 − 4 × 4:18 = 17:00.
        assert "11/14(土) 4:18 17:00 11/10(火) 4:18 21:18" in text

    def test_the_end_is_foretold_by_the_plan_and_by_the_pace(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get("/").text)

        # By the plan 34:12 − 17:12 − 4:18 = 12:42. Until the 18th there are 12 business days (the 3rd is a holiday), so
        # 17:12 are 86 minutes a day; on the 7 to come that is 10:02, and 34:12 − 17:12 − 10:02 = 6:58.
        assert "計画どおりなら 足ります 11月30日(月)に12時間42分残ります。すべて翌月へ繰り越します。" in text
        assert "今のペースなら 足ります 11月30日(月)に6時間58分残ります。すべて翌月へ繰り越します。" in text

    def test_the_day_a_package_runs_out_and_what_would_expire_are_named(self, operation: Operation) -> None:
        text = text_of(operation.browser(email=HARUKA).get("/").text)

        # 10:00 − 7:12 − 1:48 = 1:00 ends with the month. 7:12 on 12 days are 36 minutes a day: 2:48 are gone on the
        # fifth day (3:00), the 26th; on all seven it is 4:12, and 11:24 are 1:24 above.
        assert "計画どおりなら 失効があります 11月30日(月)に1時間残ります。すべて失効します。" in text
        assert (
            "今のペースなら 足りません 11月26日(木)に使い切ります。11月30日(月)までに1時間24分超える見込みです。"
            in text
        )
        assert "11月の基本時間 2:48 11月30日(月)まで 1:00" in text

    def test_a_closed_month_foretells_nothing(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get("/?month=2026-10").text)

        assert "今のペースなら" not in text
        assert "残りの時間と期限" not in text

    def test_nothing_is_still_to_come_of_a_month_that_is_over(self, operation: Operation) -> None:
        with operation.database.session() as session:
            plan = plans_queries.published_plan(session, NOVEMBER)
            assert plan is not None
            given = plans_queries.assignments(session, HOUSE, plan.id)[0]
        begun = replace(given, planned_min=60, used_min=10)

        # 60 − 10 = 50 are to come of a month that goes on
        assert [line.still_min for line in work_lines([begun])] == [50]
        assert [line.still_min for line in work_lines([begun], is_over=True)] == [0]
        assert "10月の計画" in text_of(operation.browser(Role.CLIENT).get("/?month=2026-10").text)

    def test_the_latest_invoice_and_the_notices_stand_beside(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get("/").text)

        assert "¥110,000 税込" in text  # the fee of ¥100,000 and 10 %
        assert "INV-2026-0001" in text
        assert "2026年11月の割当計画が届きました" in text

    def test_a_void_invoice_is_not_the_latest_and_nobody_is_asked_to_pay_it(self, operation: Operation) -> None:
        staff, client = operation.browser(Role.OPERATOR), operation.browser(Role.CLIENT)
        with operation.database.session() as session:
            old = invoices_queries.invoice(session, HOUSE, number="INV-2026-0001").head.public_id
        draft = staff.post(f"/invoices/{old}/void", data={"reason": "宛名の誤り"}).headers["Location"]
        card = "最新の請求書"

        assert "請求書はまだありません" in text_of(client.get("/").text)
        staff.post(f"{draft}/issue")
        text = text_of(client.get("/").text).split(card)[1].split("今月の計画")[0]
        assert "INV-2026-0001" not in text
        assert "¥110,000 税込 10月分 INV-2026-" in text


class TestDay:
    def test_the_months_work_stands_with_a_button_to_start(self, operation: Operation) -> None:
        html = operation.browser(Role.ASSISTANT).get("/").text

        assert 'aria-label="商品登録（3モール）を始める"' in html
        # 商品登録: 880 minutes, 4 × 176 = 704 worked; the 30th is 7 working days after the 18th (23 is a holiday).
        assert "見積14時間40分のうち11時間44分" in html
        assert "あと7営業日" in html
        assert "受領請求書の処理" not in html

    def test_work_due_on_a_weekday_is_due_on_the_next_one(self, operation: Operation) -> None:
        with operation.database.session() as session:
            task = cast_of(session).tasks["商品登録（3モール）"]
            rule = DueRule(DueKind.WEEK, 1, DueShift.NEXT)
            set_due_rule(session, scope=HOUSE, task_public_id=task, rule=rule)

        html = operation.browser(Role.ASSISTANT).get("/").text

        # Monday the 23rd is a holiday, so that Tuesday the 24th is next: the 19th, 20th and 24th are working days.
        assert re.search(r"商品登録.*?11/24\(火\).*?あと3営業日", html, re.DOTALL)

    def test_the_running_work_has_the_stop_button_and_the_others_say_that_they_stop_it(
        self, operation: Operation
    ) -> None:
        browser = operation.browser(Role.ASSISTANT)
        with operation.database.session() as session:
            items = plans_queries.work(session, HOUSE, NOVEMBER)
        item = next(each for each in items if each.task_name == "商品登録（3モール）")
        browser.post("/hours/timer/start", data={"work_item": item.public_id})

        html = browser.get("/").text

        assert 'aria-label="商品登録（3モール）を止めて記録する"' in html
        assert 'aria-label="今の作業を止めて、受注データの取込を始める"' in html
        assert "ほかの作業を始めると、今の作業は止めて記録します。" in html
        assert "計測中" in html

    def test_another_month_has_no_timer_buttons(self, operation: Operation) -> None:
        html = operation.browser(Role.ASSISTANT).get("/?month=2026-10").text

        assert "を始める" not in html
        assert "10月の作業" in html
        assert "期限を過ぎました" not in html  # nothing of a month that is over is late

    def test_the_month_bar_sets_own_hours_against_the_wish(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.ASSISTANT).get("/").text)

        # 商品登録 880, 受注データ 550, 予約台帳 300 = 1,730 planned, 4 × (176 + 110 + 60) = 1,384 worked, 346 to come;
        # of the 2,400 wished 670 are free.
        assert "希望 40時間 実績 23:04 予定 5:46 空き 11:10" in text


class TestBoard:
    def test_the_lanes_count_what_waits(self, operation: Operation) -> None:
        html = operation.browser(Role.OPERATOR).get("/").text

        assert 'aria-label="採点する 0件"' in html
        assert 'aria-label="計画を公開する 1件"' in html
        assert 'aria-label="稼働を承認する 36件"' in html  # 9 assignments on 4 days
        assert 'aria-label="残りが少ない 0件"' in html
        assert 'aria-label="10月を締める 2件"' in html  # AOZORA's October is closed

    def test_a_house_without_clients_begins_with_what_to_do_first(
        self, operation: Operation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = operation.browser(Role.OPERATOR)
        assert "はじめにすること" not in browser.get("/?month=2020-06").text

        monkeypatch.setattr("app.queries.clients.count_clients", lambda _session, _scope: 0)
        text = text_of(browser.get("/?month=2020-06").text)

        assert re.search(r"はじめにすること .* 棚卸表を取り込む .* 計画を作る", text)
        assert "採点する" not in text

    def test_people_beyond_the_cards_of_a_lane_are_counted_with_their_entries(
        self, operation: Operation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(board, "CARDS", 1)

        text = text_of(operation.browser(Role.OPERATOR).get("/").text)

        # 9 assignments on 4 days are 36 entries; the first person is named and the others are counted
        named = re.search(r"(\d+)件 [\d:]+ ほか(\d+)人 (\d+)件 稼働を確かめる", text)
        assert named is not None
        assert int(named[1]) + int(named[3]) == 36

    def test_hours_that_wait_in_the_month_to_close_are_in_the_lane(self, operation: Operation) -> None:
        html = operation.browser(Role.OPERATOR).get("/?month=2026-12").text

        assert 'aria-label="稼働を承認する 36件"' in html
        assert "11月の承認待ち 36件" in text_of(html)
        assert "承認を待つ記録はありません" not in html

    def test_an_inventory_that_came_in_is_counted_with_what_is_open_in_it(self, operation: Operation) -> None:
        with operation.database.session() as session:
            client = cast_of(session).clients["こまち雑貨店"]
            for number, name in enumerate(("就業規則の改定", "チラシの折り込み"), 1):
                facts = TaskRow(number, name, minutes_per_run=None, runs_per_year=12)
                submit_task(
                    session,
                    scope=HOUSE,
                    client_public_id=client,
                    data=TaskData(facts),
                    now=operation.clock.now(),
                    new_id=iter_ids() if number == 1 else lambda: "second-task-of-test",
                )

        text = text_of(operation.browser(Role.OPERATOR).get("/").text)

        assert "採点する 2 棚卸が届いた業務 こまち雑貨店 2業務・11/18(水)に受領" in text
        assert "法律の制限 1" in text  # work rules are the labour consultant's
        assert "時間が未記入 2" in text

    def test_a_package_at_eighty_percent_is_in_its_lane_with_what_is_left(self, operation: Operation) -> None:
        _log(operation, "予約台帳の更新", dt.date(2026, 11, 17), 48, "髙橋 美咲")

        text = text_of(operation.browser(Role.OPERATOR).get("/").text)

        # 7:12 and 0:48 are 8:00 of 10:00: exactly 80 %. 2:00 are left, 1:00 of 予約台帳 less 0:48 and 0:48 are planned.
        assert "残りが少ない 1 80%を超えたパッケージ みどり歯科 残り 2:00・計画内で足ります" in text

    def test_the_close_shows_each_clients_station_and_what_it_comes_to(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.OPERATOR).get("/").text)

        assert "請求済み1 締められる2" in text
        # KOMACHI: ¥110,000 and 10 %; 30:00 less 28:36 is carried.
        assert "こまち雑貨店 28:36 1:24 ¥121,000 準備 締め 請求 入金 締められます" in text
        # MIDORI: 48 minutes above 10 h at ¥4,000 are ¥3,200; ¥38,000 + ¥3,200 and 10 % are ¥45,320.
        assert "みどり歯科 10:48 – ¥45,320" in text
        assert "11/30(月) 期日 INV-2026-0001" in text

    def test_a_month_can_be_closed_from_the_board(self, operation: Operation) -> None:
        browser = operation.browser(Role.OPERATOR)
        with operation.database.session() as session:
            midori = cast_of(session).clients["みどり歯科"]
        html = browser.get("/").text
        assert 'action="/invoices/close" data-confirm="みどり歯科の10月を締めますか。' in html
        assert f'name="client" value="{midori}"' in html

        press(browser, "/invoices/close", operation.run_jobs, client=midori, month="2026-10")

        assert "締め済み。請求書の下書きがあります" in browser.get("/").text

    def test_a_month_that_is_over_is_closed_on_its_own_board(self, operation: Operation) -> None:
        assert "10月の月締め" in operation.browser(Role.OPERATOR).get("/?month=2026-10").text

    def test_the_next_months_board_waits_for_this_month_to_end(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.OPERATOR).get("/?month=2026-12").text)

        assert "11月の月締め" in text
        assert "11/30(月)を過ぎると締められます" in text
        assert "12月の割当計画 まだ作られていません" in text

    def test_a_month_without_contracts_explains_itself(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.OPERATOR).get("/?month=2026-08").text)

        assert "この月に契約のある依頼企業がありません" in text

    def test_of_many_months_to_close_the_first_are_shown_and_the_others_counted(
        self, operation: Operation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = operation.browser(Role.OPERATOR)
        whole = browser.get("/?month=2026-11").text
        monkeypatch.setattr(board, "ROWS", 1)

        text = browser.get("/?month=2026-11").text

        table = re.compile(r'<table class="t fold closing">.*?<tbody>(.*?)</tbody>', re.DOTALL)
        count = table.findall(whole)[0].count("<tr>")
        assert count > 1
        assert table.findall(text)[0].count("<tr>") == 1
        assert f"ほか{count - 1}社は「月締め・請求を開く」から見られます。" in text
