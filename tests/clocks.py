"""Time and ids that tests decide: a clock that stands still until told, and ids that count."""

from __future__ import annotations

import itertools
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Wednesday 18 November 2026, 09:00 in Tokyo: a working day in the middle of a month.
START = datetime(2026, 11, 18, 0, 0, tzinfo=UTC)


@dataclass(slots=True)
class FakeClock:
    """A clock that stands still; `advance` is the only thing that moves it."""

    instant: datetime = START

    def now(self) -> datetime:
        return self.instant

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> datetime:
        """The new instant, after moving on by what was given; negative numbers turn the clock back."""
        self.instant += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.instant


@dataclass(slots=True)
class CountingIds:
    """Ids in the order they are asked for: `id-0001`, `id-0002`, … after `given`; every thread gets its own."""

    given: InitVar[int] = 0
    _numbers: Iterator[int] = field(init=False)

    def __post_init__(self, given: int) -> None:
        self._numbers = itertools.count(given + 1)

    def __call__(self) -> str:
        return f"id-{next(self._numbers):04d}"
