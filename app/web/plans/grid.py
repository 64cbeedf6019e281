"""Assistants by clients or by weeks, cut into sections of as many columns as a screen holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.queries.assistants import AssistantView
from app.queries.plans import AssignmentView

COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A client with its package, or a week with its last day in words; `total_min` None where nothing limits it."""

    key: str
    name: str
    planned_min: int = 0
    total_min: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The work of an assistant for a column, and how many of its tasks they must not do."""

    rows: tuple[AssignmentView, ...] = ()
    forbidden: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A row: an assistant, their minutes in the whole plan, and their work in each column of the section."""

    assistant: AssistantView
    planned_min: int
    cells: tuple[Cell, ...]


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
    """

    rows: Sequence[AssignmentView]
    columns: Sequence[Column]
    key_of: Callable[[AssignmentView], str]
    people: Sequence[AssistantView]
    load: Mapping[str, int]
    forbidden: Mapping[tuple[str, str], int]


def make_sections(grid: Grid, *, only_busy: bool = False) -> tuple[Section, ...]:
    """The grid. One section shows every active assistant; of several, each shows those who work in its columns."""
    cells: dict[tuple[str, str], list[AssignmentView]] = {}
    for row in grid.rows:
        cells.setdefault((row.assistant_public_id, grid.key_of(row)), []).append(row)
    groups = [tuple(grid.columns[start : start + COLUMNS]) for start in range(0, len(grid.columns), COLUMNS)]
    only_busy = only_busy or len(groups) > 1
    return tuple(Section(columns, tuple(_people(grid, columns, cells, only_busy=only_busy))) for columns in groups)


def load_of(
    rows: Iterable[AssignmentView], owner: Literal["assistant_public_id", "client_public_id"]
) -> dict[str, int]:
    """Public id of the assistant or client -> planned minutes."""
    load: dict[str, int] = {}
    for row in rows:
        public_id: str = getattr(row, owner)
        load[public_id] = load.get(public_id, 0) + row.planned_min
    return load


def _people(
    grid: Grid, columns: Sequence[Column], cells: Mapping[tuple[str, str], list[AssignmentView]], *, only_busy: bool
) -> Iterable[Person]:
    for person in grid.people:
        if not person.is_active and person.public_id not in grid.load:
            continue
        work = tuple(
            Cell(
                tuple(cells.get((person.public_id, column.key), ())),
                grid.forbidden.get((person.public_id, column.key), 0),
            )
            for column in columns
        )
        if not only_busy or any(cell.rows for cell in work):
            yield Person(person, grid.load.get(person.public_id, 0), work)
