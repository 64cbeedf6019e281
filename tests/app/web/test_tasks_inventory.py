"""The inventory page: whose tasks, what first, which treatment, and how much it asks of the database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.domain.accounts import HOUSE, Role
from app.queries import tasks as tasks_queries
from app.web.tasks import inventory
from tests.app.web.pressing import press
from tests.app.web.task_pages import browser_of, fill, pages_of, stored, text_of
from tests.worlds import routine_task

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return fill(make_world())


@pytest.mark.parametrize(
    "path",
    ["/tasks", "/tasks/new", "/tasks/import", "/tasks/x", "/tasks/x/edit", "/tasks/import/x", "/tasks/suggestions"],
)
def test_a_visitor_is_sent_to_sign_in(world: World, tmp_path: Path, path: str) -> None:
    answer = pages_of(world, tmp_path).test_client().get(path)

    assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/sign-in")


@pytest.mark.parametrize(
    ("role", "verb", "path"),
    [
        (Role.ASSISTANT, "GET", "/tasks/new"),
        (Role.ASSISTANT, "POST", "/tasks/new"),
        (Role.ASSISTANT, "GET", "/tasks/import"),
        (Role.ASSISTANT, "POST", "/tasks/import"),
        (Role.ASSISTANT, "GET", "/tasks/import/x"),
        (Role.ASSISTANT, "POST", "/tasks/import/x"),
        (Role.ASSISTANT, "GET", "/tasks/x/edit"),
        (Role.ASSISTANT, "POST", "/tasks/x/edit"),
        (Role.ASSISTANT, "POST", "/tasks/x/match"),
        (Role.ASSISTANT, "POST", "/tasks/x/archive"),
        (Role.ASSISTANT, "POST", "/tasks/score"),
        (Role.CLIENT, "POST", "/tasks/score"),
        (Role.CLIENT, "POST", "/tasks/x/pin"),
        (Role.CLIENT, "POST", "/tasks/x/month"),
    ],
)
def test_what_a_role_may_not_do_is_refused(world: World, tmp_path: Path, role: Role, verb: str, path: str) -> None:
    assert browser_of(world, role, tmp_path).open(path, method=verb).status_code == 403


def test_a_client_sees_the_own_inventory_alone(world: World, tmp_path: Path) -> None:
    text = browser_of(world, Role.CLIENT, tmp_path).get("/tasks").text

    assert "受注入力" in text
    assert "名刺入力" not in text  # BETA's task


def test_another_client_and_one_that_never_was_look_the_same(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)

    foreign, missing = (browser.get(f"/tasks?client={each}") for each in (world.clients["BETA"], "nobody"))

    assert foreign.status_code == missing.status_code == 404
    assert text_of(foreign.text) == text_of(missing.text)


def test_staff_see_every_client_and_choose_one(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)

    everybody, alpha = browser.get("/tasks").text, browser.get(f"/tasks?client={world.clients['ALPHA']}").text

    assert "受注入力" in everybody
    assert "名刺入力" in everybody
    assert "依頼企業ごと" in everybody
    assert "名刺入力" not in alpha
    assert "何から渡すか" in alpha


def test_of_many_clients_a_page_is_listed_and_a_name_is_typed_instead_of_chosen(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)
    monkeypatch.setattr(inventory, "MANY", 1)
    monkeypatch.setattr(inventory, "ROWS_A_LIST", 1)

    first, second = (browser.get(f"/tasks?clients={page}").text for page in (1, 2))
    found, nothing = (browser.get(f"/tasks?q={text}").text for text in ("beta", "どこにもない"))

    links = [re.findall(r"/tasks\?client=([\w-]+)", html) for html in (first, second, found, nothing)]
    alpha, beta = world.clients["ALPHA"], world.clients["BETA"]
    assert links == [[alpha], [beta], [beta], []]
    assert "<select" not in first
    assert 'type="search" name="q"' in first
    assert "「どこにもない」に当てはまる依頼企業はありません" in text_of(nothing)
    assert "すべての依頼企業" in text_of(browser.get(f"/tasks?client={alpha}").text)


def test_the_head_says_how_much_there_is_and_how_much_is_done_by_assistants(world: World, tmp_path: Path) -> None:
    text = browser_of(world, Role.CLIENT, tmp_path).get("/tasks").text

    # 600 (30 min × 240 / 12) + 60 (120 × 6 / 12) + 120 (30 × 48 / 12) + 240 (120 × 24 / 12) + 5 (60 × 1 / 12) = 1025
    # minutes = 17:05 of five tasks; the plan gives the 600 minutes of one.
    assert "5業務・月17時間5分。うち1業務・月10時間を委託中です。" in text


def test_a_gated_task_stands_beside_the_picture_without_a_score(world: World, tmp_path: Path) -> None:
    html = browser_of(world, Role.CLIENT, tmp_path).get("/tasks").text

    beside = re.search(r'<div class="gated">.*?</ul>', html, re.DOTALL)
    drawn = re.search(r'<svg class="ch only-d".*?</svg>', html, re.DOTALL)
    assert beside is not None
    assert drawn is not None
    assert "社会保険の資格取得届" in beside[0]
    assert "社労士に依頼" in beside[0]
    assert "社会保険の資格取得届" not in drawn[0]
    # Scored with known time: 受注入力 (1), 施工事例の更新 (4), 名刺の棚卸 (5); gated: 2 and 3.
    assert sorted(re.findall(r'class="no [a-z]+"[^>]*>(\d+)<', drawn[0])) == ["1", "4", "5"]


def test_the_row_of_a_reserved_task_names_profession_and_article(world: World, tmp_path: Path) -> None:
    html = browser_of(world, Role.CLIENT, tmp_path).get("/tasks?treatment=specialist").text

    row = re.search(r'<tr class="lawrow">.*?</tr>', html, re.DOTALL)
    assert row is not None
    assert "点数なし" in row[0]
    assert "社労士（社会保険労務士法2条1項1号・27条）" in row[0]


def test_the_chips_count_the_treatments_and_filter_the_table(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)

    everything, stopped = text_of(browser.get("/tasks").text), browser.get("/tasks?treatment=stop").text

    for chip in ("すべて 5", "外注 2", "マニュアル後 1", "士業に依頼 1", "やめる 1"):
        assert chip in everything
    rows = re.findall(r"<tr[^>]*>.*?</tr>", stopped.split('class="t tight fold inv"')[1], re.DOTALL)
    assert len(rows) == 2  # the head and one task
    assert "旧台帳への転記" in rows[1]
    assert 'aria-current="true">' in stopped


def test_what_comes_next_is_worth_most_and_not_yet_done(world: World, tmp_path: Path) -> None:
    world.submit("ALPHA", routine_task("備品の発注", minutes=20))  # 20 × 240 / 12 = 400 minutes a month
    world.submit("ALPHA", routine_task("今は渡さない業務", minutes=60), wish="withheld")

    html = browser_of(world, Role.CLIENT, tmp_path).get("/tasks").text

    ranked = re.findall(r'<a class="b ink"[^>]*>([^<]+)</a>', html)
    # 備品の発注 has the most minutes and points; 受注入力 is being done; 名刺の棚卸 takes 5 minutes a month.
    assert ranked == ["備品の発注", "施工事例の更新", "名刺の棚卸"]
    # 400 + 240 + 5 = 645 minutes; the package has 1200 and the plan expects 600 of them.
    assert "3業務で月10時間45分が空きます。" in html
    assert "今月の空き10時間では45分足りません。" in html


def test_a_long_inventory_is_paged_with_its_filter_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "ROWS_A_PAGE", 2)
    browser = browser_of(world, Role.CLIENT, tmp_path)

    first, last = (browser.get(f"/tasks?page={page}").text for page in (1, 3))
    filtered = browser.get("/tasks?treatment=outsource&page=2").text

    assert "1〜2件目" in first
    assert 'href="/tasks?page=2" rel="next"' in first
    assert "5〜5件目" in last
    assert 'rel="next"' not in last
    assert 'href="/tasks?treatment=outsource&amp;page=1" rel="prev"' in filtered


@pytest.mark.parametrize("role", [Role.CLIENT, Role.OPERATOR])
def test_the_page_stays_small_however_many_tasks_there_are(world: World, tmp_path: Path, role: Role) -> None:
    for number in range(80):
        world.submit("ALPHA", routine_task(f"{number}番の名刺と領収書の入力と照合", minutes=30))

    assert len(browser_of(world, role, tmp_path).get("/tasks").data) < 60_000


@pytest.mark.parametrize("role", [Role.CLIENT, Role.OPERATOR, Role.ASSISTANT])
def test_the_page_asks_little_of_the_database_however_many_tasks_there_are(
    world: World, tmp_path: Path, role: Role
) -> None:
    for number in range(40):
        world.submit("ALPHA", routine_task(f"業務{number}", minutes=5))
    browser = browser_of(world, role, tmp_path)
    asked: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    for path in ("/tasks", f"/tasks?client={world.clients['ALPHA']}"):
        asked.clear()
        assert browser.get(path).status_code == 200
        assert len([each for each in asked if each.lstrip().upper().startswith("SELECT")]) <= 20


def test_an_assistant_sees_the_given_tasks_and_no_scores(world: World, tmp_path: Path) -> None:
    html = browser_of(world, Role.ASSISTANT, tmp_path).get("/tasks?month=2026-11").text

    assert "受注入力" in html
    assert "施工事例の更新" not in html
    assert "外注適性" not in html
    assert "11/30(月)" in html


def test_scoring_again_scores_the_chosen_client_and_keeps_the_old_scores(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)

    answer = press(browser, "/tasks/score", world.run_jobs, client=world.clients["ALPHA"])

    assert "5業務を採点しました。" in answer.text
    alpha, beta = stored(world, "受注入力"), stored(world, "名刺入力")
    assert alpha is not None
    assert beta is not None
    assert len(tasks_queries.scores(world.session, HOUSE, alpha.id)) == 2
    assert len(tasks_queries.scores(world.session, HOUSE, beta.id)) == 1


def test_an_empty_inventory_says_what_the_next_step_brings(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world()
    world.account("client@example.jp", Role.CLIENT, client="BETA")
    browser = browser_of(world, Role.CLIENT, tmp_path)
    browser.post(f"/tasks/{world.tasks['名刺入力']}/archive")

    html = browser.get("/tasks").text

    assert "まだ業務がありません" in html
    assert "何から渡すか" not in html


def test_the_page_says_the_same_in_english_without_an_error(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    browser.get("/tasks?lang=en")

    answer = browser.get("/tasks")

    assert answer.status_code == 200
    assert '<html lang="en"' in answer.text
    # The line of the law names the profession, so the pill need not.
    pill = re.search(r'<span class="st law"[^>]*>.*?</span>', answer.text, re.DOTALL)
    assert pill is not None
    assert "To a specialist" in pill[0]
    assert 'title="To labour and social security attorneys (社労士)"' in pill[0]
