"""Workers and beats as processes of their own, with a Redis that is stopped, started and told everything twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.score import ask_scores
from app.adapters.clock import SystemClock, new_public_id
from app.database import transaction
from app.domain.accounts import HOUSE
from app.domain.jobs import JobKind, JobState, Order, send_order
from app.jobs.broker import ROUNDS, WAKE, Broker
from app.jobs.worker import hearing
from app.models.jobs import ask
from app.queries import jobs as jobs_queries
from tests.app.jobs.away import ComingBack
from tests.brokers import PASSWORD, Redis, redis, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.database import Database
    from app.queries.jobs import JobView
    from tests.worlds import MakeWorld

ROOT = Path(__file__).parents[3]
STEADY = Path(__file__).with_name("steady.py")
COMMAND = (sys.executable, "-u", "-c", "from app.factory import main; main()")

ON_SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize(
    "engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def server() -> Iterator[Redis]:
    with redis() as running:
        yield running


@contextmanager
def process(log: Path, *command: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """That command in the background, ended whatever happens."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ENNOSHITA_")}  # noqa: TID251
    told = {f"ENNOSHITA_{name}": value for name, value in settings.items()}
    with log.open("ab") as written:
        running = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**others, **told, "PYTHONPATH": str(ROOT)},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def steady(folder: Path, database: Database, server: Redis) -> tuple[str, ...]:
    return (sys.executable, str(STEADY), database.url, server.url, str(folder))


def asked(database: Database, server: Redis) -> str:
    database.wake = Broker(server.url).announce
    with database.session() as session:
        return ask_scores(session, scope=HOUSE, client_public_id=None, now=SystemClock().now(), new_id=new_public_id)


def seen(database: Database, public_id: str) -> JobView:
    with database.session() as session:
        return jobs_queries.job(session, HOUSE, public_id)


def begun(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("begun-*"))


def ended(running: subprocess.Popen[bytes], *signals: signal.Signals) -> int:
    for number in signals:
        running.send_signal(number)
    return running.wait(timeout=120)


@ON_POSTGRESQL
def test_a_stopped_worker_gives_its_job_to_another_and_messages_may_come_thrice(
    database: Database, server: Redis, tmp_path: Path
) -> None:
    command = steady(tmp_path, database, server)
    with process(tmp_path / "first.log", *command) as first, process(tmp_path / "second.log", *command) as second:
        wait_for(lambda: len(list(tmp_path.glob("ready-*"))) == 2)
        public_id = asked(database, server)
        wait_for(lambda: len(begun(tmp_path)) == 1)
        for _ in range(3):
            Broker(server.url).announce(public_id)
        had = first if begun(tmp_path)[0].endswith(f"-{first.pid}") else second

        # Warm shutdown: the job is not waited for, it goes back and its attempt does not count.
        assert ended(had, signal.SIGTERM) == 0
        wait_for(lambda: len(begun(tmp_path)) == 2)
        assert {name.split("-")[1] for name in begun(tmp_path)} == {"1"}
        assert seen(database, public_id).state is JobState.RUNNING

        # A killed worker's job is found by nobody but the rounds.
        other = second if had is first else first
        ended(other, signal.SIGKILL)
        assert seen(database, public_id).state is JobState.RUNNING
        (tmp_path / "go").touch()
        with process(tmp_path / "third.log", *command):
            wait_for(lambda: seen(database, public_id).state is JobState.DONE)

    assert [name.split("-")[1] for name in begun(tmp_path)] == ["1", "1", "2"]
    assert seen(database, public_id).attempts == 2


@ON_SQLITE
def test_a_database_that_is_away_spends_the_message_and_not_the_row(make_world: MakeWorld) -> None:
    world = make_world()
    public_id = ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)
    away = ComingBack(world.database, refuses=2)
    tasks = hearing("memory://", replace(world.runner(), database=away)).tasks  # type: ignore[arg-type]

    tasks[WAKE](public_id)
    tasks[ROUNDS]()
    assert seen(world.database, public_id).state is JobState.WAITING

    tasks[WAKE](public_id)
    tasks[WAKE](public_id)
    tasks[WAKE]("of-another-time")

    assert seen(world.database, public_id).state is JobState.DONE
    assert seen(world.database, public_id).attempts == 1


