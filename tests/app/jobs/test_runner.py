from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from app.actions.jobs.claim import claim_job
from app.actions.jobs.rounds import sweep
from app.actions.jobs.steer import cancel_job
from app.actions.plans.make import ask_plan
from app.adapters.messaging import MessageRefused, MessagingUnavailable, SenderUnknown
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import InvalidInput, PlanOutdated
from app.domain.jobs import JobKind, JobState, block_order
from app.jobs.work import Split
from app.queries import jobs as jobs_queries
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.jobs.runner import Runner
    from app.jobs.work import Answer, Work
    from app.queries.jobs import JobView
    from tests.worlds import MakeWorld, World

    Act = Callable[[Work], Answer]


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def asked(world: World, scope: Scope = HOUSE) -> str:
    return ask_plan(world.session, scope=scope, month=OCTOBER, now=world.clock.now(), new_id=world.ids)


def seen(world: World, public_id: str) -> JobView:
    world.session.rollback()
    return jobs_queries.job(world.session, HOUSE, public_id)


def doing(world: World, act: Act, **changes: Any) -> Runner:
    """A runner whose plans are made by `act`."""
    runner = world.runner()
    return replace(runner, handlers={**runner.handlers, JobKind.PLAN: act}, **changes)


def test_there_may_be_nothing_to_do(world: World) -> None:
    assert not world.runner().run()
    assert not world.runner().run("no-such-job")


def test_a_done_job_keeps_its_result(world: World) -> None:
    public_id = asked(world)

    assert doing(world, lambda _: {"version": 7}).run(public_id)

    job = seen(world, public_id)
    assert (job.state, job.result, job.progress, job.problems) == (JobState.DONE, {"version": 7}, 1.0, ())
    assert not doing(world, lambda _: {"version": 8}).run(public_id)


def test_a_broken_rule_fails_for_good_with_its_problem(world: World) -> None:
    public_id = asked(world)

    def refuse(_: Work) -> Answer:
        raise InvalidInput("month", "required")

    doing(world, refuse).run()

    job = seen(world, public_id)
    assert (job.state, [(problem.code, problem.field) for problem in job.problems]) == (
        JobState.FAILED,
        [("required", "month")],
    )


def test_an_unforeseen_failure_is_tried_again_later_five_times_in_all(world: World) -> None:
    public_id = asked(world)
    tried = []

    def break_down(work: Work) -> Answer:
        tried.append(work.claimed.attempts)
        raise RuntimeError("a password: secret")

    runner = doing(world, break_down)
    assert runner.run()
    assert not runner.run()
    assert seen(world, public_id).state is JobState.WAITING
    for _ in range(6):
        world.clock.advance(minutes=10)
        runner.run()

    job = seen(world, public_id)
    assert (tried, job.state) == ([1, 2, 3, 4, 5], JobState.FAILED)
    assert [problem.code for problem in job.problems] == ["job_unforeseen"]


def test_an_outdated_plan_is_made_again_at_once(world: World) -> None:
    public_id = asked(world)
    answers: list[Answer | Exception] = [PlanOutdated(month="2026-10"), {"version": 1}]

    def act(_: Work) -> Answer:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    runner = doing(world, act)
    assert runner.run()
    assert runner.run()
    assert seen(world, public_id).state is JobState.DONE


def test_a_cancelled_job_stops_at_its_next_word(world: World) -> None:
    public_id = asked(world)
    words = []

    def talk(work: Work) -> Answer:
        cancel_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now())
        for word in range(600):
            work.tell(word / 600, "plan_solve")
            words.append(word)
            threading.Event().wait(0.05)
        return {}

    doing(world, talk, heartbeat_s=0.3).run()

    assert 0 < len(words) < 600
    assert seen(world, public_id).state is JobState.CANCELLED


def test_a_cancelled_job_that_does_not_look_is_no_dead_one(world: World) -> None:
    public_id = asked(world)

    def work_on(_: Work) -> Answer:
        cancel_job(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now())
        for _second in range(5):
            world.clock.advance(seconds=1)
            for _turn in range(200):  # until the heart has beaten at the new instant
                world.session.rollback()
                before = jobs_queries.lost(world.session, world.clock.now())
                if not before:
                    break
                threading.Event().wait(0.05)
            assert before == []
        return {"effect": 1}

    doing(world, work_on, heartbeat_s=0.3).run()

    assert seen(world, public_id).state is JobState.DONE


