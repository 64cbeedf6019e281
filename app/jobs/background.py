"""Background work as one process sees it: who is told that a job waits, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.actions.messages import Outlets
from app.adapters.chat import chat_of
from app.adapters.clock import Clock
from app.adapters.mail import mailer_of
from app.config import Settings
from app.database import Database
from app.jobs.broker import Broker
from app.jobs.kinds import HANDLERS
from app.jobs.runner import Runner
from app.jobs.threads import JobThreads


def _nothing_to_stop() -> None:
    pass


@dataclass(frozen=True, slots=True)
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

    def runner(self, database: Database) -> Runner:
        """Does the jobs of that database."""
        outlets = Outlets(
            mailer_of(self.settings.mail_url),
            chat_of(self.settings.chat_url) if self.settings.chat_url else None,
            self.settings.mail_from,
            self.settings.site_url,
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
        if self.settings.broker_url:
            database.wake = Broker(self.settings.broker_url).announce

    def start(self, database: Database) -> Callable[[], None]:
        """Connects, and without a broker does the jobs in threads of this process; what comes back stops them."""
        self.connect(database)
        if self.settings.broker_url or not self.settings.job_threads:
            return _nothing_to_stop
        threads = JobThreads(self.runner(database), self.settings.job_threads)
        threads.start()
        return threads.stop

    def run_here(self, database: Database, public_id: str) -> bool:
        """Whether this process did that job itself: never with a broker, whose workers do it."""
        return not self.settings.broker_url and self.runner(database).run(public_id)

    def broker_answers(self) -> bool | None:
        """Whether the broker can be reached; None without one."""
        return Broker(self.settings.broker_url).answers() if self.settings.broker_url else None
