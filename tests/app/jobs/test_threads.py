"""Jobs in threads of this process: begun at once, found when asked elsewhere, let go when the process stops."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.actions.jobs.claim import claim_job
from app.actions.tasks.score import ask_scores
from app.domain.accounts import HOUSE
from app.domain.jobs import JobKind, JobState
from app.jobs.threads import JobThreads
from app.queries import jobs as jobs_queries
from tests.app.jobs.away import ComingBack
from tests.brokers import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.jobs.runner import Runner
    from app.jobs.work import Answer, Work
    from app.queries.jobs import JobView
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world()
    world.run_jobs()
    return world


def asked(world: World) -> str:
    return ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)


def seen(world: World, public_id: str) -> JobView:
    with world.database.session() as session:
        return jobs_queries.job(session, HOUSE, public_id)


def is_done(world: World, public_id: str) -> Callable[[], bool]:
    return lambda: seen(world, public_id).state is JobState.DONE


@contextmanager
def running(runner: Runner, count: int = 1) -> Iterator[JobThreads]:
    threads = JobThreads(runner, count)
    threads.start()
    try:
        yield threads
    finally:
        threads.stop()
        runner.database.wake = None


def scoring(world: World, act: Callable[[Work], Answer], **changes: Any) -> Runner:
    """A runner whose scores are made by `act`."""
    runner = world.runner()
    return replace(runner, handlers={**runner.handlers, JobKind.SCORE: act}, **changes)


def test_a_job_of_this_process_wakes_a_thread(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.threads.LOOK_S", 3600.0)
    with running(world.runner()):
        public_id = asked(world)
        wait_for(is_done(world, public_id))

    assert seen(world, public_id).result == {"scored": 2}


def test_a_job_that_another_process_asked_for_is_found(world: World) -> None:
    with running(world.runner()):
        world.database.wake = None
        public_id = asked(world)
        wait_for(is_done(world, public_id))

    assert seen(world, public_id).result == {"scored": 2}


def test_as_many_jobs_run_at_once_as_there_are_threads(world: World) -> None:
    both = threading.Barrier(2)

    def meet(_: Work) -> Answer:
        return {"place": both.wait(timeout=60)}

    jobs = [
        ask_scores(world.session, scope=HOUSE, client_public_id=client, now=world.clock.now(), new_id=world.ids)
        for client in world.clients.values()
    ]
    with running(scoring(world, meet), count=2):
        for job in jobs:
            wait_for(is_done(world, job))

    # Each waited until the other was there.
    assert sorted((seen(world, job).result or {})["place"] for job in jobs) == [0, 1]


def test_a_stopping_process_gives_its_jobs_back(world: World) -> None:
    public_id = asked(world)
    has_begun = threading.Event()

    def go_on(work: Work) -> Answer:
        has_begun.set()
        while True:
            work.tick()
            threading.Event().wait(0.01)

    threads = JobThreads(scoring(world, go_on), 1)
    threads.start()
    assert has_begun.wait(timeout=60)
    threads.stop()
    world.database.wake = None

    job = seen(world, public_id)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("jobs-")]


def test_a_job_of_a_dead_worker_is_done_here(world: World) -> None:
    public_id = asked(world)
    claim_job(world.session, now=world.clock.now(), new_id=world.ids)
    world.clock.advance(minutes=30)

    with running(world.runner()):
        wait_for(is_done(world, public_id))

    assert seen(world, public_id).attempts == 2


def test_threads_outlive_a_database_that_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.threads.LOOK_S", 0.01)
    public_id = asked(world)
    away = ComingBack(world.database, refuses=20)

    with running(replace(world.runner(), database=away, heartbeat_s=0.04)):  # type: ignore[arg-type]
        wait_for(is_done(world, public_id))

    assert away.refuses == 0
