"""The way of a sheet into the inventory, page by page."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import seeds
from app.actions.tasks.import_sheet import keep_sheet
from app.domain.accounts import HOUSE, Role
from app.queries import tasks as tasks_queries
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


def _names(world: World) -> set[str]:
    world.session.rollback()
    return {task.name for task in tasks_queries.inventory(world.session, HOUSE)}


def _hidden(html: str) -> dict[str, str]:
    """What the page would send to store the sheet as it is shown."""
    form = re.search(r'<form class="store".*?</form>', html, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(header|c\d+)" value="([^"]*)"', form[0]))


def test_a_sheet_of_a_company_is_read_shown_and_stored(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    before = _names(world)

    kept = _upload(browser, STUDIO.read_bytes(), "studio_cp932.csv")
    preview = browser.get(kept.headers["Location"])

    text = text_of(preview.text)
    assert "CSV、文字コード Shift_JIS（cp932）" in text
    assert '<option value="4" selected>' in preview.text  # the header is in the fourth row
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
    browser = browser_of(world, Role.CLIENT, tmp_path)

    html = browser.get(_upload(browser, "業務名,部署\n受注入力,総務\n検収,総務\n".encode()).headers["Location"]).text

    assert "2行目" in html
    assert "「受注入力」は同じ部署・同じ業務名で登録されています。" in html


def test_the_sheet_of_another_client_and_one_that_never_was_look_the_same(world: World, tmp_path: Path) -> None:
    browser = browser_of(world, Role.CLIENT, tmp_path)
    foreign_id = keep_sheet(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["BETA"],
        data=FLAWED.encode(),
        filename="x.csv",
        now=world.clock.now(),
        new_id=world.ids,
    )

    for verb in ("GET", "POST"):
        foreign, missing = (browser.open(f"/tasks/import/{each}", method=verb) for each in (foreign_id, "nothing"))
        assert foreign.status_code == missing.status_code == 404
        assert text_of(foreign.text) == text_of(missing.text)
