"""`tasks import`: looked at first, taken in whole or by good rows, refused before it is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE
from app.queries import tasks as tasks_queries
from seeds.catalogue import seed_catalogue

if TYPE_CHECKING:
    from app.database import Database
    from tests.app.cli.conftest import Call

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

SHEETS = Path(__file__).parents[3] / "seeds" / "data" / "inventories"


@pytest.fixture
def house(call: Call, database: Database) -> Call:
    """A client, and the catalogue."""
    with database.session() as session:
        seed_catalogue(session)
    call("client", "add", "--code", "A", "--name", "アオゾラ", "--hours", "30", "--fee", "100000")
    return call


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """A sheet of three rows, one of them without a readable time."""
    path = tmp_path / "broken.csv"
    path.write_text(
        "業務名,部署,所要時間\n名刺入力,総務,30分\n発注,総務,半日\n受注入力,営業,1時間半\n", encoding="utf-8"
    )
    return str(path)


def stored(database: Database) -> list[str]:
    with database.session() as session:
        return [task.name for task in tasks_queries.inventory(session, HOUSE)]


def test_a_dry_run_shows_how_the_sheet_is_read_and_stores_nothing(house: Call, database: Database) -> None:
    said = house("tasks", "import", str(SHEETS / "studio_cp932.csv"), "--client", "A", "--dry-run")

    assert (said.code, said.err) == (0, "")
    assert "文字コード：Shift_JIS（cp932）" in said.out
    assert "見出しの行：4" in said.out
    assert ["8", "月の回数", "月の回数"] in [line.split() for line in said.out.splitlines()]
    assert "取り込める業務 18件、読めない行 0、飛ばす行 4（空の行 1、表題・見出し 2、合計の行 1）" in said.out
    assert "法律で渡せない業務：2件" in said.out
    assert stored(database) == []


def test_a_dry_run_names_the_sheet_of_a_workbook(house: Call) -> None:
    said = house("tasks", "import", str(SHEETS / "clinic.xlsx"), "--client", "A", "--dry-run")

    assert "形式：xlsx　文字コード：–" in said.out
    assert "シート：–" not in said.out


def test_a_dry_run_for_programs(house: Call) -> None:
    data = house("tasks", "import", str(SHEETS / "ec_shop_utf8bom.csv"), "--client", "A", "--dry-run", "--json").data

    assert (data["encoding"], data["header_row"], data["mapping"]["1"]) == ("utf-8-sig", 1, "name")
    assert (len(data["rows"]), data["problems"], data["reserved"]) == (33, [], 3)


def test_a_dry_run_of_a_broken_sheet_ends_with_2(house: Call, broken: str) -> None:
    said = house("tasks", "import", broken, "--client", "A", "--dry-run")

    assert said.code == 2
    assert "取り込める業務 2件、読めない行 1" in said.out
    assert said.err == (
        "3行目：時間「半日」を読み取れません。「30分」「1時間半」「1.5h」のように書いてください。［1回の時間］\n"
    )


def test_a_broken_sheet_stores_nothing(house: Call, broken: str, database: Database) -> None:
    said = house("tasks", "import", broken, "--client", "A")

    assert (said.code, said.out) == (2, "")
    assert "3行目：時間「半日」を読み取れません" in said.err
    assert "--good-rows" in said.err
    assert stored(database) == []


def test_good_rows_are_stored_alone_when_asked(house: Call, broken: str, database: Database) -> None:
    said = house("tasks", "import", broken, "--client", "A", "--good-rows")

    assert said.code == 0
    assert said.out.startswith("2件を取り込み、採点しました（渡せない業務 0件、読めない行 1、")
    assert stored(database) == ["名刺入力", "受注入力"]


def test_the_same_sheet_twice_stores_nothing_the_second_time(house: Call, database: Database) -> None:
    path = str(SHEETS / "studio_cp932.csv")
    assert house("tasks", "import", path, "--client", "A", "--json").data["stored"] == 18

    said = house("tasks", "import", path, "--client", "A")

    assert said.code == 0
    assert said.out.endswith("新しく0件、すでにあるため見送り18件\n")
    assert len(stored(database)) == 18


def test_a_sheet_sent_again_says_what_is_new_what_is_there_and_what_differs(
    house: Call, broken: str, database: Database
) -> None:
    """Of three rows one could not be read before; now it can, and another takes 45 minutes instead of 30."""
    house("tasks", "import", broken, "--client", "A", "--good-rows")
    path = Path(broken)
    path.write_text(path.read_text("utf-8").replace("半日", "2時間").replace("30分", "45分"), encoding="utf-8")

    looked = house("tasks", "import", broken, "--client", "A", "--dry-run")
    data = house("tasks", "import", broken, "--client", "A", "--dry-run", "--json").data
    said = house("tasks", "import", broken, "--client", "A")

    assert "取り込める業務 1件、" in looked.out
    assert "新しく1件、すでにあるため見送り2件\n" in looked.out
    assert "2行目「名刺入力」：違いがある（1回の時間 0:30 → 0:45）\n" in looked.out
    assert [(each["row"], each["name"]) for each in data["known"]] == [(2, "名刺入力"), (4, "受注入力")]
    assert data["known"][0]["changes"] == [{"field": "minutes_per_run", "old": 30, "new": 45}]
    assert said.out.endswith("新しく1件、すでにあるため見送り2件\n")
    assert stored(database) == ["名刺入力", "受注入力", "発注"]


def test_known_rows_are_taken_in_all_the_same_when_asked(house: Call, broken: str, database: Database) -> None:
    house("tasks", "import", broken, "--client", "A", "--good-rows")

    looked = house("tasks", "import", broken, "--client", "A", "--dry-run", "--known", "new")
    said = house("tasks", "import", broken, "--client", "A", "--good-rows", "--known", "new", "--json").data

    assert "新しく2件、すでにあるため見送り0件\n" in looked.out
    assert (said["stored"], said["known"]) == (2, 0)
    assert stored(database) == ["名刺入力", "受注入力"] * 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "ファイルが空です"),
        (b"\x89PNG\r\n\x1a\n....", "表のファイルではありません"),
        ("あ,い\n1,2\n".encode(), "業務名の列が見つかりません"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(house: Call, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    said = house("tasks", "import", str(path), "--client", "A")

    assert (said.code, said.out) == (2, "")
    assert told in said.err
