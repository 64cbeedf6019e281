"""People by weeks: in each cell its figure and a bar against the largest cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.web.bars import share_pct
from app.web.pictures.lettering import beside

HEAD_PX, ROW_PX = 26, 58
#: Of a cell's width, so that two bars never touch.
_FILLED = 0.88


@dataclass(frozen=True, slots=True)
class Person:
    """A row: a name, its sum in words, and minutes by column."""

    name: str
    value: str
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell: where it begins and how wide its bar is, in percent; `minutes` for its figure, nothing is drawn of 0."""

    x_pct: float
    bar_pct: float
    minutes: int


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
    """The people in the order given; every one has a figure for each column."""
    most_min = max((minutes for person in people for minutes in person.minutes), default=0)
    step_pct = 100 / max(1, len(columns))

    def cell(nth: int, minutes: int) -> DrawnCell:
        bar_pct = step_pct * _FILLED * share_pct(minutes, most_min) / 100
        return DrawnCell(round(nth * step_pct, 1), round(bar_pct, 1), minutes)

    return CellsPicture(
        HEAD_PX + ROW_PX * len(people),
        tuple((round(nth * step_pct, 1), name) for nth, name in enumerate(columns)),
        tuple(
            DrawnPerson(
                beside(person.name, person.value),
                person.value,
                HEAD_PX + nth * ROW_PX,
                tuple(cell(column, minutes) for column, minutes in enumerate(person.minutes)),
            )
            for nth, person in enumerate(people)
        ),
    )
