"""Pages killed in the middle of a request and of a job, a broker that is not there, a plan called off, two beats."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.actions.jobs.steer import cancel_job
from app.actions.plans.make import ask_plan
from app.domain.accounts import HOUSE, Role
from app.queries import jobs as jobs_queries
from app.queries import plans as plans_queries
from tests.brokers import Redis
from tests.topology.browsing import EMAIL, Visitor
from tests.topology.sizes import on_one_database
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.topology.processes import Member, Topology
    from tests.worlds import MakeWorld, World

SHEET = "業務名,部門,所要時間,頻度\n請求書の発送,経理,30分,毎月\n議事録,総務,1時間,週1\n予約,総務,10分,毎日\n".encode()
AWAY = "処理係への連絡が途切れています"

on_postgresql = pytest.mark.parametrize(
    "engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    made = make_world()
    made.account(EMAIL, Role.OPERATOR)
    return made


@contextmanager
def nobody_writes(topology: Topology, table: str) -> Iterator[None]:
    """Whoever wants to write into the table waits."""
    with topology.database.engine.connect() as connection:
        connection.execution_options(writes=True)
        connection.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        yield
        connection.rollback()


def killed_while_it_writes(topology: Topology, web: Member, table: str) -> None:
    """Every process of gunicorn is dead when this returns; one of them was about to write."""
    waits = f"wait_event_type = 'Lock' AND query LIKE 'INSERT INTO {table} %'"
    topology.until(f"{table} is about to be written", lambda: topology.count("pg_stat_activity", waits))
    for pid in [*topology.children(web), web.process.pid]:
        os.kill(pid, signal.SIGKILL)
    web.process.wait()


def meanwhile(ask: Callable[[], object]) -> threading.Thread:
    """Somebody asks for a page that nobody will answer."""

    def ask_in_vain() -> None:
        with suppress(OSError):
            ask()

    asking = threading.Thread(target=ask_in_vain)
    asking.start()
    return asking


@on_postgresql
def test_an_import_is_all_or_nothing_whenever_the_pages_are_killed(world: World, topology: Topology) -> None:
    topology.heartbeat_s = 2
    world.session.rollback()
    visitor, client = Visitor(), world.clients["ALPHA"]
    before = topology.count("task")
    web = visitor.serve(topology, "web-1")
    visitor.sign_in()

    with nobody_writes(topology, "sheet_file"):
        asking = meanwhile(lambda: visitor.upload(client, SHEET))
        killed_while_it_writes(topology, web, "sheet_file")
    asking.join()
    kept = topology.count("sheet_file")

    web = visitor.serve(topology, "web-2")
    preview = visitor.upload(client, SHEET)
    with nobody_writes(topology, "task"):
        page = visitor.store(preview)
        killed_while_it_writes(topology, web, "task")
    half = topology.count("task") - before

    visitor.serve(topology, "web-3")
    topology.until_ended()
    stored = topology.count("task") - before
    done = topology.rows("SELECT state, attempts FROM job WHERE kind = 'import'")
    print(f"\ngunicorn killed in an upload: {kept} sheets; in the job: {half} of 3 rows; begun anew: {stored}, {done}")
    assert (kept, half, stored) == (0, 0, 3)
    assert done == [("done", 2)]
    visitor.get(page.split("?")[0])


@on_postgresql
def test_a_page_asks_for_work_though_no_broker_is_there_and_it_is_done_later(world: World, topology: Topology) -> None:
    topology.announced_again_s = 3
    topology.heartbeat_s = 4
    world.session.rollback()
    server = Redis()
    topology.broker_url = server.url
    visitor = Visitor()
    visitor.serve(topology, "web")
    visitor.sign_in()
    before = topology.count("task")
    preview = visitor.upload(world.clients["ALPHA"], SHEET)

    asked_at = time.monotonic()
    page = visitor.store(preview).split("?")[0]
    answered_s = time.monotonic() - asked_at
    topology.until("the page says that nobody was told", lambda: AWAY in visitor.get(page))
    waiting = topology.rows("SELECT state, attempts FROM job WHERE kind = 'import'")

    server.start()
    try:
        topology.start("worker", "worker")
        topology.until_ended()
    finally:
        server.stop()
    done = topology.rows("SELECT state, attempts FROM job WHERE kind = 'import'")
    print(f"\nno broker: answered after {answered_s:.1f} s, {waiting}; with broker and worker {done}")
    assert (waiting, done) == ([("waiting", 0)], [("done", 1)])
    assert topology.count("task") == before + 3


@on_one_database
def test_a_plan_called_off_while_it_is_solved_leaves_the_published_one(world: World, topology: Topology) -> None:
    world.with_plan(OCTOBER)
    published = plans_queries.plan(world.session, HOUSE, OCTOBER)
    world.submit("ALPHA", routine_task("議事録", minutes=20))
    topology.follow(world)
    public_id = ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=topology.now(), new_id=world.ids)
    world.session.rollback()
    worker = topology.start("threads", "threads", stops_solver=True)
    topology.until("it is being solved", lambda: topology.children(worker))
    solver = topology.children(worker)

    cancel_job(world.session, scope=HOUSE, public_id=public_id, now=topology.now())
    world.session.rollback()
    topology.until_ended()
    topology.until("the solver is gone", lambda: not topology.children(worker))

    job = jobs_queries.job(world.session, HOUSE, public_id)
    found = plans_queries.plan(world.session, HOUSE, OCTOBER)
    versions = topology.rows("SELECT version, state FROM plan")
    print(f"\nsolver {solver} killed, job {job.state}, plans {versions}, orphans {topology.orphans()}")
    assert worker.is_alive
    assert (str(job.state), job.step) == ("cancelled", "plan_solve")
    assert found == published
    assert versions == [(1, "published")]
    assert topology.orphans() == []


@on_postgresql
def test_two_beats_and_whatever_workers_fire_a_day_once(world: World, topology: Topology, server: Redis) -> None:
    topology.follow(world)
    topology.broker_url = server.url
    topology.heartbeat_s = 2
    days = 2 if topology.sizes.is_soak else 1
    for day in range(days):
        members = [topology.start(f"beat-{place}-day-{day}", "beat") for place in range(2)]
        topology.until("both beats ring", lambda: server.waiting() > 4)  # every half second, and nobody hears them
        members += [topology.start(f"worker-{place}-day-{day}", "worker") for place in range(days)]
        made = 2 * (day + 1)
        topology.until("the day has its jobs", lambda: topology.count("job", "state = 'done'") >= made)  # noqa: B023
        topology.until("every ring was heard", lambda: server.waiting() == 0)
        for member in members:
            member.kill()
        topology.ahead_s += 86_400

    fired = topology.rows("SELECT kind, period, count(*) FROM job GROUP BY kind, period ORDER BY period, kind")
    print(f"\ntwo beats and {days} worker(s) on {days} day(s): {fired}")
    assert [(kind, count) for kind, _, count in fired] == [("check", 1), ("tidy", 1)] * days
