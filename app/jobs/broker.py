"""The broker as the app sees it: a bell. What it loses is found again in the rows."""

from __future__ import annotations

from functools import cached_property

import structlog
from celery import Celery
from kombu.exceptions import KombuError, OperationalError

log = structlog.get_logger()

WAKE, ROUNDS = "ennoshita.wake", "ennoshita.rounds"
#: A page is answered though the broker is away; the job waits in its row.
PATIENCE_S = 1.0


class Broker:
    """Tells the workers of other processes and hosts which row to look at.

    Args:
        url: `redis://` or `amqp://`.
    """

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def app(self) -> Celery:
        """Celery's own handle; its tasks are made by `app.jobs.worker`."""
        app = Celery("ennoshita", broker=self.url)
        app.conf.update(
            task_default_queue="ennoshita",
            task_ignore_result=True,
            task_acks_late=True,
            task_reject_on_worker_lost=True,
            worker_prefetch_multiplier=1,
            broker_connection_timeout=PATIENCE_S,
            broker_connection_retry_on_startup=True,
            broker_connection_max_retries=None,
            broker_transport_options={
                "socket_connect_timeout": PATIENCE_S,
                "socket_timeout": 10.0,
                "max_retries": 0,
            },
            worker_hijack_root_logger=False,
            worker_send_task_events=False,
            timezone="UTC",
        )
        return app

    def announce(self, public_id: str) -> None:
        """Rings for that job; a broker that is away is only written to the log, the sweep announces it again."""
        try:
            self.app.send_task(WAKE, (public_id,), retry=False, expires=3600)
        except (OperationalError, KombuError, OSError) as error:
            log.warning("broker_away", kind=type(error).__name__)

    def answers(self) -> bool:
        """Whether the broker can be reached within about a second."""
        try:
            with self.app.connection_for_write(connect_timeout=PATIENCE_S) as connection:
                connection.ensure_connection(max_retries=1, timeout=PATIENCE_S)
        except (OperationalError, KombuError, OSError):
            return False
        return True
