"""What the story of the demo has at hand: a session, ids, and a clock that only moves on and never into the future."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.database import Session
from app.domain.worktime import tokyo_instant


@dataclass(frozen=True, slots=True)
class Stage:
    """What every scene is given.

    Attributes:
        session: to read and write with.
        new_id: makes public ids.
        new_key: makes session keys.
        real_now: the present instant; nothing happens after it.
        invoices_dir: where the PDFs of the invoices are laid.
    """

    session: Session
    new_id: Callable[[], str]
    new_key: Callable[[], str]
    real_now: dt.datetime
    invoices_dir: Path

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        """The instant of that Tokyo wall clock, or the present one where that has not come yet."""
        return min(tokyo_instant(day, dt.time(hour, minute)), self.real_now)
