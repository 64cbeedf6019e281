"""A new task begun from one that is there or from a usual one: what stands in the form, and what goes along."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import lxml.html
import pytest

from app.actions.tasks.attach import FileData, set_manual_file
from app.actions.tasks.manual import set_manual
from app.actions.tasks.schedule import set_due_rule
from app.domain.accounts import HOUSE, Role
from app.domain.tasks.duedays import DueKind, DueRule
from app.queries.taskfiles import files
from app.queries.taskpages import due_rule, manual
from tests.app.web.task_pages import browser_of, fill, stored, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
URL = "https://docs.example.jp/orders"
FRIDAYS = DueRule(DueKind.WEEK, 5)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = fill(make_world())
    told = {"scope": HOUSE, "task_public_id": world.tasks["施工事例の更新"]}
    set_due_rule(world.session, rule=FRIDAYS, **told)
    set_manual(world.session, url=URL, reviewed_on=dt.date(2026, 9, 1), now=world.clock.now(), **told)
    data = FileData("手順.txt", b"1. ...")
    set_manual_file(world.session, data=data, reviewed_on=None, now=world.clock.now(), new_id=world.ids, **told)
    return world


def form_of(page: str) -> dict[str, str]:
    """What the form of the task would send untouched."""
    form = next(each for each in lxml.html.fromstring(page).forms if each.method == "POST" and "name" in each.fields)
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


def begun_like(world: World, browser: FlaskClient, name: str = "施工事例の更新") -> dict[str, str]:
    return form_of(browser.get(f"/tasks/new?like={world.tasks[name]}").text)


def test_the_page_of_a_task_leads_to_the_form_begun_from_it(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    page = browser.get(f"/tasks/{world.tasks['施工事例の更新']}").text
    link = re.search(r'href="(/tasks/new\?like=[^"]+)">この業務をもとに作成', page)
    assert link is not None

    page = browser.get(link[1]).text

    assert "「施工事例の更新」をもとにしています。" in text_of(page)
    sent = form_of(page)
    assert {name: sent[name] for name in ("name", "department", "minutes_per_run", "runs_per_month", "routine")} == {
        "name": "施工事例の更新（写し）",
        "department": "広報",
        "minutes_per_run": "2時間",
        "runs_per_month": "2",
        "routine": "semi",
    }


def test_a_copy_has_the_facts_the_due_days_and_the_link_but_no_file(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)

    answer = browser.post("/tasks/new", data=begun_like(world, browser))

    assert answer.status_code == 302
    copy = stored(world, "施工事例の更新（写し）")
    assert copy is not None
    assert (copy.minutes_per_run, copy.runs_per_year, copy.judgement_pct, copy.client_public_id) == (
        120,
        24,
        45,
        world.clients["ALPHA"],
    )
    assert due_rule(world.session, copy.id) == FRIDAYS
    kept = manual(world.session, HOUSE, copy.id)
    assert kept is not None
    assert (kept.url, kept.reviewed_on) == (URL, dt.date(2026, 9, 1))
    assert files(world.session, HOUSE, copy.id) == []


def test_whoever_does_not_want_them_gets_no_due_days_and_no_link(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    sent = begun_like(world, browser)
    assert sent.pop("ways") == "1"

    browser.post("/tasks/new", data=sent)

    copy = stored(world, "施工事例の更新（写し）")
    assert copy is not None
    assert (due_rule(world.session, copy.id), manual(world.session, HOUSE, copy.id)) == (None, None)


def test_a_link_stays_with_its_company(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)

    browser.post("/tasks/new", data={**begun_like(world, browser), "client": world.clients["BETA"]})

    copy = stored(world, "施工事例の更新（写し）")
    assert copy is not None
    assert copy.client_public_id == world.clients["BETA"]
    assert due_rule(world.session, copy.id) == FRIDAYS
    assert manual(world.session, HOUSE, copy.id) is None


def test_what_was_chosen_is_still_there_after_a_mistake(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    sent = {**begun_like(world, browser), "name": ""}

    page = browser.post("/tasks/new", data=sent).text
    assert (form_of(page)["like"], form_of(page)["ways"]) == (world.tasks["施工事例の更新"], "1")
    del sent["ways"]
    page = browser.post("/tasks/new", data=sent).text

    assert "ways" not in form_of(page)
    assert "「施工事例の更新」をもとにしています。" in text_of(page)


def test_a_task_of_another_company_is_no_pattern(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    sent = {**begun_like(world, browser), "like": world.tasks["名刺入力"]}

    assert browser.get(f"/tasks/new?like={world.tasks['名刺入力']}").status_code == 404
    assert browser.get("/tasks/new?like=id-0").status_code == 404
    assert browser.post("/tasks/new", data=sent).status_code == 404
    assert stored(world, "施工事例の更新（写し）") is None
    assert "名刺入力" not in text_of(browser.get("/tasks/new?q=名刺").text)


def test_an_assistant_is_offered_no_copy(world: World, tmp_path: Path) -> None:
    page = browser_of(world, Role.ASSISTANT, tmp_path).get(f"/tasks/{world.tasks['受注入力']}")

    assert page.status_code == 200
    assert "もとに作成" not in page.text


def test_a_name_finds_tasks_and_usual_ones_to_begin_from(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)

    page = browser.get("/tasks/new?q=名刺").text

    found = re.search(r'<ul class="likes">(.*?)</ul>', page, re.DOTALL)
    assert found is not None
    assert {name: world.tasks[name] in found[1] for name in ("名刺入力", "名刺の棚卸", "受注入力")} == {
        "名刺入力": True,
        "名刺の棚卸": True,
        "受注入力": False,
    }
    assert "合う業務はありません" in text_of(browser.get("/tasks/new?q=xyzxyz").text)
    assert '<ul class="likes">' not in browser.get("/tasks/new").text


def test_a_usual_task_fills_its_name_entry_and_how_often(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    link = re.search(r'href="(/tasks/new\?entry=57)"', browser.get("/tasks/new?q=名刺データ").text)
    assert link is not None
    page = browser.get(link[1]).text
    sent = form_of(page)

    # Entry 57 of the world's catalogue is done weekly (W): 48 times a year.
    assert (sent["name"], sent["catalogue"], sent["frequency"]) == ("名刺データ化", "57 名刺データ化", "毎週")
    assert "like" not in sent
    assert browser.post("/tasks/new", data=sent).status_code == 302
    task = stored(world, "名刺データ化")
    assert task is not None
    assert (task.catalogue_no, task.catalogue_similarity_pct, task.runs_per_year) == (57, None, 48)
    assert browser.get("/tasks/new?entry=999").status_code == 404
    english = form_of(browser.get(f"{link[1]}&lang=en", follow_redirects=True).text)
    assert (english["name"], english["frequency"]) == ("card entry", "weekly")