@ON_SQLITE
def test_a_bell_is_answered_by_the_job_whose_turn_it_is(make_world: MakeWorld) -> None:
    world = make_world()
    with transaction(world.session):
        asking = {"new_id": world.ids, "asked_by": None, "now": world.clock.now()}
        mail = ask(world.session, send_order("of nobody"), **asking)
        check = ask(world.session, Order(JobKind.CHECK, "check:now"), **asking)
    score = ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)
    tasks = hearing("memory://", world.runner()).tasks

    tasks[WAKE](mail)

    states = [seen(world.database, each).state for each in (score, mail, check)]
    assert states == [JobState.DONE, JobState.WAITING, JobState.WAITING]


@ON_SQLITE
def test_a_worker_outlives_a_broker_that_is_away(database: Database, server: Redis, tmp_path: Path) -> None:
    (tmp_path / "go").touch()
    log = tmp_path / "worker.log"
    with process(log, *steady(tmp_path, database, server)) as running:
        wait_for(lambda: bool(list(tmp_path.glob("ready-*"))))
        first = asked(database, server)
        wait_for(lambda: seen(database, first).state is JobState.DONE)

        server.stop()
        lost = asked(database, server)  # nobody hears it
        wait_for(lambda: "Cannot connect" in log.read_text())
        server.start()

        second = asked(database, server)
        assert second == lost  # it still waits, and is the same work
        Broker(server.url).announce(second)
        wait_for(lambda: seen(database, second).state is JobState.DONE)
        assert ended(running, signal.SIGTERM) == 0
    assert PASSWORD not in log.read_text()


@ON_SQLITE
def test_a_worker_whose_job_ends_while_the_broker_is_away_hears_of_the_next(
    database: Database, server: Redis, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    with process(log, *steady(tmp_path, database, server)):
        wait_for(lambda: bool(list(tmp_path.glob("ready-*"))))
        first = asked(database, server)
        wait_for(lambda: len(begun(tmp_path)) == 1)

        server.stop()
        (tmp_path / "go").touch()
        wait_for(lambda: seen(database, first).state is JobState.DONE)
        wait_for(lambda: any(word in log.read_text() for word in ("Couldn't ack", "Connection to broker lost")))
        server.start()

        second = asked(database, server)
        wait_for(lambda: seen(database, second).state is JobState.DONE)
        assert seen(database, second).attempts == 1


@ON_POSTGRESQL
def test_the_commands_ring_hear_and_stop(database: Database, server: Redis, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": database.url, "BROKER_URL": server.url, "HEARTBEAT_S": "1", "DATA_DIR": str(tmp_path)}
    beats, works = tmp_path / "beat.log", tmp_path / "worker.log"
    with process(beats, *COMMAND, "beat", **settings) as one, process(beats, *COMMAND, "beat", **settings) as two:
        wait_for(lambda: server.waiting() > 2)  # nobody hears them yet
        with process(works, *COMMAND, "worker", "--concurrency", "2", **settings) as running:
            public_id = asked(database, server)
            wait_for(lambda: seen(database, public_id).state is JobState.DONE)
            wait_for(lambda: all(not job.is_living for job in every_job(database)))
            assert ended(running, signal.SIGTERM) == 0
        assert [ended(one, signal.SIGTERM), ended(two, signal.SIGINT)] == [0, 0]

    # Two beats and a worker's own rounds: each of the day's jobs was asked for once.
    assert sorted(str(job.kind) for job in every_job(database)) == ["check", "score", "tidy"]
    assert "合図を待っています。" in works.read_text()
    assert PASSWORD not in works.read_text() + beats.read_text()
    assert not [path.name for path in tmp_path.iterdir() if "schedule" in path.name]


def every_job(database: Database) -> list[JobView]:
    with database.session() as session:
        return jobs_queries.jobs(session, HOUSE)


def test_a_beat_whose_broker_is_away_says_so_in_one_line_a_turn(server: Redis, tmp_path: Path) -> None:
    log = tmp_path / "beat.log"
    settings = {"BROKER_URL": server.url, "HEARTBEAT_S": "1", "DATA_DIR": str(tmp_path), "LOG_FORMAT": "json"}
    with process(log, *COMMAND, "beat", **settings) as running:
        wait_for(lambda: server.waiting() > 0)
        server.stop()
        wait_for(lambda: log.read_text().count("\n") > 3)
        server.start()
        wait_for(lambda: server.waiting() > 0)
        assert ended(running, signal.SIGTERM) == 0

    said = [json.loads(line) for line in log.read_text().splitlines()]
    assert said[0]["event"] == "ready"
    assert {(line["event"], line["kind"]) for line in said[1:-1]} <= {
        ("rounds_not_rung", "ConnectionError"),
        ("rounds_not_rung", "OperationalError"),
    }
    assert said[-1]["event"] == "stopped"
    assert PASSWORD not in log.read_text()
