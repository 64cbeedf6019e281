from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from app.actions.jobs.claim import UNFORESEEN, beat, claim_job, fail_job, finish_job, give_back, split_job, stop_job
from app.actions.jobs.rounds import fire_periods, forget_ended, sweep
from app.actions.jobs.steer import cancel_job, retry_job, take_what_is_found
from app.actions.plans.make import ask_plan
from app.actions.tasks.score import ask_scores
from app.database import transaction
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import Forbidden, JobNotEnded, NotFound
from app.domain.jobs import ClaimLost, JobState, Wish, block_order, send_order
from app.models.jobs import ask
from app.queries import jobs as jobs_queries
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.actions.jobs.claim import Claimed
    from app.database import Database
    from app.models import JobRow
    from tests.clocks import CountingIds
    from tests.worlds import MakeWorld, World

BEAT_S = 10.0


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def asked(world: World) -> str:
    return ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)


def mailed(world: World) -> str:
    with transaction(world.session):
        order = send_order(world.ids())
        return ask(world.session, order, new_id=world.ids, asked_by=None, now=world.clock.now())


def claimed(world: World, public_id: str | None = None) -> Claimed:
    found = claim_job(world.session, now=world.clock.now(), new_id=world.ids, public_id=public_id)
    assert found is not None
    return found


def state(world: World, public_id: str) -> JobState:
    world.session.rollback()
    return jobs_queries.job(world.session, HOUSE, public_id).state


def test_asking_again_gives_the_living_job_and_after_its_end_a_new_one(world: World) -> None:
    first = asked(world)
    assert asked(world) == first
    job = claimed(world)
    assert asked(world) == first

    finish_job(world.session, job, result={}, now=world.clock.now())
    assert asked(world) != first


def test_twenty_who_ask_at_once_get_one_job(database: Database, world: World, ids: CountingIds) -> None:
    got: list[str] = []
    start = threading.Barrier(20)

    def ask_once() -> None:
        with database.session() as session:
            start.wait()
            got.append(ask_plan(session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=ids))

    threads = [threading.Thread(target=ask_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 20
    assert len(set(got)) == 1


def test_a_job_is_one_workers(world: World) -> None:
    public_id = asked(world)

    assert claimed(world).public_id == public_id
    assert claim_job(world.session, now=world.clock.now(), new_id=world.ids) is None
    assert claim_job(world.session, now=world.clock.now(), new_id=world.ids, public_id=public_id) is None


def test_a_heart_that_beats_shows_progress_and_hears_the_wish_to_stop(world: World) -> None:
    public_id = asked(world)
    job = claimed(world)

    assert not beat(world.session, job, progress=0.4, step="plan_solve", now=world.clock.now())
    assert cancel_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now()) is JobState.RUNNING
    assert beat(world.session, job, progress=0.3, step="plan_solve", now=world.clock.now())
    found = jobs_queries.job(world.session, HOUSE, public_id)
    assert (found.progress, found.step, found.is_cancel_wanted) == (0.4, "plan_solve", True)

    stop_job(world.session, job, now=world.clock.now())
    assert state(world, public_id) is JobState.CANCELLED


def test_a_waiting_job_is_cancelled_at_once(world: World) -> None:
    public_id = asked(world)

    assert cancel_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now()) is JobState.CANCELLED
    assert claim_job(world.session, now=world.clock.now(), new_id=world.ids) is None


