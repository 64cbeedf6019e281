"""A month from the line alone, on both databases: every command once, with what it prints."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.actions.accounts import save_issuer
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from seeds.catalogue import seed_catalogue
from tests.worlds import ISSUER

if TYPE_CHECKING:
    from app.database import Database
    from tests.app.cli.conftest import Call
    from tests.clocks import FakeClock

SHEETS = Path(__file__).parents[3] / "seeds" / "data" / "inventories"
STUDIO = str(SHEETS / "studio_cp932.csv")
CLIENT = ("client", "add", "--code", "AOZORA", "--name", "株式会社アオゾラ設計室", "--short-name", "アオゾラ")
TERMS = ("--hours", "30", "--fee", "100000", "--overage", "4000", "--carry-over", "--from", "2026-10")


@pytest.fixture
def house(call: Call, database: Database, clock: FakeClock) -> Call:
    """A client with its sheet and an assistant, at the end of September."""
    clock.instant = dt.datetime(2026, 9, 28, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    with database.session() as session:
        seed_catalogue(session)
        save_issuer(session, scope=HOUSE, data=ISSUER)
    assert call(*CLIENT, *TERMS).code == 0
    person = ("assistant", "add", "--code", "mori", "--name", "森下 由香", "--hours", "40")
    skills = ("--skill", "経理=4", "--skill", "general_affairs=3", "--skill", "秘書=2")
    assert call(*person, *skills).code == 0
    assert call("tasks", "import", STUDIO, "--client", "AOZORA").code == 0
    return call


def test_the_whole_month(house: Call, clock: FakeClock, tmp_path: Path) -> None:
    made = house("plan", "make", "2026-10")
    assert made.code == 0
    assert "2026-10の割当計画 第1版（下書き）" in made.out
    assert house("plan", "publish", "2026-10").out == "第1版を公開し、0人に知らせました。\n"
    assert house("plan", "publish", "2026-10").out == "第1版は公開済みです。\n"
    clock.instant = dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO).astimezone(dt.UTC)
    entry = ("hours", "log", "--client", "AOZORA", "--task", "備品の発注", "--assistant", "mori")
    assert house(*entry, "--date", "2026-10-05", "--minutes", "1時間半").out == "1件を記録しました。\n"
    # 23:30 to 0:30 lies on two days.
    late = house(*entry, "--date", "2026-10-06", "--start", "23:30", "--stop", "0:30", "--note", "急ぎ")
    assert late.out == "2件を記録しました。\n"
    used = house("usage", "2026-10", "--json").data[0]
    # 90 + 60 minutes of 30 hours.
    assert (used["client_code"], used["granted_min"], used["used_min"]) == ("AOZORA", 1800, 150)
    assert "2:30" in house("usage", "2026-10").out
    clock.instant = dt.datetime(2026, 11, 1, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    parked = house("month", "close", "2026-10")
    waiting = "承認していない稼働が3件あります。先に承認してください。"
    assert (parked.code, parked.out) == (1, f"アオゾラ：締められません。{waiting}\n")
    assert house("hours", "approve", "2026-10").code == 0
    assert house("month", "close", "2026-10").out == "アオゾラ：締めました。請求 ¥110,000（税込）\n"
    again = house("month", "close", "2026-10", "--client", "AOZORA")
    assert again.out == "アオゾラ：締め済みでした。請求 ¥110,000（税込）\n"
    assert house("invoice", "issue", "--month", "2026-10").out == "INV-2026-0001を発行しました。\n"
    assert house("invoice", "issue", "--month", "2026-10").out == "下書きはありません。\n"
    listed = house("invoice", "list", "--month", "2026-10", "--json").data
    assert [(each["number"], each["state"], each["total_yen"]) for each in listed] == [
        ("INV-2026-0001", "issued", 110_000)
    ]
    assert "発行済み" in house("invoice", "list").out
    path = tmp_path / "invoice.pdf"
    assert house("invoice", "pdf", "INV-2026-0001", "-o", str(path)).out == f"{path}\n"
    assert path.read_bytes().startswith(b"%PDF-")
    assert house("check").out == "29個の決まりがすべて成り立っています。\n"
    assert house("check", "--json").data == {"rules": 29, "problem": None, "warnings": []}


def test_the_pdf_is_named_by_date_amount_client_and_number(
    house: Call, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.instant = dt.datetime(2026, 11, 1, 9, tzinfo=TOKYO).astimezone(dt.UTC)
    house("month", "close", "2026-10")
    drafted = house("invoice", "list", "--json").data[0]["public_id"]
    assert house("invoice", "issue", drafted, "--json").data == {drafted: "INV-2026-0001"}
    monkeypatch.chdir(tmp_path)

    said = house("invoice", "pdf", "INV-2026-0001")

    assert said.out == "20261101_110000_AOZORA_INV-2026-0001.pdf\n"
    assert (tmp_path / said.out.strip()).exists()


def test_what_cannot_be_closed_is_parked_with_its_reason(house: Call, clock: FakeClock) -> None:
    house("plan", "make", "2026-10")
    house("plan", "publish", "2026-10")
    clock.instant = dt.datetime(2026, 12, 1, 9, tzinfo=TOKYO).astimezone(dt.UTC)

    # October was begun by its plan and is still open.
    parked = house("month", "close", "2026-11")

    assert parked.code == 1
    assert parked.out == "アオゾラ：締められません。月：前の月が締められていません。古い月から順に締めてください。\n"
    found = house("month", "close", "2026-11", "--json")
    assert found.code == 1
    assert [each["problems"][0]["code"] for each in found.data["parked"]] == ["earlier_month_open"]
    assert house("month", "close", "2026-11", "--client", "AOZORA").code == 2


def test_a_month_that_is_not_over_is_not_closed(house: Call) -> None:
    said = house("month", "close", "2026-10")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("エラー：月：")


def test_a_plan_is_shown_with_every_reason(house: Call) -> None:
    house("plan", "make", "2026-10")

    shown = house("plan", "show", "2026-10")

    assert shown.code == 0
    assert "2026-10の割当計画 第1版（下書き）" in shown.out
    assert "できるのは森下 由香さんだけです。" in shown.out
    # Nobody here knows the web.
    assert "「Web運用 1」以上の人がいません" in shown.out
    data = house("plan", "show", "2026-10", "--version", "1", "--json").data
    assert {each["task_name"] for each in data["left_out"]} == {"ホームページ施工事例の更新"}
    assert all(each["reason"]["code"] for each in data["assignments"])


def test_a_plan_that_was_never_made_is_said(house: Call) -> None:
    said = house("plan", "show", "2026-09")

    assert (said.code, said.err) == (2, "エラー：割当計画：見つかりません。アドレスか名前を確かめてください。\n")


def test_a_plan_is_made_anew_where_something_changed(house: Call) -> None:
    house("plan", "make", "2026-10")

    assert house("plan", "make", "2026-10", "--json").data["version"] == 1
    house("assistant", "add", "--code", "hara", "--name", "原 渉", "--hours", "20", "--skill", "Web運用=3")
    assert house("plan", "make", "2026-10", "--json").data["version"] == 2


def test_tasks_are_listed_with_points_and_treatment(house: Call) -> None:
    listed = house("tasks", "list", "--client", "AOZORA", "--json").data

    assert len(listed) == 18
    outsourced = house("tasks", "list", "--treatment", "outsource").out
    assert "請求書作成・発行" in outsourced
    assert "社会保険の資格取得届" not in outsourced
    assert "社労士に依頼" in house("tasks", "list").out


def test_scoring_anew_keeps_what_was_said_before(house: Call) -> None:
    assert house("tasks", "score", "--client", "AOZORA").out == "18件を採点しました。\n"
    assert house("tasks", "score").out == "18件を採点しました。\n"


def test_clients_and_assistants_are_listed(house: Call) -> None:
    assert "株式会社アオゾラ設計室" in house("client", "list").out
    # The contract begins in October; the clock stands in September.
    assert house("client", "list", "--json").data[0]["terms"] is None
    assert "経理4 総務3 秘書2" in house("assistant", "list").out
    people = house("assistant", "list", "--json").data
    assert people[0]["skills"] == {"bookkeeping": 4, "general_affairs": 3, "secretary": 2}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*CLIENT, *TERMS), "コード（--code）：すでに使われています"),
        (("client", "add", "--code", "B", "--name", "B", "--hours", "半日", "--fee", "1"), "時間：時間「半日」"),
        (("client", "add", "--code", "B", "--name", "B", "--hours", "3", "--fee", "-1"), "月額（--fee）：0以上"),
        (("client", "add", "--code", "B", "--name", "B", "--hours", "3", "--fee", "x"), "--fee に使えない値です"),
        (("assistant", "add", "--code", "B", "--name", "B", "--hours", "3", "--skill", "x=1"), "技能「x」はありません"),
        (("assistant", "add", "--code", "B", "--name", "B", "--hours", "3", "--skill", "経理"), "技能「経理」の段階"),
        (("invoice", "pdf", "INV-2026-9999"), "請求書：見つかりません"),
        (("invoice", "issue"), "--month のどちらかを書いてください"),
        (("invoice", "issue", "x", "--month", "2026-10"), "--month のどちらかを書いてください"),
    ],
)
def test_bad_input_ends_with_2_and_says_how_to_mend_it(house: Call, arguments: tuple[str, ...], told: str) -> None:
    said = house(*arguments)

    assert (said.code, said.out) == (2, "")
    assert told in said.err
