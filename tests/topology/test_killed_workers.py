"""Workers killed in the middle of every kind of job, before its effect and after it: it counts once all the same."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.database import Database
from app.domain.jobs import JobKind
from tests.clocks import CountingIds, FakeClock
from tests.topology.day_of_kinds import NO_CARRY_OVER, books, prepare
from tests.topology.sizes import on_one_database
from tests.worlds import World

if TYPE_CHECKING:
    from pathlib import Path

    from tests.brokers import Redis
    from tests.topology.processes import Member, Topology
    from tests.worlds import MakeWorld

KINDS = {*(str(kind) for kind in JobKind), "join"}
#: A machine that does ten things at once comes late to what it should do within two heartbeats; a message lost and
#: found again after half a minute would come later still.
SLACK_S = 15.0


@pytest.fixture(scope="module")
def undisturbed(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The books after the same day on which nobody was killed."""
    file = tmp_path_factory.mktemp("undisturbed") / "undisturbed.db"
    shutil.copyfile(migrated_sqlite, file)
    database = Database(f"sqlite:///{file}")
    world = prepare(World(database, FakeClock(), CountingIds(), terms=NO_CARRY_OVER))
    world.run_jobs()
    world.session.close()
    found = books(database)
    database.dispose()
    return found


def dies(topology: Topology, member: Member, heir: Member) -> None:
    """The first worker is killed; it is told which of its jobs the other has begun, and after how long."""
    died_at = topology.now().timestamp()
    had = {job for (job,) in topology.rows(f"SELECT job FROM witness WHERE worker = '{member.name}'")}
    member.kill()
    begun = f"SELECT kind, job, at FROM witness WHERE point = 'before' AND worker = '{heir.name}'"
    topology.until(
        f"{heir.name} has begun everything that {member.name} had",
        lambda: had <= {job for _, job, _ in topology.rows(begun)},
    )
    late = {kind: at - died_at for kind, job, at in topology.rows(begun) if job in had}
    print(f"\n{member.name} dead with {len(had)} jobs; begun again by {heir.name} after seconds:", end="")
    print("", *(f"{kind} {seconds:.1f}" for kind, seconds in sorted(late.items())))
    assert max(late.values()) <= 2 * topology.heartbeat_s + SLACK_S
    assert had


def kills(topology: Topology, *words: str, settings: dict[str, object]) -> None:
    """One dies before the effect of everything, the next after it, the third is left alone."""
    waiting = topology.count("job", "state = 'waiting'")
    first = topology.start("before", *words, holds="before", settings=settings)
    second = topology.start("after", *words, holds="after", attempt=2, waits=True, settings=settings)
    topology.until(
        "every kind is held before its effect",
        lambda: {kind for (kind,) in topology.rows("SELECT DISTINCT kind FROM witness")} == KINDS,
    )
    topology.until_held(waiting)
    topology.go()
    topology.until("the second is there", lambda: "jobs are done here" in second.said() or "合図を" in second.said())
    dies(topology, first, second)
    topology.until_held(2 * waiting)
    third = topology.start("left", *words, settings=settings)
    second.kill()
    topology.until_ended()
    assert third.is_alive
    topology.until("no solver or press of the dead is left", lambda: not topology.orphans())


def check_books(topology: Topology, undisturbed: dict[str, list[str]], title: str) -> None:
    ended = dict(topology.rows("SELECT state, count(*) FROM job GROUP BY state"))
    attempts = dict(topology.rows("SELECT attempts, count(*) FROM job GROUP BY attempts ORDER BY attempts"))
    found = books(topology.database)
    rows = sum(len(table) for table in found.values())
    print(f"{title}: jobs {ended}, by attempts {attempts}; {rows} rows of {len(found)} tables as if nobody had died")
    assert set(ended) == {"done"}
    assert found.keys() == undisturbed.keys()
    assert [
        (name, set(rows) ^ set(undisturbed[name])) for name, rows in found.items() if rows != undisturbed[name]
    ] == []


@on_one_database
def test_processes_without_a_broker_die_and_every_kind_of_job_counts_once(
    make_world: MakeWorld, topology: Topology, undisturbed: dict[str, list[str]]
) -> None:
    topology.heartbeat_s = topology.sizes.heartbeat_s
    topology.follow(prepare(make_world(terms=NO_CARRY_OVER)))
    kills(topology, "threads", settings={"JOB_THREADS": 30})

    check_books(topology, undisturbed, f"threads, {topology.database.engine.dialect.name}")


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_workers_of_a_broker_die_and_every_kind_of_job_counts_once(
    make_world: MakeWorld, topology: Topology, undisturbed: dict[str, list[str]], server: Redis
) -> None:
    topology.heartbeat_s = topology.sizes.heartbeat_s
    topology.follow(prepare(make_world(terms=NO_CARRY_OVER)))
    topology.broker_url = server.url
    topology.announced_again_s = 3  # the day was prepared without a broker
    kills(topology, "worker", "--concurrency", "30", settings={})

    check_books(topology, undisturbed, "Celery, postgresql")
