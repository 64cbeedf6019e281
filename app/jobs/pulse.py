"""The heart of a running job: says that it lives and how far it is, hears that it shall stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from app.actions.jobs.claim import Claimed, beat
from app.adapters import logs
from app.adapters.clock import Clock
from app.database import Database
from app.domain.jobs import ClaimLost, JobCancelled, Wish, WorkerStopping

log = logs.logger("ennoshita.jobs")

#: Seconds in which news and the wish to stop travel, where the heart does not beat faster anyway.
NEWS_S = 1.0


class Pulse:
    """Beats in a thread of its own, so that a step that takes long is not taken for a death.

    Args:
        database: its own session is opened on it.
        clock: says what time it is.
        claimed: the job.
        heartbeat_s: the longest pause between two signs of life.
        is_stopping: whether the worker itself is asked to stop.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        claimed: Claimed,
        *,
        heartbeat_s: float,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._database = database
        self._clock = clock
        self._claimed = claimed
        self._every_s = min(NEWS_S, heartbeat_s / 3)
        self._is_stopping = is_stopping
        self._news = (0.0, "")
        self._stop: Exception | None = None
        self._has_enough = False
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"pulse-{claimed.public_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def tell(self, part: float, step: str, /) -> None:
        """Keeps the news for the next beat.

        Raises:
            JobCancelled: somebody wants the job to stop.
            ClaimLost: another worker has it.
            WorkerStopping: the worker itself shall stop.
        """
        self._news = (part, step)
        self.tick()

    def tick(self) -> None:
        """Nothing, while the job may go on.

        Raises:
            JobCancelled: somebody wants the job to stop.
            ClaimLost: another worker has it.
            WorkerStopping: the worker itself shall stop.
        """
        if self._stop is not None:
            raise self._stop
        if self._is_stopping():
            raise WorkerStopping

    def has_enough(self) -> bool:
        """Whether somebody wants the best that was found so far."""
        return self._has_enough

    def _run(self) -> None:
        # A job that shall stop lives until it does: a heart that stood still would give it to another meanwhile.
        while not self._is_over.wait(self._every_s) and not isinstance(self._stop, ClaimLost):
            self._beat()

    def _beat(self) -> None:
        part, step = self._news
        try:
            with self._database.session() as session:
                wish = beat(session, self._claimed, progress=part, step=step, now=self._clock.now())
                self._has_enough = wish is Wish.ENOUGH
                if wish is Wish.STOP:
                    self._stop = JobCancelled(self._claimed.public_id)
        except ClaimLost as lost:
            self._stop = lost
        except Exception as error:  # noqa: BLE001 - a heart that misses a beat goes on beating; the job finds out itself
            log.warning("heartbeat_missed", kind=type(error).__name__)
