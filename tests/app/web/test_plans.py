"""The plan's page: who sees which rows, reasons in words, making, pinning and publishing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.actions.assistants import AssistantData, edit_assistant
from app.actions.invoices.close import close_client_month
from app.database import transaction
from app.domain.accounts import HOUSE, Role
from app.domain.durations import format_ja
from app.models import PlanRow
from app.queries import assistants as assistants_queries
from app.queries import plans as plans_queries
from app.web.plans.grid import Column, Grid, load_of, make_sections
from tests.app.web.office import text_of
from tests.app.web.pressing import press, shown_before_publishing
from tests.app.web.working_month import NOVEMBER, OCTOBER, cast_of
from tests.clocks import CountingIds

if TYPE_CHECKING:
    from app.domain.worktime import Month
    from app.queries.plans import AssignmentView, PlanView
    from tests.app.web.working_month import Operation

PAGE = "/plans?month=2026-11"
STAFF = (Role.OPERATOR, Role.ADMINISTRATOR)


def _plan(operation: Operation, version: int | None = None) -> PlanView:
    with operation.database.session() as session:
        found = plans_queries.plan(session, HOUSE, NOVEMBER, version=version)
    assert found is not None
    return found


def _row(operation: Operation, task: str) -> AssignmentView:
    with operation.database.session() as session:
        rows = plans_queries.assignments(session, HOUSE, _plan(operation).id)
    return next(row for row in rows if row.task_name == task)


def _people_to_pin_to(html: str) -> list[str]:
    chosen = re.search(r'<select id="pin-to".*?</select>', html, re.DOTALL)
    assert chosen
    return re.findall(r"<option[^>]*>([^<]*)</option>", chosen[0])


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _close(operation: Operation, month: Month) -> None:
    """Every client closes the month."""
    new_id, now = CountingIds(90_000), operation.clock.now()
    with operation.database.session() as session:
        for public_id in cast_of(session).clients.values():
            close_client_month(session, scope=HOUSE, client_public_id=public_id, month=month, now=now, new_id=new_id)


def test_a_visitor_is_sent_to_sign_in(operation: Operation) -> None:
    assert "/sign-in" in operation.browser().get(PAGE).headers["Location"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", [PAGE, "/plans/publish?month=2026-11"])
def test_the_page_asks_the_database_a_few_times_however_long_the_plan(
    operation: Operation, role: Role, path: str
) -> None:
    browser = operation.browser(role)

    with operation.counted() as statements:
        browser.get(path)

    assert len(statements) <= 20


@pytest.mark.parametrize("path", ["make", "publish", "pin", "forbid", "allow", "explain"])
@pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
def test_only_staff_steer_the_plan(operation: Operation, role: Role, path: str) -> None:
    assert operation.browser(role).post(f"/plans/{path}", data={"month": "2026-11"}).status_code == 403


class TestStaff:
    def test_the_draft_says_its_version_its_sums_and_its_proof(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.OPERATOR).get(PAGE).text)

        assert "第2案・未公開" in text
        assert "公開中は第1版・10月28日(水)から" in text
        # Planned: 360+400+270+200+60, 300+240, 880+550 = 3,260 minutes of 82 h (40 + 30 + 12): 66 %.
        assert "割当 54 時間 20 分 稼働できる82時間の66%" in text
        assert "これより良い計画はありません（証明済み）" in text
        assert re.search(r"この計画 4,480点 これ以上にならない上限 4,480点 [\d.]+秒・HiGHS", text)

    def test_the_grid_holds_every_assignment_once_with_packages_and_loads(self, operation: Operation) -> None:
        html = operation.browser(Role.OPERATOR).get(PAGE).text

        assert len(re.findall(r'class="asg ', html)) == 9
        # Planned of AOZORA 21:30 of 34:12, MIDORI 9:00 of 10:00, each with what is free.
        assert re.search(r"アオゾラ設計室</b>.*?21:30 / 34:12.*?12:42", html, re.DOTALL)
        assert re.search(r"みどり歯科</b>.*?9:00 / 10:00.*?1:00", html, re.DOTALL)

    def test_every_task_left_out_has_its_reason_and_the_smallest_change_first(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.OPERATOR).get(PAGE).text)

        advert = text.index("求人票の掲載 みどり歯科・2:00 パッケージの空きが1時間足りません。")
        pictures = text.index("商品画像の加工 こまち雑貨店・3:00 「画像編集 3」以上の人がいません。")
        assert advert < pictures
        assert "パッケージを 1時間 増やす 時間を追加" in text  # terms of a month that has begun do not change
        assert "石川 翔さんの画像編集を 1段階 上げる" in text

    def test_a_picked_assignment_is_explained_beside_the_grid(self, operation: Operation) -> None:
        row = _row(operation, "商品登録（3モール）")

        html = operation.browser(Role.OPERATOR).get(f"{PAGE}&item={row.work_item_public_id}").text

        assert 'id="h-pick">商品登録（3モール）' in html
        assert f"{row.assistant_name}さんが今月この作業を始めているので、続けます。" in html
        assert html.count('class="asg sel"') == 1

    def test_the_table_by_task_names_the_reason_of_each(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.OPERATOR).get(f"{PAGE}&view=tasks").text)

        assert "スケジュール調整 アオゾラ設計室 森下 由香 3:20 11/30(月) 森下 由香さんに固定されています。" in text

    def test_a_pin_is_kept_and_the_plan_said_to_be_out_of_date(self, operation: Operation) -> None:
        browser, row = operation.browser(Role.OPERATOR), _row(operation, "受領請求書の処理")
        part = "/plans/freshness?month=2026-11&version=2"
        assert "計画しなおすと反映されます" not in browser.get(part).text
        sent = {
            "month": "2026-11",
            "task": row.task_public_id,
            "assistant": row.assistant_public_id,
            "item": row.work_item_public_id,
        }

        text = text_of(browser.post("/plans/pin", data=sent, follow_redirects=True).text)

        assert "担当を固定しました。" in text
        assert "固定を変えました。" in text
        outdated = "内容や固定を変えた業務：受領請求書の処理（アオゾラ設計室）"
        assert outdated in browser.get(part, headers={"HX-Request": "true"}).text
        assert outdated in text_of(browser.get(part).text)

    def test_what_changed_since_a_draft_was_made_is_said_by_name(self, operation: Operation) -> None:
        browser, row = operation.browser(Role.OPERATOR), _row(operation, "受領請求書の処理")
        task = f"/tasks/{row.task_public_id}"
        asked = re.findall('data-confirm="([^"]*)"', browser.get(f"{task}?month=2026-11").text)
        browser.post(f"{task}/archive")

        said = text_of(browser.get("/plans/publish?month=2026-11").text)
        page = text_of(browser.get(f"{task}?month=2026-11").text)
        listed = browser.get(f"/tasks?client={row.client_public_id}").text
        browser.post(f"{task}/restore")

        assert f"棚卸から外した業務：受領請求書の処理（{row.client_short_name}）" in said
        assert any("公開中の計画" in each and "次に計画を作って公開すると外れます" in each for each in asked)
        assert "委託中" not in page.split("外注適性")[0]
        assert "棚卸から外した業務・計画には残っています" in page
        assert f'href="{task}">受領請求書の処理' in listed
        assert "棚卸から外した業務" not in text_of(browser.get("/plans/publish?month=2026-11").text)

    def test_a_draft_asks_after_the_page_whether_it_is_out_of_date_and_a_published_plan_does_not(
        self, operation: Operation
    ) -> None:
        browser = operation.browser(Role.OPERATOR)
        asks = 'hx-get="/plans/freshness?month=2026-11'

        draft, checked = browser.get(PAGE).text, browser.get("/plans/freshness?month=2026-11&version=2").text
        browser.post("/plans/publish", data=shown_before_publishing(browser))

        assert f"{asks}&amp;version=2" in draft
        assert "この案を作ったあとの変更はありません。" in checked
        assert asks not in browser.get(PAGE).text
        assert browser.get("/plans/freshness?month=2026-11&version=9").headers["Location"] == "/plans?month=2026-11"

    def test_a_pin_taken_off_lets_the_next_plan_decide(self, operation: Operation) -> None:
        browser, row = operation.browser(Role.OPERATOR), _row(operation, "スケジュール調整")

        browser.post("/plans/pin", data={"month": "2026-11", "task": row.task_public_id, "assistant": ""})
        text = text_of(press(browser, "/plans/make", operation.run_jobs, month="2026-11").text)

        assert "第3案を作りました。9件を割り当て、2件が未割当です。" in text
        assert not _row(operation, "スケジュール調整").is_pinned

    def test_hours_worked_beside_a_plan_stand_beside_its_own(self, operation: Operation) -> None:
        browser, row = operation.browser(Role.OPERATOR), _row(operation, "受領請求書の処理")
        pinned = {"month": "2026-11", "task": row.task_public_id, "assistant": _cast(operation)["森下 由香"]}
        worked_min = row.used_min
        assert worked_min

        browser.post("/plans/pin", data=pinned)
        assert "ほかに稼働済み" not in browser.get(PAGE).text  # of the draft that is shown they are a part
        press(browser, "/plans/make", operation.run_jobs, month="2026-11")
        html = browser.get(PAGE).text

        found = re.search(
            r"アオゾラ設計室</b>.*?([\d:]+) / 34:12<br>ほかに稼働済み ([\d:]+)<br>空き.*?>([\d:]+)<", html, re.DOTALL
        )
        assert found
        planned_min, gone_min, free_min = (_minutes(each) for each in found.groups())
        assert gone_min == worked_min
        assert planned_min + gone_min + free_min == 34 * 60 + 12
        # and beside the month of the one who did them
        assert re.search(rf"{row.assistant_name}</b>.*?/ [\d:]+<br>ほかに稼働済み {found[2]}", html, re.DOTALL)

    def test_pinning_what_does_not_exist_is_not_found(self, operation: Operation) -> None:
        browser = operation.browser(Role.OPERATOR)
        cast = _cast(operation)

        missing_task = {"month": "2026-11", "task": "nobody", "assistant": cast["石川 翔"]}
        missing_person = {
            "month": "2026-11",
            "task": _row(operation, "備品の発注").task_public_id,
            "assistant": "nobody",
        }

        assert browser.post("/plans/pin", data=missing_task).status_code == 404
        assert browser.post("/plans/pin", data=missing_person).status_code == 404

    def test_publishing_tells_everybody_in_the_plan(self, operation: Operation) -> None:
        browser, plan = operation.browser(Role.OPERATOR), _plan(operation)

        sent = shown_before_publishing(browser)
        assert sent["plan"] == plan.public_id
        text = text_of(browser.post("/plans/publish", data=sent, follow_redirects=True).text)

        # The accounts of two clients and of two assistants; KOMACHI and 石川 have none.
        assert "計画を公開し、4人に知らせました。" in text
        assert "第2版・公開中" in text
        assert "公開する" not in text

    def test_a_page_left_open_publishes_nothing_once_a_pin_is_set(self, operation: Operation) -> None:
        browser, plan, row = operation.browser(Role.OPERATOR), _plan(operation), _row(operation, "受領請求書の処理")
        sent = shown_before_publishing(browser)
        pinned = {"month": "2026-11", "task": row.task_public_id, "assistant": _cast(operation)["森下 由香"]}
        browser.post("/plans/pin", data=pinned)

        answer = browser.post("/plans/publish", data=sent)

        assert answer.status_code == 409
        assert "ページを開いたあとに、" in answer.text
        assert _plan(operation).state == "draft"
        # who has opened the page anew has seen that the draft is out of date, and may
        again = browser.post("/plans/publish", data=shown_before_publishing(browser), follow_redirects=True)
        assert f"第{plan.version}版・公開中" in text_of(again.text)

    def test_a_page_left_open_publishes_nothing_once_another_plan_is_published(self, operation: Operation) -> None:
        browser = operation.browser(Role.OPERATOR)
        sent = shown_before_publishing(browser)
        with operation.database.session() as session, transaction(session):
            published = update(PlanRow).where(PlanRow.month == NOVEMBER, PlanRow.state == "published")
            session.execute(published.values(state="retired"))

        assert browser.post("/plans/publish", data=sent).status_code == 409

    def test_what_nobody_has_seen_is_not_published(self, operation: Operation) -> None:
        sent = {"month": "2026-11", "plan": _plan(operation).public_id}

        assert operation.browser(Role.OPERATOR).post("/plans/publish", data=sent).status_code == 409

    def test_people_to_pin_to_are_told_apart_by_skill_and_work_begun(self, operation: Operation) -> None:
        browser = operation.browser(Role.OPERATOR)
        begun = _row(operation, "受領請求書の処理")
        browser.post(
            "/plans/pin",
            data={"month": "2026-11", "task": begun.task_public_id, "assistant": _cast(operation)["森下 由香"]},
        )
        press(browser, "/plans/make", operation.run_jobs, month="2026-11")

        options = _people_to_pin_to(browser.get(f"{PAGE}&item={begun.work_item_public_id}").text)

        assert f"{begun.assistant_name}（この作業を始めています）" in options
        unskilled = AssistantData("A3", "石川 翔", 12 * 60, {"image_editing": 2})
        with operation.database.session() as session:
            edit_assistant(session, scope=HOUSE, public_id=_cast(operation)["石川 翔"], data=unskilled)
        other = _row(operation, "請求書作成・発行")
        options = _people_to_pin_to(browser.get(f"{PAGE}&item={other.work_item_public_id}").text)
        assert any(re.fullmatch(r"石川 翔（「総務 \d」が足りません）", each) for each in options)

    def test_a_retired_draft_cannot_be_published(self, operation: Operation) -> None:
        browser, older = operation.browser(Role.OPERATOR), _plan(operation)
        unpinned = {"month": "2026-11", "task": _row(operation, "スケジュール調整").task_public_id, "assistant": ""}
        browser.post("/plans/pin", data=unpinned)
        press(browser, "/plans/make", operation.run_jobs, month="2026-11")

        answer = browser.post("/plans/publish", data={"month": "2026-11", "plan": older.public_id})

        assert answer.status_code == 409
        assert "下書きではないので変えられません。" in answer.text

    def test_a_month_without_a_plan_offers_to_make_one(self, operation: Operation) -> None:
        html = operation.browser(Role.OPERATOR).get("/plans?month=2026-12").text

        assert "この月の計画はまだありません" in html
        assert 'action="/plans/make"' in html

    def test_a_client_that_has_closed_the_month_is_named_and_its_work_cannot_be_changed(
        self, operation: Operation
    ) -> None:
        browser = operation.browser(Role.OPERATOR)

        html = browser.get("/plans?month=2026-10").text

        assert "アオゾラ設計室はこの月を締め済みです。公開中の割当のまま残し、" in html
        assert 'action="/plans/make"' in html
        assert "この依頼企業は締め済みなので、この割当は変わりません。" in html  # the first one is picked
        assert 'id="pin-to"' not in html

    def test_of_many_clients_that_have_closed_the_month_it_is_said_how_many(
        self, operation: Operation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.web.plans.overview.MOST_NAMED", 0)

        html = operation.browser(Role.OPERATOR).get("/plans?month=2026-10").text

        assert "1社がこの月を締め済みです。公開中の割当のまま残し、" in html

    def test_a_month_that_everybody_has_closed_offers_nothing_to_plan(self, operation: Operation) -> None:
        _close(operation, OCTOBER)
        browser = operation.browser(Role.OPERATOR)

        html = browser.get("/plans?month=2026-10").text

        assert "この月はすべての依頼企業が締め済みなので、計画は変えられません。" in html
        assert not re.search(r'action="/plans/(make|explain|pin|forbid|allow|due)"', html)
        assert "契約条件を決める" not in html
        answer = browser.post("/plans/make", data={"month": "2026-10"})
        assert answer.status_code == 409
        assert "この月はすべての依頼企業が締め済みなので、計画は変えられません。" in answer.text

    def test_a_closed_month_without_a_plan_offers_none(self, operation: Operation) -> None:
        with operation.database.session() as session, transaction(session):
            session.execute(update(PlanRow).where(PlanRow.month == OCTOBER).values(state="retired"))
        _close(operation, OCTOBER)

        html = operation.browser(Role.OPERATOR).get("/plans?month=2026-10").text

        assert "この月の計画はありません" in html
        assert 'action="/plans/make"' not in html

    def test_a_plan_that_proves_nothing_says_so(self, operation: Operation) -> None:
        with operation.database.session() as session, transaction(session):
            wanted = update(PlanRow).where(PlanRow.state == "draft")
            session.execute(wanted.values(status="greedy", gap=None, bound=None))

        html = operation.browser(Role.OPERATOR).get(PAGE).text

        assert '<div class="proof warn">' in html
        assert "近似の計画です。最適との差は証明できていません" in html
        assert "これ以上にならない上限" not in html


class TestOwnRows:
    def test_a_client_sees_the_published_plan_of_own_work_only(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get(PAGE).text)

        assert "第1版・10月28日(水)に公開 ・ 5件 21時間30分" in text
        assert "受領請求書の処理" in text
        assert "予約台帳の更新" not in text
        assert "計画しなおす" not in text

    def test_a_client_is_told_no_other_peoples_load(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.CLIENT).get(PAGE).text)

        assert "先月も担当しました。" in text
        assert "負担が" not in text
        rows = _published(operation)
        own = {row.assistant_name for row in rows if row.client_short_name == "アオゾラ設計室"}
        assert not any(row.assistant_name in text for row in rows if row.assistant_name not in own)

    def test_a_client_sees_why_own_work_was_left_out_without_other_names(self, operation: Operation) -> None:
        text = text_of(operation.browser(email="haruka@example.jp").get(PAGE).text)

        assert "求人票の掲載 2:00 パッケージの空きが1時間足りません。" in text
        assert "商品画像の加工" not in text

    def test_an_assistant_sees_own_work_without_reasons_or_leftovers(self, operation: Operation) -> None:
        text = text_of(operation.browser(Role.ASSISTANT).get(PAGE).text)

        # 髙橋 of the published plan; who does what of equal plans is the planner's to choose
        rows = _published(operation)
        own = [row for row in rows if row.assistant_name == "髙橋 美咲"]
        assert own
        assert f"{len(own)}件 {format_ja(sum(row.planned_min for row in own))}" in text
        assert {row.task_name for row in rows if row.task_name in text} == {row.task_name for row in own}
        assert "未割当" not in text
        assert "なぜこの人か" not in text

    def test_a_draft_is_nothing_to_them(self, operation: Operation) -> None:
        browser = operation.browser(Role.OPERATOR)
        press(browser, "/plans/make", operation.run_jobs, month="2026-12")

        assert "公開された計画はまだありません" in operation.browser(Role.CLIENT).get("/plans?month=2026-12").text
        assert "公開された計画はまだありません" in operation.browser(Role.ASSISTANT).get("/plans?month=2026-12").text


def test_more_clients_than_a_screen_holds_become_sections_with_the_people_who_work_there(operation: Operation) -> None:
    with operation.database.session() as session:
        rows = plans_queries.assignments(session, HOUSE, _plan(operation).id)
        people = assistants_queries.assistants(session, HOUSE)
    midori = next(row.client_public_id for row in rows if row.client_short_name == "みどり歯科")
    columns = [*(Column(f"idle-{n}", f"休み{n}") for n in range(6)), Column(midori, "みどり歯科")]
    load = load_of(rows, "assistant_public_id")

    sections = make_sections(Grid(rows, columns, lambda row: row.client_public_id, people, load, {}))

    assert [len(section.columns) for section in sections] == [6, 1]
    assert sections[0].people == ()
    there = {row.assistant_name for row in rows if row.client_public_id == midori}
    assert len(there) < len(people)
    assert [person.assistant.name for person in sections[1].people] == [
        person.name for person in people if person.name in there
    ]


def _published(operation: Operation) -> list[AssignmentView]:
    with operation.database.session() as session:
        plan = plans_queries.published_plan(session, NOVEMBER)
        assert plan is not None
        return plans_queries.assignments(session, HOUSE, plan.id)


def _cast(operation: Operation) -> dict[str, str]:
    with operation.database.session() as session:
        return cast_of(session).assistants
