"""When each person's work of a plan falls due: the grid of weeks as a picture, every week of the month in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.domain.worktime import Month
from app.web.formats import hm
from app.web.pictures.cells import CellsPicture, Person, draw_cells
from app.web.plans.grid import Section


@dataclass(frozen=True, slots=True)
class Weekly:
    """The picture and its table: the weeks' heads, and of each person a name, the sum and minutes by week."""

    picture: CellsPicture
    heads: tuple[str, ...]
    people: tuple[Person, ...]

    @property
    def sums(self) -> tuple[int, ...]:
        """Minutes by week of all people shown."""
        return tuple(map(sum, zip(*(person.minutes for person in self.people), strict=True)))

    @property
    def fullest(self) -> tuple[str, int]:
        """The head of the week in which most falls due, and its minutes."""
        return max(zip(self.heads, self.sums, strict=True), key=lambda week: week[1])


def weekly(sections: Sequence[Section], month: Month) -> Weekly | None:
    """The people of the grid's sections; None of none. Their columns are weeks by their Mondays."""
    found: dict[str, tuple[str, dict[str, int]]] = {}
    for section in sections:
        for person in section.people:
            _name, minutes = found.setdefault(person.assistant.public_id, (person.assistant.name, {}))
            for column, cell in zip(section.columns, person.cells, strict=True):
                minutes[column.key] = minutes.get(column.key, 0) + sum(row.planned_min for row in cell.rows)
    if not found:
        return None
    mondays = sorted(_mondays(month) | {key for _name, minutes in found.values() for key in minutes})
    heads = tuple(_head(dt.date.fromisoformat(monday), month) for monday in mondays)
    people = tuple(
        Person(name, hm(sum(minutes.values())), tuple(minutes.get(monday, 0) for monday in mondays))
        for name, minutes in found.values()
    )
    return Weekly(draw_cells(heads, people), heads, people)


def _mondays(month: Month) -> set[str]:
    days = (month.first_day + dt.timedelta(days=n) for n in range(month.last_day.day))
    return {str(day - dt.timedelta(days=day.weekday())) for day in days}


def _head(monday: dt.date, month: Month) -> str:
    """The week's last day, or the month's where that comes first."""
    sunday = monday + dt.timedelta(days=6)
    last = month.last_day if monday <= month.last_day < sunday else sunday
    return gettext("〜%(day)s", day=f"{last.month}/{last.day}")
