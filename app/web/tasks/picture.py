"""Where the tasks of an inventory stand in the picture 「何から渡すか」: suitability across, monthly hours upwards.

Pure geometry. A mark is as large as its task is frequent and holds the task's number; marks that would cover each
other give way to the more important one, and a moved one keeps a line to its true place. A name stands beside its
mark where it fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.web.pictures.frames import Frame
from app.web.pictures.lettering import LETTER_PX, shortened

OUTSOURCE_FROM = 60
"""Points from which a task is handed over; the standing line of the picture."""
_HOUR_MIN = 60
_LINEAR_TOPS_MIN = tuple(_HOUR_MIN * hours for hours in (2, 4, 8))
_ROOT_TOPS_MIN = tuple(_HOUR_MIN * hours for hours in (16, 32, 64, 128, 256, 1024))
_GAP = 2.0
#: Steps away from a place, nearest first, about 6 px from one to the next and 280 px far: a sunflower's spiral.
_STEPS = tuple(
    (3.4 * math.sqrt(n) * math.cos(2.399963 * n), 3.4 * math.sqrt(n) * math.sin(2.399963 * n)) for n in range(7_000)
)
_NAME_HEIGHT = 17.0
_LONGEST_NAME_PX = 13 * LETTER_PX


@dataclass(frozen=True, slots=True)
class Dot:
    """A task to be placed; `mark` names its shape."""

    number: int
    name: str
    points: int
    monthly_min: int
    runs_per_year: int
    mark: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A task in the picture, in px; `name` is "" where there is no room for it, `anchor` its text-anchor."""

    dot: Dot
    x: float
    y: float
    radius: float
    true_x: float
    true_y: float
    name: str = ""
    name_x: float = 0.0
    name_y: float = 0.0
    anchor: str = "start"

    @property
    def is_moved(self) -> bool:
        """Whether it stands so far from its true place that a line has to lead there."""
        return math.hypot(self.x - self.true_x, self.y - self.true_y) > self.radius * 0.6


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn inventory. `levels` are heights with their minutes, `columns` places with their points."""

    frame: Frame
    levels: tuple[tuple[float, int], ...]
    columns: tuple[tuple[float, int], ...]
    split_x: float
    split_y: float
    marks: tuple[Mark, ...]
    is_square_root: bool


WIDE = Frame(700, 404, 62, 690, 26, 360)
NARROW = Frame(360, 300, 40, 350, 26, 260)


@dataclass(frozen=True, slots=True)
class _Box:
    x1: float
    y1: float
    x2: float
    y2: float

    def meets(self, other: _Box) -> bool:
        return self.x1 < other.x2 and other.x1 < self.x2 and self.y1 < other.y2 and other.y1 < self.y2

    def meets_circle(self, x: float, y: float, radius: float) -> bool:
        near_x, near_y = min(max(x, self.x1), self.x2), min(max(y, self.y1), self.y2)
        return math.hypot(x - near_x, y - near_y) < radius


def draw(dots: Sequence[Dot], frame: Frame, *, with_names: bool, caption_px: float = 110) -> Picture:
    """The picture of these tasks, the most important first where names compete for room.

    No name covers another, a mark, or a corner's caption of at most `caption_px`.
    """
    lowest = min(40, *(dot.points // 20 * 20 for dot in dots)) if dots else 40
    most_min = max((dot.monthly_min for dot in dots), default=0)
    top_min = next((top for top in (*_LINEAR_TOPS_MIN, *_ROOT_TOPS_MIN) if most_min <= top), most_min)
    is_root = top_min > _LINEAR_TOPS_MIN[-1]

    def across(points: float) -> float:
        return frame.left + (points - lowest) * (frame.right - frame.left) / (100 - lowest)

    def upwards(minutes: float) -> float:
        share = math.sqrt(minutes / top_min) if is_root else minutes / top_min
        return frame.bottom - share * (frame.bottom - frame.top)

    marks = _apart([_placed(dot, across, upwards) for dot in dots], frame)
    split_y = upwards(top_min / 4 if is_root else top_min * 3 / 8)
    return Picture(
        frame=frame,
        levels=tuple((upwards(minutes), minutes) for minutes in _levels(top_min, is_root=is_root)),
        columns=tuple((across(points), points) for points in range(lowest, 101, 20)),
        split_x=across(OUTSOURCE_FROM),
        split_y=split_y,
        marks=tuple(_named(marks, frame, caption_px)) if with_names else tuple(marks),
        is_square_root=is_root,
    )


def _levels(top_min: int, *, is_root: bool) -> list[int]:
    if is_root:
        return [0, *(top_min // divisor for divisor in (16, 8, 4, 2, 1))]
    return [top_min * quarter // 4 for quarter in range(5)]


def _placed(dot: Dot, across: Callable[[float], float], upwards: Callable[[float], float]) -> Mark:
    radius = 10 + 1.2 * math.sqrt(min(dot.runs_per_year / 12, 22))
    x, y = across(dot.points), upwards(dot.monthly_min)
    return Mark(dot, x, y, radius, x, y)


def _inside(mark: Mark, frame: Frame, step: tuple[float, float] = (0.0, 0.0)) -> tuple[float, float]:
    """The mark's place after a step, kept within the field."""
    radius = mark.radius
    return (
        min(max(mark.x + step[0], frame.left + radius), frame.right - radius),
        min(max(mark.y + step[1], frame.top + radius), frame.bottom - radius),
    )


