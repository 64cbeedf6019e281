"""What a written time comes to: its days with their minutes, where it could have been worked at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from app.domain.errors import FutureEntry, InvalidInput, OverlappingEntry
from app.domain.timesheet.rows import MOST_NOTE_LENGTH
from app.domain.worktime import DAY_MIN, DayPart, Span, clocked_span, day_parts, epoch_s, work_date
from app.queries import entries as entries_queries
from app.queries import hours as hours_queries


class WrittenTime(Protocol):
    """Time as somebody wrote it: a day and either a length or a begin and an end."""

    @property
    def work_date(self) -> dt.date:
        """The day; of the begin, where the work went past midnight."""

    @property
    def minutes(self) -> int | None:
        """The length."""

    @property
    def starts(self) -> dt.time | None:
        """The begin."""

    @property
    def stops(self) -> dt.time | None:
        """The end; before the begin it is the next day's, unless `stops_on` says."""

    @property
    def stops_on(self) -> dt.date | None:
        """The day of the end, where a file names it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one day of the entry comes to; `span` where its clock is known."""

    day: dt.date
    minutes: int
    span: Span | None


def sound_note(note: str) -> str:
    """The note without blanks around it.

    Raises:
        InvalidInput: `too_long` above 400 characters.
    """
    text = note.strip()
    if len(text) > MOST_NOTE_LENGTH:
        raise InvalidInput("note", "too_long", most=MOST_NOTE_LENGTH)
    return text


def parts_of_entry(session: Session, assistant_id: int, written: WrittenTime, now: dt.datetime) -> list[Part]:
    """The days of the work, at least one; the assistant must be locked.

    Raises:
        InvalidInput: the time cannot be taken: it is missing, out of range, or fills a day beyond its end.
        FutureEntry: it is not over yet.
        OverlappingEntry: the assistant's timer runs in it.
    """
    if written.starts is not None and written.stops is not None:
        span = _span(written.work_date, written.starts, written.stops, written.stops_on)
        parts = [Part(part.day, part.minutes, part.span) for part in _clocked(session, assistant_id, span, now)]
    elif written.starts is None and written.stops is None:
        parts = [_timed(written, now)]
    else:
        raise InvalidInput("stops" if written.stops is None else "starts", "required")
    for part in parts:
        worked_min = entries_queries.worked_min(session, assistant_id, part.day)
        if worked_min + part.minutes > DAY_MIN:
            raise InvalidInput("minutes", "day_full", worked_min=worked_min)
    return parts


def _timed(written: WrittenTime, now: dt.datetime) -> Part:
    if written.minutes is None:
        raise InvalidInput("minutes", "required")
    if not 1 <= written.minutes <= DAY_MIN:
        raise InvalidInput("minutes", "minutes_range", least_min=1, most_hours=DAY_MIN // 60)
    if written.work_date > work_date(now):
        raise FutureEntry("work_date")
    return Part(written.work_date, written.minutes, None)


def _span(day: dt.date, starts: dt.time, stops: dt.time, stops_on: dt.date | None) -> Span:
    span = clocked_span(day, starts, stops, stops_on)
    if span.seconds <= 0:
        raise InvalidInput("stops", "ends_before_it_begins")
    return span


def _clocked(session: Session, assistant_id: int, span: Span, now: dt.datetime) -> list[DayPart]:
    if span.stops_s > epoch_s(now):
        raise FutureEntry("stops")
    running = hours_queries.running_row(session, assistant_id)
    if running is not None and span.stops_s > running.started_s:
        raise OverlappingEntry("starts", starts_s=running.started_s, stops_s=epoch_s(now))
    return day_parts(span)