def test_a_silent_worker_loses_its_job_and_what_it_still_does_does_not_count(world: World) -> None:
    public_id = asked(world)
    silent = claimed(world)
    world.clock.advance(seconds=15)  # 1.5 heartbeats of 10 s
    assert sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S).recovered == 0
    world.clock.advance(seconds=1)
    assert sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S).recovered == 1
    assert sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S).recovered == 0

    other = claimed(world, public_id)
    assert other.attempts == 2
    for act in (
        lambda: beat(world.session, silent, progress=1, step="", now=world.clock.now()),
        lambda: finish_job(world.session, silent, result={"by": "the dead"}, now=world.clock.now()),
        lambda: fail_job(world.session, silent, problems=[], now=world.clock.now(), again=False),
        lambda: stop_job(world.session, silent, now=world.clock.now()),
        lambda: give_back(world.session, silent),
        lambda: split_job(world.session, silent, orders=[], now=world.clock.now(), new_id=world.ids),
    ):
        with pytest.raises(ClaimLost):
            act()
    assert state(world, public_id) is JobState.RUNNING

    finish_job(world.session, other, result={"by": "the living"}, now=world.clock.now())
    assert jobs_queries.job(world.session, HOUSE, public_id).result == {"by": "the living"}


def test_a_job_that_kills_its_workers_has_failed_after_five(world: World) -> None:
    public_id = asked(world)
    pauses = []
    for _ in range(5):
        before = world.clock.now()
        while claim_job(world.session, now=world.clock.now(), new_id=world.ids) is None:
            world.clock.advance(seconds=1)
        pauses.append((world.clock.now() - before).total_seconds())
        world.clock.advance(seconds=16)
        sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S)

    found = jobs_queries.job(world.session, HOUSE, public_id)
    assert (found.state, [problem.code for problem in found.problems]) == (JobState.FAILED, ["job_lost"])
    # At once the first time, then 5, 10 and 20 s in case it is the machine, less the 2 s that clocks may differ by.
    assert pauses == [0, 0, 3, 8, 18]


def test_a_failure_for_the_moment_waits_a_while_and_one_for_good_does_not(world: World) -> None:
    public_id = asked(world)
    fail_job(world.session, claimed(world), problems=[UNFORESEEN], now=world.clock.now(), again=True)
    assert claim_job(world.session, now=world.clock.now(), new_id=world.ids) is None
    world.clock.advance(seconds=5)
    fail_job(world.session, claimed(world), problems=[UNFORESEEN], now=world.clock.now(), again=False)

    assert state(world, public_id) is JobState.FAILED


def test_a_bell_rung_by_a_clock_a_little_ahead_is_not_spent(world: World) -> None:
    first, second = asked(world), mailed(world)
    world.clock.advance(seconds=-2)

    # The bell of the second is answered with the first, whose turn it is; that of the first with what is left.
    assert claimed(world).public_id == first
    assert claimed(world).public_id == second


def test_a_bell_rung_by_a_clock_that_is_wrong_waits_for_its_time(world: World) -> None:
    public_id = asked(world)
    world.clock.advance(seconds=-3)

    assert claim_job(world.session, now=world.clock.now(), new_id=world.ids) is None
    assert claim_job(world.session, now=world.clock.now(), new_id=world.ids, public_id=public_id) is None


def test_a_failed_job_is_begun_again_and_a_living_or_done_one_is_not(world: World) -> None:
    public_id = asked(world)
    assert retry_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now()) == public_id
    fail_job(world.session, claimed(world), problems=[UNFORESEEN], now=world.clock.now(), again=False)

    assert retry_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now()) == public_id
    job = claimed(world)
    assert job.attempts == 1
    finish_job(world.session, job, result={}, now=world.clock.now())
    with pytest.raises(JobNotEnded):
        retry_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now())


