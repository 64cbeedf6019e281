"""What of each person's work of a plan is due by week, against what they have of the week: as a picture and a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from flask_babel import gettext

from app.domain.leave import less_the_first, spread_by_week
from app.domain.worktime import Month
from app.queries.assistants import AssistantView
from app.queries.plans.places import DatedView
from app.web.formats import hm
from app.web.pictures.cells import CellsPicture, Column, Person, draw_cells
from app.web.plans.grid import Section


@dataclass(frozen=True, slots=True)
class Weekly:
    """The picture and its table: the weeks' heads, and of each person a name, the sum and their weeks."""

    picture: CellsPicture
    heads: tuple[str, ...]
    people: tuple[Person, ...]

    @property
    def sums(self) -> tuple[int, ...]:
        """Minutes due by week of all people shown."""
        return tuple(sum(week.due_min for week in weeks) for weeks in self._weeks)

    @property
    def fullest(self) -> tuple[str, int]:
        """The head of the week in which most falls due, and its minutes."""
        return max(zip(self.heads, self.sums, strict=True), key=lambda week: week[1])

    @property
    def short(self) -> int:
        """How many of all people's weeks have too little time until their end for what is due by then."""
        return sum(week.over_min > 0 for weeks in self._weeks for week in weeks)

    @property
    def _weeks(self) -> tuple[tuple[Column, ...], ...]:
        return tuple(zip(*(person.columns for person in self.people), strict=True))


def weekly(sections: Sequence[Section], rows: Sequence[DatedView], month: Month) -> Weekly | None:
    """The people of the grid's sections with what of the rows shown there is due in each week; None of nobody."""
    given: dict[str, tuple[AssistantView, int, set[str]]] = {}
    for section in sections:
        for row in section.people:
            who = row.assistant
            shown = given.setdefault(who.public_id, (who, row.gone_min, set()))[2]
            shown.update(each.work_item_public_id for cell in row.cells for each in cell.rows)
    if not given:
        return None
    due: dict[str, dict[str, int]] = {}
    for each in rows:
        if each.work_item_public_id in given.get(each.assistant_public_id, (None, 0, ()))[2]:
            for day, minutes in each.parts:
                of_week = due.setdefault(each.assistant_public_id, {})
                of_week[_monday(day)] = of_week.get(_monday(day), 0) + minutes
    mondays = sorted(_mondays(month) | {monday for weeks in due.values() for monday in weeks})
    heads = tuple(_head(dt.date.fromisoformat(monday), month) for monday in mondays)
    people = tuple(
        _person(who, _time(who, gone_min, month), mondays, due.get(who.public_id, {}))
        for who, gone_min, _shown in given.values()
    )
    return Weekly(draw_cells(heads, people), heads, people)


def _time(who: AssistantView, gone_min: int, month: Month) -> dict[str, int]:
    """Monday -> minutes of the month that are theirs in that week: by working days, without leave and what is gone."""
    weeks_min = less_the_first(spread_by_week(month, who.monthly_min, who.off), gone_min)
    return dict(zip(sorted(_mondays(month)), weeks_min, strict=True))


def _person(who: AssistantView, time: Mapping[str, int], mondays: Sequence[str], due: Mapping[str, int]) -> Person:
    """The person by week. What exceeds a week's own time is done in what the weeks before left, as far as that goes."""
    due_min, time_min = [due.get(each, 0) for each in mondays], [time.get(each, 0) for each in mondays]
    left = [there - wanted for there, wanted in zip(accumulate(time_min), accumulate(due_min), strict=True)]
    columns = tuple(map(Column, due_min, time_min, (max(0, -each) for each in left)))
    return Person(who.name, hm(sum(due_min)), columns)


def _monday(day: dt.date) -> str:
    return str(day - dt.timedelta(days=day.weekday()))


def _mondays(month: Month) -> set[str]:
    return {_monday(month.first_day + dt.timedelta(days=n)) for n in range(month.last_day.day)}


def _head(monday: dt.date, month: Month) -> str:
    """The week's last day, or the month's where that comes first."""
    sunday = monday + dt.timedelta(days=6)
    last = month.last_day if monday <= month.last_day < sunday else sunday
    return gettext("〜%(day)s", day=f"{last.month}/{last.day}")
