"""Which rows of a sheet the inventory has already, and what they say otherwise.

A row is known by its name within its department, as two rows of one sheet are; a sheet without a column of departments
says nothing of them, so its rows are known by their name alone. What a row leaves open is no difference.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.tasks.columns import TaskField
from app.domain.tasks.facts import fold, namesake_key, says_nothing
from app.domain.tasks.rows import TaskRow

Fact: TypeAlias = str | int | None

_TEXTS = (TaskField.DETAIL, TaskField.OWNER, TaskField.EXPERTISE, TaskField.TOOLS, TaskField.NOTE)
_VALUES = (
    TaskField.MINUTES_PER_RUN,
    TaskField.HAS_MANUAL,
    TaskField.ROUTINE,
    TaskField.JUDGEMENT_PCT,
    TaskField.CONFIDENTIALITY,
    TaskField.CAPABLE_PEOPLE,
    TaskField.KEY_PERSON,
    TaskField.CUSTOMER_CONTACT,
)
#: Further down than any sheet reaches.
MOST_ROW = 100_000
_ORDER = list(TaskField)


@dataclass(frozen=True, slots=True)
class Standing:
    """A task as its inventory has it, not removed; the facts' row number is 0."""

    public_id: str
    number: int
    facts: TaskRow


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that the sheet states otherwise than the inventory.

    Runs are runs a year under `RUNS_PER_MONTH`. `old` is None or "" where the inventory leaves the fact open.
    """

    field: TaskField
    old: Fact
    new: Fact


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row whose task is there; without changes it says the same."""

    row: TaskRow
    task: Standing
    changes: tuple[Change, ...]


def known_rows(
    rows: Iterable[TaskRow], standing: Iterable[Standing], said: AbstractSet[TaskField]
) -> tuple[KnownRow, ...]:
    """The rows the inventory has, in the order of the sheet, each beside the task that is most like it.

    Args:
        rows: sound rows of the sheet.
        standing: tasks of the same client that are not removed.
        said: the facts the sheet has a column for.
    """
    by_name: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for task in standing:
        by_name[_key(task.facts.department, task.facts.name, said)].append(task)
    namesakes = ((row, by_name.get(_key(row.department, row.name, said), [])) for row in rows)
    return tuple(_likest(row, tasks, said) for row, tasks in namesakes if tasks)


def known_numbers(
    rows: Iterable[TaskRow], names: Iterable[tuple[str, str]], said: AbstractSet[TaskField]
) -> frozenset[int]:
    """The numbers of the rows the inventory has, told by (department, name) of its tasks alone."""
    taken = {_key(department, name, said) for department, name in names}
    return frozenset(row.row_number for row in rows if _key(row.department, row.name, said) in taken)


def packed(numbers: Iterable[int]) -> str:
    """Row numbers in short, a bit each: 17 kB for `MOST_ROW` of them, whichever they are."""
    bits = bytearray(MOST_ROW // 8 + 1)
    for number in numbers:
        bits[number // 8] |= 1 << number % 8
    return base64.urlsafe_b64encode(bits.rstrip(b"\0")).decode()


def numbers_in(text: str) -> frozenset[int]:
    """The row numbers that `packed` wrote, up to `MOST_ROW`; none in a text of another kind."""
    try:
        bits = base64.b64decode(text, altchars=b"-_", validate=True)[: MOST_ROW // 8 + 1]
    except ValueError:
        return frozenset()
    return frozenset(8 * place + bit for place, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1)


def _key(department: str, name: str, said: AbstractSet[TaskField]) -> tuple[str, str]:
    return namesake_key(department if TaskField.DEPARTMENT in said else "", name)


def _likest(row: TaskRow, tasks: Sequence[Standing], said: AbstractSet[TaskField]) -> KnownRow:
    each = [KnownRow(row, task, tuple(_changes(task.facts, row, said))) for task in tasks]
    return min(each, key=lambda known: (len(known.changes), known.task.number))


def _changes(old: TaskRow, new: TaskRow, said: AbstractSet[TaskField]) -> list[Change]:
    found = [
        Change(field, getattr(old, field), getattr(new, field))
        for field in _TEXTS
        if _states_otherwise(getattr(old, field), getattr(new, field))
    ]
    found += [
        Change(field, getattr(old, field), getattr(new, field))
        for field in _VALUES
        if getattr(new, field) not in (None, getattr(old, field))
    ]
    often = _often(old, new, said)
    return sorted([*found, *([often] if often else [])], key=lambda change: _ORDER.index(change.field))


def _often(old: TaskRow, new: TaskRow, said: AbstractSet[TaskField]) -> Change | None:
    """How often otherwise: 「毎月」 and 「月1回」 are the same, and a word alone does not take a count away."""
    if new.runs_per_year is not None and new.runs_per_year == old.runs_per_year:
        return None
    runs = Change(TaskField.RUNS_PER_MONTH, old.runs_per_year, new.runs_per_year)
    if _states_otherwise(old.frequency_text, new.frequency_text):
        is_counted = not old.frequency_text and None not in (runs.old, runs.new)
        return runs if is_counted else Change(TaskField.FREQUENCY, old.frequency_text, new.frequency_text)
    return runs if new.runs_per_year is not None and TaskField.RUNS_PER_MONTH in said else None


def _states_otherwise(old: str, new: str) -> bool:
    return old != new and not says_nothing(new) and fold(old) != fold(new)
