"""People by weeks: in each cell its figures, and a bar of what is due in the outline of the time there is for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.web.bars import share_pct
from app.web.pictures.lettering import beside

HEAD_PX, ROW_PX = 26, 58
#: Of a cell's width, so that two bars never touch.
_FILLED = 0.88


@dataclass(frozen=True, slots=True)
class Column:
    """A week of somebody: minutes due in it, minutes they have in it, and what is lacking by its end.

    What is due beyond the week's own time is lacking only where the weeks before left too little.
    """

    due_min: int
    time_min: int
    over_min: int = 0

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """Textures of `bars.Part` with their minutes: in the week's own time, in that of weeks before, in none."""
        own_min = min(self.due_min, self.time_min)
        over_min = min(self.over_min, self.due_min - own_min)
        return ("p", own_min), ("c", self.due_min - own_min - over_min), ("o", over_min)


@dataclass(frozen=True, slots=True)
class Person:
    """A row: a name, what is due in all in words, and one column for each of the picture's."""

    name: str
    value: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell: where it and its outline stand, and its parts (texture, left edge, width), in percent of the picture."""

    x_pct: float
    frame_pct: float
    parts: tuple[tuple[str, float, float], ...]
    due_min: int
    time_min: int


@dataclass(frozen=True, slots=True)
class DrawnPerson:
    """A row in its place: `y` is its upper edge in px."""

    name: str
    value: str
    y: int
    cells: tuple[DrawnCell, ...]


@dataclass(frozen=True, slots=True)
class CellsPicture:
    """The drawing: px high, as wide as there is room; a head is its left edge in percent and its words."""

    height: int
    heads: tuple[tuple[float, str], ...]
    rows: tuple[DrawnPerson, ...]


def draw_cells(columns: Sequence[str], people: Sequence[Person]) -> CellsPicture:
    """The people in the order given, measured against the largest figure of all."""
    most_min = max((max(each.due_min, each.time_min) for person in people for each in person.columns), default=0)
    step_pct = 100 / max(1, len(columns))

    def width(minutes: int) -> float:
        return round(step_pct * _FILLED * share_pct(minutes, most_min) / 100, 1)

    def cell(nth: int, week: Column) -> DrawnCell:
        x_pct, parts, until = round(nth * step_pct, 1), [], 0
        for kind, minutes in week.parts:
            if minutes:
                parts.append((kind, round(x_pct + width(until), 1), width(minutes)))
            until += minutes
        return DrawnCell(x_pct, width(week.time_min), tuple(parts), week.due_min, week.time_min)

    return CellsPicture(
        HEAD_PX + ROW_PX * len(people),
        tuple((round(nth * step_pct, 1), name) for nth, name in enumerate(columns)),
        tuple(
            DrawnPerson(
                beside(person.name, person.value),
                person.value,
                HEAD_PX + nth * ROW_PX,
                tuple(cell(column, week) for column, week in enumerate(person.columns)),
            )
            for nth, person in enumerate(people)
        ),
    )
