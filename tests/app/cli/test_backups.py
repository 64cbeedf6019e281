"""`backup` and `restore` say what they did and what stands in the way."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.adapters.backups import Refusal
from app.domain.worktime import TOKYO
from app.translations.backups import REFUSALS
from tests.conditions import EARLIER, bring_to

if TYPE_CHECKING:
    from pathlib import Path

    from app.database import Database
    from tests.app.cli.conftest import Call
    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def engine(engine_name: str) -> str:
    """The one engine these tests need."""
    return engine_name


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("名刺入力", dt.date(2026, 10, 5), minutes=300)
    world.session.close()
    return world


def test_every_refusal_has_its_sentence() -> None:
    assert set(REFUSALS) == set(Refusal)


@pytest.mark.usefixtures("world")
def test_there_and_back_again(call: Call, tmp_path: Path) -> None:
    made = call("backup", str(tmp_path / "house.backup"))
    refused = call("restore", str(tmp_path / "house.backup"))
    back = call("restore", str(tmp_path / "house.backup"), "--replace")

    assert (made.code, made.err) == (0, "")
    assert made.out.startswith(f"{tmp_path}/house.backup にバックアップを取りました（")
    assert (refused.code, refused.out) == (2, "")
    assert "--replace" in refused.err
    assert (back.code, back.err) == (0, "")
    assert "戻しました" in back.out
    assert "すべて成り立っています。" in back.out


def test_a_backup_of_an_earlier_version_may_be_made_before_the_upgrade(
    call: Call, world: World, database: Database, tmp_path: Path
) -> None:
    bring_to(database, EARLIER)

    assert call("usage", "2026-10").code == 2
    assert call("backup", str(tmp_path / "before.backup")).code == 0


@pytest.mark.usefixtures("world")
def test_a_backup_that_is_there_is_left_alone(call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("something")

    said = call("--lang", "en", "backup", str(tmp_path / "taken"))

    assert said.code == 2
    assert "There is a file of that name" in said.err
    assert (tmp_path / "taken").read_text() == "something"
