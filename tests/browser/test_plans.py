"""The plan and the task in a real browser: read in both languages, themes and widths, and steered without scripts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.actions import clients
from app.actions.plans.due import set_due_date
from app.actions.plans.make import ask_plan
from app.actions.plans.tie import forbid_task
from app.config import Settings
from app.domain.accounts import HOUSE, Role
from app.factory import create_app
from app.queries import plans as plans_queries
from app.queries import tasks as tasks_queries
from tests.browsers import faults, too_wide
from tests.worlds import OCTOBER, PASSWORD, TERMS, routine_task

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page

    from tests.browsers import faults, too_wide
from tests.worlds import MakeWorld, World

pytestmark = [
    pytest.mark.browser,
    # What the browser does is the same on both databases.
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]
#: Each language, theme and width beside each of the others once: four walks through the pages instead of eight.
LOOKS = [("ja", "light", 1280), ("en", "dark", 390), ("ja", "dark", 1280), ("en", "light", 390)]
#: axe reads the pages in the first two: each language, theme and width once.
READ = LOOKS[:2]
COMPANIES = 6


@dataclass
class Desk:
    """An administrator's browser over a world with a published plan, a draft that differs, and its answers."""

    world: World
    address: str
    open_page: Callable[..., Page]

    def signed_in(self, language: str = "ja", scheme: str = "light", width: int = 1280) -> Page:
        """A page of the administrator."""
        page = self.open_page(width, scheme)
        page.goto(f"{self.address}/sign-in")
        page.get_by_label("メールアドレス").fill("admin@example.jp")
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="サインイン").click()
        expect(page).not_to_have_url(re.compile("sign-in"))
        page.goto(f"{self.address}/clients?lang={language}")
        return page

    def pages(self) -> dict[str, str]:
        """Name -> address of every page that tells of the plan or of scores."""
        world = self.world
        world.session.rollback()
        plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
        assert plan is not None
        rows = plans_queries.assignments(world.session, HOUSE, plan.id)
        item = next(row.work_item_public_id for row in rows if "next_best" in row.reason)
        return {
            "plan": f"/plans?month=2026-10&item={item}",
            "weeks": "/plans?month=2026-10&view=weeks",
            "tasks": "/plans?month=2026-10&view=tasks",
            "difference": "/plans/publish?month=2026-10",
            "answers": f"/plans?month=2026-10&company={world.clients['ALPHA']}#h-packages",
            "client": f"/clients/{world.clients['ALPHA']}?month=2026-10",
            "task": f"/tasks/{world.tasks['受注入力']}?month=2026-10",
            "stopped": f"/tasks/{world.tasks['社会保険の資格取得届']}?month=2026-10",
            "weights": "/settings/weights",
            "compare": "/settings/weights/compare",
        }


@pytest.fixture
def desk(make_world: MakeWorld, serve: Callable[[Flask], str], open_page: Callable[..., Page], tmp_path: Path) -> Desk:
    world = make_world()
    world.account("admin@example.jp", Role.ADMINISTRATOR)
    for number in range(COMPANIES):
        code = f"C{number}"
        data = clients.ClientData(code, f"株式会社{'こまち雑貨店の卸売'[: 3 + number]}")
        told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
        world.clients[code] = clients.add_client(world.session, data=data, terms=TERMS, **told)  # type: ignore[arg-type]
        world.submit(code, routine_task("請求書の作成と発行", minutes=20))
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=45))
    world.submit("ALPHA", replace(routine_task("商品写真の切り抜き", minutes=10), expertise="画像編集"))
    world.submit("BETA", routine_task("社会保険の資格取得届", minutes=30))
    world.with_plan()
    forbid_task(
        world.session,
        scope=HOUSE,
        task_public_id=world.tasks["名刺入力"],
        assistant_public_id=world.assistants["mori"],
        now=world.clock.now(),
    )
    set_due_date(
        world.session, scope=HOUSE, work_item_public_id=world.item("請求書の作成と発行"), due_date=dt.date(2026, 10, 9)
    )
    world.submit("BETA", routine_task("議事録", minutes=5))
    ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    world.run_jobs()
    settings = Settings(world.database.url, "s" * 40, tmp_path)
    return Desk(world, serve(create_app(settings, database=world.database, clock=world.clock)), open_page)


def test_no_page_of_a_plan_or_a_score_is_hard_to_read_or_to_operate(desk: Desk, shot: Callable[..., None]) -> None:
    pages, found = desk.pages(), []

    for language, scheme, width in LOOKS:
        page = desk.signed_in(language, scheme, width)
        for name, path in pages.items():
            page.goto(f"{desk.address}{path}")
            page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
            look = f"plans-{name}-{language}-{scheme}-{width}"
            ask = faults if (language, scheme, width) in READ else too_wide
            found += [(look, *each) for each in ask(page)]
            shot(page, look)

    assert found == []


def test_a_task_is_pinned_by_keyboard_alone(desk: Desk) -> None:
    page = desk.signed_in()
    page.goto(f"{desk.address}/plans?month=2026-10")
    chip = page.locator("a.asg", has_text="毎日の棚卸").or_(page.locator("a.asg", has_text="受注入力")).first
    chip.focus()
    page.keyboard.press("Enter")
    button = page.locator(".pick").get_by_role("button", name=re.compile("に固定する"))
    button.focus()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("担当を固定しました。計画しなおすと反映されます。")
    expect(page.locator(".pick").get_by_role("button", name="固定を外す")).to_be_visible()


def test_an_assignment_dragged_into_another_row_is_pinned_there(desk: Desk) -> None:
    page = desk.signed_in()
    page.goto(f"{desk.address}/plans?month=2026-10")
    chip = page.locator("a.asg", has_text="議事録")
    now = chip.get_attribute("data-assistant-now")
    there = page.locator(f".pgrid [data-assistant]:not([data-assistant='{now}'])").first
    other = there.get_attribute("data-assistant")

    chip.drag_to(there)

    expect(page.locator("main")).to_contain_text("担当を固定しました。計画しなおすと反映されます。")
    desk.world.session.rollback()
    task = tasks_queries.task(desk.world.session, HOUSE, desk.world.tasks["議事録"])
    assert task.pinned_to == other
