"""The way of a sheet into the inventory, page by page."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, insert

import seeds
from app.actions.tasks.import_sheet import keep_sheet
from app.database import transaction
from app.domain.accounts import HOUSE, Role
from app.domain.tasks.rows import TaskRow
from app.models import TaskRow as TaskRecord
from app.queries import tasks as tasks_queries
from app.queries.lists.sources import TASKS
from app.web import lists
from app.web.tasks import importing
from tests.app.web.pressing import press
from tests.app.web.task_pages import browser_of, fill, text_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
STUDIO = Path(seeds.__file__).parent / "data" / "inventories" / "studio_cp932.csv"
CLINIC = STUDIO.with_name("clinic.xlsx")
#: Row 3 has an unreadable time, row 4 no name, row 5 an unreadable time and frequency; rows 2 and 6 are sound.
FLAWED = (
    "業務名,頻度,所要時間\n仕訳入力,毎日,30分\n検収,毎週,半日\n,毎月,10分\n棚卸,ときどき,まちまちで\n発送,毎週,15分\n"
)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return fill(make_world())


def _upload(browser: FlaskClient, content: bytes, filename: str = "棚卸.csv", **fields: str) -> TestResponse:
    data = {**fields, "file": (io.BytesIO(content), filename)}
    return browser.post("/tasks/import", data=data, content_type="multipart/form-data")


def _kept(world: World, code: str, sheet: str) -> str:
    """The public id of a sheet of that company, kept without a page."""
    return keep_sheet(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients[code],
        data=sheet.encode(),
        filename="x.csv",
        now=world.clock.now(),
        new_id=world.ids,
    )


def _names(world: World) -> set[str]:
    world.session.rollback()
    return {task.name for task in tasks_queries.inventory(world.session, HOUSE)}


def _hidden(html: str) -> dict[str, str]:
    """What the page would send to store the sheet as it is shown."""
    form = re.search(r'<form class="store".*?</form>', html, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(header|c\d+|seen)" value="([^"]*)"', form[0]))


def test_a_sheet_of_a_company_is_read_shown_and_stored(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    before = _names(world)

    kept = _upload(browser, STUDIO.read_bytes(), "studio_cp932.csv")
    preview = browser.get(kept.headers["Location"])

    text = text_of(preview.text)
    assert "CSV、文字コード Shift_JIS（cp932）" in text
    columns = browser.get(f"{kept.headers['Location']}?columns=1").text
    assert '<option value="4" selected>' in columns  # the header is in the fourth row
    assert "1回の時間" in text
    assert "15分 / 1.5h / 3時間" in text  # three sample values of that column
    assert "4 表題・見出し" not in text
    assert "23 合計の行 合計" in text
    assert _names(world) == before  # nothing is stored yet

    stored = press(browser, kept.headers["Location"], world.run_jobs, **_hidden(preview.text))

    # The sheet has 18 tasks; the world already has one of them under another department.
    assert "18業務を取り込み、採点しました。" in stored.text
    assert "アシスタントに渡せません。" in stored.text
    assert len(_names(world)) == len(before) + 18 - 1


def test_the_preview_says_which_law_keeps_which_task(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)

    html = browser.get(_upload(browser, STUDIO.read_bytes()).headers["Location"]).text

    rows = {re.sub(r"<[^>]+>", "", row[0]): row[1] for row in _law_rows(html)}
    assert "社労士（社会保険労務士法2条1項1号・27条）" in rows["社会保険の資格取得届"]
    assert "行政書士（行政書士法1条の3・19条）" in rows["補助金の申請書作成"]
    assert "法律の制限 2 士業に依頼する業務です" in text_of(html)


def _law_rows(html: str) -> list[tuple[str, str]]:
    rows = re.findall(r'<tr class="lawrow">(.*?)</tr>', html, re.DOTALL)
    return [(re.search(r"</span>([^<]+)</td>", row).group(1), row) for row in rows]  # type: ignore[union-attr]


def test_a_workbook_names_the_sheet_that_is_read_and_those_that_are_not(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)

    kept = _upload(browser, CLINIC.read_bytes(), "clinic.xlsx", client=world.clients["BETA"])
    text = text_of(browser.get(kept.headers["Location"]).text)

    assert "xlsxのシート「業務棚卸し」" in text
    assert "読まないシート 記入例" in text
    assert "取り込める業務 25" in text


def test_every_problem_is_told_at_once_with_its_row(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)

    text = text_of(browser.get(_upload(browser, FLAWED.encode()).headers["Location"]).text)

    assert "直すところ 4 3行にあります" in text
    assert "3行目 時間「半日」を読み取れません。" in text
    assert "4行目 業務名がありません。" in text
    assert "5行目 頻度「ときどき」を読み取れません。" in text
    assert "5行目 時間「まちまちで」を読み取れません。" in text


def test_nothing_is_stored_while_rows_are_unsound_unless_the_good_ones_are_chosen(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    before = _names(world)
    path = _upload(browser, FLAWED.encode()).headers["Location"]
    sent = _hidden(browser.get(path).text)

    refused = browser.post(path, data=sent)

    assert refused.status_code == 400
    assert "読み取れた行だけ取り込むか、直したファイルを選びなおしてください。" in refused.text
    assert _names(world) == before

    taken = press(browser, path, world.run_jobs, **sent, good_rows_only="y")

    assert "2業務を取り込み、採点しました。" in taken.text
    assert "読み取れない3行は取り込んでいません。" in taken.text
    assert _names(world) == before | {"仕訳入力", "発送"}


def test_columns_are_set_right_by_hand(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = _upload(browser, "なまえ,ひんど\n検収,毎週\n発送,毎日\n".encode()).headers["Location"]

    unknown = browser.get(path).text
    assert "業務名の列が見つかりません。見出しの行と列を選んでください。" in unknown
    assert 'class="store"' not in unknown

    mended = browser.get(f"{path}?header=1&c0=name&c1=frequency").text
    press(browser, path, world.run_jobs, **_hidden(mended))

    assert {"検収", "発送"} <= _names(world)


def test_a_sheet_without_a_header_can_be_taken(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = _upload(browser, "検収,毎週\n発送,毎日\n".encode()).headers["Location"]

    press(browser, path, world.run_jobs, **_hidden(browser.get(f"{path}?header=0&c0=name&c1=frequency").text))

    assert {"検収", "発送"} <= _names(world)


def test_two_columns_for_one_fact_are_refused_in_words(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = _upload(browser, FLAWED.encode()).headers["Location"]

    html = browser.get(f"{path}?header=1&c0=name&c1=name").text

    assert "同じ項目に2つの列が選ばれています。" in html
    assert html.count('<option value="name" selected>') == 2  # what was chosen is still shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 not a sheet", "表のファイルではありません。"),
        (b"  \n", "ファイルが空です。"),
        (b"PK\x03\x04 broken", "ファイルが壊れていて開けません。"),
        ("業務名\n検収\n".encode("euc_jp") * 40, ""),
    ],
)
def test_a_refused_file_is_named_beside_its_field(world: World, tmp_path: Path, content: bytes, said: str) -> None:
    answer = _upload(browser_of(world, Role.CLIENT, tmp_path), content)

    field = re.search(r'<div class="fld[^"]*"><label for="file">.*?</div>', answer.text, re.DOTALL)
    assert answer.status_code == 400
    assert field is not None
    assert 'class="err"' in field[0]
    assert said in field[0]


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "keep_sheet", lambda *_args, **_named: pytest.fail("it was read"))

    # Written by hand: the test client leaves large bodies of its own making open.
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n'
    body = head + b"x" * (5 * 1024 * 1024 + 1) + b"\r\n--cut--\r\n"

    browser = browser_of(world, Role.CLIENT, tmp_path)
    answer = browser.post("/tasks/import", data=body, content_type="multipart/form-data; boundary=cut")

    assert answer.status_code == 400
    assert "ファイルが大きすぎます。5MBまでです。" in answer.text


def test_without_a_file_or_a_client_the_page_says_so(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.OPERATOR, tmp_path)

    answer = browser.post("/tasks/import", data={})

    assert answer.status_code == 400
    assert "ファイルを選んでください。" in answer.text
    assert "依頼企業を選んでください。" in answer.text


def test_a_sheet_becomes_tasks_once(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = _upload(browser, "業務名,頻度\n検収,毎週\n".encode()).headers["Location"]
    sent = _hidden(browser.get(path).text)
    press(browser, path, world.run_jobs, **sent)
    after = _names(world)

    again = browser.post(path, data=sent)

    assert again.status_code == 409
    assert "このファイルは取り込み済みです。" in again.text
    assert 'class="store"' not in again.text
    assert _names(world) == after


def test_what_the_inventory_has_is_told_before_it_is_stored(world: World, tmp_path: Path) -> None:
    """The world's task takes 30 minutes and needs no expertise; the sheet says 45 minutes and nothing of expertise."""
    browser = browser_of(world, Role.CLIENT, tmp_path)
    sheet = "業務名,部署,所要時間\n検収,総務,10分\n受注 入力,総務,45分\n名刺の棚卸,総務,1時間\n"

    html = browser.get(_upload(browser, sheet.encode()).headers["Location"]).text

    text = text_of(html)
    assert "取り込める業務 1 ほかにすでにある業務が2件" in text
    assert "見送る（新しく1件、すでにあるため見送り2件）" in text
    assert "新しい業務として取り込む（全部で3件。同じ名前の業務が増えます）" in text
    # The one with a difference first; 30 and 45 minutes as tables write them.
    assert "3 3行目 受注 入力 違いがある 1回の時間 0:30 → 0:45 4 4行目 名刺の棚卸 すでにある" in text
    assert "1件は内容が違います。" in text
    assert f'href="/tasks/{world.tasks["受注入力"]}"' in html
    assert "検収" in text.partition("取り込まれる業務")[2]
    assert "受注" not in text.partition("取り込まれる業務")[2]


