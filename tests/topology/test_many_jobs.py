"""Many jobs over three workers: every one takes effect, and none does so twice."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import pytest

from app.adapters.clock import new_public_id
from app.database import transaction
from app.domain.accounts import Role
from app.jobs.broker import Broker
from app.models.outbox import tell_accounts

if TYPE_CHECKING:
    from tests.brokers import Redis
    from tests.topology.processes import Topology
    from tests.worlds import MakeWorld, World

on_postgresql = pytest.mark.parametrize(
    "engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def tell(world: World, topology: Topology, count: int) -> None:
    """So many mails are to go out; each is a job."""
    hanako = world.account(f"{new_public_id()}@example.jp", Role.CLIENT, client="ALPHA")
    world.session.rollback()
    with transaction(world.session):
        tell_accounts(
            world.session,
            [hanako] * count,
            topic="plan_published",
            params={"month": "2026-10", "version": 1},
            now=topology.now(),
            new_id=new_public_id,
        )
    world.session.rollback()


def check_once(topology: Topology, count: int, title: str) -> None:
    """Every job was begun once, ended once, and its mail is in the folder once and marked as sent."""
    begun, ended = (topology.count("witness", f"kind = 'send' AND point = '{point}'") for point in ("before", "after"))
    sent = topology.count("message", "sent_at IS NOT NULL")
    mails = len(list((topology.folder / "mail").glob("*.eml")))
    shares = dict(
        topology.rows("SELECT worker, count(*) FROM witness WHERE kind = 'send' AND point = 'after' GROUP BY worker")
    )
    done = topology.count("job", "kind = 'send' AND state = 'done' AND attempts = 1")
    print(
        f"\n{title}: {count} jobs, begun {begun}, ended {ended}, done {done}, sent {sent}, mails {mails}, by {shares}"
    )
    assert (begun, ended, done, sent, mails) == (count,) * 5
    assert topology.count("job", "state != 'done'") == 0
    assert topology.rows("SELECT job FROM witness WHERE point = 'after' GROUP BY job HAVING count(*) > 1") == []


def test_three_processes_without_a_broker_do_every_job_once(world: World, topology: Topology) -> None:
    count = topology.sizes.jobs
    topology.follow(world)
    tell(world, topology, count)
    for place in range(3):
        topology.start(f"threads-{place}", "threads", waits=True)
    topology.go()
    topology.until_ended()

    check_once(topology, count, f"threads of 3 processes, {world.database.engine.dialect.name}")


@on_postgresql
def test_three_workers_of_a_broker_do_every_job_once(world: World, topology: Topology, server: Redis) -> None:
    count = topology.sizes.jobs
    topology.follow(world)
    topology.broker_url = server.url
    world.database.wake = Broker(server.url).announce
    for place in range(3):
        topology.start(f"worker-{place}", "worker")
    tell(world, topology, count)
    topology.until_ended()

    check_once(topology, count, "3 Celery workers, postgresql")


@on_postgresql
def test_messages_that_come_thrice_and_in_any_order_change_nothing(
    world: World, topology: Topology, server: Redis
) -> None:
    count = topology.sizes.repeated
    topology.follow(world)
    topology.broker_url = server.url
    tell(world, topology, count)
    messages = [public_id for (public_id,) in topology.rows("SELECT public_id FROM job")] * 3
    random.Random(3).shuffle(messages)
    broker = Broker(server.url)
    for public_id in messages:
        broker.announce(public_id)
    assert server.waiting() == 3 * count

    for place in range(2):
        topology.start(f"worker-{place}", "worker")
    topology.until_ended()
    topology.until("every message is taken", lambda: server.waiting() == 0)

    check_once(topology, count, f"{len(messages)} messages for 2 Celery workers, postgresql")


def test_a_row_that_is_pointed_at_thrice_by_several_threads_is_done_once(world: World, topology: Topology) -> None:
    count = topology.sizes.repeated
    tell(world, topology, count)
    world.at(topology.now())
    messages = [public_id for (public_id,) in topology.rows("SELECT public_id FROM job")] * 3
    random.Random(5).shuffle(messages)
    runner, done = world.runner(), []

    def deliver(mine: list[str]) -> None:
        done.extend(public_id for public_id in mine if runner.run(public_id))

    threads = [threading.Thread(target=deliver, args=(messages[place::4],)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    print(f"\n{len(messages)} messages in 4 threads, {world.database.engine.dialect.name}: {len(done)} jobs done")
    assert sorted(done) == sorted(set(messages))
    assert len(world.mails.kept) == count
    assert topology.count("job", "kind = 'send' AND state = 'done' AND attempts = 1") == count


@on_postgresql
def test_a_broker_that_is_away_under_load_loses_nothing(world: World, topology: Topology, server: Redis) -> None:
    count = topology.sizes.jobs // 3
    topology.follow(world)
    topology.broker_url = server.url
    topology.announced_again_s = 30 if topology.sizes.is_soak else 3
    world.database.wake = Broker(server.url).announce
    for place in range(3):
        topology.start(f"worker-{place}", "worker")
    topology.start("beat", "beat")
    tell(world, topology, count)
    topology.until("the workers are busy", lambda: topology.count("witness", "point = 'before'") > count // 10)

    server.stop()
    lost = topology.count("job", "ended_at IS NULL")
    tell(world, topology, count)
    threading.Event().wait(topology.sizes.away_s)
    server.start()
    tell(world, topology, count)
    topology.until_ended()

    print(
        f"\nthe broker was gone for {topology.sizes.away_s:g} s: {lost} jobs waited then, {count} were asked meanwhile"
    )
    check_once(topology, 3 * count, "3 Celery workers, the broker away")