def test_asking_and_beginning_again_at_once_give_one_living_job(
    database: Database, world: World, ids: CountingIds
) -> None:
    for _ in range(5):
        public_id = asked(world)
        fail_job(world.session, claimed(world), problems=[UNFORESEEN], now=world.clock.now(), again=False)
        got: list[str] = []
        start = threading.Barrier(8)

        def press(place: int, begun: str, start: threading.Barrier, got: list[str]) -> None:
            with database.session() as session:
                start.wait()
                if place % 2:
                    got.append(retry_job(session, scope=HOUSE, public_id=begun, now=world.clock.now()))
                else:
                    got.append(ask_plan(session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=ids))

        threads = [threading.Thread(target=press, args=(place, public_id, start, got)) for place in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(got) == 8
        assert len(set(got)) == 1
        cancel_job(world.session, scope=HOUSE, public_id=got[0], now=world.clock.now())


def test_a_stopping_worker_gives_its_job_back_without_an_attempt_spent(world: World) -> None:
    public_id = asked(world)
    give_back(world.session, claimed(world))

    assert claimed(world, public_id).attempts == 1


def parts_of(world: World, count: int = 3) -> tuple[str, list[Claimed]]:
    public_id = asked(world)
    whole = claimed(world)
    orders = [block_order("plan:x", place, {"place": place}) for place in range(count)]
    split_job(world.session, whole, orders=orders, now=world.clock.now(), new_id=world.ids)
    assert state(world, public_id) is JobState.SPLIT
    return public_id, [claimed(world) for _ in range(count)]


def test_taking_what_is_found_ends_the_search_and_leaves_out_what_has_not_begun(world: World) -> None:
    public_id = asked(world)
    now = world.clock.now()
    take_what_is_found(world.session, scope=HOUSE, public_id=public_id, now=now)
    whole = claimed(world)
    assert beat(world.session, whole, progress=0, step="", now=now) is None  # there was nothing to take yet
    orders = [block_order("plan:x", place, {}) for place in range(3)]
    split_job(world.session, whole, orders=orders, now=now, new_id=world.ids)
    done, running = claimed(world), claimed(world)
    finish_job(world.session, done, result={"place": 0}, now=now)

    take_what_is_found(world.session, scope=HOUSE, public_id=public_id, now=now)

    assert beat(world.session, running, progress=0, step="", now=now) is Wish.ENOUGH
    give_back(world.session, running)  # whoever takes it up has its part of the first plan
    running = claimed(world, running.public_id)
    assert beat(world.session, running, progress=0, step="", now=now) is Wish.ENOUGH
    finish_job(world.session, running, result={"place": 1}, now=now)
    assert [part.result for part in claimed(world, public_id).parts] == [{"place": 0}, {"place": 1}, None]


def test_only_a_search_has_something_to_take_and_a_lost_one_has_nothing_left(world: World) -> None:
    mail = claimed(world, mailed(world))
    plan = claimed(world, asked(world))
    now = world.clock.now()
    for job in (mail, plan):
        take_what_is_found(world.session, scope=HOUSE, public_id=job.public_id, now=now)

    assert beat(world.session, mail, progress=0, step="", now=now) is None
    assert beat(world.session, plan, progress=0, step="", now=now) is Wish.ENOUGH
    give_back(world.session, plan)
    assert beat(world.session, claimed(world, plan.public_id), progress=0, step="", now=now) is None


def test_a_whole_goes_on_with_its_parts_in_their_places_when_the_last_has_ended(world: World) -> None:
    public_id, parts = parts_of(world)
    for part in (parts[2], parts[0]):
        finish_job(world.session, part, result={"place": part.arguments["place"]}, now=world.clock.now())
        assert claim_job(world.session, now=world.clock.now(), new_id=world.ids) is None
    assert jobs_queries.job(world.session, HOUSE, public_id).progress == pytest.approx(0.6)  # 2 of 3 of nine tenths
    fail_job(world.session, parts[1], problems=[UNFORESEEN], now=world.clock.now(), again=False)

    again = claimed(world, public_id)
    assert [(part.place, part.result) for part in again.parts] == [(0, {"place": 0}), (1, None), (2, {"place": 2})]


def test_parts_that_end_at_the_same_moment_send_their_whole_on_once(database: Database, world: World) -> None:
    public_id, parts = parts_of(world, count=6)
    start = threading.Barrier(6)

    def finish(part: Claimed) -> None:
        with database.session() as session:
            start.wait()
            finish_job(session, part, result={}, now=world.clock.now())

    threads = [threading.Thread(target=finish, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert state(world, public_id) is JobState.WAITING
    assert len(claimed(world, public_id).parts) == 6


def test_parts_are_cancelled_with_their_whole(world: World) -> None:
    public_id, parts = parts_of(world)
    finish_job(world.session, parts[0], result={}, now=world.clock.now())

    assert cancel_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now()) is JobState.CANCELLED
    for part in parts[1:]:
        assert beat(world.session, part, progress=0, step="", now=world.clock.now())
        stop_job(world.session, part, now=world.clock.now())
    assert state(world, public_id) is JobState.CANCELLED


def test_a_whole_goes_on_when_its_last_part_is_cancelled_by_itself(world: World) -> None:
    public_id, (part,) = parts_of(world, count=1)
    give_back(world.session, part)

    cancel_job(world.session, scope=HOUSE, public_id=part.public_id, now=world.clock.now())

    assert claimed(world, public_id).parts[0].result is None


def test_parts_of_a_cancelled_whole_that_have_not_stopped_yet_are_no_parts_of_the_next(world: World) -> None:
    first, _ = parts_of(world)  # two workers still have parts of it
    cancel_job(world.session, scope=HOUSE, public_id=first, now=world.clock.now())

    second, parts = parts_of(world)
    for part in parts:
        finish_job(world.session, part, result={}, now=world.clock.now())

    assert len(claimed(world, second).parts) == 3


def test_a_job_cancelled_before_it_goes_out_in_parts_does_not_go_out(world: World) -> None:
    public_id = asked(world)
    whole = claimed(world)
    cancel_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now())

    orders = [block_order("plan:x", 0, {})]
    state_now = split_job(world.session, whole, orders=orders, now=world.clock.now(), new_id=world.ids)

    assert state_now is state(world, public_id) is JobState.CANCELLED
    assert claim_job(world.session, now=world.clock.now(), new_id=world.ids) is None


def test_who_puts_the_parts_together_and_dies_is_followed_at_once(world: World) -> None:
    public_id, parts = parts_of(world)
    for part in parts:
        finish_job(world.session, part, result={}, now=world.clock.now())
    assert claimed(world, public_id).attempts == 1

    world.clock.advance(seconds=16)
    sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S)
    assert claimed(world, public_id).attempts == 2


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_no_part_is_taken_while_its_whole_is_cancelled(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = asked(world)
    orders = [block_order("plan:x", place, {}) for place in range(2)]
    split_job(world.session, claimed(world), orders=orders, now=world.clock.now(), new_id=world.ids)
    read_parts, taken = jobs_queries.parts, []

    def read_and_let_others_in(session: Session, parent_id: int, *, lock: bool = False) -> list[JobRow]:
        found = read_parts(session, parent_id, lock=lock)
        with database.session() as other:
            taken.append(claim_job(other, now=world.clock.now(), new_id=world.ids))
        return found

    monkeypatch.setattr(jobs_queries, "parts", read_and_let_others_in)
    cancel_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now())

    assert taken == [None]
    assert state(world, public_id) is JobState.CANCELLED
    counts = {(each.kind, each.state): each.count for each in jobs_queries.job_counts(world.session)}
    assert counts == {("plan", "cancelled"): 1, ("block", "cancelled"): 2}


