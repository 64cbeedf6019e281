"""The databases the tests stand on: real, fresh and apart from each other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.actions.accounts import NewAccount, add_account
from app.database import Database
from app.domain.accounts import HOUSE, Role
from app.models import AccountRow
from tests.clocks import CountingIds, FakeClock
from tests.databases import FOLDER_PREFIX, LEFT_BEHIND_S, sweep
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.databases import LentDatabases


def test_the_database_is_the_engine_that_was_asked_for(database: Database, engine_name: str) -> None:
    assert database.engine.dialect.name == engine_name


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_writes_no_other_test_sees(database: Database, turn: int) -> None:
    assert "scratch" not in inspect(database.engine).get_table_names()

    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE scratch (turn INTEGER)"))

    assert "scratch" in inspect(database.engine).get_table_names()


def test_a_migrated_database_has_its_tables_and_a_blank_one_has_none(
    database_url: str, blank_database_url: str, database: Database
) -> None:
    assert "ledger_row" in inspect(database.engine).get_table_names()
    assert database_url != blank_database_url


def test_a_hidden_write_in_a_reading_session_fails(database: Database) -> None:
    with Session(database.engine) as session, pytest.raises(Exception, match=r"readonly|read-only"):
        session.execute(text("DELETE FROM client"))


@pytest.mark.postgres
def test_a_database_that_is_lent_again_is_empty_and_counts_from_1(lent_databases: LentDatabases) -> None:
    with lent_databases.lent() as first:
        forgotten = Database(first)
        assert _keys_after_one_more(forgotten) == [1]
    with lent_databases.lent() as again:  # and whoever was still connected is cut off
        other = Database(again)
        assert _keys_after_one_more(other) == [1]
    assert again == first
    for each in (forgotten, other):
        each.dispose()


@pytest.mark.postgres
def test_a_connection_is_left_to_the_next_test_as_if_it_were_new(lent_databases: LentDatabases) -> None:
    asked = text("SELECT pg_backend_pid(), current_setting('lock_timeout')")
    found = []
    for _ in range(2):
        with lent_databases.lent() as url:
            database = Database(url)
            with database.engine.execution_options(writes=True).begin() as connection:
                found.append(connection.execute(asked).one())
                connection.execute(text("SET lock_timeout = '1s'"))
            database.dispose()

    assert found[0] == found[1]


@pytest.mark.postgres
def test_a_connection_that_nobody_let_go_of_is_left_to_nobody(lent_databases: LentDatabases) -> None:
    with lent_databases.lent() as url:
        forgetful = Database(url)
        held = forgetful.engine.connect()
    with pytest.raises(OperationalError):
        held.execute(text("SELECT 1"))
    forgetful.dispose()
    with lent_databases.lent() as url:
        other = Database(url)
        with other.session() as session:
            assert session.scalars(select(AccountRow.id)).all() == []
        other.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE ledger_row DISABLE TRIGGER USER",
        "DROP POLICY wall ON task",
        "ALTER TABLE task DISABLE ROW LEVEL SECURITY",
        "DROP INDEX ix_task_client_id_name",
        "UPDATE alembic_version SET version_num = '9999'",
        "DROP TABLE alembic_version",
    ],
)
def test_one_that_was_changed_is_not_lent_again(lent_databases: LentDatabases, change: str) -> None:
    with lent_databases.lent() as first:
        database = Database(first)
        with database.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text(change))
        database.dispose()
    with lent_databases.lent() as second:
        assert second != first


def _keys_after_one_more(database: Database) -> list[int]:
    data, ids = NewAccount("op@example.jp", "op", Role.OPERATOR, password=PASSWORD), CountingIds()
    with database.session() as session:
        add_account(session, scope=HOUSE, data=data, now=FakeClock().now(), new_id=ids, new_key=ids)
        return list(session.scalars(select(AccountRow.id)))


def test_servers_of_killed_runs_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = _folder(tmp_path, "left", pid=_ended_pid(), hours_old=2)
    young = _folder(tmp_path, "young", pid=_ended_pid(), hours_old=0)
    in_use = _folder(tmp_path, "in-use", pid=os.getpid(), hours_old=2)

    sweep()

    assert (left.exists(), young.exists(), in_use.exists()) == (False, True, True)


def _folder(where: Path, name: str, *, pid: int, hours_old: int) -> Path:
    folder = where / f"{FOLDER_PREFIX}{name}"
    folder.mkdir()
    (folder / ".handle_pids.json").write_text(json.dumps([pid]))
    made = time.time() - hours_old * LEFT_BEHIND_S
    os.utime(folder, (made, made))
    return folder


def _ended_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
