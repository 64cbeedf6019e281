"""`hours log` and `hours import`: what is taken, what is refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries import hours as hours_queries
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.cli.conftest import Call
    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

ENTRY = ("hours", "log", "--client", "ALPHA", "--task", "受注入力", "--assistant", "sato", "--date", "2026-10-05")


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A published plan, on the evening of 30 October."""
    return make_world().with_plan().at(dt.datetime(2026, 10, 30, 20, tzinfo=TOKYO))


def minutes(world: World) -> list[int]:
    world.session.rollback()
    return sorted(entry.minutes for entry in hours_queries.entries(world.session, HOUSE))


def test_what_waits_is_approved_for_one_client_or_for_all(call: Call, world: World) -> None:
    world.log("受注入力", dt.date(2026, 10, 5), minutes=30)
    world.log("名刺入力", dt.date(2026, 10, 5), minutes=30)
    world.session.rollback()

    assert call("hours", "approve", "2026-10", "--client", "BETA").out == "1件の記録を承認しました。\n"
    assert call("hours", "approve", "2026-10").out == "1件の記録を承認しました。\n"
    assert call("hours", "approve", "2026-10").out == "0件の記録を承認しました。\n"


def test_an_entry_names_its_kind_of_work(call: Call, world: World) -> None:
    assert call(*ENTRY, "--minutes", "30", "--activity", "meeting").code == 0
    assert call(*ENTRY, "--minutes", "30", "--activity", "nap").code == 2
    assert minutes(world) == [30]


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ((), "時間（--minutes）：入力してください"),
        (("--minutes", "30", "--start", "9:00"), "時間（--minutes）：選べない値です"),
        (("--start", "9:00"), "終了（--stop）：入力してください"),
        (("--minutes", "0"), "時間（--minutes）：1分から24時間までにしてください"),
        (("--start", "9時", "--stop", "10:00"), "開始（--start）：時刻「9時」を読み取れません"),
        (("--minutes", "30", "--date", "2026-10-31"), "日付（--date）：これからの作業は記録できません"),
        (("--minutes", "30", "--date", "10/5"), "日付（--date）：日付「10/5」を読み取れません"),
        (("--minutes", "30", "--task", "発注"), "業務（--task）：ALPHAの「発注」は"),
        (("--minutes", "30", "--client", "BETA"), "業務（--task）：BETAの「受注入力」は"),
        (("--minutes", "30", "--assistant", "none"), "アシスタント（--assistant）：見つかりません"),
    ],
)
def test_an_entry_that_cannot_be_taken_names_its_field(
    call: Call, world: World, extra: tuple[str, ...], told: str
) -> None:
    said = call(*ENTRY, *extra)

    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert minutes(world) == []


def test_entries_that_overlap_are_refused(call: Call, world: World) -> None:
    assert call(*ENTRY, "--start", "9:00", "--stop", "10:00").code == 0

    said = call(*ENTRY, "--start", "9:59", "--stop", "10:30")

    assert said.code == 2
    assert "開始（--start）：同じ時間帯に" in said.err
    assert minutes(world) == [60]


def test_a_file_is_tried_taken_in_and_taken_in_once(call: Call, world: World, tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text(
        "日付,依頼企業,業務,担当者,作業時間\n"
        "2026/10/5,ALPHA,受注入力,佐藤 花,1時間半\n"
        "2026年10月6日,BETA,名刺入力,mori,45\n",
        encoding="utf-8",
    )

    assert call("hours", "import", str(path), "--dry-run").out == "2件を記録できます。\n"
    assert minutes(world) == []
    assert call("hours", "import", str(path)).out == "2件を記録しました。\n"
    assert call("hours", "import", str(path)).out == "0件を記録しました。\n2件は記録済みでした。\n"
    assert minutes(world) == [45, 90]


def test_a_file_with_a_bad_row_stores_nothing(call: Call, world: World, tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text(
        "日付,依頼企業,業務,担当者,作業時間\n"
        "2026/10/5,ALPHA,受注入力,佐藤 花,1時間半\n"
        "2026/10/5,ALPHA,発注,佐藤 花,1時間半\n"
        "10月5日,ALPHA,発注,佐藤花子,たくさん\n",
        encoding="utf-8",
    )

    said = call("hours", "import", str(path))

    assert (said.code, said.out) == (2, "")
    assert "3行目：ALPHAの「発注」は、その月の計画にありません。" in said.err
    assert "4行目：日付「10月5日」を読み取れません。" in said.err
    assert "4行目：時間「たくさん」を読み取れません。" in said.err
    assert "4行目：アシスタント「佐藤花子」が見つかりません。" in said.err
    assert "4行目：ALPHAの「発注」は、どの月の計画にもありません。" in said.err
    assert "何も記録していません。" in said.err
    assert minutes(world) == []


def test_time_is_bought_after_its_price_was_looked_at(call: Call, world: World) -> None:
    told = ("hours", "top-up", "2026-10", "--client", "ALPHA", "--hours", "1:30")

    # 1:30 at 3,000 an hour
    assert call(*told, "--dry-run").out == "1:30を買い足すと\n2026-10の請求額に ¥4,500（税抜）が加わります。\n"
    world.session.rollback()
    assert hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER).topped_up_min == 0
    assert call(*told, "--until", "2026-12-31").out.startswith("1:30を買い足しました。\n")
    world.session.rollback()
    assert hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER).topped_up_min == 90
