"""What a row of a file of hours says: when, how long, and the names it may mean."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.durations import DurationError, read_duration_min
from app.domain.errors import InvalidInput
from app.domain.terms.activities import Activity
from app.domain.texts import require_plain, straight
from app.domain.timesheet.dates import DateOrder, read_day, read_time
from app.domain.timesheet.layouts import Layout, Tool, plain_words
from app.domain.worktime import Span, clocked_span

MOST_NOTE_LENGTH = 400
_ACTIVITIES = {
    Activity.WORK: ("", "作業", "work"),
    Activity.COMMUNICATION: ("連絡", "communication"),
    Activity.MEETING: ("会議", "打合せ", "打ち合わせ", "meeting"),
    Activity.HAND_OVER: ("引き継ぎ", "引継ぎ", "引継", "hand-over", "hand over", "handover"),
    Activity.TRAINING: ("研修", "training"),
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that could be read.

    Attributes:
        number: 1-based, as the user sees it in the file.
        key: the same for the same row of the same file again, different for two equal rows of one file.
        day: of the work, or of its begin.
        minutes: the length; None where begin and end are known.
        starts, stops, stops_on: the clock, where it is known.
        clients, tasks, people: names it may mean, the likeliest first, ready for comparison.
        client, task, person: the same as written, for the reader.
        activity: what kind of work.
        note: what was done, as text.
    """

    number: int
    key: str
    day: dt.date
    minutes: int | None
    starts: dt.time | None
    stops: dt.time | None
    stops_on: dt.date | None
    clients: tuple[str, ...]
    tasks: tuple[str, ...]
    people: tuple[str, ...]
    client: str
    task: str
    person: str
    activity: Activity
    note: str

    @property
    def span(self) -> Span | None:
        """Its clock time."""
        if self.starts is None or self.stops is None:
            return None
        return clocked_span(self.day, self.starts, self.stops, self.stops_on)

    @property
    def is_empty(self) -> bool:
        """Whether no time passed: a timer that was started and stopped at once."""
        return self.minutes == 0 or (self.span is not None and self.span.seconds == 0)


def read_row(layout: Layout, number: int, cells: Mapping[str, str], order: DateOrder | None) -> SheetRow:
    """The row.

    Raises:
        InvalidInput: its first cell that cannot be read.
    """
    day = read_day(cells["day"], order)
    starts, stops = read_time(cells.get("starts", ""), "starts"), read_time(cells.get("stops", ""), "stops")
    has_clock = starts is not None and stops is not None
    stops_on = read_day(cells["stops_on"], order, "stops_on") if has_clock and cells.get("stops_on") else None
    minutes = None if has_clock else _minutes(cells)
    clients = _names(cells.get("client", ""), cells.get("project", ""))
    # Who keeps no tasks in such a tool writes them into the description.
    described = "" if layout.tool is Tool.PLAIN else cells.get("note", "")
    tasks = _names(cells.get("task", ""), cells.get("project", ""), described)
    if len(cells.get("note", "")) > MOST_NOTE_LENGTH:
        raise InvalidInput("note", "too_long", most=MOST_NOTE_LENGTH)
    require_plain("note", cells.get("note", ""))
    return SheetRow(
        number=number,
        key=natural_key(cells),
        day=day,
        minutes=minutes,
        starts=starts if has_clock else None,
        stops=stops if has_clock else None,
        stops_on=stops_on,
        clients=clients,
        tasks=tasks,
        people=_people(cells),
        client=cells.get("client") or cells.get("project", ""),
        task=cells.get("task") or cells.get("project", ""),
        person=cells.get("assistant") or " ".join(filter(None, (cells.get("first_name"), cells.get("last_name")))),
        activity=_activity(cells.get("activity", "")),
        note=straight(cells.get("note", "")),
    )


def natural_key(cells: Mapping[str, str], count: int = 1) -> str:
    """22 characters that name what a row says, and which of the equal rows of its file it is.

    `count` is 1 for the first of them.
    """
    text = "\x1f".join(f"{field}={cells[field]}" for field in sorted(cells))
    digest = "csv" + hashlib.sha256(text.encode()).hexdigest()
    return digest[:22] if count == 1 else f"{digest[:18]}-{count}"


def name_key(text: str) -> str:
    """A name for comparison: half-width, small letters, without any blank."""
    return plain_words(text).replace(" ", "")


def _minutes(cells: Mapping[str, str]) -> int:
    hours, text = cells.get("hours", ""), cells.get("duration", "")
    try:
        if hours:
            # Harvest writes decimal hours, with a comma where its account is German or French.
            return read_duration_min(hours.replace(",", "."), bare_unit_min=60)
        return read_duration_min(text)
    except DurationError:
        raise InvalidInput("minutes", "duration_format", text=hours or text) from None


def _names(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name_key(text) for text in texts if text.strip()))


def _people(cells: Mapping[str, str]) -> tuple[str, ...]:
    first, last = cells.get("first_name", ""), cells.get("last_name", "")
    return _names(cells.get("email", ""), cells.get("assistant", ""), first + last, last + first)


def _activity(text: str) -> Activity:
    word = plain_words(text)
    for activity, words in _ACTIVITIES.items():
        if word in words:
            return activity
    raise InvalidInput("activity", "unknown_activity", text=text)


def overlapping_rows(spans: Iterable[tuple[int, Span]]) -> list[tuple[int, int]]:
    """(row, an earlier row it overlaps) of one person's spans, by row; half-open: 9-13 and 13-17 do not overlap."""
    found = []
    longest: tuple[int, Span] | None = None
    for number, span in sorted(spans, key=lambda each: (each[1].starts_s, each[1].stops_s, each[0])):
        if longest is not None and longest[1].overlaps(span):
            found.append((max(number, longest[0]), min(number, longest[0])))
        if longest is None or span.stops_s > longest[1].stops_s:
            longest = (number, span)
    return sorted(found)
