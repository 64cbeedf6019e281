"""Background work in a real browser: it can be read in both widths and themes, and it goes on by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from app.actions.jobs.claim import beat, claim_job, fail_job, finish_job
from app.actions.jobs.steer import cancel_job
from app.actions.plans.make import ask_plan
from app.actions.tasks.score import ask_scores
from app.config import Settings
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import Problem
from app.factory import create_app
from tests.browsers import faults
from tests.worlds import NOVEMBER, OCTOBER, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page, Route

    from app.actions.jobs.claim import Claimed
    from tests.worlds import MakeWorld, World

pytestmark = [
    pytest.mark.browser,
    # What the browser does is the same on both databases.
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]


@dataclass
class Desk:
    """An operator's browser over a world in which nobody does jobs but the test."""

    world: World
    scope: Scope
    address: str
    open_page: Callable[..., Page]

    def signed_in(self, width: int = 1280, scheme: str = "light") -> Page:
        """A page of the operator, at its first page."""
        page = self.open_page(width, scheme)
        page.goto(f"{self.address}/sign-in")
        page.get_by_label("メールアドレス").fill("operator@example.jp")
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="サインイン").click()
        expect(page).not_to_have_url(re.compile("sign-in"))
        return page

    def plan(self) -> str:
        """The public id of a plan that was asked for."""
        return ask_plan(
            self.world.session, scope=self.scope, month=OCTOBER, now=self.world.clock.now(), new_id=self.world.ids
        )

    def take(self, public_id: str) -> Claimed:
        """That job, taken by a worker."""
        world = self.world
        world.session.rollback()
        claimed = claim_job(world.session, now=world.clock.now(), new_id=world.ids, public_id=public_id)
        assert claimed is not None
        return claimed

    def tell(self, claimed: Claimed, progress: float, step: str) -> None:
        """The worker says how far it is."""
        beat(self.world.session, claimed, progress=progress, step=step, now=self.world.clock.now())


@pytest.fixture
def desk(make_world: MakeWorld, serve: Callable[[Flask], str], open_page: Callable[..., Page], tmp_path: Path) -> Desk:
    world = make_world()
    scope = Scope(world.account("operator@example.jp", Role.OPERATOR), Role.OPERATOR)
    settings = Settings(world.database.url, "s" * 40, tmp_path)
    return Desk(world, scope, serve(create_app(settings, database=world.database, clock=world.clock)), open_page)


@pytest.fixture
def pages(desk: Desk) -> dict[str, str]:
    """Name -> address of a page for each state a job can be in."""
    world = desk.world
    told: Any = {"scope": desk.scope, "now": world.clock.now(), "new_id": world.ids}
    done = ask_plan(world.session, month=NOVEMBER, **told)
    world.runner().run(done)
    failed = ask_scores(world.session, client_public_id=world.clients["ALPHA"], **told)
    lacks = [Problem("already_in_inventory", "name", row, {"text": "受注入力"}) for row in range(2, 40)]
    fail_job(world.session, desk.take(failed), problems=lacks, now=world.clock.now(), again=False)
    again = ask_scores(world.session, client_public_id=world.clients["BETA"], **told)
    unforeseen = [Problem("job_unforeseen")]
    fail_job(world.session, desk.take(again), problems=unforeseen, now=world.clock.now(), again=True)
    stopped = ask_scores(world.session, client_public_id=None, **told)
    cancel_job(world.session, scope=HOUSE, public_id=stopped, now=world.clock.now())
    running = desk.plan()
    desk.tell(desk.take(running), 0.42, "plan_gap:3.4|0.5 12.5,1.1 6.0,4.0 3.4")
    ids = {"done": done, "failed": failed, "again": again, "stopped": stopped, "running": running}
    return {
        "list": "/jobs",
        "living": "/jobs?show=living",
        "plan": "/plans?month=2026-10",
        **{name: f"/jobs/{public_id}" for name, public_id in ids.items()},
    }


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_of_a_job_is_hard_to_read_or_to_operate(
    desk: Desk, pages: dict[str, str], shot: Callable[..., None], width: int, scheme: str
) -> None:
    page = desk.signed_in(width, scheme)
    found = {}

    for name, path in pages.items():
        page.goto(f"{desk.address}{path}")
        found[name] = faults(page)
        shot(page, f"job-{name}-{width}-{scheme}")

    assert found == {name: [] for name in pages}


