"""Bars one below the other: a name, what it comes to, and below both a bar of parts as long as its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.web.bars import share_pct
from app.web.pictures.lettering import beside

ROW_PX, BAR_TOP_PX = 44, 20
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """What a bar shows.

    Attributes:
        name: of it, whole.
        value: its figure in words, at the right end.
        parts: textures of `bars.Part` with their minutes, from left to right.
        frame_min: an outline behind them, such as an estimate; None for none.
    """

    name: str
    value: str
    parts: tuple[tuple[str, int], ...]
    frame_min: int | None = None

    @property
    def reach_min(self) -> int:
        """Minutes from the left edge to the furthest mark."""
        return max(sum(max(0, minutes) for _kind, minutes in self.parts), self.frame_min or 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar in percent of the width."""

    kind: str
    x_pct: float
    width_pct: float


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A bar in its place: `cut` is its name on phones, `y` its upper edge in px; `frame_pct` None without outline."""

    name: str
    cut: str
    value: str
    y: int
    pieces: tuple[Piece, ...]
    frame_pct: float | None


@dataclass(frozen=True, slots=True)
class RowsPicture:
    """The drawing: px high, as wide as there is room; `left_out` rows stand in the table alone."""

    height: int
    rows: tuple[DrawnRow, ...]
    left_out: int


def draw_rows(rows: Sequence[Row], most: int = MOST_ROWS) -> RowsPicture:
    """The first rows as bars against the furthest of all, in the order given."""
    furthest_min = max((row.reach_min for row in rows), default=0)
    drawn = tuple(_drawn(row, nth, furthest_min) for nth, row in enumerate(rows[:most]))
    return RowsPicture(ROW_PX * len(drawn), drawn, max(0, len(rows) - most))


def _drawn(row: Row, nth: int, furthest_min: int) -> DrawnRow:
    pieces, gone_min = [], 0
    for kind, minutes in row.parts:
        if minutes > 0:
            pieces.append(Piece(kind, share_pct(gone_min, furthest_min), share_pct(minutes, furthest_min)))
            gone_min += minutes
    frame_pct = None if row.frame_min is None else share_pct(row.frame_min, furthest_min)
    return DrawnRow(
        row.name, beside(row.name, row.value), row.value, nth * ROW_PX + BAR_TOP_PX, tuple(pieces), frame_pct
    )
