"""A backup is whole or not there, a restore is whole or did nothing; on both databases."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.adapters.backups import BackupRefused, Refusal, restore, save
from app.database import Condition, Database
from app.domain.askers import AT_THE_DOOR
from app.domain.worktime import TOKYO
from app.queries.check import check
from tests.conditions import EARLIER, LATER, bring_to
from tests.topology.day_of_kinds import books

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize(
    "engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
pytestmark = pytest.mark.usefixtures("postgres_tools")


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A house at work: a plan, hours, a sign-in or two."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=90)
    world.session.rollback()
    return world


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Path:
    """A backup of it."""
    save(world.database, tmp_path / "copy")
    return tmp_path / "copy"


def refusal(world: World, source: Path, *, replaces: bool = True) -> Refusal:
    """Why it was not put back; the house is as it was."""
    before = books(world.database)
    with pytest.raises(BackupRefused) as raised:
        restore(world.database, source, replaces=replaces)
    assert books(world.database) == before
    return raised.value.refusal


def test_what_is_put_back_is_what_was_there(world: World, copy: Path) -> None:
    before = books(world.database)
    world.log("受注入力", dt.date(2026, 10, 6), minutes=30)
    world.session.rollback()
    assert books(world.database) != before

    restore(world.database, copy, replaces=True)

    assert books(world.database) == before
    with world.database.session() as session:
        assert list(check(session)) == []
    world.log("受注入力", dt.date(2026, 10, 6), minutes=45)  # and work goes on: its keys count on from there


def test_walls_stand_in_what_was_put_back(world: World, copy: Path) -> None:
    restore(world.database, copy, replaces=True)

    with world.database.session() as session:
        session.connection(execution_options={"writes": True})
        with pytest.raises(DBAPIError):
            session.execute(text("DELETE FROM ledger_row"))


@on_postgresql
def test_the_second_wall_stands_in_what_was_put_back(world: World, copy: Path) -> None:
    policies = text("SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies")
    forced = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")

    def walls() -> tuple[set[object], set[object]]:
        with world.database.session() as session:
            return {tuple(row) for row in session.execute(policies)}, set(session.scalars(forced))

    before = walls()
    world.session.rollback()
    restore(world.database, copy, replaces=True)

    assert walls() == before
    with world.database.session(AT_THE_DOOR) as session:
        assert session.scalar(text("SELECT count(*) FROM task")) == 0
        assert session.scalar(text("SELECT count(*) FROM client")) == 2


def test_a_house_with_people_in_it_is_replaced_only_when_told(world: World, copy: Path) -> None:
    assert refusal(world, copy, replaces=False) is Refusal.HAS_DATA


def test_an_empty_house_is_filled(world: World, copy: Path, blank_database_url: str) -> None:
    blank = Database(blank_database_url)

    restore(blank, copy, replaces=False)

    assert books(blank) == books(world.database)
    assert blank.condition() is Condition.OK
    blank.dispose()


def test_tables_that_the_backup_does_not_know_are_gone(world: World, copy: Path) -> None:
    with world.database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE of_a_later_version (id INTEGER PRIMARY KEY)"))
    bring_to(world.database, LATER)  # an upgrade that is taken back

    restore(world.database, copy, replaces=True)

    assert world.database.condition() is Condition.OK
    with world.database.session() as session, pytest.raises(Exception, match="of_a_later_version"):
        session.execute(text("SELECT * FROM of_a_later_version"))


def test_the_file_is_for_its_owner_and_nothing_lies_beside_it(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    beside = [file.name for file in copy.parent.iterdir() if file.name.startswith("copy")]
    assert beside == ["copy"]


def test_no_backup_is_written_over(world: World, copy: Path) -> None:
    before = copy.read_bytes()

    with pytest.raises(BackupRefused) as raised:
        save(world.database, copy)

    assert raised.value.refusal is Refusal.THERE_ALREADY
    assert copy.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(world: World, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused) as raised:
        save(world.database, tmp_path / "nowhere" / "copy")

    assert raised.value.refusal is Refusal.NOT_WRITTEN


def test_a_database_without_tables_is_no_house_to_copy(blank_database_url: str, tmp_path: Path) -> None:
    blank = Database(blank_database_url)

    with pytest.raises(BackupRefused) as raised:
        save(blank, tmp_path / "copy")

    assert raised.value.refusal is Refusal.NO_DATABASE
    assert list(tmp_path.glob("copy*")) == []
    blank.dispose()


def test_an_older_version_is_put_back_as_it_was_and_a_newer_one_refused(world: World, tmp_path: Path) -> None:
    for revision in (EARLIER, LATER):
        bring_to(world.database, revision)
        save(world.database, tmp_path / revision)

    assert refusal(world, tmp_path / LATER) is Refusal.NEWER
    restore(world.database, tmp_path / EARLIER, replaces=True)
    assert world.database.condition() is Condition.NOT_MIGRATED


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Refusal.NO_BACKUP),
        ("業務名,部門\n".encode(), Refusal.NO_BACKUP),
        (b"PGDMP and nothing else", {"sqlite": Refusal.OTHER_KIND, "postgresql": Refusal.DAMAGED}),
        (b"SQLite format 3\0 and nothing else", {"sqlite": Refusal.DAMAGED, "postgresql": Refusal.OTHER_KIND}),
    ],
)
def test_a_file_that_is_no_backup_is_said(
    world: World, tmp_path: Path, content: bytes, why: Refusal | dict[str, Refusal]
) -> None:
    (tmp_path / "copy").write_bytes(content)

    found = refusal(world, tmp_path / "copy")

    assert found is (why if isinstance(why, Refusal) else why[world.database.engine.dialect.name])


def test_a_backup_that_was_cut_short_changes_nothing(world: World, copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) * 2 // 3])

    assert refusal(world, copy) in {Refusal.DAMAGED, Refusal.FAILED}


def test_a_file_that_is_not_there_is_said(world: World, tmp_path: Path) -> None:
    assert refusal(world, tmp_path / "copy") is Refusal.NOT_READ


@on_sqlite
def test_a_bent_page_is_noticed(world: World, copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 3 + 512] = os.urandom(512)
    copy.write_bytes(content)

    assert refusal(world, copy) is Refusal.DAMAGED


@on_sqlite
def test_a_row_that_no_table_of_ours_would_take_is_noticed(world: World, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        file.execute("UPDATE assistant SET monthly_min = -1")
        file.commit()

    assert refusal(world, copy) is Refusal.DAMAGED


@on_sqlite
def test_another_programs_file_of_sqlite_is_no_backup(world: World, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "copy")) as other:
        other.execute("CREATE TABLE bookmark (id INTEGER)")

    assert refusal(world, tmp_path / "copy") is Refusal.NO_BACKUP


@on_sqlite
def test_a_database_in_memory_is_not_worth_a_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused) as raised:
        save(Database("sqlite://"), tmp_path / "copy")

    assert raised.value.refusal is Refusal.NO_DATABASE


@on_postgresql
def test_without_the_programs_of_postgresql_it_is_said_which(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupRefused) as raised:
        save(world.database, tmp_path / "copy")

    assert (raised.value.refusal, raised.value.params) == (Refusal.NO_TOOL, {"tool": "pg_dump"})
    assert list(tmp_path.glob("copy*")) == []


@on_postgresql
def test_a_password_is_not_among_the_words_of_a_command(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "pg_dump"
    last = 'for last; do :; done; cat "${last##*passfile=}"'
    spy.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\n{last} > {tmp_path}/pass\nexit 1\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    told = world.database.engine.url.set(password="p:w\\d")
    database = Database(told.render_as_string(hide_password=False))

    with pytest.raises(BackupRefused):
        save(database, tmp_path / "copy")

    assert "p:w" not in (tmp_path / "words").read_text()
    assert (tmp_path / "pass").read_text() == "*:*:*:*:p\\:w\\\\d\n"
    database.dispose()