def test_the_page_goes_on_asking_keeps_the_focus_and_leads_to_the_result(desk: Desk) -> None:
    public_id = desk.plan()
    claimed = desk.take(public_id)
    page = desk.signed_in()
    page.goto(f"{desk.address}/jobs/{public_id}?go=1")
    expect(page.locator("#job")).to_contain_text("0%")
    page.get_by_role("button", name="止める").focus()

    desk.tell(claimed, 0.4, "plan_gap:3.4|0.5 3.4")
    expect(page.locator("#job")).to_contain_text("最適との差は最大3.4%")
    desk.tell(claimed, 0.6, "plan_gap:1.2|0.5 3.4,2.0 1.2")
    expect(page.locator("#job")).to_contain_text("最適との差は最大1.2%")

    expect(page.get_by_label("最適との差は3.4%から1.2%に縮みました")).to_be_visible()
    expect(page.get_by_role("button", name="止める")).to_be_focused()

    result = {"version": 1, "status": "optimal", "assigned": 2, "left_out": 0, "planned_min": 900, "gap": 0.0}
    finish_job(desk.world.session, claimed, result=result, now=desk.world.clock.now())
    expect(page).to_have_url(f"{desk.address}/plans?month=2026-10")
    expect(page.locator("main")).to_contain_text("第1案を作りました。")


def test_a_job_survives_a_reload_and_is_stopped_from_the_page_that_waits_for_it(desk: Desk) -> None:
    public_id = desk.plan()
    claimed = desk.take(public_id)
    desk.tell(claimed, 0.5, "plan_solve")
    page = desk.signed_in()
    page.goto(f"{desk.address}/plans?month=2026-10")
    page.reload()
    expect(page.locator("#job")).to_contain_text("50%")

    page.get_by_role("button", name="止める").click()

    expect(page.locator("#job")).to_contain_text("区切りのよいところで止まります。")
    desk.world.session.rollback()
    assert beat(desk.world.session, claimed, progress=0.5, step="", now=desk.world.clock.now())


def test_the_frame_says_on_any_page_how_far_the_work_is_and_how_it_ended(desk: Desk) -> None:
    claimed = desk.take(desk.plan())
    page = desk.signed_in()
    page.goto(f"{desk.address}/clients")
    expect(page.locator("#busy")).to_contain_text("0%")

    desk.tell(claimed, 0.7, "plan_solve")
    expect(page.locator("#busy")).to_contain_text("70%")
    desk.world.session.rollback()
    fail_job(desk.world.session, claimed, problems=[Problem("job_lost")], now=desk.world.clock.now(), again=False)

    expect(page.locator("#busy")).to_contain_text("失敗")
    expect(page.locator("#busy [hx-get]")).to_have_count(0)


def test_a_server_that_is_away_for_a_moment_takes_nothing_from_the_page(desk: Desk) -> None:
    public_id = desk.plan()
    page = desk.signed_in()
    page.goto(f"{desk.address}/jobs/{public_id}")
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.fulfill(status=503, body="away")

    page.route("**/progress*", refuse)
    expect(page.locator("#job")).to_contain_text("順番を待っています")
    page.wait_for_event("response", lambda response: response.status == 503)
    page.unroute("**/progress*")

    desk.tell(desk.take(public_id), 0.3, "plan_solve")

    expect(page.locator("#job")).to_contain_text("30%")
    assert refused