def test_a_worker_that_lost_its_job_leaves_the_row_alone(world: World) -> None:
    public_id = asked(world)

    def sleep_while_another_takes_it(work: Work) -> Answer:
        work.session.rollback()
        world.clock.advance(hours=1)
        # Another host's sweep and worker; this worker's heart stands still, as in a machine that was put to sleep.
        sweep(world.session, now=world.clock.now(), heartbeat_s=10)
        assert claim_job(world.session, now=world.clock.now(), new_id=world.ids, public_id=public_id) is not None
        return {"by": "the dead"}

    assert doing(world, sleep_while_another_takes_it).run()

    job = seen(world, public_id)
    assert (job.state, job.result, job.attempts) == (JobState.RUNNING, None, 2)


def test_a_stopping_process_gives_its_job_back(world: World) -> None:
    public_id = asked(world)
    stopping = threading.Event()

    def begin(work: Work) -> Answer:
        stopping.set()
        work.tick()
        return {}

    doing(world, begin, is_stopping=stopping.is_set).run()

    job = seen(world, public_id)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)


def test_ctrl_c_cancels_the_job_of_a_command(world: World) -> None:
    public_id = asked(world)

    def interrupt(_: Work) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        doing(world, interrupt).run()
    assert seen(world, public_id).state is JobState.CANCELLED


@dataclass
class Cutter:
    """Makes a job of three parts, whose results it adds."""

    seen: list[int | None] = field(default_factory=list)

    def whole(self, work: Work) -> Answer:
        if not work.claimed.parts:
            return Split(
                tuple(block_order(work.claimed.natural_key, place, {"place": place}) for place in range(3)),
                {"base": 100},
            )
        self.seen = [part.result and part.result["square"] for part in work.claimed.parts]
        return {"sum": sum(each or 0 for each in self.seen) + (work.claimed.kept or {})["base"]}

    def part(self, work: Work) -> Answer:
        return {"square": work.arguments["place"] ** 2}


def test_a_job_goes_out_in_parts_and_comes_back_to_one(world: World) -> None:
    public_id = asked(world)
    cutter = Cutter()
    runner = doing(world, cutter.whole)
    runner = replace(runner, handlers={**runner.handlers, JobKind.BLOCK: cutter.part})

    assert [runner.run() for _ in range(6)] == [True] * 5 + [False]  # the whole, three parts, the whole again
    assert seen(world, public_id).result == {"sum": 100 + 0 + 1 + 4}
    assert [job.public_id for job in jobs_queries.jobs(world.session, HOUSE)] == [public_id]


def test_a_role_that_was_taken_away_is_taken_away_from_the_jobs_asked_with_it(world: World) -> None:
    operator = Scope(world.account("operator@example.jp", Role.OPERATOR), Role.OPERATOR)
    public_id = asked(world, operator)
    with world.database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE account SET is_active = (1 = 0)")

    world.runner().run()

    job = seen(world, public_id)
    assert (job.state, [problem.code for problem in job.problems]) == (JobState.FAILED, ["forbidden"])


@pytest.mark.parametrize(
    ("failure", "code"), [(MessagingUnavailable(), "messaging_unavailable"), (SenderUnknown(), "sender_unknown")]
)
def test_a_mail_nobody_takes_now_waits_and_says_why(world: World, failure: Exception, code: str) -> None:
    world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    world.mails.refuses_with = failure
    world.with_plan()
    world.run_jobs()

    (waiting,) = [job for job in jobs_queries.jobs(world.session, HOUSE) if job.problems]
    assert (waiting.state, [problem.code for problem in waiting.problems]) == (JobState.WAITING, [code])
    world.mails.refuses_with = None
    world.clock.advance(seconds=5)
    assert world.run_jobs() == 1
    assert len(world.mails.kept) == 1


def test_a_refused_mail_is_not_tried_again(world: World) -> None:
    world.account("hanako@example.jp", Role.CLIENT, client="ALPHA")
    world.mails.refuses_with = MessageRefused()
    world.with_plan()
    world.run_jobs()

    sent = [job for job in jobs_queries.jobs(world.session, HOUSE) if job.kind is JobKind.SEND]
    assert {(job.state, job.attempts) for job in sent if job.problems} == {(JobState.FAILED, 1)}
