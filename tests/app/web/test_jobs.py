"""Background work as people see it: its page, its list, the small one in the frame."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.actions.clients import ClientData, add_client
from app.actions.jobs.claim import beat, claim_job, fail_job, stop_job
from app.actions.plans.make import ask_plan
from app.actions.tasks.import_sheet import ask_import, keep_sheet
from app.domain.accounts import HOUSE, Role
from app.domain.errors import Problem
from app.domain.jobs import JobState, Wish
from app.domain.worktime import TOKYO
from app.queries import jobs as jobs_queries
from app.queries import plans as plans_queries
from app.web import invoices, plans, tasks
from app.web.jobs.broker import EXTENSION, BrokerNews
from tests.app.web.office import Office, forms_without_token, open_office, text_of
from tests.app.web.pressing import asked, press
from tests.contracts import changed
from tests.worlds import OCTOBER, TERMS, routine_task

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from app.actions.jobs.claim import Claimed
    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
OCTOBERS = {"month": "2026-10"}
SHEET = "業務名,頻度\n検収,毎週\n発送,毎日\n"


@pytest.fixture
def office(make_world: MakeWorld, tmp_path: Path) -> Office:
    return open_office(make_world(), tmp_path, tasks.bp, plans.bp, invoices.bp)


@pytest.fixture
def staff(office: Office) -> FlaskClient:
    return office.browser(Role.OPERATOR)


def take(office: Office) -> Claimed:
    """The job that waits, taken by a worker."""
    world = office.world
    world.session.rollback()
    claimed = claim_job(world.session, now=world.clock.now(), new_id=world.ids)
    assert claimed is not None
    return claimed


def tell(office: Office, claimed: Claimed, progress: float, step: str) -> None:
    beat(office.world.session, claimed, progress=progress, step=step, now=office.world.clock.now())


def id_in(address: str) -> str:
    return address.split("/")[2].partition("?")[0]


def keep(office: Office, client: str = "ALPHA", text: str = SHEET) -> str:
    return keep_sheet(
        office.world.session,
        scope=HOUSE,
        client_public_id=office.world.clients[client],
        data=text.encode(),
        filename="棚卸.csv",
        now=office.world.clock.now(),
        new_id=office.world.ids,
    )


class TestPage:
    def test_the_button_leads_to_what_waits_and_from_there_to_its_result(
        self, office: Office, staff: FlaskClient
    ) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        page = staff.get(address)

        assert page.status_code == 200
        assert "割当計画の作成 2026年10月 順番を待っています 順番待ち 0% まもなく始まります" in text_of(page.text)
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.text
        assert f'hx-get="/jobs/{id_in(address)}/progress?go=1"' in page.text

        office.run_jobs()
        answer = staff.get(address)

        assert (answer.status_code, answer.headers["Location"]) == (303, "/plans?month=2026-10")
        assert "第1案を作りました。2件を割り当て、0件が未割当です。" in staff.get("/plans?month=2026-10").text

    def test_a_job_at_work_says_what_it_does_how_far_it_is_and_how_long(
        self, office: Office, staff: FlaskClient
    ) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        claimed = take(office)
        office.world.clock.advance(seconds=65)
        tell(office, claimed, 0.42, "plan_gap:3.4")

        text = text_of(staff.get(address).text)

        assert "割り当てを計算しています（最適との差は最大3.4%） 処理中 42% 経過 1分05秒" in text
        assert "止めても、公開中の計画はそのままです。" in text
        assert "頼んだ人 operator 受付 9/28(月) 9:00 始まり 9/28(月) 9:00" in text

    def test_a_close_says_whose_month_it_is_at(self, office: Office) -> None:
        office.world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
        staff = office.browser(Role.OPERATOR)
        address = asked(staff, "/invoices/close-all", **OCTOBERS)
        tell(office, take(office), 0.5, "ベータ工務店")

        text = text_of(staff.get(address).text)

        assert "月締め すべての依頼企業・2026年10月 月を締めています（ベータ工務店）" in text

    def test_without_the_button_the_result_is_shown_and_not_left(self, office: Office, staff: FlaskClient) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        office.run_jobs()

        page = staff.get(address.partition("?")[0])

        text = text_of(page.text)
        assert "割当計画の作成 完了" in text
        # 600 and 300 minutes.
        assert "第1案を作りました。2件を割り当て、0件が未割当です。 割り当てた時間は15時間です。" in text
        assert "証明済み" in text
        assert 'href="/plans?month=2026-10"' in page.text
        assert "hx-get" not in page.text.partition("<main")[2]
        assert "止める" not in text

    def test_it_says_the_same_in_english(self, office: Office, staff: FlaskClient) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        staff.get("/jobs?lang=en")

        text = text_of(staff.get(address).text)

        assert "Make the plan October 2026 Waiting its turn Waiting 0% Begins in a moment Stop" in text
        assert not re.search(r"[ぁ-ん]", text)
        office.run_jobs()
        assert "Draft 1 is made. Assigned: 2. Left out: 0." in staff.get(address, follow_redirects=True).text

    def test_what_the_rows_of_a_sheet_lack_is_told_with_the_way_to_mend_it(self, office: Office) -> None:
        browser, sheet = office.browser(Role.CLIENT), keep(office)
        address = asked(browser, f"/tasks/import/{sheet}")
        lacks = [Problem("duration_unreadable", "minutes_per_run", 2, {"text": "半日"})]
        fail_job(office.world.session, take(office), problems=lacks, now=office.world.clock.now(), again=False)

        page = browser.get(address)

        text = text_of(page.text)
        assert page.status_code == 200
        assert "棚卸表の取り込み 失敗 アルファ商店" in text
        assert "2行目：時間「半日」を読み取れません。" in text
        assert f'href="/tasks/import/{sheet}"' in page.text
        assert "頼んだ人" not in text

    def test_a_task_that_came_in_meanwhile_is_left_out_and_counted(self, office: Office) -> None:
        browser, sheet = office.browser(Role.CLIENT), keep(office)
        address = asked(browser, f"/tasks/import/{sheet}")
        # Both rows were new when the page showed them; now the inventory has one of the two.
        press(browser, f"/tasks/import/{keep(office, text=SHEET.partition('発送')[0])}", lambda: _run_last(office))
        office.world.run_jobs()

        text = text_of(browser.get(address, follow_redirects=True).text)

        assert "1業務を取り込み、採点しました。" in text
        assert "新しく1件、すでにあるため見送り1件。" in text

    def test_a_job_that_failed_for_the_moment_says_when_it_goes_on(self, office: Office, staff: FlaskClient) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        world = office.world
        fail_job(world.session, take(office), problems=[Problem("job_unforeseen")], now=world.clock.now(), again=True)

        text = text_of(staff.get(address).text)

        assert "1回目はうまくいきませんでした。5秒後に、自動でもう一度始めます。" in text
        assert "思わぬ理由で終わりませんでした。" in text

    def test_every_client_that_was_parked_is_named_here_and_three_of_them_above_the_board(self, office: Office) -> None:
        world = office.world
        for number in range(5):  # Nothing was closed of their September.
            terms = changed(TERMS, valid_from=OCTOBER.previous())
            data = ClientData(f"LATE{number}", f"遅れ{number}号店")
            add_client(world.session, scope=HOUSE, data=data, terms=terms, now=world.clock.now(), new_id=world.ids)
        world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
        staff = office.browser(Role.OPERATOR)
        address = asked(staff, "/invoices/close-all", **OCTOBERS)
        office.run_jobs()

        own = text_of(staff.get(address.partition("?")[0]).text)
        board = text_of(staff.get(address, follow_redirects=True).text)

        assert own.count("は保留です。") == 5
        assert board.count("は保留です。") == 3
        assert "ほかに2社が保留です。理由は表にあります。" in board
        for text in (own, board):
            assert "2社を締め、請求書の下書きを作りました。" in text


def _run_last(office: Office) -> int:
    """The newest job alone is done."""
    world = office.world
    world.session.rollback()
    newest = jobs_queries.jobs(world.session, HOUSE)[0]
    return int(world.runner().run(newest.public_id))


@dataclass
class Bell:
    """A broker that is there or not, and counts who asks."""

    answer: bool | None
    asked: list[bool] = field(default_factory=list)

    def __call__(self) -> bool | None:
        self.asked.append(True)
        return self.answer


class TestWaiting:
    def test_nothing_is_explained_for_three_seconds(self, office: Office, staff: FlaskClient) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        office.world.clock.advance(seconds=3)
        assert "受け付けました。" not in text_of(staff.get(address).text)

        office.world.clock.advance(seconds=1)

        assert "受け付けました。ほかの処理が終わると、自動で始まります。" in text_of(staff.get(address).text)

    def test_a_broker_that_is_away_is_told_and_asked_seldom(self, office: Office, staff: FlaskClient) -> None:
        bell = Bell(answer=False)
        office.app.extensions[EXTENSION] = BrokerNews(bell)
        address = asked(staff, "/plans/make", **OCTOBERS)
        staff.get(address)
        assert bell.asked == []
        office.world.clock.advance(seconds=4)

        for _ in range(3):
            text = text_of(staff.get(address).text)
            assert "いまは処理係への連絡が途切れています。順番はなくなりません。" in text
        assert len(bell.asked) == 1

        bell.answer = True
        office.world.clock.advance(seconds=11)
        assert "連絡が途切れています" not in text_of(staff.get(address).text)

    def test_without_a_broker_nobody_says_that_one_is_away(self, office: Office, staff: FlaskClient) -> None:
        office.app.extensions[EXTENSION] = BrokerNews(Bell(answer=None))
        address = asked(staff, "/plans/make", **OCTOBERS)
        office.world.clock.advance(seconds=4)

        assert "ほかの処理が終わると、自動で始まります。" in text_of(staff.get(address).text)

    def test_it_is_asked_for_less_often_once_it_was_explained(self, office: Office, staff: FlaskClient) -> None:
        address = f"/jobs/{id_in(asked(staff, '/plans/make', **OCTOBERS))}/progress"
        assert 'id="job-asks-on"' in staff.get(address).text
        assert 'hx-trigger="every 1s"' in staff.get(address).text

        office.world.clock.advance(seconds=4)

        # Another name: what is only changed would keep its clock.
        assert 'id="job-asks-slow"' in staff.get(address).text
        assert 'hx-trigger="every 3s"' in staff.get(address).text


class TestProgress:
    def test_the_gaps_told_so_far_are_drawn_falling_on_every_page_of_the_job(
        self, office: Office, staff: FlaskClient
    ) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        claimed = take(office)
        tell(office, claimed, 0.3, "plan_gap:8.0|0.5 8.0")
        first = staff.get(address).text
        tell(office, claimed, 0.4, "plan_gap:2.0|0.5 8.0,1.0 4.0,2.0 2.0")

        pages = [staff.get(path).text for path in (address, f"/jobs/{id_in(address)}/progress", "/plans?month=2026-10")]

        assert "gap-line" not in first
        for page in pages:
            assert 'aria-label="最適との差は8.0%から2.0%に縮みました"' in page
            # From x = 4 to 156 and from y = 4 (8 %) to the foot at 40 (0 %): 0.5 s of 2 is a quarter of 152 px.
            assert 'points="42,4 80,22 156,31"' in page
            assert re.search(r"<td class=\"num\">1.0</td><td class=\"num\">4.0%</td>", page)
            assert "割り当てを計算しています（最適との差は最大2.0%）" in page

    def test_the_part_of_a_page_leads_on_when_the_job_has_ended(self, office: Office, staff: FlaskClient) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        office.run_jobs()

        led = staff.get(f"/jobs/{public_id}/progress?go=1")
        stayed = staff.get(f"/jobs/{public_id}/progress")

        assert (led.status_code, led.headers["HX-Redirect"]) == (204, f"/jobs/{public_id}?go=1")
        assert (stayed.status_code, stayed.headers["HX-Redirect"]) == (204, f"/jobs/{public_id}")

    def test_the_plan_page_shows_the_plan_being_made(self, office: Office, staff: FlaskClient) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        page = staff.get("/plans?month=2026-10")

        assert f'hx-get="/jobs/{public_id}/progress?go=1"' in page.text
        assert f'action="/jobs/{public_id}/cancel"' in page.text
        assert 'action="/plans/make"' not in page.text
        assert "/progress" not in staff.get("/plans?month=2026-11").text
        assert "/progress" not in office.browser(Role.CLIENT).get("/plans?month=2026-10").text


class TestSteering:
    def test_a_job_is_stopped_and_begun_again(self, office: Office, staff: FlaskClient) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))

        stopped = staff.post(f"/jobs/{public_id}/cancel")
        assert (stopped.status_code, stopped.headers["Location"]) == (303, f"/jobs/{public_id}")
        text = text_of(staff.get(stopped.headers["Location"]).text)
        assert "割当計画の作成 取消" in text
        assert "この計画は作られていません。公開中の計画はそのままです。" in text
        assert office.run_jobs() == 0

        again = staff.post(f"/jobs/{public_id}/retry")
        assert (again.status_code, again.headers["Location"]) == (303, f"/jobs/{public_id}?go=1")
        assert office.run_jobs() == 2  # the plan, and the answers about it
        assert "第1案を作りました。" in staff.get(again.headers["Location"], follow_redirects=True).text

    def test_a_job_at_work_is_asked_to_stop_and_the_published_plan_stays(
        self, office: Office, staff: FlaskClient
    ) -> None:
        world = office.world.with_plan()
        office.run_jobs()
        published = plans_queries.published_plan(world.session, OCTOBER)
        world.submit("ALPHA", routine_task("検収", minutes=20))
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        claimed = take(office)

        text = text_of(staff.post(f"/jobs/{public_id}/cancel", follow_redirects=True).text)

        assert "止めています" in text
        assert "区切りのよいところで止まります。" in text
        assert "止める" not in text
        assert beat(world.session, claimed, progress=0.5, step="", now=world.clock.now())
        world.session.rollback()
        assert plans_queries.published_plan(world.session, OCTOBER) == published

    def test_a_plan_can_be_taken_as_soon_as_there_is_one(self, office: Office, staff: FlaskClient) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        claimed = take(office)
        nothing_yet = text_of(staff.get(address).text)
        tell(office, claimed, 0.3, "plan_gap:2.0")
        found = text_of(staff.get(address).text)

        taken = text_of(staff.post(f"/jobs/{id_in(address)}/enough", follow_redirects=True).text)

        assert "ここまでの最良案を使う" not in nothing_yet
        assert "ここまでの最良案を使う" in found
        assert "ここまでの最良案で仕上げています。" in taken
        assert "ここまでの最良案を使う" not in taken
        world = office.world
        assert beat(world.session, claimed, progress=0.5, step="", now=world.clock.now()) is Wish.ENOUGH

    def test_the_time_of_a_job_that_was_begun_again_is_that_of_its_last_attempt(
        self, office: Office, staff: FlaskClient
    ) -> None:
        address = asked(staff, "/plans/make", **OCTOBERS)
        world, first = office.world, take(office)
        staff.post(f"/jobs/{id_in(address)}/cancel")
        stop_job(world.session, first, now=world.clock.now())
        world.clock.advance(hours=5)
        staff.post(f"/jobs/{id_in(address)}/retry")
        claimed = take(office)
        world.clock.advance(seconds=30)
        tell(office, claimed, 0.1, "plan_solve")

        assert "経過 30秒" in text_of(staff.get(address).text)

    def test_what_is_done_stays_done(self, office: Office, staff: FlaskClient) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        office.run_jobs()

        for verb in ("cancel", "retry"):
            assert staff.post(f"/jobs/{public_id}/{verb}").headers["Location"] == f"/jobs/{public_id}"

        office.world.session.rollback()
        assert jobs_queries.job(office.world.session, HOUSE, public_id).state is JobState.DONE

    def test_without_its_token_nothing_is_stopped_or_begun(self, office: Office, staff: FlaskClient) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        office.app.config["WTF_CSRF_ENABLED"] = True

        for verb in ("cancel", "retry"):
            assert staff.post(f"/jobs/{public_id}/{verb}").status_code == 400
        for path in (f"/jobs/{public_id}", f"/jobs/{public_id}/progress", "/jobs", "/plans?month=2026-10"):
            assert forms_without_token(staff.get(path).text) == []

        office.world.session.rollback()
        assert jobs_queries.job(office.world.session, HOUSE, public_id).is_living


PATHS = [("GET", ""), ("GET", "/progress"), ("POST", "/cancel"), ("POST", "/enough"), ("POST", "/retry")]


class TestRoles:
    @pytest.mark.parametrize(("verb", "path"), [*PATHS, ("GET", "/../now"), ("GET", "/../")])
    def test_a_visitor_is_sent_to_sign_in(self, office: Office, verb: str, path: str) -> None:
        address = {"/../now": "/jobs/now", "/../": "/jobs"}.get(path, f"/jobs/any{path}")

        answer = office.browser().open(address, method=verb)

        assert answer.headers["Location"].startswith("/sign-in")

    @pytest.mark.parametrize(("verb", "path"), PATHS)
    @pytest.mark.parametrize("role", [Role.CLIENT, Role.ASSISTANT])
    def test_somebody_elses_job_and_one_that_never_was_look_the_same(
        self, office: Office, staff: FlaskClient, role: Role, verb: str, path: str
    ) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        browser = office.browser(role)

        foreign, missing = (browser.open(f"/jobs/{each}{path}", method=verb) for each in (public_id, "nothing"))

        assert foreign.status_code == missing.status_code == 404
        assert text_of(foreign.text) == text_of(missing.text)
        office.world.session.rollback()
        assert not jobs_queries.job(office.world.session, HOUSE, public_id).is_cancel_wanted

    @pytest.mark.parametrize(("verb", "path"), PATHS)
    @pytest.mark.parametrize("role", [Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR])
    def test_who_asked_and_all_staff_see_and_steer_a_job(
        self, office: Office, role: Role, verb: str, path: str
    ) -> None:
        public_id = id_in(asked(office.browser(Role.CLIENT), f"/tasks/import/{keep(office)}"))

        answer = office.browser(role).open(f"/jobs/{public_id}{path}", method=verb)

        assert answer.status_code == (200 if verb == "GET" else 303)

    def test_a_colleague_who_asks_for_the_same_is_led_to_where_it_will_be_seen(self, office: Office) -> None:
        sheet = keep(office)
        ask_import(
            office.world.session,
            scope=HOUSE,
            sheet_public_id=sheet,
            now=office.world.clock.now(),
            new_id=office.world.ids,
        )

        answer = office.browser(Role.CLIENT).post(f"/tasks/import/{sheet}")

        assert (answer.status_code, answer.headers["Location"]) == (303, "/tasks")


class TestList:
    def test_staff_see_everything_and_a_client_what_it_asked_for(self, office: Office, staff: FlaskClient) -> None:
        client = office.browser(Role.CLIENT)
        asked(client, f"/tasks/import/{keep(office)}")
        asked(staff, "/plans/make", **OCTOBERS)

        of_staff, of_client = text_of(staff.get("/jobs").text), text_of(client.get("/jobs").text)

        assert "割当計画の作成 順番待ち 2026年10月 0% 順番を待っています operator 9/28(月) 9:00" in of_staff
        waits = r"棚卸表の取り込み 順番待ち アルファ商店\S* 0% 順番を待っています"
        assert re.search(rf"{waits} alpha 9/28\(月\) 9:00", of_staff)
        assert re.search(rf"{waits} 9/28\(月\) 9:00", of_client)
        assert "割当計画の作成" not in of_client
        assert "まだ処理はありません" in text_of(office.browser(Role.ASSISTANT).get("/jobs").text)

    def test_what_nobody_with_an_account_asked_for_is_listed_too(self, office: Office, staff: FlaskClient) -> None:
        world = office.world
        ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

        assert "割当計画の作成 順番待ち 2026年10月" in text_of(staff.get("/jobs").text)
        assert 'id="busy"' not in staff.get("/invoices").text

    def test_it_is_filtered(self, office: Office, staff: FlaskClient) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        asked(staff, "/tasks/score")
        staff.post(f"/jobs/{public_id}/cancel")

        living, failed = (text_of(staff.get(f"/jobs?show={show}").text) for show in ("living", "failed"))

        assert "業務の採点 順番待ち すべての依頼企業" in living
        assert "割当計画の作成" not in living
        assert "割当計画の作成 取消 2026年10月" in failed
        assert "業務の採点" not in failed

    def test_filters_without_anything_say_so(self, office: Office) -> None:
        browser = office.browser(Role.CLIENT)

        assert "進行中の処理はありません" in browser.get("/jobs?show=living").text
        assert "失敗した処理はありません" in browser.get("/jobs?show=failed").text

    def test_many_are_turned_page_by_page(self, office: Office, staff: FlaskClient) -> None:
        for code in ("ALPHA", "BETA"):
            for _ in range(26):
                press(staff, "/tasks/score", office.run_jobs, client=office.world.clients[code])

        first, second = text_of(staff.get("/jobs").text), text_of(staff.get("/jobs?page=2").text)

        assert "1〜50件目" in first
        assert "51〜52件目" in second
        assert second.count("業務の採点 完了") == 2

    @pytest.mark.parametrize("path", ["/jobs", "/jobs/{}", "/jobs/{}/progress", "/jobs/now"])
    def test_the_database_is_asked_a_few_times(self, office: Office, staff: FlaskClient, path: str) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))

        with office.counted() as statements:
            assert staff.get(path.format(public_id)).status_code == 200

        assert len(statements) <= 4


class TestFrame:
    def test_what_an_account_waits_for_is_in_the_frame_of_every_page(self, office: Office, staff: FlaskClient) -> None:
        assert 'id="busy"' not in staff.get("/invoices").text
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        tell(office, take(office), 0.42, "plan_solve")

        page = staff.get("/invoices").text

        assert f'href="/jobs/{public_id}?go=1" aria-label="処理中：割当計画の作成 42%"' in page
        assert f'hx-get="/jobs/now?last={public_id}" hx-trigger="every 2s"' in page
        assert 'id="busy"' not in office.browser(Role.ADMINISTRATOR).get("/invoices").text

    def test_several_are_counted_and_lead_to_their_list(self, office: Office, staff: FlaskClient) -> None:
        asked(staff, "/plans/make", **OCTOBERS)
        asked(staff, "/tasks/score")

        page = unescape(staff.get("/invoices").text)

        assert 'href="/jobs?show=living" aria-label="処理中：業務の採点 0%、ほか1件"' in page

    def test_it_asks_until_the_last_has_ended_and_then_says_how(self, office: Office, staff: FlaskClient) -> None:
        public_id = id_in(asked(staff, "/plans/make", **OCTOBERS))
        assert "hx-get" in staff.get(f"/jobs/now?last={public_id}").text
        office.run_jobs()

        ended = staff.get(f"/jobs/now?last={public_id}").text

        assert "hx-get" not in ended
        assert "割当計画の作成" in ended
        assert "完了" in ended
        assert f'href="/jobs/{public_id}?go=1"' in ended
        assert "<a" not in staff.get("/jobs/now?last=nothing").text

    def test_the_list_is_in_the_menu_of_whoever_can_ask_for_something(self, office: Office) -> None:
        has_link = {role: 'href="/jobs"' in office.browser(role).get("/plans").text for role in Role}

        assert has_link == {
            Role.CLIENT: True,
            Role.ASSISTANT: False,
            Role.OPERATOR: True,
            Role.ADMINISTRATOR: True,
        }


def test_a_sheet_goes_through_the_pages_as_one_would_send_it(office: Office) -> None:
    browser = office.browser(Role.CLIENT)
    data = {"file": (io.BytesIO(SHEET.encode()), "棚卸.csv")}
    kept = browser.post("/tasks/import", data=data, content_type="multipart/form-data").headers["Location"]

    page = press(browser, kept, office.run_jobs)

    assert "2業務を取り込み、採点しました。" in page.text