AGAIN = "業務名,部署\n受注入力,総務\n検収,総務\n名刺の棚卸,総務\n"


@pytest.mark.parametrize(
    ("chosen", "new", "known"),
    [
        ({}, 1, 2),
        ({"known": "skip", "as_new": "4"}, 2, 1),
        ({"known": "new"}, 3, 0),
        ({"known": "skip", "as_new": "x"}, 1, 2),
    ],
)
def test_known_rows_are_left_out_or_taken_in_as_chosen(
    world: World, tmp_path: Path, chosen: dict[str, str], new: int, known: int
) -> None:
    """Of three rows the second is new."""
    browser = browser_of(world, Role.CLIENT, tmp_path)
    before = len(tasks_queries.inventory(world.session, HOUSE))
    path = _upload(browser, AGAIN.encode()).headers["Location"]

    done = press(browser, path, world.run_jobs, **_hidden(browser.get(path).text), **chosen)

    assert f"{new}業務を取り込み、採点しました。" in done.text
    assert (f"新しく{new}件、すでにあるため見送り{known}件。" in done.text) == (known > 0)
    world.session.rollback()
    assert len(tasks_queries.inventory(world.session, HOUSE)) == before + new


def test_what_came_in_after_the_page_was_shown_is_not_among_what_was_chosen(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = _upload(browser, AGAIN.encode()).headers["Location"]
    sent = _hidden(browser.get(path).text)
    world.submit("ALPHA", TaskRow(0, "検収", department="総務"))

    done = press(browser, path, world.run_jobs, **sent, known="new")

    # Rows 2 and 4 were shown as known and are wanted; row 3 has come in since, and nobody chose to have it twice.
    assert "新しく2件、すでにあるため見送り1件。" in done.text


def test_without_anything_new_nothing_is_asked_for_by_mistake(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    before = _names(world)
    path = _upload(browser, "業務名,部署\n受注入力,総務\n".encode()).headers["Location"]
    shown = browser.get(path).text
    assert "新しい業務はありません。読み取れた業務はすべて棚卸にあります。" in shown

    refused = browser.post(path, data={**_hidden(shown), "known": "skip"})

    assert refused.status_code == 400
    assert "新しい業務がありません。" in refused.text
    assert 'class="store"' in refused.text
    assert _names(world) == before


def test_what_was_ticked_is_still_ticked_when_the_page_comes_back(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = _upload(browser, (AGAIN + "発送,総務\n発送,総務\n").encode()).headers["Location"]

    refused = browser.post(path, data={**_hidden(browser.get(path).text), "as_new": "4"})

    assert refused.status_code == 400  # row 6 is there twice, and the good rows alone were not chosen
    ticks = re.findall(r'name="as_new" value="(\d+)"[^>]*?( checked)?>', refused.text)
    assert ticks == [("2", ""), ("4", " checked")]


def test_what_was_left_out_can_be_looked_at_afterwards(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    path = _upload(browser, AGAIN.encode()).headers["Location"]
    press(browser, path, world.run_jobs, **_hidden(browser.get(path).text))

    html = browser.get(path).text

    assert "このファイルは取り込み済みです。" in html
    # 検収 came from this sheet and is no namesake of its own row.
    assert "取り込める業務 1 ほかにすでにある業務が2件" in text_of(html)
    assert 'name="as_new"' not in html


def test_the_tasks_of_another_company_are_never_shown_as_known(world: World, tmp_path: Path) -> None:
    world.submit("BETA", TaskRow(0, "検収", department="総務", minutes_per_run=77))
    browser = browser_of(world, Role.CLIENT, tmp_path)

    text = text_of(browser.get(_upload(browser, "業務名,部署,所要時間\n検収,総務,10分\n".encode()).location).text)

    assert "取り込める業務 1 読み取れた行です" in text
    assert "1:17" not in text


def _stand(world: World, rows: list[str]) -> None:
    """Tasks of ALPHA by name and department, written at once: a form each would take a minute."""
    facts = {"owner": "高橋", "frequency_text": "毎月", "minutes_per_run": 30, "runs_per_year": 12, "has_manual": False}
    told = {
        **facts,
        "client_id": world.client_id("ALPHA"),
        "created_at": world.clock.now(),
        "changed_at": world.clock.now(),
    }
    named = [dict(zip(("name", "department"), row.split(","), strict=True)) for row in rows]
    there = [{**told, **names, "public_id": f"t-{place}", "number": place} for place, names in enumerate(named, 100)]
    with transaction(world.session):
        world.session.execute(insert(TaskRecord), there)


@pytest.mark.parametrize("known", [1000, 2000])
def test_the_page_of_a_long_sheet_is_small_and_asks_little(world: World, tmp_path: Path, known: int) -> None:
    """2,000 rows, of which so many are there with seven other facts; every second of the rest cannot be read."""
    rows = [f"取引先{number}番の請求書の発行と発送,経理第{number % 9}課" for number in range(2000)]
    _stand(world, rows[:known])
    minutes = ["半日" if number >= known and number % 2 else "45分" for number in range(2000)]
    rest = f"あり,会計ソフト,{'月末の締めに間に合わせること。' * 9},個人情報"
    lines = [f"{row},佐藤,毎週,{each},{rest}\n" for row, each in zip(rows, minutes, strict=True)]
    sheet = "業務名,部署,担当者,頻度,1回の時間,マニュアル,使用ツール,備考,機密区分\n" + "".join(lines)
    path = f"/tasks/import/{_kept(world, 'ALPHA', sheet)}"
    browser = browser_of(world, Role.CLIENT, tmp_path)
    asked: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    page = browser.get(path)

    assert f"取り込める業務 {(2000 - known) // 2} " in text_of(page.text)
    assert f"ほかにすでにある業務が{known}件" in page.text
    assert len(page.data) <= 60_000
    assert len(asked) <= 20


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_that_comes_back_as_a_file_is_known_as_a_whole(world: World, tmp_path: Path, form: str) -> None:
    """Five tasks of the world, and three whose names or facts a file might change; in files of both languages."""
    world.submit("ALPHA", TaskRow(0, "=SUM集計", "総務", frequency_text="月1回", runs_per_year=216, judgement_pct=1))
    world.submit("ALPHA", TaskRow(0, "-", owner="高橋", tools="会計ソフト, 電卓", frequency_text="随時"))
    world.submit("ALPHA", TaskRow(0, "＠会議室 の予約", "営業", minutes_per_run=5, capable_people=0))
    browser = browser_of(world, Role.CLIENT, tmp_path, lists.bp)
    every = "&".join(f"cols={each.key}" for each in TASKS.columns if each.key != "client")

    for locale, columns in (("ja", ""), ("ja", every), ("en", every)):
        browser.get(f"/tasks?lang={locale}")
        file = browser.get(f"/tasks/list.{form}?{columns}").data
        browser.get("/tasks?lang=ja")
        text = text_of(browser.get(_upload(browser, file, f"tasks.{form}").location).text)

        assert "取り込める業務 0 ほかにすでにある業務が8件" in text
        assert "直すところ 0" in text
        assert "どれも、読み取った列に書いてあることは棚卸と同じです。" in text


def test_the_sheet_of_another_client_and_one_that_never_was_look_the_same(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    foreign_id = _kept(world, "BETA", FLAWED)

    for verb in ("GET", "POST"):
        foreign, missing = (browser.open(f"/tasks/import/{each}", method=verb) for each in (foreign_id, "nothing"))
        assert foreign.status_code == missing.status_code == 404
        assert text_of(foreign.text) == text_of(missing.text)
