"""Figures of one process, and of several together."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.adapters.metrics import Figures, Instruments
from app.database import Database
from tests.app.web.served import address_of_nobody

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
#: A process that counts one request and keeps one connection of a pool, tells all, and goes on until its input ends.
PROCESS = """
import sys
from app.adapters.metrics import Instruments
from app.database import Database

instruments = Instruments()
database = Database(sys.argv[1], pool_size=3)
instruments.watch_pool(database.engine)
kept = database.engine.connect()
instruments.observe(endpoint="tasks.index", method="GET", status=200, seconds=0.25)
print("counted", flush=True)
sys.stdin.readline()
sys.stdout.write(instruments.exposition(lambda: None).decode())
"""


def lines(instruments: Instruments, ask: Callable[[], Figures | None] = lambda: None) -> list[str]:
    return [line for line in instruments.exposition(ask).decode().splitlines() if not line.startswith("#")]


def test_jobs_are_told_by_kind_and_state() -> None:
    figures = Figures(jobs={("plan", "waiting"): 3, ("mail", "failed"): 1}, oldest_waiting_s=12.5, plan_gap=0.02)

    told = lines(Instruments(), lambda: figures)

    assert 'ennoshita_jobs{kind="plan",state="waiting"} 3.0' in told
    assert 'ennoshita_jobs{kind="mail",state="failed"} 1.0' in told
    assert "ennoshita_queue_age_seconds 12.5" in told
    assert "ennoshita_plan_gap 0.02" in told
    assert not any(line.startswith("ennoshita_plan_seconds") for line in told)


def test_a_gap_that_was_not_proven_is_not_told_as_none() -> None:
    assert not any("plan_gap" in line for line in lines(Instruments(), lambda: Figures(plan_seconds=2.0)))


def test_a_slow_request_stands_in_its_bucket() -> None:
    instruments = Instruments()
    instruments.observe(endpoint="tasks.index", method="GET", status=200, seconds=0.25)

    told = lines(instruments)

    # 0.25 s is above the bucket of 0.2 s and inside the one of 0.3 s.
    assert 'ennoshita_request_seconds_bucket{endpoint="tasks.index",le="0.2",method="GET"} 0.0' in told
    assert 'ennoshita_request_seconds_bucket{endpoint="tasks.index",le="0.3",method="GET"} 1.0' in told


def test_connections_in_use_are_counted_and_given_back(database: Database) -> None:
    instruments = Instruments()
    instruments.watch_pool(database.engine)

    with database.engine.connect(), database.session() as session:
        session.execute(text("SELECT 1"))
        assert "ennoshita_pool_checked_out 2.0" in lines(instruments)

    assert "ennoshita_pool_checked_out 0.0" in lines(instruments)


def test_connections_that_never_came_about_are_not_given_back() -> None:
    instruments = Instruments()
    nobody = Database(address_of_nobody())
    instruments.watch_pool(nobody.engine)

    for _ in range(3):
        with pytest.raises(OperationalError):
            nobody.engine.connect()

    assert "ennoshita_pool_checked_out 0.0" in lines(instruments)


def test_several_processes_are_added_up(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, f"sqlite:///{tmp_path / 'any.db'}"],
            cwd=ROOT,
            env={"PROMETHEUS_MULTIPROC_DIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "counted\n"

    told, _ = [process.communicate("\n")[0] for process in processes]

    assert 'ennoshita_requests_total{endpoint="tasks.index",method="GET",status="2xx"} 2.0' in told
    assert "ennoshita_pool_size 6.0" in told
    assert "ennoshita_pool_checked_out 2.0" in told
    assert [process.returncode for process in processes] == [0, 0]
