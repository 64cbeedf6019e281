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
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from tests.databases import FOLDER_PREFIX, LEFT_BEHIND_S, sweep

if TYPE_CHECKING:
    from pathlib import Path

    from app.database import Database


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
