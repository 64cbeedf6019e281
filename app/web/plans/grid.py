"""Assistants by clients, cut into sections of as many columns as a screen holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.queries.assistants import AssistantView
from app.queries.hours import UsageView
from app.queries.plans import AssignmentView

COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Person:
    """A row: an assistant, their minutes in the whole plan, and their work for each client of the section."""

    assistant: AssistantView
    planned_min: int
    cells: tuple[tuple[AssignmentView, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Up to six clients and the assistants beside them."""

    clients: tuple[UsageView, ...]
    people: tuple[Person, ...]


def make_sections(
    rows: Sequence[AssignmentView], usage: Sequence[UsageView], people: Sequence[AssistantView]
) -> tuple[Section, ...]:
    """The grid. One section shows every active assistant; of several, each shows those who work for its clients."""
    cells: dict[tuple[str, str], list[AssignmentView]] = {}
    for row in rows:
        cells.setdefault((row.assistant_public_id, row.client_public_id), []).append(row)
    load = load_of(rows, "assistant_public_id")
    groups = [tuple(usage[start : start + COLUMNS]) for start in range(0, len(usage), COLUMNS)]
    shown = [person for person in people if person.is_active or person.public_id in load]
    return tuple(
        Section(clients, tuple(_people(clients, shown, cells, load, only_busy=len(groups) > 1))) for clients in groups
    )


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
    clients: Sequence[UsageView],
    people: Sequence[AssistantView],
    cells: dict[tuple[str, str], list[AssignmentView]],
    load: dict[str, int],
    *,
    only_busy: bool,
) -> Iterable[Person]:
    for person in people:
        work = tuple(tuple(cells.get((person.public_id, each.client_public_id), ())) for each in clients)
        if any(work) or not only_busy:
            yield Person(person, load.get(person.public_id, 0), work)
