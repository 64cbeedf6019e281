"""Due dates as iCalendar: octets, folding and escaping as RFC 5545 asks, whatever the names hold."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.adapters.calendars import Event, icalendar

NOW = dt.datetime(2026, 11, 18, 0, 0, tzinfo=dt.UTC)
#: Marks that turn the reading direction.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def event(title: str = "受注入力", text: str = "予定", url: str = "https://example.jp/tasks/a") -> Event:
    return Event("a@ennoshita", dt.date(2026, 12, 31), title, text, url)


def unfolded(calendar: bytes) -> list[str]:
    """Its content lines, as a reader puts them together again (3.1)."""
    assert calendar.endswith(b"\r\n")
    return calendar.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def value(calendar: bytes, name: str) -> str:
    [line] = [each for each in unfolded(calendar) if each.startswith(f"{name}:")]
    return line.partition(":")[2]


def as_read(text: str) -> str:
    """A TEXT value without its escapes (3.3.11)."""
    found, is_escaped = "", False
    for each in text:
        if is_escaped:
            found += "\n" if each in "nN" else each
        elif each != "\\":
            found += each
        is_escaped = each == "\\" and not is_escaped
    return found


def test_an_event_is_a_whole_day_and_ends_the_day_after_also_over_the_year() -> None:
    lines = unfolded(icalendar([event()], name="期限", now=NOW))

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "DTSTAMP:20261118T000000Z" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1


def test_commas_semicolons_backslashes_and_line_breaks_are_escaped() -> None:
    calendar = icalendar([event(title="a,b;c\\d\r\ne\x00\x07")], name="x", now=NOW)

    assert value(calendar, "SUMMARY") == "a\\,b\\;c\\\\d\\ne"


def test_a_long_name_is_folded_at_75_octets_and_never_inside_a_character() -> None:
    calendar = icalendar([event(title="髙" * 60)], name="x", now=NOW)

    lines = calendar.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    # 8 octets of SUMMARY: and 22 characters of 3 octets are 74; a 23rd would make 77.
    assert b"SUMMARY:" + "髙".encode() * 22 in lines
    assert value(calendar, "SUMMARY") == "髙" * 60


def test_nobody_can_write_a_line_of_their_own_into_it() -> None:
    hostile = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:https://evil.example"
    calendar = icalendar([event(hostile, hostile, f"https://example.jp/{hostile}")], name=hostile, now=NOW)

    lines = unfolded(calendar)
    assert lines.count("END:VEVENT") == 1
    assert [line for line in lines if line.startswith("ATTACH")] == []


def test_without_events_it_still_has_the_one_component_that_a_calendar_needs() -> None:
    assert "BEGIN:VTIMEZONE" in unfolded(icalendar([], name="x", now=NOW))


@given(st.text(max_size=200))
def test_whatever_a_name_holds_is_read_back_but_for_control_characters(title: str) -> None:
    calendar = icalendar([event(title=title)], name="x", now=NOW)

    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    broken = title.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each for each in broken if each == "\n" or (each >= " " and each not in "\x7f" + TURNING))
    assert as_read(value(calendar, "SUMMARY")) == kept.encode("utf-8", "replace").decode()
