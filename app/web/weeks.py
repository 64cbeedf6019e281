"""An assistant's week as a grid of durations, on the day's page and on the page of hours.

A cell shows the minutes of a task on a day and takes a new total in any notation. Beside each field travels what it
showed, so that a total that changed meanwhile is noticed instead of booked twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import format_date

from app.domain.workdays import is_working_day, week_of
from app.queries.weeks import WeekRow
from app.web.formats import hm


@dataclass(frozen=True, slots=True)
class Cell:
    """One task on one day; `item` is None where hours cannot be recorded."""

    name: str
    day: dt.date
    recorded_min: int
    text: str
    error: str
    item: str | None
    is_today: bool
    is_off: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """A task's seven days."""

    task_public_id: str
    task_name: str
    client_short_name: str
    cells: tuple[Cell, ...]
    total_min: int


@dataclass(frozen=True, slots=True)
class Day:
    """A column: its day, the minutes of all tasks, and their share of the fullest day for the small chart."""

    day: dt.date
    minutes: int
    share: float
    is_today: bool
    is_off: bool

    @property
    def weekday(self) -> str:
        """Its weekday in short, in the reader's language."""
        return str(format_date(self.day, "EEE"))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Grid:
    """A week: its columns and rows. `key` makes the ids of its entries, so that a form sent twice is stored once."""

    days: tuple[Day, ...]
    rows: tuple[GridRow, ...]
    total_min: int
    key: str

    @property
    def monday(self) -> dt.date:
        """Its first day."""
        return self.days[0].day


def make_grid(
    rows: Sequence[WeekRow],
    day: dt.date,
    today: dt.date,
    key: str,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Grid:
    """The grid of the week `day` lies in; `typed` and `errors`, by field name, give a refused form back."""
    days = week_of(day)
    sums = {each: sum(row.minutes.get(each, 0) for row in rows) for each in days}
    fullest = max(*sums.values(), 1)
    return Grid(
        tuple(Day(each, sums[each], sums[each] / fullest, each == today, not is_working_day(each)) for each in days),
        tuple(_row(row, days, today, typed or {}, errors or {}) for row in rows),
        sum(sums.values()),
        key,
    )


def copied_from(before: Mapping[str, Mapping[dt.date, int]], rows: Sequence[WeekRow], today: dt.date) -> dict[str, str]:
    """What last week's minutes would fill in: field name -> text, for cells that take hours and have none yet.

    A working day's minutes are not copied to a holiday.

    Args:
        before: task's public id -> day of last week -> minutes.
        rows: this week's.
        today: the Tokyo day; days after it take no hours.
    """
    found = {}
    for row in rows:
        for day, minutes in before.get(row.task_public_id, {}).items():
            to = day + dt.timedelta(days=7)
            is_free = to <= today and row.item_on(to) is not None and not row.minutes.get(to)
            if is_free and (is_working_day(to) or not is_working_day(day)):
                found[field_name(row.task_public_id, to)] = hm(minutes)
    return found


def field_name(task_public_id: str, day: dt.date) -> str:
    """The name of a cell's field."""
    return f"{task_public_id}.{day.isoformat()}"


def _row(
    row: WeekRow, days: Sequence[dt.date], today: dt.date, typed: Mapping[str, str], errors: Mapping[str, str]
) -> GridRow:
    cells = []
    for day in days:
        name = field_name(row.task_public_id, day)
        recorded_min = row.minutes.get(day, 0)
        cells.append(
            Cell(
                name=name,
                day=day,
                recorded_min=recorded_min,
                text=typed.get(name, hm(recorded_min) if recorded_min else ""),
                error=errors.get(name, ""),
                item=row.item_on(day) if day <= today else None,
                is_today=day == today,
                is_off=not is_working_day(day),
            )
        )
    return GridRow(row.task_public_id, row.task_name, row.client_short_name, tuple(cells), row.total_min)
