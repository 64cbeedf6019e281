"""What a row of a file of hours says: when, how long, and the names it may mean."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from app.domain.durations import DurationError, read_duration_min
from app.domain.errors import InvalidInput, Problem
from app.domain.terms.activities import Activity
from app.domain.texts import require_plain, straight
from app.domain.timesheet.dates import DateOrder, read_day, read_time
from app.domain.timesheet.layouts import Layout, Tool, plain_words
from app.domain.worktime import Span, clocked_span

_Read = TypeVar("_Read")
MOST_NOTE_LENGTH = 400
_ACTIVITIES = {
    Activity.WORK: ("", "作業", "work"),
    Activity.COMMUNICATION: ("連絡", "communication"),
    Activity.MEETING: ("会議", "打合せ", "打ち合わせ", "meeting"),
    Activity.HAND_OVER: ("引き継ぎ", "引継ぎ", "引継", "hand-over", "hand over", "handover"),
    Activity.TRAINING: ("研修", "training"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what a row names.

    Attributes:
        clients, tasks, people: what it may mean, the likeliest first, ready for comparison.
        client, task, person: the same as written, for the reader.
    """

    clients: tuple[str, ...]
    tasks: tuple[str, ...]
    people: tuple[str, ...]
    client: str
    task: str
    person: str

    @property
    def any(self) -> bool:
        """Whether it names anything; a row of totals does not."""
        return bool(self.clients or self.tasks or self.people)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row whose day and time could be read.

    Attributes:
        number: 1-based, as the user sees it in the file.
        key: the same for the same row of the same file again, different for two equal rows of one file.
        day: of the work, or of its begin.
        minutes: the length; None where begin and end are known.
        starts, stops, stops_on: the clock, where it is known.
        names: whom and what it names.
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
    names: Names
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a row.

    Attributes:
        number: 1-based, as the user sees it in the file.
        names: whom and what it names.
        day: of the work; None where it cannot be read.
        row: the row; None where its day or its time cannot be read.
        problems: all that is wrong with its cells; with any, the row is only good to be looked at.
    """

    number: int
    names: Names
    day: dt.date | None
    row: SheetRow | None
    problems: tuple[Problem, ...]


def read_row(layout: Layout, number: int, cells: Mapping[str, str], order: DateOrder | None) -> Reading:
    """What the row says, with every cell that cannot be read."""
    cell = _Cells(number, cells)
    day = cell.read(read_day, cells["day"], order)
    time = cell.time(order)
    activity = cell.read(_activity, cells.get("activity", ""))
    cell.read(_sound_note, cells.get("note", ""))
    names = _names_of(layout, cells)
    row = None
    if day is not None and time is not None:
        note, kind = straight(cells.get("note", "")), activity or Activity.WORK
        row = SheetRow(number, natural_key(cells), day, *time, names, kind, note)
    return Reading(number, names, day, row, tuple(cell.problems))


#: Minutes, or begin, end and the day of the end.
_Time = tuple[int | None, dt.time | None, dt.time | None, dt.date | None]


class _Cells:
    """The cells of one row as they are read, and the problems met."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self.number, self.cells = number, cells
        self.problems: list[Problem] = []

    def read(self, read: Callable[..., _Read], *what: object) -> _Read | None:
        """What `read` makes of it; None where it cannot, which is noted."""
        try:
            return read(*what)
        except InvalidInput as error:
            # One choice of the order mends every day of a row.
            known = {problem.code for problem in self.problems} & {"date_ambiguous"}
            self.problems += [replace(each, row=self.number) for each in error.problems() if each.code not in known]
            return None

    def time(self, order: DateOrder | None) -> _Time | None:
        """The clock, or the length where there is none; None where what is written cannot be read."""
        met = len(self.problems)
        starts, stops = (self.read(read_time, self.cells.get(name, ""), name) for name in ("starts", "stops"))
        is_clock_bad = len(self.problems) > met
        has_clock = starts is not None and stops is not None
        ends, stops_on = self.cells.get("stops_on", ""), None
        if ends and (has_clock or is_clock_bad):
            stops_on = self.read(read_day, ends, order, "stops_on")
            if stops_on is None:
                return None
        if is_clock_bad:  # the length is not asked for: once the clock is mended it counts alone
            return None
        if has_clock:
            return None, starts, stops, stops_on
        minutes = self.read(_minutes, self.cells)
        return None if minutes is None else (minutes, None, None, None)


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


def _names_of(layout: Layout, cells: Mapping[str, str]) -> Names:
    # Who keeps no tasks in such a tool writes them into the description.
    described = "" if layout.tool is Tool.PLAIN else cells.get("note", "")
    return Names(
        clients=_names(cells.get("client", ""), cells.get("project", "")),
        tasks=_names(cells.get("task", ""), cells.get("project", ""), described),
        people=_people(cells),
        client=cells.get("client") or cells.get("project", ""),
        task=cells.get("task") or cells.get("project", ""),
        person=cells.get("assistant") or " ".join(filter(None, (cells.get("first_name"), cells.get("last_name")))),
    )


def _names(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name_key(text) for text in texts if text.strip()))


def _people(cells: Mapping[str, str]) -> tuple[str, ...]:
    first, last = cells.get("first_name", ""), cells.get("last_name", "")
    return _names(cells.get("email", ""), cells.get("assistant", ""), first + last, last + first)


def _sound_note(text: str) -> None:
    if len(text) > MOST_NOTE_LENGTH:
        raise InvalidInput("note", "too_long", most=MOST_NOTE_LENGTH)
    require_plain("note", text)


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
