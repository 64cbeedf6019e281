"""How dates, periods, companies and units are worded on every document."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from app.adapters.pdf.glyphs import printable
from app.domain.documents import Party

Content: TypeAlias = "dict[str, Content] | list[Content] | str | int | bool | None"

_WEEKDAYS = "月火水木金土日"


def date(day: dt.date) -> str:
    """`2026年11月5日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def date_and_weekday(day: dt.date) -> str:
    """`2026年11月30日（月）`."""
    return f"{date(day)}（{_WEEKDAYS[day.weekday()]}）"


def period(starts_on: dt.date, ends_on: dt.date) -> str:
    """`2026年10月1日〜10月31日`; the year is said once when it is the same."""
    end = f"{ends_on.month}月{ends_on.day}日" if starts_on.year == ends_on.year else date(ends_on)
    return f"{date(starts_on)}〜{end}"


def party(company: Party) -> dict[str, Content]:
    """Name, place and contact, ready to print."""
    return {
        "name": printable(company.name),
        "address": printable(company.place),
        "contact": printable(company.contact),
    }


def day_parts(day: dt.date) -> list[Content]:
    """Year, month and day, for the date inside the file."""
    return [day.year, day.month, day.day]
