"""Whether the broker answers, asked seldom: one that is away takes a second to say nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.domain.jobs import JobState
from app.queries.jobs import JobView

EXTENSION = "ennoshita_jobs_broker"
PATIENCE = dt.timedelta(seconds=3)
"""A job that has waited for so long is explained."""
REMEMBERED = dt.timedelta(seconds=10)


class BrokerNews:
    """Remembers for a while what the broker last said.

    Args:
        check: whether it answers; None where there is none.
    """

    def __init__(self, check: Callable[[], bool | None]) -> None:
        self._check = check
        self._heard: tuple[dt.datetime, bool] | None = None

    def is_away(self, now: dt.datetime) -> bool:
        """Whether there is a broker and it did not answer lately."""
        if self._heard is None or now - self._heard[0] > REMEMBERED:
            self._heard = (now, self._check() is False)
        return self._heard[1]


def has_waited_long(job: JobView, now: dt.datetime) -> bool:
    """Whether the job may begin and nobody has begun it for longer than anybody watches without a word."""
    return job.state is JobState.WAITING and now - job.not_before > PATIENCE
