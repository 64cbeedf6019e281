"""Whom and what the names of a file mean, and which of its rows cannot be: all problems at once, by row."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.domain.errors import InvalidInput, Problem
from app.domain.timesheet.rows import SheetRow, overlapping_rows
from app.domain.worktime import DAY_MIN, Month, Span, day_parts, epoch_s, work_date

_Meant = TypeVar("_Meant")


@dataclass(frozen=True, slots=True)
class Match:
    """A row whose names are known: the public id of its work item, its assistant, and how both are called."""

    row: SheetRow
    item: str
    assistant_id: int
    assistant: str
    client_name: str
    task_name: str
    assistant_name: str

    @property
    def worked_min(self) -> dict[dt.date, int]:
        """Day -> minutes."""
        span = self.row.span
        if span is None:
            return {self.row.day: self.row.minutes or 0}
        return {part.day: part.minutes for part in day_parts(span)}


def first_known(names: Iterable[str], known: Mapping[str, _Meant]) -> _Meant | None:
    """What the likeliest known name means."""
    return next((known[name] for name in names if name in known), None)


def item_of(row: SheetRow, known: Mapping[tuple[Month, str, str], _Meant]) -> _Meant:
    """What (month, client, task) of a row means: the likeliest pair that is known.

    Raises:
        InvalidInput: `unknown_work`, with the names as written.
    """
    month = Month.of(row.day)
    for client in row.clients:
        for task in row.tasks:
            if (month, client, task) in known:
                return known[month, client, task]
    raise InvalidInput("task", "unknown_work", client=row.client or "–", task=row.task or "–")


def numbered(rows: Sequence[SheetRow]) -> list[SheetRow]:
    """Rows that say exactly the same keep apart by their count, so that two equal rows of a file are two entries."""
    seen: Counter[str] = Counter()
    kept = []
    for row in rows:
        seen[row.key] += 1
        count = seen[row.key]
        kept.append(row if count == 1 else replace(row, key=f"{row.key[:18]}-{count}"))
    return kept


def problems_of(
    matches: Sequence[Match],
    *,
    recorded: Mapping[int, Sequence[Span]],
    worked: Mapping[tuple[int, dt.date], int],
    now: dt.datetime,
) -> list[Problem]:
    """What stands in the way of storing the rows, by row: the future, other work at the same time, days too full.

    Args:
        matches: the rows, none of them stored yet.
        recorded: assistant id -> clock times recorded already.
        worked: (assistant id, day) -> minutes recorded already.
        now: the instant of the import.
    """
    found = [problem for match in matches for problem in _future(match, now)]
    for assistant_id in sorted({match.assistant_id for match in matches}):
        own = [match for match in matches if match.assistant_id == assistant_id]
        found += _overlaps(own, recorded.get(assistant_id, ()))
        found += _full_days(own, {day: minutes for (who, day), minutes in worked.items() if who == assistant_id})
    return sorted(found, key=lambda problem: (problem.row or 0, problem.code))


def _future(match: Match, now: dt.datetime) -> list[Problem]:
    row, span = match.row, match.row.span
    if span is not None and span.seconds < 0:
        return [Problem("ends_before_it_begins", "stops", row.number)]
    is_future = span.stops_s > epoch_s(now) if span is not None else row.day > work_date(now)
    return [Problem("future_entry", "day", row.number)] if is_future else []


def _overlaps(own: Sequence[Match], recorded: Sequence[Span]) -> list[Problem]:
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


def _full_days(own: Sequence[Match], worked: Mapping[dt.date, int]) -> list[Problem]:
    total, found = Counter(worked), []
    for match in own:
        for day, minutes in match.worked_min.items():
            total[day] += minutes
            if total[day] > DAY_MIN:
                found.append(Problem("day_full", "minutes", match.row.number, {"worked_min": total[day] - minutes}))
    return found