@dataclass
class Bell:
    rung: list[str]

    def __call__(self, public_id: str) -> None:
        self.rung.append(public_id)


def test_who_runs_jobs_is_told_after_the_commit_and_again_when_nobody_came(database: Database, world: World) -> None:
    bell = Bell([])
    database.wake = bell
    public_id = asked(world)
    assert bell.rung == [public_id]
    asked(world)  # the living one: nothing new to tell
    assert bell.rung == [public_id]

    world.clock.advance(seconds=30)
    assert sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S).announced == 0
    world.clock.advance(seconds=1)
    assert sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S).announced == 1
    assert sweep(world.session, now=world.clock.now(), heartbeat_s=BEAT_S).announced == 0
    assert bell.rung == [public_id, public_id]


def test_nobody_is_told_of_a_job_that_was_never_committed(database: Database, world: World) -> None:
    bell = Bell([])
    database.wake = bell
    with pytest.raises(Forbidden):
        ask_plan(
            world.session, scope=Scope(None, Role.CLIENT, 1), month=OCTOBER, now=world.clock.now(), new_id=world.ids
        )

    assert bell.rung == []


def test_a_period_is_fired_once_however_many_fire_it(database: Database, world: World, ids: CountingIds) -> None:
    fired: list[int] = []
    start = threading.Barrier(8)

    def fire() -> None:
        with database.session() as session:
            start.wait()
            fired.append(fire_periods(session, now=world.clock.now(), new_id=ids))

    threads = [threading.Thread(target=fire) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(fired) == 2  # the check and the tidying of this day
    for _ in range(2):
        finish_job(world.session, claimed(world), result={}, now=world.clock.now())
    assert fire_periods(world.session, now=world.clock.now(), new_id=ids) == 0

    world.clock.advance(days=1)
    assert fire_periods(world.session, now=world.clock.now(), new_id=ids) == 2


def test_what_ended_long_ago_is_forgotten_but_no_period_is_fired_twice(world: World) -> None:
    public_id, parts = parts_of(world)
    for part in parts:
        finish_job(world.session, part, result={}, now=world.clock.now())
    finish_job(world.session, claimed(world, public_id), result={}, now=world.clock.now())
    fire_periods(world.session, now=world.clock.now(), new_id=world.ids)
    for _ in range(2):
        finish_job(world.session, claimed(world), result={}, now=world.clock.now())
    day = world.clock.now()

    world.clock.advance(days=90)
    assert forget_ended(world.session, now=world.clock.now()) == 0
    world.clock.advance(seconds=1)
    assert forget_ended(world.session, now=world.clock.now()) == 4
    assert fire_periods(world.session, now=day, new_id=world.ids) == 0


def test_a_job_is_seen_by_staff_and_by_whom_it_is_for(world: World) -> None:
    hanako = Scope(
        world.account("hanako@example.jp", Role.CLIENT, client="ALPHA"), Role.CLIENT, world.client_id("ALPHA")
    )
    public_id = asked(world)

    for stranger in (hanako, Scope(None, Role.ASSISTANT, assistant_id=1)):
        with pytest.raises(NotFound):
            jobs_queries.job(world.session, stranger, public_id)
        with pytest.raises(NotFound):
            cancel_job(world.session, scope=stranger, public_id=public_id, now=world.clock.now())
        assert jobs_queries.jobs(world.session, stranger) == []
    assert [job.public_id for job in jobs_queries.jobs(world.session, HOUSE)] == [public_id]


def test_the_oldest_waiting_job_and_the_counts_are_measured(world: World) -> None:
    asked(world)
    world.clock.advance(seconds=90)

    assert jobs_queries.oldest_waiting_s(world.session, world.clock.now()) == 90
    assert [(each.kind, each.state, each.count) for each in jobs_queries.job_counts(world.session)] == [
        ("plan", "waiting", 1)
    ]


def test_what_people_wait_for_goes_before_a_mail_but_not_before_one_that_has_waited_long(world: World) -> None:
    first, second = mailed(world), mailed(world)
    world.clock.advance(seconds=30)
    plan = asked(world)

    # Mails let others go first for 60 s: their turns come at 60, the plan's at 30.
    assert [claimed(world).public_id for _ in range(3)] == [plan, first, second]

    late = mailed(world)
    world.clock.advance(seconds=61)
    again = ask_scores(world.session, scope=HOUSE, client_public_id=None, now=world.clock.now(), new_id=world.ids)
    assert [claimed(world).public_id for _ in range(2)] == [late, again]


def test_a_mail_tried_again_takes_its_turn_anew(world: World) -> None:
    mail = mailed(world)
    fail_job(world.session, claimed(world, mail), problems=[UNFORESEEN], now=world.clock.now(), again=True)
    world.clock.advance(seconds=64)
    plan = asked(world)

    # Tried again after 5 s, in turn 60 s after that.
    assert [claimed(world).public_id for _ in range(2)] == [plan, mail]
