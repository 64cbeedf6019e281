"""The gap of a plan falling to the best there can be, as a line and as the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.plans import Course

WIDE, HIGH = 160, 44
"""The drawing's size; the line keeps `EDGE` from its sides, and its foot is a gap of 0."""
EDGE = 4


@dataclass(frozen=True, slots=True)
class GapRow:
    """A line of the table, in words; `points` and `bound` "" where only the gap was told."""

    seconds: str
    gap: str
    points: str = ""
    bound: str = ""


@dataclass(frozen=True, slots=True)
class GapLine:
    """The line: `path` as an SVG polyline's points, its end, and its table from the first point on."""

    path: str
    end_x: float
    end_y: float
    rows: tuple[GapRow, ...]

    @property
    def first(self) -> str:
        """The gap it began with, in percent."""
        return self.rows[0].gap

    @property
    def last(self) -> str:
        """The gap it has come to."""
        return self.rows[-1].gap


def line_told(told: Sequence[tuple[float, float]]) -> GapLine | None:
    """The line of seconds and gaps in percent; None of fewer than two points, which are no line."""
    return _line(told, [GapRow(f"{seconds:.1f}", f"{percent:.1f}") for seconds, percent in told])


def line_kept(course: Course) -> GapLine | None:
    """The line of a search that was kept; None of fewer than two points."""
    rows = [
        GapRow(f"{point.seconds:.1f}", point.gap_percent, f"{point.points:,.0f}", f"{point.bound:,.0f}")
        for point in course
    ]
    return _line([(point.seconds, 100 * point.gap) for point in course], rows)


def _line(places: Sequence[tuple[float, float]], rows: Sequence[GapRow]) -> GapLine | None:
    if len(places) < 2:
        return None
    latest, most = places[-1][0], max(percent for _, percent in places)
    drawn = [(_share(seconds, latest, WIDE), HIGH - _share(percent, most, HIGH)) for seconds, percent in places]
    return GapLine(" ".join(f"{x:g},{y:g}" for x, y in drawn), *drawn[-1], tuple(rows))


def _share(part: float, whole: float, size: int) -> float:
    """That part of the whole, on a side of this size without its edges."""
    return round(EDGE + (size - 2 * EDGE) * (part / whole if whole else 0.0), 1)
