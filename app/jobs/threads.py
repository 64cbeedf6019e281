"""Runs jobs in threads of this process: some that do them, and one that makes the rounds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from app.adapters import logs
from app.domain.jobs import SWEEPS_PER_BEAT
from app.jobs.rounds import make_rounds
from app.jobs.runner import Runner

log = logs.logger("ennoshita.jobs")

#: How often an idle thread looks for jobs that other processes asked for.
LOOK_S = 1.0
#: How often it is asked whether a database that was not fit for work is by now; the pages say why it is not.
UNFIT_S = 2.0
#: How long a stopping process waits for its jobs to let go.
STOP_S = 15.0


class JobThreads:
    """Started once a process. Jobs of this process begin at once, those of others within a second.

    Args:
        runner: does the jobs.
        count: how many at once.
    """

    def __init__(self, runner: Runner, count: int) -> None:
        self._is_stopping = threading.Event()
        self._something_waits = threading.Semaphore(0)
        self._runner = replace(runner, is_stopping=self._is_stopping.is_set)
        self._threads = [_thread(self._work, f"jobs-{place}") for place in range(count)]
        self._threads.append(_thread(self._rounds, "jobs-rounds"))

    def start(self) -> None:
        """Begins, and is woken by every job this process asks for."""
        self._runner.database.wake = self.wake
        for thread in self._threads:
            thread.start()

    def wake(self, _public_id: str) -> None:
        """Sends an idle thread to look."""
        self._something_waits.release()

    def stop(self) -> None:
        """Lets running jobs go back to waiting, and ends; what still runs after `STOP_S` is left to the sweep."""
        self._is_stopping.set()
        for _ in self._threads:
            self._something_waits.release()
        ends = time.monotonic() + STOP_S
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))

    def _rounds(self) -> None:
        self._wait_until_fit()
        rounds_until(self._is_stopping, self._runner)

    def _wait_until_fit(self) -> None:
        """A program of another version than the tables does no more in the background than its pages do."""
        while not self._is_stopping.is_set():
            try:
                self._runner.database.require_fit()
            except Exception:  # noqa: BLE001 - a database that is away for a while ends no thread
                self._is_stopping.wait(UNFIT_S)
            else:
                return

    def _work(self) -> None:
        self._wait_until_fit()
        while not self._is_stopping.is_set():
            self._something_waits.acquire(timeout=LOOK_S)
            try:
                while not self._is_stopping.is_set() and self._runner.run():
                    pass
            except Exception as error:  # noqa: BLE001 - a database that is away for a while ends no thread
                log.warning("jobs_not_reached", kind=type(error).__name__)


def rounds_until(is_stopping: threading.Event, runner: Runner) -> None:
    """Makes the rounds every quarter heartbeat until told to stop."""
    while not is_stopping.is_set():
        try:
            make_rounds(runner)
        except Exception as error:  # noqa: BLE001 - a database that is away for a while ends no thread
            log.warning("rounds_not_made", kind=type(error).__name__)
        is_stopping.wait(runner.heartbeat_s / SWEEPS_PER_BEAT)


def _thread(target: Callable[[], None], name: str) -> threading.Thread:
    return threading.Thread(target=target, name=name, daemon=True)
