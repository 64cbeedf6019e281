"""Due dates as iCalendar text. Source: RFC 5545, and RFC 7986 for the calendar's name and how often to look again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.texts import straight

LONGEST_OCTETS = 75
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""The days are days of Tokyo. A calendar without a single component is none (3.6): this one always has the zone."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something due on a whole day.

    Attributes:
        uid: stays the same for the same thing, so that a calendar moves it instead of showing it twice.
        day: when it is due.
        title, text: what a person reads.
        url: the page it is about.
    """

    uid: str
    day: dt.date
    title: str
    text: str
    url: str


def icalendar(events: Iterable[Event], *, name: str, now: dt.datetime) -> bytes:
    """The calendar as UTF-8 with CRLF, lines folded at 75 octets and never inside a character."""
    return b"".join(_folded(line) for line in _lines(events, name, now))


def _lines(events: Iterable[Event], name: str, now: dt.datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ennoshita//Due dates//JA", "CALSCALE:GREGORIAN")
    yield from ("METHOD:PUBLISH", f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}")
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", *_ZONE)
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for event in events:
        yield from ("BEGIN:VEVENT", f"UID:{_text(event.uid)}", f"DTSTAMP:{stamp}")
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + dt.timedelta(days=1):%Y%m%d}"
        yield from (f"SUMMARY:{_text(event.title)}", f"DESCRIPTION:{_text(event.text)}")
        yield from (f"URL:{_plain(event.url)}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT")
    yield "END:VCALENDAR"


def _text(value: str) -> str:
    """A TEXT value (3.3.11): backslash, semicolon, comma, line break escaped; other controls and turns left out."""
    broken = value.replace("\r\n", "\n").replace("\r", "\n")
    escaped = broken.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return _plain(escaped)


def _plain(value: str) -> str:
    return "".join(each for each in straight(value) if each >= " " and each != "\x7f")


def _folded(line: str) -> bytes:
    """A content line (3.1): at most 75 octets without its end, the next ones after a blank, which counts."""
    parts: list[bytes] = [b""]
    for each in line:
        octets = each.encode("utf-8", "replace")
        if len(parts[-1]) + len(octets) > LONGEST_OCTETS:
            parts.append(b" ")
        parts[-1] += octets
    return b"\r\n".join(parts) + b"\r\n"
