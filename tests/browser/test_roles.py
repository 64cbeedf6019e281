"""Each role signs in and does its main thing, in one operation that goes from a sheet to a paid month's invoice."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.config import Settings
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO
from app.factory import create_app
from app.jobs.threads import JobThreads
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import tasks as tasks_queries
from app.queries.check import check
from tests.worlds import OCTOBER, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Page

    from tests.worlds import MakeWorld, World

pytestmark = [
    pytest.mark.browser,
    # What the browser does is the same on both databases; the journeys run on both.
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]
SHEET = Path(__file__).parents[2] / "seeds" / "data" / "inventories" / "studio_cp932.csv"


class Visit:
    """A person in front of the app."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self, email: str) -> Visit:
        """In, by address and password."""
        self.page.goto(f"{self.address}/sign-in")
        self.page.get_by_label("メールアドレス").fill(email)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.page.get_by_role("button", name="サインイン").click()
        expect(self.page).not_to_have_url(re.compile("sign-in"))
        return self

    def go(self, path: str) -> Page:
        """That page."""
        self.page.goto(f"{self.address}{path}")
        return self.page


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world()
    world.account("client@example.jp", Role.CLIENT, client="ALPHA")
    world.account("sato@example.jp", Role.ASSISTANT, assistant="sato")
    world.account("mori@example.jp", Role.ASSISTANT, assistant="mori")
    world.account("operator@example.jp", Role.OPERATOR)
    world.account("admin@example.jp", Role.ADMINISTRATOR)
    return world


@pytest.fixture
def visit(
    world: World, serve: Callable[[Flask], str], open_page: Callable[..., Page], tmp_path: Path
) -> Iterator[Callable[[str], Visit]]:
    settings = Settings(world.database.url, "s" * 40, tmp_path)
    address = serve(create_app(settings, database=world.database, clock=world.clock))
    threads = JobThreads(world.runner(), 2)
    threads.start()

    def enter(email: str) -> Visit:
        return Visit(open_page(), address).sign_in(email)

    yield enter
    threads.stop()


def test_a_client_hands_in_its_sheet_and_sees_what_to_hand_over(world: World, visit: Callable[[str], Visit]) -> None:
    page = visit("client@example.jp").go("/tasks/import")
    page.locator("input[type=file]").set_input_files(SHEET)
    page.get_by_role("button", name="読み取る").click()

    expect(page.get_by_text("文字コード Shift_JIS（cp932）")).to_be_visible()
    page.get_by_role("button", name="18業務を取り込む").click()

    expect(page.get_by_role("heading", name="業務棚卸")).to_be_visible()
    expect(page.locator("main")).to_contain_text("社会保険労務士法")
    world.session.rollback()
    stored = tasks_queries.inventory(world.session, world.client_scope("ALPHA"))
    assert len(stored) == 19  # the world's own task and 18 of the sheet
    assert next(task for task in stored if task.name == "社会保険の資格取得届").score.is_stopped  # type: ignore[union-attr]


def test_an_operator_plans_publishes_closes_and_issues(world: World, visit: Callable[[str], Visit]) -> None:
    operator = visit("operator@example.jp")
    page = operator.go("/plans?month=2026-10")
    page.get_by_role("button", name=re.compile("計画を作る")).first.click()
    expect(page.locator("main")).to_contain_text("第1案を作りました。")
    page.get_by_role("link", name="確認して公開").first.click()
    page.get_by_role("button", name="公開する").click()
    expect(page.locator("main")).to_contain_text("公開中")

    world.at(dt.datetime(2026, 10, 20, 12, tzinfo=TOKYO)).log("受注入力", dt.date(2026, 10, 19), minutes=90)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO)).approve()
    page = visit("operator@example.jp").go("/invoices?month=2026-10")  # weeks later one signs in again
    page.get_by_role("button", name=re.compile("すべて締める")).click()
    expect(page.locator("main")).to_contain_text("2社を締め、請求書の下書きを作りました。")
    page.get_by_role("button", name=re.compile("すべて発行する")).click()

    expect(page.locator("main")).to_contain_text("INV-2026-0002")
    with page.expect_download() as download:
        page.locator("a[href$='.pdf']").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    world.session.rollback()
    issued = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)
    # ¥50,000 and 10 % for each of the two.
    assert [(head.state, head.total_yen) for head in issued] == [("issued", 55_000), ("issued", 55_000)]
    assert list(check(world.session)) == []


def test_an_assistant_runs_the_timer_and_types_a_duration(world: World, visit: Callable[[str], Visit]) -> None:
    world.with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    doer = world.doer("受注入力")
    assistant = visit("sato@example.jp" if doer.assistant_id == 1 else "mori@example.jp")

    page = assistant.go("/")
    page.get_by_role("button", name=re.compile("受注入力を始める")).click()
    expect(page.get_by_text("計測中").first).to_be_visible()
    world.clock.advance(minutes=42)
    page.get_by_role("button", name=re.compile("受注入力を止めて")).first.click()
    expect(page.get_by_text("計測中")).to_have_count(0)

    page = assistant.go("/hours?month=2026-10")
    page.get_by_label("長さ").fill("1時間半")
    page.get_by_role("button", name="記録する").click()
    expect(page.locator("main")).to_contain_text("1:30")
    world.session.rollback()
    entries = hours_queries.entries(world.session, doer, month=OCTOBER)
    assert sorted(entry.minutes for entry in entries) == [42, 90]


def test_an_administrator_names_the_company_that_bills(world: World, visit: Callable[[str], Visit]) -> None:
    page = visit("admin@example.jp").go("/settings")
    page.get_by_label("会社名").fill("株式会社みなと")
    page.get_by_role("button", name="保存する").click()

    expect(page.get_by_label("会社名")).to_have_value("株式会社みなと")


def test_a_page_of_another_role_is_refused_and_of_another_client_does_not_exist(
    world: World, visit: Callable[[str], Visit]
) -> None:
    client = visit("client@example.jp")
    statuses = {}
    for path in ("/settings", "/clients", f"/tasks/{world.tasks['名刺入力']}", "/tasks/nobody-has-this"):
        response = client.page.goto(f"{client.address}{path}")
        assert response is not None
        statuses[path.split("/")[1] + str(len(statuses))] = response.status

    assert list(statuses.values()) == [403, 403, 404, 404]
