"""Who does the jobs of a process: threads of its own, workers of a broker, or the command that asked."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from app.actions.jobs.claim import claim_job
from app.actions.jobs.rounds import sweep
from app.actions.tasks.score import ask_scores
from app.config import Settings
from app.domain.accounts import HOUSE
from app.domain.jobs import JobKind, JobState, block_order
from app.factory import JOBS, create_app, serving
from app.jobs import background as background_module
from app.jobs.background import Background, JobsOfProcess
from app.jobs.work import Split
from app.queries import jobs as jobs_queries
from tests.brokers import free_port, wait_for
from tests.loglines import kept_logging

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.database import Database
    from app.jobs.work import Answer, Work
    from app.queries.jobs import JobView
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world()
    world.run_jobs()
    return world


def background(world: World, folder: Path, **settings: object) -> Background:
    told = Settings(world.database.url, "s" * 40, folder, mail_url=f"folder:{folder / 'mail'}")
    return Background(replace(told, **settings), world.clock, world.ids)  # type: ignore[arg-type]


def asked(world: World) -> str:
    return ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)


def seen(world: World, public_id: str) -> JobView:
    with world.database.session() as session:
        return jobs_queries.job(session, HOUSE, public_id)


def job_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("jobs-")]


def nobody_hears(_part: float, _step: str) -> None:
    """For jobs whose news does not matter."""


def test_without_a_broker_threads_of_this_process_do_the_jobs(world: World, tmp_path: Path) -> None:
    stop = background(world, tmp_path).start(world.database)
    try:
        public_id = asked(world)
        wait_for(lambda: seen(world, public_id).state is JobState.DONE)
    finally:
        stop()
    assert job_threads() == []


def test_a_process_may_be_told_to_do_none(world: World, tmp_path: Path) -> None:
    stop = background(world, tmp_path, job_threads=0).start(world.database)
    asked(world)

    assert (job_threads(), world.database.wake) == ([], None)
    stop()


def test_with_a_broker_the_process_only_rings(world: World, tmp_path: Path) -> None:
    remote = background(world, tmp_path, broker_url=f"redis://127.0.0.1:{free_port()}/0")
    stop = remote.start(world.database)
    public_id = asked(world)

    assert job_threads() == []
    assert not remote.run_here(world.database, public_id, nobody_hears)
    assert seen(world, public_id).state is JobState.WAITING
    stop()


def test_whether_the_broker_answers(world: World, tmp_path: Path) -> None:
    assert background(world, tmp_path).broker_answers() is None
    away = background(world, tmp_path, broker_url=f"redis://127.0.0.1:{free_port()}/0")
    assert away.broker_answers() is False


def test_a_command_does_its_job_itself_and_hears_how_far_it_is(world: World, tmp_path: Path) -> None:
    heard: list[tuple[float, str]] = []
    public_id = asked(world)

    assert background(world, tmp_path).run_here(world.database, public_id, lambda *news: heard.append(news))

    assert heard == [(0.0, "score")]
    assert seen(world, public_id).state is JobState.DONE
    assert not background(world, tmp_path).run_here(world.database, public_id, nobody_hears)


def test_a_command_does_the_parts_of_its_job_too(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(work: Work) -> Answer:
        if not work.claimed.parts:
            return Split(tuple(block_order("x", place, {"place": place}) for place in range(2)), {})
        return {"sum": sum(part.result["square"] for part in work.claimed.parts if part.result)}

    def square(work: Work) -> Answer:
        return {"square": (work.arguments["place"] + 1) ** 2}

    monkeypatch.setattr(background_module, "HANDLERS", {JobKind.SCORE: cut, JobKind.BLOCK: square})
    public_id, here = asked(world), background(world, tmp_path)

    # The whole, two parts, the whole again.
    assert [here.run_here(world.database, public_id, nobody_hears) for _ in range(5)] == [True] * 4 + [False]
    assert seen(world, public_id).result == {"sum": 1 + 4}


def test_a_command_notices_that_whoever_had_its_job_has_died(world: World, tmp_path: Path) -> None:
    public_id, here = asked(world), background(world, tmp_path, heartbeat_s=10.0)
    claim_job(world.session, now=world.clock.now(), new_id=world.ids)
    assert not here.run_here(world.database, public_id, nobody_hears)

    world.clock.advance(seconds=16)  # lost after 1.5 heartbeats

    assert not here.run_here(world.database, public_id, nobody_hears)
    assert here.run_here(world.database, public_id, nobody_hears)
    assert seen(world, public_id).attempts == 2


def test_ctrl_c_is_ctrl_c_though_somebody_else_has_the_job_by_now(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_and_interrupt(work: Work) -> Answer:
        work.session.rollback()
        world.clock.advance(hours=1)
        sweep(world.session, now=world.clock.now(), heartbeat_s=10)
        claim_job(world.session, now=world.clock.now(), new_id=world.ids, public_id=work.claimed.public_id)
        raise KeyboardInterrupt

    monkeypatch.setattr(background_module, "HANDLERS", {JobKind.SCORE: lose_and_interrupt})
    public_id = asked(world)

    with pytest.raises(KeyboardInterrupt):
        background(world, tmp_path).run_here(world.database, public_id, nobody_hears)
    assert seen(world, public_id).state is JobState.RUNNING


def test_every_waiting_job_may_be_done_in_one_go(world: World, tmp_path: Path) -> None:
    asked(world)

    # The rounds ask for the day's two: the books recomputed, old jobs cleared away.
    assert background(world, tmp_path).run_waiting(world.database, lambda: False) == 3
    assert background(world, tmp_path).run_waiting(world.database, lambda: False) == 0


def test_a_process_that_is_to_stop_begins_no_other_job(world: World, tmp_path: Path) -> None:
    public_id = asked(world)

    assert background(world, tmp_path).run_waiting(world.database, lambda: True) == 0
    assert seen(world, public_id).state is JobState.WAITING


@dataclass
class Counting:
    """Background work that counts how often it was begun and ended."""

    begun: int = 0
    ended: list[int] = field(default_factory=list)

    def start(self, _database: Database) -> Callable[[], None]:
        self.begun += 1
        return lambda: self.ended.append(os.getpid())


def test_a_process_begins_once_and_its_child_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting()
    jobs = JobsOfProcess(counting, world.database)  # type: ignore[arg-type]
    jobs.begin()
    jobs.begin()
    assert counting.begun == 1

    # As in the child of a fork: the same memory, another process.
    monkeypatch.setattr(os, "getpid", lambda: 1)
    jobs.begin()
    jobs.begin()
    assert counting.begun == 2

    jobs.end()
    jobs.end()
    assert counting.ended == [1]


def test_the_application_alone_starts_nothing(world: World, tmp_path: Path) -> None:
    app = create_app(Settings(world.database.url, "s" * 40, tmp_path), database=world.database)
    app.test_client().get("/healthz")

    assert JOBS not in app.extensions
    assert job_threads() == []


def test_the_application_that_is_served_does_its_jobs(world: World, tmp_path: Path) -> None:
    settings = background(world, tmp_path).settings
    with kept_logging():
        with serving(settings) as app:
            public_id = asked(world)  # in another process, as far as this application knows
            wait_for(lambda: seen(world, public_id).state is JobState.DONE)
            assert app.test_client().get("/readyz").get_json()["broker"] == "none"
        assert job_threads() == []
