"""Whom and what the names of a file mean, and which of its rows cannot be: all problems at once, by row."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.domain.errors import Problem
from app.domain.timesheet.rows import Names, Reading, SheetRow, overlapping_rows
from app.domain.worktime import DAY_MIN, Month, Span, day_parts, epoch_s, work_date

_Meant = TypeVar("_Meant")


@dataclass(frozen=True, slots=True)
class Worked:
    """A row whose assistant is known."""

    row: SheetRow
    assistant_id: int

    @property
    def worked_min(self) -> dict[dt.date, int]:
        """Day -> minutes."""
        span = self.row.span
        if span is None:
            return {self.row.day: self.row.minutes or 0}
        return {part.day: part.minutes for part in day_parts(span)}


@dataclass(frozen=True, slots=True)
class Match(Worked):
    """A row whose names are known: the public ids of its work item and its assistant, and how both are called."""

    item: str
    assistant: str
    client_name: str
    task_name: str
    assistant_name: str


def first_known(names: Iterable[str], known: Mapping[str, _Meant]) -> _Meant | None:
    """What the likeliest known name means."""
    return next((known[name] for name in names if name in known), None)


def item_of(names: Names, month: Month, known: Mapping[tuple[Month, str, str], _Meant]) -> _Meant | None:
    """What the client and task of a row mean in a month: the likeliest pair that is known."""
    pairs = ((month, client, task) for client in names.clients for task in names.tasks)
    return next((known[pair] for pair in pairs if pair in known), None)


def unknown_person(reading: Reading) -> Problem:
    """Nobody is called what the row says."""
    return Problem("unknown_assistant", "assistant", reading.number, {"text": reading.names.person or "–"})


def unknown_work(reading: Reading, ever: Collection[tuple[str, str]]) -> list[Problem]:
    """The names are of no work of the row's month; where the month cannot be read, of no month's.

    Args:
        reading: whose names were not found.
        ever: client and task of every month's work, asked for rows without a day alone.
    """
    names = reading.names
    if reading.day is None and any((client, task) in ever for client in names.clients for task in names.tasks):
        return []
    code = "unknown_work" if reading.day is not None else "unknown_work_ever"
    return [Problem(code, "task", reading.number, {"client": names.client or "–", "task": names.task or "–"})]


def numbered(rows: Sequence[SheetRow]) -> list[SheetRow]:
    """Rows that say exactly the same keep apart by their count, so that two equal rows of a file are two entries."""
    seen: Counter[str] = Counter()
    kept = []
    for row in rows:
        seen[row.key] += 1
        count = seen[row.key]
        kept.append(row if count == 1 else replace(row, key=f"{row.key[:18]}-{count}"))
    return kept


def untimely(rows: Iterable[SheetRow], now: dt.datetime) -> list[Problem]:
    """Rows of work that is to come, or ends before it begins."""
    return [problem for row in rows for problem in _future(row, now)]


def clashes(
    rows: Sequence[Worked], *, recorded: Mapping[int, Sequence[Span]], worked: Mapping[tuple[int, dt.date], int]
) -> list[Problem]:
    """What stands in the way of storing the rows beside others, by row: work at the same time, days too full.

    Args:
        rows: none of them stored yet.
        recorded: assistant id -> clock times recorded already.
        worked: (assistant id, day) -> minutes recorded already.
    """
    found = []
    for assistant_id in sorted({each.assistant_id for each in rows}):
        own = [each for each in rows if each.assistant_id == assistant_id]
        found += _overlaps(own, recorded.get(assistant_id, ()))
        found += _full_days(own, {day: minutes for (who, day), minutes in worked.items() if who == assistant_id})
    return sorted(found, key=lambda problem: (problem.row or 0, problem.code))


def _future(row: SheetRow, now: dt.datetime) -> list[Problem]:
    span = row.span
    if span is not None and span.seconds < 0:
        return [Problem("ends_before_it_begins", "stops", row.number)]
    is_future = span.stops_s > epoch_s(now) if span is not None else row.day > work_date(now)
    return [Problem("future_entry", "day", row.number)] if is_future else []


def _overlaps(own: Sequence[Worked], recorded: Sequence[Span]) -> list[Problem]:
    spans = [(match.row.number, match.row.span) for match in own]
    clocked = [(number, span) for number, span in spans if span is not None and span.seconds > 0]
    found = [
        Problem("overlapping_row", "starts", number, {"other": other}) for number, other in overlapping_rows(clocked)
    ]
    return found + [
        Problem("overlapping_entry", "starts", number)
        for number, span in clocked
        if any(span.overlaps(other) for other in recorded)
    ]


def _full_days(own: Sequence[Worked], worked: Mapping[dt.date, int]) -> list[Problem]:
    total, found = Counter(worked), []
    for match in own:
        for day, minutes in match.worked_min.items():
            total[day] += minutes
            if total[day] > DAY_MIN:
                found.append(Problem("day_full", "minutes", match.row.number, {"worked_min": total[day] - minutes}))
    return found
