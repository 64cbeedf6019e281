"""What the requests came to: a row an endpoint, as a table of Markdown, beside the page that does nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIMIT_MS = 300
NOTHING = "/healthz"
HEAD = ("page", "asked", "errors", "median", "p95", "slowest", f"p95 ÷ {NOTHING}")


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: the row it counts in, how long its answer took, and what was wrong with it ("" for nothing)."""

    name: str
    took_ms: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The requests of one endpoint, times in milliseconds."""

    name: str
    asked: int
    errors: int
    median_ms: float
    p95_ms: float
    slowest_ms: float


def percentile(sorted_values: Sequence[float], percent: int) -> float:
    """The least value that so many percent of all are not above.

    Raises:
        ValueError: there are no values.
    """
    if not sorted_values:
        raise ValueError("no values")
    return sorted_values[max(0, math.ceil(len(sorted_values) * percent / 100) - 1)]


def row_of(name: str, samples: Sequence[Sample]) -> Row:
    """These requests in one row."""
    times = sorted(sample.took_ms for sample in samples)
    errors = sum(bool(sample.error) for sample in samples)
    return Row(name, len(times), errors, percentile(times, 50), percentile(times, 95), times[-1])


@dataclass(frozen=True, slots=True)
class Figures:
    """A row an endpoint, slowest first; one of all pages together; one of the page that does nothing."""

    rows: tuple[Row, ...]
    everything: Row
    nothing: Row

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> Figures:
        """The figures of a run.

        Raises:
            ValueError: no page was asked for, or never the one that does nothing.
        """
        by_name: dict[str, list[Sample]] = {}
        for sample in samples:
            by_name.setdefault(sample.name, []).append(sample)
        nothing = row_of(NOTHING, by_name.pop(NOTHING, []))
        rows = sorted((row_of(*each) for each in by_name.items()), key=lambda row: (-row.p95_ms, row.name))
        return cls(tuple(rows), row_of("all pages", [each for found in by_name.values() for each in found]), nothing)

    def is_missed(self) -> bool:
        """Whether the 95th percentile of all pages is not under the limit."""
        return self.everything.p95_ms >= LIMIT_MS

    def slow(self) -> list[Row]:
        """The endpoints whose own 95th percentile is not under the limit."""
        return [row for row in self.rows if row.p95_ms >= LIMIT_MS]

    def table(self) -> str:
        """Everything as Markdown."""
        lines = (_cells(row, self.nothing) for row in (self.everything, self.nothing, *self.rows))
        ruler = ("---", *("---:" for _ in HEAD[1:]))
        return "\n".join(f"| {' | '.join(line)} |" for line in (HEAD, ruler, *lines))


def _cells(row: Row, nothing: Row) -> tuple[str, ...]:
    times = (f"{value:,.0f} ms" for value in (row.median_ms, row.p95_ms, row.slowest_ms))
    name = f"`{row.name}`" if "/" in row.name else f"**{row.name}**"
    return name, f"{row.asked:,}", f"{row.errors:,}", *times, f"{row.p95_ms / nothing.p95_ms:.1f}"
