"""Does one job: takes its row, calls what its kind asks for, writes down how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from app.actions.jobs import claim as row
from app.actions.jobs.claim import UNFORESEEN, Claimed, claim_job
from app.actions.messages import Outlets
from app.adapters import logs
from app.adapters.clock import Clock
from app.adapters.messaging import MessageRefused, MessagingUnavailable, SenderUnknown
from app.adapters.pdf import PdfFailed
from app.database import Database, Session
from app.domain.accounts import HOUSE, Scope
from app.domain.errors import DomainError, Forbidden, PlanOutdated, Problem
from app.domain.jobs import ClaimLost, JobCancelled, JobKind, JobState, WorkerStopping
from app.jobs.pulse import Pulse
from app.jobs.work import Answer, Handler, Split, Work
from app.queries import accounts as accounts_queries

log = logs.logger("ennoshita.jobs")


#: Failures of others that pass, and the codes of their sentences.
PASSING: dict[type[Exception], str] = {
    SenderUnknown: "sender_unknown",
    MessagingUnavailable: "messaging_unavailable",
    PdfFailed: "pdf_failed",
}


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Runner:
    """What it takes to do jobs.

    Attributes:
        database: where the rows are.
        clock: says what time it is.
        new_id: makes public ids and claims.
        handlers: what each kind does.
        outlets: where messages go.
        heartbeat_s: the longest pause between two signs of life of a running job.
        is_stopping: whether the worker is asked to stop.
    """

    database: Database
    clock: Clock
    new_id: Callable[[], str]
    handlers: Mapping[JobKind, Handler]
    outlets: Outlets
    heartbeat_s: float
    is_stopping: Callable[[], bool] = _never

    def run(self, public_id: str | None = None) -> bool:
        """Whether a job was there to be done: that one, or the one whose turn it is.

        Raises:
            KeyboardInterrupt: a person stopped the process; the job is cancelled.
        """
        with self.database.session() as session:
            claimed = claim_job(session, now=self.clock.now(), new_id=self.new_id, public_id=public_id)
            if claimed is None:
                return False
            with logs.bound(job_id=claimed.public_id, job_kind=str(claimed.kind)):
                self._do(session, claimed)
        return True

    def _do(self, session: Session, claimed: Claimed) -> None:
        log.info("job_begun", attempt=claimed.attempts)
        state = "lost"
        try:
            state = self._attempt(session, claimed)
        except ClaimLost:
            log.warning("job_taken_by_another")
        except (KeyboardInterrupt, SystemExit):
            with suppress(ClaimLost):  # it may have ended in the same moment
                row.stop_job(session, claimed, now=self.clock.now())
            raise
        log.info("job_ended", state=str(state))

    def _attempt(self, session: Session, claimed: Claimed) -> JobState:
        try:
            with Pulse(
                self.database, self.clock, claimed, heartbeat_s=self.heartbeat_s, is_stopping=self.is_stopping
            ) as pulse:
                answer = self._answer(session, claimed, pulse)
        except JobCancelled:
            row.stop_job(session, claimed, now=self.clock.now())
            return JobState.CANCELLED
        except WorkerStopping:
            row.give_back(session, claimed)
            return JobState.WAITING
        except ClaimLost:
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in a job is written into its row
            return self._failed(session, claimed, error)
        return self._ended(session, claimed, answer)

    def _answer(self, session: Session, claimed: Claimed, pulse: Pulse) -> Answer:
        work = Work(
            session,
            _scope_of(session, claimed.asked_by),
            claimed,
            self.clock.now(),
            self.new_id,
            pulse.tell,
            pulse.tick,
            pulse.has_enough,
            self.outlets,
        )
        return self.handlers[claimed.kind](work)

    def _ended(self, session: Session, claimed: Claimed, answer: Answer) -> JobState:
        if isinstance(answer, Split):
            return row.split_job(
                session,
                claimed,
                orders=answer.orders,
                kept=answer.kept,
                now=self.clock.now(),
                new_id=self.new_id,
            )
        row.finish_job(session, claimed, result=answer, now=self.clock.now())
        return JobState.DONE

    def _failed(self, session: Session, claimed: Claimed, error: Exception) -> JobState:
        now = self.clock.now()
        if isinstance(error, PlanOutdated):
            return row.fail_job(session, claimed, problems=error.problems(), now=now, again=True, at_once=True)
        if isinstance(error, DomainError):
            return row.fail_job(session, claimed, problems=error.problems(), now=now, again=False)
        if isinstance(error, MessageRefused):
            return row.fail_job(session, claimed, problems=[Problem("message_refused")], now=now, again=False)
        log.error("job_failed", exc_info=error)
        problem = next((Problem(code) for kind, code in PASSING.items() if isinstance(error, kind)), UNFORESEEN)
        return row.fail_job(session, claimed, problems=[problem], now=now, again=True)


def _scope_of(session: Session, asked_by: int | None) -> Scope:
    """Who asked, as they may act now: a role taken away since is taken away from their jobs as well."""
    if asked_by is None:
        return HOUSE
    account = accounts_queries.account_by_id(session, asked_by)
    if account is None or not account.is_active:
        raise Forbidden
    return account.scope
