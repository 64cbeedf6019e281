"""Time and ids that tests decide: a clock that stands still until told, and ids that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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
    """Ids in the order they are asked for: `id-0001`, `id-0002`, …"""

    given: int = 0

    def __call__(self) -> str:
        self.given += 1
        return f"id-{self.given:04d}"
