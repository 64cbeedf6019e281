"""What a job has at hand while it is done, and what it gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.actions.jobs.claim import Claimed
from app.actions.messages import Outlets
from app.database import Session
from app.domain.accounts import Scope
from app.domain.jobs import Order


class Tell(Protocol):
    """Hears how far a job is; raises where it shall stop."""

    def __call__(self, part: float, step: str, /) -> None:
        """The part done, 0 to 1, and the code of what is being done."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job being done.

    Attributes:
        session: reads, and writes through actions; no transaction is open when the job begins.
        scope: who asked for it, as they may act now.
        claimed: the row: arguments, key, parts.
        now: the instant it was begun.
        new_id: makes public ids.
        tell: to be called between steps, never inside a transaction.
        tick: like `tell` without news, for waiting on others.
        has_enough: whether somebody wants the best that was found so far, of a job that searches.
        outlets: where messages go.
    """

    session: Session
    scope: Scope
    claimed: Claimed
    now: dt.datetime
    new_id: Callable[[], str]
    tell: Tell
    tick: Callable[[], None]
    has_enough: Callable[[], bool]
    outlets: Outlets

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the job was asked with."""
        return self.claimed.arguments


@dataclass(frozen=True, slots=True)
class Split:
    """The job goes on with what it kept when these parts have ended; each may run anywhere."""

    orders: tuple[Order, ...]
    kept: dict[str, Any]


Answer = dict[str, Any] | Split
Handler = Callable[[Work], Answer]
