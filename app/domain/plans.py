"""The course of a plan's search, kept small: how the gap to the best plan there can be fell while it was made."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

#: So many points of a search are kept, and told while it runs: a line as good as all of them, in a short word.
MOST_POINTS = 16
#: News so soon after other news takes its place: solvers begin with a bound that is none.
AT_ONCE_S = 0.05
#: The step a search tells: the newest gap, then behind a bar every point of its course.
GAP_STEP = "plan_gap"


@dataclass(frozen=True, slots=True)
class SearchPoint:
    """Where a search stood after so many seconds: the best plan's points, and what no plan exceeds."""

    seconds: float
    points: float
    bound: float

    @property
    def gap(self) -> float:
        """The share that may be missing, from 0, of the larger of the two by size."""
        missing = max(0.0, self.bound - self.points)
        return missing / max(abs(self.bound), abs(self.points)) if missing else 0.0

    @property
    def gap_percent(self) -> str:
        """The gap in percent, rounded up to a tenth, so that it never says too much."""
        return f"{math.ceil(self.gap * 1000 - 1e-9) / 10:.1f}"

    def to_row(self) -> list[float]:
        """The three figures as they are kept: seconds to a hundredth, the rest to a thousandth."""
        return [round(self.seconds, 2), round(self.points, 3), round(self.bound, 3)]

    @classmethod
    def from_row(cls, row: Sequence[float]) -> Self:
        """What `to_row` gave."""
        return cls(*row)


Course = tuple[SearchPoint, ...]


def further(course: Course, seconds: float, points: float | None, bound: float | None) -> Course:
    """The course with what was heard, `MOST_POINTS` long at most.

    What is proven once stays proven: a search that begins anew with more to choose from tells a worse bound for a
    while. News without both figures, or that changes neither, are passed over. Of too many points the one goes that
    the line misses least, never the first or the last (Visvalingam and Whyatt, 1993).
    """
    if points is None or bound is None or not math.isfinite(points + bound):
        return course
    if course:
        points, bound = max(points, course[-1].points), min(bound, course[-1].bound)
        if (points, bound) == (course[-1].points, course[-1].bound):
            return course
        seconds = max(seconds, course[-1].seconds)
        if seconds - course[-1].seconds < AT_ONCE_S:
            course = course[:-1]
    longer = (*course, SearchPoint(seconds, points, bound))
    return longer if len(longer) <= MOST_POINTS else _thinned(longer)


def step_of(course: Course) -> str:
    """The step that tells a course: `plan_gap:1.2|0.5 12.0,3.1 1.2`, seconds and percent, 200 characters at most."""
    told = ",".join(f"{point.seconds:.1f} {point.gap_percent}" for point in course)
    return f"{GAP_STEP}:{course[-1].gap_percent}|{told}"


def course_told(step: str) -> tuple[tuple[float, float], ...]:
    """Seconds and gap in percent of each point that a step tells; () of another step, and what cannot be read left out.

    A step that tells the newest gap only has one point, at no time.
    """
    code, _, value = step.partition(":")
    if code != GAP_STEP:
        return ()
    newest, _, told = value.partition("|")
    pairs = (pair.split(" ") for pair in told.split(",")) if told else iter([["0", newest]])
    return tuple(_numbers(pairs))


def _numbers(pairs: Iterable[Sequence[str]]) -> Iterable[tuple[float, float]]:
    for pair in pairs:
        try:
            seconds, percent = map(float, pair)
        except ValueError:
            continue
        if 0 <= seconds < 1_000_000 and 0 <= percent < 1_000:
            yield seconds, percent


def _thinned(course: Course) -> Course:
    """Without the inner point that spans the smallest triangle with its neighbours."""
    places = range(1, len(course) - 1)
    least = min(places, key=lambda n: (_triangle(*course[n - 1 : n + 2]), n))
    return course[:least] + course[least + 1 :]


def _triangle(first: SearchPoint, second: SearchPoint, third: SearchPoint) -> float:
    """Twice the area in seconds and gap."""
    return abs(
        (second.seconds - first.seconds) * (third.gap - first.gap)
        - (third.seconds - first.seconds) * (second.gap - first.gap)
    )
