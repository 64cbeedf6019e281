"""The form of a task: what may be typed, what is said about what may not, and the picker."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import Role
from app.web.forms.tasks import TaskForm, facts_of, form_data
from tests.app.web.task_pages import OPEN_FORM, UNWRITTEN, browser_of, fill, pages_of, stored, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
FORM = {**OPEN_FORM, "name": "請求書の封入"}


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return fill(make_world())


def _field(html: str, name: str) -> str:
    """The part of the page that draws a field: its label, control, hint and errors."""
    found = re.search(rf'<div class="fld[^"]*"><label for="{name}">.*?</div>', html, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_new_task_is_read_scored_and_shown(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    typed = {"minutes_per_run": "1時間半", "frequency": "週2回", "judgement_pct": "２０％", "capable_people": "2名"}

    answer = browser.post("/tasks/new", data={**FORM, **typed, "has_manual": "yes"}, follow_redirects=True)

    assert "「請求書の封入」を加え、採点しました。" in answer.text
    task = stored(world, "請求書の封入")
    assert task is not None
    # 1.5 h are 90 minutes; twice a week in 48 working weeks are 96 runs.
    assert (task.minutes_per_run, task.runs_per_year, task.judgement_pct, task.capable_people) == (90, 96, 20, 2)
    assert task.has_manual is True
    assert task.score is not None


def test_a_count_of_the_month_wins_over_the_word(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)

    browser.post("/tasks/new", data={**FORM, "frequency": "毎日", "runs_per_month": "18回"})

    task = stored(world, "請求書の封入")
    assert task is not None
    assert (task.frequency_text, task.runs_per_year) == ("毎日", 18 * 12)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("minutes_per_run", "半日くらい", "を読み取れません。「30分」「1時間半」「1.5h」のように書いてください。"),
        ("minutes_per_run", "30〜60分", "幅があります。ひとつの値にしてください。"),
        ("minutes_per_run", "0分", "1分以上にするか、不明なら空欄にしてください。"),
        ("frequency", "ときどき", "「毎日」「週2回」「月3回」「随時」のように書いてください。"),
        ("runs_per_month", "たくさん", "「18」「0.5」のような数で書いてください。"),
        ("judgement_pct", "120", "100を超えています。"),
        ("capable_people", "何人か", "「2」「2名」のように書いてください。"),
        ("name", "", "業務名を入力してください。"),
        ("name", "あ" * 201, "200文字までにしてください。"),
        ("note", "見えない\x07文字", "使えない制御文字があります。"),
        ("catalogue", "ない業務", "選べない値です。選びなおしてください。"),
        ("routine", "ばらばら", ""),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_with_what_was_typed(
    world: World, tmp_path: Path, name: str, typed: str, said: str
) -> None:
    answer = browser_of(world, Role.CLIENT, tmp_path).post(
        "/tasks/new", data={**FORM, "tools": "会計ソフト", name: typed}
    )

    field = _field(answer.text, name)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in field
    assert said in text_of(field)
    assert name in {"routine", "note"} or typed in field
    assert "会計ソフト" in answer.text  # nothing else is lost
    assert stored(world, "請求書の封入") is None


def test_a_name_that_the_inventory_has_is_refused_beside_the_name(world: World, tmp_path: Path) -> None:
    answer = browser_of(world, Role.CLIENT, tmp_path).post(
        "/tasks/new", data={**FORM, "name": "受注入力", "department": "総務"}
    )

    assert answer.status_code == 400
    assert "すでに使われています。" in _field(answer.text, "name")


def test_staff_have_to_say_whose_task_it_is(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)

    refused = browser.post("/tasks/new", data=FORM)
    browser.post("/tasks/new", data={**FORM, "client": world.clients["BETA"]})

    assert refused.status_code == 400
    assert "依頼企業を選んでください。" in refused.text
    task = stored(world, "請求書の封入")
    assert task is not None
    assert task.client_public_id == world.clients["BETA"]


def test_of_many_companies_the_name_is_typed(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.tasks.blueprint.MOST_IN_SELECT", 1)
    browser = browser_of(world, Role.OPERATOR, tmp_path)
    assert '<select id="client"' not in browser.get("/tasks/new").text

    refused = browser.post("/tasks/new", data={**FORM, "client": "どこにもない"})
    assert refused.status_code == 400
    assert 'value="どこにもない"' in _field(refused.text, "client")
    assert "依頼企業を選んでください。" in _field(refused.text, "client")

    answer = browser.post("/tasks/new", data={**FORM, "client": "ベータ"}, follow_redirects=True)
    assert "「請求書の封入」を加え、採点しました。" in answer.text
    assert "ベータ工務店" in answer.text


def test_a_client_cannot_put_a_task_into_another_inventory(world: World, tmp_path: Path) -> None:
    answer = browser_of(world, Role.CLIENT, tmp_path).post("/tasks/new", data={**FORM, "client": world.clients["BETA"]})

    assert answer.status_code == 404
    assert stored(world, "請求書の封入") is None


def test_an_entry_is_picked_by_number_or_name_and_kept_when_the_task_changes(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    browser.post("/tasks/new", data={**FORM, "catalogue": "名刺データ化"})
    first = stored(world, "請求書の封入")
    assert first is not None

    page = browser.get(f"/tasks/{first.public_id}/edit").text
    value = re.search(r'name="catalogue"[^>]*value="([^"]*)"', page)
    assert value is not None
    browser.post(f"/tasks/{first.public_id}/edit", data={**FORM, "catalogue": value[1], "tools": "封筒"})

    after = stored(world, "請求書の封入")
    assert after is not None
    assert (first.catalogue_no, after.catalogue_no, after.catalogue_similarity_pct) == (57, 57, None)
    assert after.tools == "封筒"


def test_a_suggestion_can_be_marked_instead(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    offered = browser.get("/tasks/suggestions?name=受発注の見積").text
    assert 'name="suggested" value="3"' in offered

    browser.post("/tasks/new", data={**FORM, "suggested": "3"})

    task = stored(world, "請求書の封入")
    assert task is not None
    assert task.catalogue_no == 3


def test_nothing_like_it_suggests_nothing(world: World, tmp_path: Path) -> None:
    assert browser_of(world, Role.CLIENT, tmp_path).get("/tasks/suggestions?name=").text.strip() == ""


def test_the_form_of_a_task_reads_back_to_the_same_facts(world: World, tmp_path: Path) -> None:
    task = stored(world, "施工事例の更新")
    assert task is not None
    odd = replace(task, minutes_per_run=95, runs_per_year=100, frequency_text="随時", customer_contact=False)

    with pages_of(world, tmp_path).test_request_context(method="POST", data=form_data(odd)):
        form = TaskForm()
        assert form.validate()
        read_back = form.facts()

    assert read_back == facts_of(odd)


def test_changed_facts_are_stored_and_scored_anew(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = f"/tasks/{world.tasks['施工事例の更新']}/edit"
    html = browser.get(path).text
    assert 'value="2時間"' in _field(html, "minutes_per_run")

    answer = browser.post(path, data={**FORM, "name": UNWRITTEN.name, "minutes_per_run": "3h", "wish": "withheld"})

    task = stored(world, "施工事例の更新")
    assert answer.status_code == 302
    assert task is not None
    assert (task.minutes_per_run, task.runs_per_year, task.wish) == (180, None, "withheld")


def test_a_refused_change_keeps_the_page_and_what_was_typed(world: World, tmp_path: Path) -> None:
    path = f"/tasks/{world.tasks['施工事例の更新']}/edit"

    answer = browser_of(world, Role.CLIENT, tmp_path).post(path, data={**FORM, "minutes_per_run": "いろいろ"})

    assert answer.status_code == 400
    assert 'value="いろいろ"' in answer.text
    assert stored(world, "施工事例の更新") is not None
