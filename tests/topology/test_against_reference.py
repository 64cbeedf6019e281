"""Whatever workers, people and the rounds do in whatever order, the rows say what plain Python says they should."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from app.actions.jobs.claim import beat, claim_job, fail_job, finish_job, give_back, split_job, stop_job
from app.actions.jobs.rounds import sweep
from app.actions.jobs.steer import cancel_job, retry_job
from app.database import transaction
from app.domain.accounts import HOUSE
from app.domain.errors import JobNotEnded, NotFound
from app.domain.jobs import PATIENCE_S, ClaimLost, JobKind, Order, Wish, block_order
from app.models import JobRow
from app.models.jobs import ask
from app.queries import jobs as jobs_queries
from tests.clocks import CountingIds, FakeClock
from tests.topology.reference import ATTEMPTS, BEAT_S, LIVING, Book, Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions.jobs.claim import Claimed
    from app.database import Database
    from tests.topology.sizes import Sizes

#: One that people wait for, and one that can wait.
KINDS = {"plan:a": JobKind.PLAN, "send:b": JobKind.SEND}
#: The newest, the one before it, and so on; the newest are the ones something may still happen to.
ANY = st.integers(0, 4)


class Operation(RuleBasedStateMachine):
    """Jobs are asked for, taken, lost, given back, cut into parts, cancelled; time passes by leaps."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.clock, self.ids, self.book = FakeClock(), CountingIds(), Book()
        self.taken: list[Claimed] = []
        self.rung: dict[str, dt.datetime] = {}
        self.database.wake = lambda public_id: self.rung.update({public_id: self.clock.now()})
        self.session = self.database.session()
        with transaction(self.session):
            self.session.execute(delete(JobRow).where(JobRow.parent_id.is_not(None)))
            self.session.execute(delete(JobRow))

    @rule(key=st.sampled_from(list(KINDS)))
    def somebody_asks(self, key: str) -> None:
        living = self.book.living(key)
        order = Order(KINDS[key], key)
        with transaction(self.session):
            public_id = ask(self.session, order, new_id=self.ids, asked_by=None, now=self.clock.now())
            row = self.session.scalars(select(JobRow).where(JobRow.public_id == public_id)).one()
            job = Job(row.id, public_id, key, row.not_before, PATIENCE_S.get(order.kind, 0))
        if living is None:
            self.book.jobs[public_id] = job
        else:
            assert public_id == living.public_id

    @rule()
    def a_worker_looks(self) -> None:
        due = self.book.due(self.clock.now())
        self._claimed(due[0] if due else None, None)

    @precondition(lambda self: self.book.jobs)
    @rule(pick=ANY)
    def a_worker_is_woken(self, pick: int) -> None:
        job = self._job(pick, lambda each: each.state == "waiting")
        self._claimed(job if job in self.book.due(self.clock.now()) else None, job.public_id)

    def _claimed(self, expected: Job | None, public_id: str | None) -> None:
        got = claim_job(self.session, now=self.clock.now(), new_id=self.ids, public_id=public_id)
        assert (got and got.public_id) == (expected and expected.public_id)
        if got is not None and expected is not None:
            assert [part.place for part in got.parts] == list(range(len(expected.parts)))
            self.book.begin(expected, got.claim, self.clock.now())
            self.taken.append(got)

    @precondition(lambda self: self.taken)
    @rule(pick=ANY)
    def a_heart_beats(self, pick: int) -> None:
        def act(claimed: Claimed) -> None:
            wanted = beat(self.session, claimed, progress=0.5, step="", now=self.clock.now())
            assert (wanted is Wish.STOP) == self.book.jobs[claimed.public_id].is_cancel_wanted

        job = self._by_holder(pick, act)
        if job is not None:
            job.beaten_at = self.clock.now()

    @precondition(lambda self: self.taken)
    @rule(pick=ANY)
    def a_job_is_finished(self, pick: int) -> None:
        job = self._by_holder(pick, lambda it: finish_job(self.session, it, result={}, now=self.clock.now()))
        if job is not None:
            job.finishes += 1
            job.end("done")

    @precondition(lambda self: self.taken)
    @rule(pick=ANY, again=st.booleans(), at_once=st.booleans())
    def a_job_fails(self, pick: int, again: bool, at_once: bool) -> None:
        now = self.clock.now()
        job = self._by_holder(
            pick, lambda it: fail_job(self.session, it, problems=[], now=now, again=again, at_once=at_once)
        )
        if job is not None:
            self.book.fail(job, now, again=again, at_once=at_once)

    @precondition(lambda self: self.taken)
    @rule(pick=ANY)
    def a_job_stops(self, pick: int) -> None:
        job = self._by_holder(pick, lambda it: stop_job(self.session, it, now=self.clock.now()))
        if job is not None:
            job.end("cancelled")

    @precondition(lambda self: self.taken)
    @rule(pick=ANY)
    def a_worker_gives_back(self, pick: int) -> None:
        job = self._by_holder(pick, lambda it: give_back(self.session, it))
        if job is not None:
            job.attempts -= 1
            job.let_go("waiting")

    @precondition(lambda self: self._uncut())
    @rule(pick=ANY, count=st.integers(1, 3), is_begun=st.booleans())
    def a_plan_goes_out_in_parts(self, pick: int, count: int, is_begun: bool) -> None:
        uncut = self._uncut()
        job = uncut[-1 - pick % len(uncut)]
        self._claimed(job, job.public_id)
        self._cut(self.taken[-1], count)
        if is_begun:
            part = job.parts[0]
            self._claimed(part, part.public_id)

    @precondition(lambda self: self._wholes())
    @rule(pick=ANY, count=st.integers(1, 3))
    def a_worker_cuts_what_it_may_have_lost(self, pick: int, count: int) -> None:
        wholes = self._wholes()
        self._cut(wholes[-1 - pick % len(wholes)], count)

    def _cut(self, claimed: Claimed, count: int) -> None:
        orders = [block_order(claimed.natural_key, place, {}) for place in range(count)]
        job = self._by_holder(
            len(self.taken) - 1 - self.taken.index(claimed),
            lambda it: split_job(self.session, it, orders=orders, now=self.clock.now(), new_id=self.ids),
        )
        if job is None:
            return
        parts = [
            Job(row.id, row.public_id, row.natural_key, row.not_before, PATIENCE_S["block"], whole=job)
            for row in jobs_queries.parts(self.session, job.id)
        ]
        assert len(parts) == (0 if job.is_cancel_wanted else count)
        self.book.split(job, parts)

    @precondition(lambda self: self.book.jobs)
    @rule(pick=ANY)
    def somebody_cancels(self, pick: int) -> None:
        job = self._job(pick, lambda each: each.lives and (each.whole is None) == (pick < 3))
        self.book.cancel(job)
        assert cancel_job(self.session, scope=HOUSE, public_id=job.public_id, now=self.clock.now()) == job.state

    @precondition(lambda self: self.book.jobs)
    @rule(pick=ANY)
    def somebody_tries_again(self, pick: int) -> None:
        job, now = self._job(pick, lambda each: each.state in {"failed", "cancelled"}), self.clock.now()
        living = self.book.living(job.key)
        if living is None and job.state == "done":
            with pytest.raises(JobNotEnded):
                retry_job(self.session, scope=HOUSE, public_id=job.public_id, now=now)
            return
        expected = (living or job).public_id
        assert retry_job(self.session, scope=HOUSE, public_id=job.public_id, now=now) == expected
        if living is None:
            self.book.retry(job, now)

    @rule(seconds=st.sampled_from((5, 15, 16, 31, 700)))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule()
    def the_rounds_are_made(self) -> None:
        now = self.clock.now()
        assert sweep(self.session, now=now, heartbeat_s=BEAT_S).recovered == self.book.sweep(now)
        for job in self.book.due(now):
            rung_at = self.rung[job.public_id]
            assert rung_at >= job.not_before, "nobody was told that the pause is over"
            assert (now - rung_at).total_seconds() <= 30, "a job waits and nobody heard of it"

    @rule()
    def every_worker_is_silent(self) -> None:
        self.clock.advance(seconds=16)
        self.the_rounds_are_made()

    @invariant()
    def the_rows_say_the_same(self) -> None:
        self.session.rollback()
        rows = {
            row.public_id: (
                row.natural_key,
                row.state,
                row.attempts,
                row.claim,
                row.heartbeat_at,
                row.is_cancel_wanted,
            )
            for row in self.session.scalars(select(JobRow))
        }
        assert rows == {public_id: job.facts() for public_id, job in self.book.jobs.items()}
        assert all(job.finishes <= 1 for job in self.book.jobs.values())

    def teardown(self) -> None:
        """No job is stuck: left to one sound worker and the rounds, every one of them ends."""
        for _ in range(4 * ATTEMPTS):
            self.clock.advance(seconds=700)
            sweep(self.session, now=self.clock.now(), heartbeat_s=BEAT_S)
            while claimed := claim_job(self.session, now=self.clock.now(), new_id=self.ids):
                finish_job(self.session, claimed, result={}, now=self.clock.now())
            if not self._living():
                break
        assert self._living() == []
        self.session.close()

    def _living(self) -> list[str]:
        self.session.rollback()
        return list(self.session.scalars(select(JobRow.public_id).where(JobRow.state.in_(LIVING))))

    def _job(self, pick: int, is_likely: Callable[[Job], bool]) -> Job:
        """One that something may happen to, where there is such a one; now and then any."""
        every = list(self.book.jobs.values())
        likely = [job for job in every if is_likely(job)] if pick else []
        return (likely or every)[-1 - pick % len(likely or every)]

    def _wholes(self) -> list[Claimed]:
        return [claimed for claimed in self.taken if claimed.kind is JobKind.PLAN and not claimed.parts]

    def _uncut(self) -> list[Job]:
        due = self.book.due(self.clock.now())
        return [job for job in due if job.whole is None and not job.parts and not job.is_cancel_wanted]

    def _by_holder(self, pick: int, act: Callable[[Claimed], object]) -> Job | None:
        """Whose work counted: the job of a worker that may be dead by now, if it still has it."""
        claimed = self.taken[-1 - pick % len(self.taken)]
        job = self.book.jobs.get(claimed.public_id)
        if job is not None and job.holder == claimed.claim:
            act(claimed)
            return job
        with pytest.raises(ClaimLost):
            act(claimed)
        return None


def test_rows_and_reference_agree_whatever_happens(database: Database, sizes: Sizes) -> None:
    operation = type("On", (Operation,), {"database": database})
    run_state_machine_as_test(
        operation,
        settings=settings(
            max_examples=sizes.examples,
            stateful_step_count=sizes.steps,
            derandomize=not sizes.is_soak,
            database=None,
            phases=(Phase.generate, Phase.shrink) if sizes.is_soak else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    with database.session() as session, pytest.raises(NotFound):
        jobs_queries.job(session, HOUSE, "nobody's")
