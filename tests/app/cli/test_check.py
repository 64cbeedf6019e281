"""`check` says the first thing that does not hold and ends with 1."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from app.cli import check as check_command
from app.domain.worktime import TOKYO

if TYPE_CHECKING:
    from app.database import Database
    from tests.app.cli.conftest import Call
    from tests.worlds import MakeWorld

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def tampered(make_world: MakeWorld, database: Database) -> None:
    """A month in which somebody at the file made 300 worked minutes 200."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("名刺入力", dt.date(2026, 10, 5), minutes=300)
    world.session.close()
    with closing(sqlite3.connect(str(database.engine.url.database))) as file:
        file.execute("DROP TRIGGER wall_time_entry_update")
        assert (
            file.execute(
                "UPDATE time_entry SET minutes = 200, weighed_min = 200, charged_min = 200, cost_min = 200"
            ).rowcount
            == 1
        )
        file.commit()


@pytest.mark.usefixtures("tampered")
def test_what_does_not_hold_is_said_with_its_figures(call: Call) -> None:
    said = call("check")

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("稼働記録と時間台帳の分数が違います [entry_posting] entry=")
    assert said.err.endswith("found=300 wanted=200\n")


@pytest.mark.usefixtures("tampered")
def test_programs_are_told_the_same(call: Call) -> None:
    said = call("check", "--json")

    assert said.code == 1
    assert said.data["problem"]["code"] == "entry_posting"
    assert said.data["problem"]["params"]["wanted"] == 200


def test_a_full_disk_is_a_sentence_and_no_traceback(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    said_by_sqlite = sqlite3.OperationalError("database or disk is full")
    said_by_sqlite.sqlite_errorcode = sqlite3.SQLITE_FULL

    def full(_session: object) -> None:
        raise OperationalError("INSERT", {}, said_by_sqlite)

    monkeypatch.setattr(check_command, "check", full)

    said = call("check")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("エラー：データベースのディスクがいっぱいで、書き込めません。")


def test_a_database_that_keeps_nobody_apart_is_warned_of_and_the_books_hold(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_command, "sees_through_wall", lambda _session: True)

    said, data = call("check"), call("check", "--json").data

    assert (said.code, said.out) == (0, "29個の決まりがすべて成り立っています。\n")
    assert said.err.startswith("注意：データベースのロールがスーパーユーザーか BYPASSRLS なので、")
    assert (data["problem"], data["warnings"]) == (None, ["no_second_wall"])