def _apart(marks: Sequence[Mark], frame: Frame) -> list[Mark]:
    """Each mark in the free place nearest to its own; the first ones choose first."""
    standing: list[Mark] = []
    for mark in marks:
        near = [(other.x, other.y, (mark.radius + other.radius + _GAP) ** 2) for other in standing]
        places = (_inside(mark, frame, step) for step in _STEPS)
        free = (
            (x, y) for x, y in places if all((x - at_x) ** 2 + (y - at_y) ** 2 >= room for at_x, at_y, room in near)
        )
        x, y = next(free, _inside(mark, frame))
        standing.append(replace(mark, x=x, y=y))
    return standing


def _named(marks: list[Mark], frame: Frame, caption_px: float) -> list[Mark]:
    """The marks with their names where a place beside them is free."""
    captions = [
        _Box(x, y, x + caption_px, y + 24)
        for x in (frame.left, frame.right - caption_px)
        for y in (frame.top, frame.bottom - 24)
    ]
    taken: list[_Box] = captions
    named = []
    for mark in marks:
        name, width = shortened(mark.dot.name, _LONGEST_NAME_PX)
        for anchor, x, y in _places(mark):
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            box = _Box(left, y - _NAME_HEIGHT + 4, left + width, y + 4)
            if _is_free(box, mark, marks, taken, frame):
                taken.append(box)
                named.append(replace(mark, name=name, name_x=x, name_y=y, anchor=anchor))
                break
        else:
            named.append(mark)
    return named


def _places(mark: Mark) -> tuple[tuple[str, float, float], ...]:
    beside = mark.radius + 5
    return (
        ("start", mark.x + beside, mark.y + 4.5),
        ("end", mark.x - beside, mark.y + 4.5),
        ("middle", mark.x, mark.y + mark.radius + 15),
        ("middle", mark.x, mark.y - mark.radius - 6),
    )


def _is_free(box: _Box, mark: Mark, marks: list[Mark], taken: list[_Box], frame: Frame) -> bool:
    if box.x1 < frame.left or box.x2 > frame.right or box.y1 < frame.top or box.y2 > frame.bottom:
        return False
    if any(box.meets(other) for other in taken):
        return False
    return not any(other is not mark and box.meets_circle(other.x, other.y, other.radius + 1) for other in marks)
