"""The broker as the app sees it: a bell. What it loses is found again in the rows."""

from __future__ import annotations

import threading
import time
from functools import cached_property

from celery import Celery

from app.adapters import logs
from app.domain.jobs import ANNOUNCED_AGAIN_S

log = logs.logger("ennoshita.jobs")

WAKE, ROUNDS = "ennoshita.wake", "ennoshita.rounds"
QUEUE = "ennoshita"
#: A page is answered though the broker is away; the job waits in its row.
PATIENCE_S = 1.0
#: After a ring that nobody heard, none is tried for so long: a change that asks for 500 jobs waits once, not 500 times.
QUIET_S = 5.0
#: A ring is of no use to a worker that hears it later than the sweep would have rung again.
RING_LIVES_S = ANNOUNCED_AGAIN_S


def celery_app(url: str, **transport: float) -> Celery:
    """Celery on that broker; messages are small JSON and nothing comes back but in the rows.

    Args:
        url: `redis://` or `amqp://`.
        transport: seconds and counts for the connections, as Kombu calls them.
    """
    app = Celery("ennoshita", broker=url, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        broker_transport_options=transport,
        task_default_queue=QUEUE,
        task_ignore_result=True,
        timezone="UTC",
    )
    return app


class Broker:
    """Tells the workers of other processes and hosts which row to look at. One a process; threads may share it.

    Args:
        url: `redis://` or `amqp://`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._quiet_until = 0.0
        self._quiet_lock = threading.Lock()

    def announce(self, public_id: str) -> None:
        """Rings for that job, within about a second; the sweep rings again for what nobody heard."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            self._bell.send_task(WAKE, (public_id,), retry=False, expires=RING_LIVES_S)
        except Exception as error:  # noqa: BLE001 - what it rings for is committed; a full or misnamed broker undoes nothing
            self._is_away(error)

    def answers(self) -> bool:
        """Whether the broker can be reached within about a second."""
        try:
            with self._bell.connection_for_write() as connection:
                connection.default_channel  # noqa: B018 - opened by being looked at
        except Exception:  # noqa: BLE001 - whatever it is that stands there, it is not a broker that works
            return False
        return True

    @cached_property
    def _bell(self) -> Celery:
        app = celery_app(
            self.url,
            max_retries=0,  # of connecting; Kombu would pause a second or two in between
            socket_connect_timeout=PATIENCE_S,
            socket_timeout=PATIENCE_S,
            write_timeout=PATIENCE_S,
        )
        app.conf.broker_connection_timeout = PATIENCE_S
        return app

    def _is_away(self, error: Exception) -> None:
        with self._quiet_lock:
            was_quiet = time.monotonic() < self._quiet_until
            self._quiet_until = time.monotonic() + QUIET_S
        if not was_quiet:
            # What the error says may repeat the address, and with it the password.
            log.warning("broker_away", kind=type(error).__name__)
