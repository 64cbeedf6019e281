"""Celery's side of background work: a worker that hears the bell, and a beat that rings for the rounds.

Threads and not processes: a job has child processes of its own for solving and for paper, and children of a prefork
worker may have none. One job a worker unless told otherwise; more workers are more processes, as docs/adr/0011 says.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from celery import Celery
from celery.beat import Scheduler
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import setup_logging, worker_ready, worker_shutting_down
from celery.worker.request import Request

from app.adapters import logs
from app.domain.jobs import SWEEPS_PER_BEAT
from app.jobs.broker import ROUNDS, WAKE, celery_app
from app.jobs.rounds import make_rounds
from app.jobs.runner import Runner
from app.jobs.threads import STOP_S, rounds_until

log = logs.logger("ennoshita.jobs")

#: Say a line or three a message; our own lines say what became of the job.
TALKATIVE = ("celery.app.trace", "celery.beat", "celery.worker.strategy", "celery.worker.consumer.consumer")
#: Redis is asked for messages in turns of a second; an answer that takes so long does not come any more.
SILENT_S = 10.0


def work(runner: Runner, url: str, *, concurrency: int, ready: Callable[[], None]) -> int:
    """The exit code of a worker that did jobs until it was told to stop by SIGTERM or Ctrl-C.

    What it is doing then goes back into its row and is begun by another. A broker that goes away is tried again for
    ever; a database that is away leaves the rows as they are, and the rounds find them.

    Args:
        runner: does the jobs.
        url: the broker.
        concurrency: how many at once.
        ready: called once it hears the bell.
    """
    is_stopping = threading.Event()
    runner = replace(runner, is_stopping=is_stopping.is_set)
    app = hearing(url, runner)
    # Beat is a convenience and its message only one more in the queue: a worker that is busy for half an hour would
    # hear it half an hour late, and where beat is dead nobody would look for lost jobs. Each worker therefore looks by
    # itself; however many do, each thing happens once.
    rounds = threading.Thread(target=rounds_until, args=(is_stopping, runner), name="jobs-rounds", daemon=True)

    def stop(**_: Any) -> None:
        is_stopping.set()

    def begin(**_: Any) -> None:
        ready()

    worker_shutting_down.connect(stop)
    worker_ready.connect(begin)
    rounds.start()
    try:
        worker = app.Worker(
            pool="threads",
            concurrency=concurrency,
            quiet=True,
            without_gossip=True,
            without_heartbeat=True,
            without_mingle=True,
        )
        worker.start()
        return int(worker.exitcode or 0)
    finally:
        is_stopping.set()
        rounds.join(STOP_S)


def beat(url: str, *, heartbeat_s: float) -> None:
    """Rings for the rounds until told to stop; several beats ring several times, and that changes nothing.

    The schedule is one line and lives in memory: a file would have to be kept from a second beat.
    """
    every_s = heartbeat_s / SWEEPS_PER_BEAT
    app = _connected(url)
    app.conf.beat_schedule = {"rounds": {"task": ROUNDS, "schedule": every_s, "options": {"expires": every_s}}}
    app.Beat(scheduler=_Ringing, quiet=True, loglevel="INFO", redirect_stdouts=False).run()


def hearing(url: str, runner: Runner) -> Celery:
    """Celery with what there is to be heard: that a job waits, and that rounds are due."""
    app = _connected(url)

    def wake(public_id: str) -> None:
        # The broker knows no turns: a bell is answered by the job whose turn it is, and every job has its bell.
        _whatever_happens("job_not_reached", lambda: runner.run() or runner.run(public_id))

    def rounds() -> None:
        _whatever_happens("rounds_not_made", lambda: make_rounds(runner))

    app.task(wake, name=WAKE, Request=_Heard, shared=False)
    app.task(rounds, name=ROUNDS, Request=_Heard, shared=False)
    return app


class _Ringing(Scheduler):
    """Rings, and says in one line where nobody takes it; Celery would write out its own stack at every turn."""

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Rings once; the next turn is the next try."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, the clock goes on
            log.warning("rounds_not_rung", kind=type(error.__context__ or error).__name__)


class _Heard(Request):
    """A message that is taken off the broker when its job has ended, or the broker is connected to anew.

    Celery writes a line where the broker is away at that moment, and leaves the message among those being worked on. A
    worker that has as many of those as it may have reads no others; with Redis it reads nothing at all then, not even
    that its connection is gone, and would wait for ever.
    """

    def acknowledge(self) -> None:
        """Nothing; the loop that reads messages does it soon, and what goes wrong there begins a new connection."""
        if not self.acknowledged:
            self.acknowledged = True
            do_soon = self._on_ack.fun  # it would do `message.ack_log_error` soon
            do_soon(self.message.ack)


def _connected(url: str) -> Celery:
    app = celery_app(url, socket_connect_timeout=SILENT_S, socket_timeout=SILENT_S)
    app.conf.update(
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_enable_remote_control=False,
        worker_prefetch_multiplier=1,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
    )
    _quieten()
    return app


def _whatever_happens(event: str, do: Callable[[], object]) -> None:
    # The message is spent either way: the row still waits, and the rounds ring for it again.
    try:
        do()
    except Exception as error:  # noqa: BLE001 - a database that is away for a while ends no worker
        log.warning(event, kind=type(error).__name__)


def _quieten() -> None:
    setup_logging.connect(_leave_logging)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Told at every loss of the broker, even where the setting it is about is chosen: a job goes on without its message.
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)


def _leave_logging(**_: Any) -> None:
    """Says to Celery that logging is set up already."""
