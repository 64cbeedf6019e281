"""Background work as one process sees it: who is told that a job waits, and who does it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from app.actions.jobs.rounds import sweep
from app.actions.messages import Outlets
from app.adapters.chat import chat_of
from app.adapters.clock import Clock
from app.adapters.keyring import Keyring
from app.adapters.mail import mailer_of
from app.adapters.outgoing import Outgoing
from app.config import Settings, has_secret
from app.database import Database
from app.jobs import worker
from app.jobs.broker import Broker
from app.jobs.kinds import HANDLERS
from app.jobs.rounds import make_rounds
from app.jobs.runner import Runner
from app.jobs.threads import JobThreads
from app.jobs.work import Answer, Handler, Work
from app.queries import jobs as jobs_queries

Told = Callable[[float, str], None]


def _nothing_to_stop() -> None:
    pass


@dataclass(frozen=True)
class Background:
    """Made once a process by the factory.

    Attributes:
        settings: broker, threads, heartbeat, outlets.
        clock: says what time it is.
        new_id: makes public ids and claims.
    """

    settings: Settings
    clock: Clock
    new_id: Callable[[], str]

    @cached_property
    def broker(self) -> Broker | None:
        """The broker of the settings."""
        return Broker(self.settings.broker_url) if self.settings.broker_url else None

    def runner(self, database: Database) -> Runner:
        """Does the jobs of that database."""
        outlets = Outlets(
            mailer_of(self.settings.mail_url),
            chat_of(self.settings.chat_url, outgoing=Outgoing.of(self.settings)) if self.settings.chat_url else None,
            self.settings.mail_from,
            self.settings.site_url,
            Keyring.of(self.settings) if has_secret(self.settings) else None,
        )
        return Runner(
            database=database,
            clock=self.clock,
            new_id=self.new_id,
            handlers=HANDLERS,
            outlets=outlets,
            heartbeat_s=self.settings.heartbeat_s,
        )

    def connect(self, database: Database) -> None:
        """With a broker, its workers are told of every job this process asks for; without one, nobody is."""
        if self.broker is not None:
            database.wake = self.broker.announce

    def start(self, database: Database) -> Callable[[], None]:
        """Connects, and without a broker does the jobs in threads of this process; what comes back stops them."""
        self.connect(database)
        if self.broker is not None or not self.settings.job_threads:
            return _nothing_to_stop
        threads = JobThreads(self.runner(database), self.settings.job_threads)
        threads.start()
        return threads.stop

    def run_here(self, database: Database, public_id: str, told: Told) -> bool:
        """Whether this process did that job, or a part of it, itself: never with a broker, whose workers do it.

        Args:
            database: where its row is.
            public_id: the job.
            told: hears how far it is.

        Raises:
            KeyboardInterrupt: a person stopped the process; what was being done is cancelled.
        """
        if self.broker is not None:
            return False
        runner = self.runner(database)
        if _heard(runner, told).run(public_id):
            return True
        with database.session() as session:
            parts = jobs_queries.waiting_parts(session, public_id)
            # Somebody else had it; if they died meanwhile, nobody but this process may be there to notice.
            sweep(session, now=self.clock.now(), heartbeat_s=self.settings.heartbeat_s)
        return any(runner.run(part) for part in parts)

    def run_waiting(self, database: Database, is_stopping: Callable[[], bool]) -> int:
        """How many jobs this process did until none waited or it was to stop; the rounds are made before."""
        runner = replace(self.runner(database), is_stopping=is_stopping)
        make_rounds(runner)
        done = 0
        while not is_stopping() and runner.run():
            done += 1
        return done

    def work(self, database: Database, *, concurrency: int, ready: Callable[[], None]) -> int:
        """The exit code of this process as a worker of the broker, once it was told to stop.

        Args:
            database: where the rows are.
            concurrency: how many jobs at once.
            ready: called once it hears the broker.
        """
        self.connect(database)
        return worker.work(self.runner(database), self.settings.broker_url, concurrency=concurrency, ready=ready)

    def beat(self) -> None:
        """Rings for the rounds until told to stop."""
        worker.beat(self.settings.broker_url, heartbeat_s=self.settings.heartbeat_s)

    def broker_answers(self) -> bool | None:
        """Whether the broker can be reached; None without one."""
        return None if self.broker is None else self.broker.answers()


class JobsOfProcess:
    """The background work of each process that has the application: begun once in it, however often it is asked.

    Threads do not survive a fork, so the child of a process that had begun begins its own.

    Args:
        background: what there is to begin.
        database: the application's.
    """

    def __init__(self, background: Background, database: Database) -> None:
        self._background = background
        self._database = database
        self._lock = threading.Lock()
        self._begun_in = 0
        self._stop = _nothing_to_stop

    def begin(self) -> None:
        """Begins, unless this process has."""
        if self._begun_in == os.getpid():
            return
        with self._lock:
            if self._begun_in != os.getpid():
                self._stop = self._background.start(self._database)
                self._begun_in = os.getpid()

    def end(self) -> None:
        """Stops what this process has begun."""
        if self._begun_in == os.getpid():
            self._stop()
            self._begun_in, self._stop = 0, _nothing_to_stop


def _heard(runner: Runner, told: Told) -> Runner:
    return replace(
        runner, handlers={kind: partial(_telling, handler, told) for kind, handler in runner.handlers.items()}
    )


def _telling(handler: Handler, told: Told, work: Work) -> Answer:
    def tell(part: float, step: str, /) -> None:
        work.tell(part, step)
        told(part, step)

    return handler(replace(work, tell=tell))
