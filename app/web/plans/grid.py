"""Assistants by clients or by weeks, cut into sections of as many columns as a screen holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.queries.assistants import AssistantView
from app.queries.plans import PlaceView

COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A client with its package, or a week with its last day in words; `total_min` None where nothing limits it.

    `gone_min` of it is worked beside the plan.
    """

    key: str
    name: str
    planned_min: int = 0
    total_min: int | None = None
    gone_min: int = 0

    @property
    def free_min(self) -> int:
        """What is neither planned nor worked, 0 at least."""
        return max(0, (self.total_min or 0) - self.planned_min - self.gone_min)


@dataclass(frozen=True, slots=True)
class Cell:
    """The work of an assistant for a column, and how many of its tasks they must not do."""

    rows: tuple[PlaceView, ...] = ()
    forbidden: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A row: an assistant, their minutes in the whole plan and beside it, and their work in the section's columns."""

    assistant: AssistantView
    planned_min: int
    cells: tuple[Cell, ...]
    gone_min: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Up to six columns and the assistants beside them."""

    columns: tuple[Column, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """What the sections are made of.

    Attributes:
        rows: the assignments that are shown.
        columns: clients or weeks, in their order.
        key_of: the column an assignment stands in.
        people: assistants, in their order.
        load: assistant's public id -> minutes in the whole plan.
        forbidden: assistant's and column's key -> how many tasks they must not do.
        gone: assistant's public id -> minutes worked beside the plan.
    """

    rows: Sequence[PlaceView]
    columns: Sequence[Column]
    key_of: Callable[[PlaceView], str]
    people: Sequence[AssistantView]
    load: Mapping[str, int]
    forbidden: Mapping[tuple[str, str], int]
    gone: Mapping[str, int] = field(default_factory=dict)


def make_sections(grid: Grid, *, only_busy: bool = False) -> tuple[Section, ...]:
    """The grid. One section shows every active assistant; of several, each shows those who work in its columns."""
    cells: dict[tuple[str, str], list[PlaceView]] = {}
    at_work: dict[str, set[str]] = {}
    for row in grid.rows:
        key = grid.key_of(row)
        cells.setdefault((row.assistant_public_id, key), []).append(row)
        at_work.setdefault(key, set()).add(row.assistant_public_id)
    groups = [tuple(grid.columns[start : start + COLUMNS]) for start in range(0, len(grid.columns), COLUMNS)]
    shown = [person for person in grid.people if person.is_active or person.public_id in grid.load]
    sections = []
    for columns in groups:
        people = shown
        if only_busy or len(groups) > 1:
            busy = set().union(*(at_work.get(column.key, ()) for column in columns))
            people = [person for person in shown if person.public_id in busy]
        sections.append(Section(columns, tuple(_row(grid, person, columns, cells) for person in people)))
    return tuple(sections)


def load_of(rows: Iterable[PlaceView], owner: Literal["assistant_public_id", "client_public_id"]) -> dict[str, int]:
    """Public id of the assistant or client -> planned minutes."""
    load: dict[str, int] = {}
    for row in rows:
        public_id: str = getattr(row, owner)
        load[public_id] = load.get(public_id, 0) + row.planned_min
    return load


def _row(
    grid: Grid,
    person: AssistantView,
    columns: Sequence[Column],
    cells: Mapping[tuple[str, str], list[PlaceView]],
) -> Person:
    keys = [(person.public_id, column.key) for column in columns]
    work = tuple(Cell(tuple(cells.get(key, ())), grid.forbidden.get(key, 0)) for key in keys)
    load_min, gone_min = grid.load.get(person.public_id, 0), grid.gone.get(person.public_id, 0)
    return Person(person, load_min, work, gone_min)
