"""How numbers, days and months are written on a page; one filter for each kind, in the reader's language.

Source: the table "Numbers" of the design: hours are never decimals, a difference always carries its sign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup

from app.domain.durations import format_en, format_hm, format_ja
from app.domain.packages import Sources
from app.domain.worktime import TOKYO, Month, work_date
from app.translations import hours as hours_words
from app.translations.months import MONTHS_EN, month_words

NOTHING = "–"
"""Written where nothing was measured."""

_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def _english() -> bool:
    return str(get_locale() or "ja").startswith("en")


def hm(minutes: int | None) -> str:
    """Minutes as `7:30`, for tables and bars; `–` for None; `−0:10` below zero."""
    if minutes is None:
        return NOTHING
    return format_hm(minutes)


def diff_hm(minutes: int | None) -> str:
    """A difference in minutes as `＋0:30`, `−2:40` or `±0:00`."""
    if minutes is None:
        return NOTHING
    return _as_written(format_hm(minutes, signed=True))


def _as_written(difference: str) -> str:
    """The difference with a plus sign as wide as the digits of the language beside it."""
    return difference.replace("＋", "+") if _english() else difference


def _sign(value: int) -> str:
    if value == 0:
        return "±"
    return "＋" if value > 0 else "−"


def ja_hours(minutes: int | None) -> str:
    """Minutes for prose: 7時間30分, 30時間, 45分, 0分; in English 7 h 30 min."""
    if minutes is None:
        return NOTHING
    return format_en(minutes) if _english() else format_ja(minutes)


def diff_hours(minutes: int | None) -> str:
    """A difference for prose: ＋30分, −2時間40分, ±0分."""
    if minutes is None:
        return NOTHING
    return _as_written(_sign(minutes) + ja_hours(abs(minutes)))


def big_hours(minutes: int | None) -> Markup:
    """The same as `ja_hours` with small units, for the one big number of a stat."""
    if minutes is None:
        return Markup("–")
    sign = "−" if minutes < 0 else ""
    parts = (Markup("{}<small>{}</small>").format(number, unit) for number, unit in _hour_parts(abs(minutes)))
    joint = Markup(" ") if _english() else Markup("")
    return Markup("{}{}").format(sign, joint.join(parts))


def _hour_parts(minutes: int) -> list[tuple[str, str]]:
    hour, minute = ("h", "min") if _english() else ("時間", "分")
    hours, rest = divmod(minutes, 60)
    parts = [(str(hours), hour)] if hours else []
    return [*parts, (str(rest), minute)] if rest or not hours else parts


def yen(amount_yen: int | None) -> str:
    """Yen as `¥110,000`; `−¥1,260` below zero."""
    if amount_yen is None:
        return NOTHING
    return f"{'−' if amount_yen < 0 else ''}¥{abs(amount_yen):,}"


def percent(part: int, whole: int) -> str:
    """A part of a whole as `83%`, rounded down so that 100% is said only of the whole; `–` of nothing."""
    return f"{part * 100 // whole}%" if whole > 0 else NOTHING


def rounded_percent(part: int, whole: int) -> str:
    """A share among others as `24%`, half up, so that shares side by side add up to about 100; `–` of nothing."""
    return f"{(part * 200 + whole) // (whole * 2)}%" if whole > 0 else NOTHING


def date_short(day: dt.date | None) -> str:
    """A day for tables: 11/18(水), 11/18 (Wed)."""
    if day is None:
        return NOTHING
    gap = " " if _english() else ""
    return f"{day.month}/{day.day}{gap}({_weekday(day)})"


def date_time(instant: dt.datetime | None) -> str:
    """An instant in Tokyo, for tables: 11/18(水) 9:05, 11/18 (Wed) 9:05."""
    if instant is None:
        return NOTHING
    there = instant.astimezone(TOKYO)
    return f"{date_short(there.date())} {there.hour}:{there.minute:02}"


def date_long(day: dt.date | None, today: dt.date | None = None) -> str:
    """A day for prose: 11月18日(水), Wed 18 November; with its year unless it is the year of `today`."""
    if day is None:
        return NOTHING
    with_year = today is None or day.year != today.year
    if _english():
        return f"{_weekday(day)} {day.day} {MONTHS_EN[day.month - 1]}{f' {day.year}' if with_year else ''}"
    return f"{f'{day.year}年' if with_year else ''}{day.month}月{day.day}日({_weekday(day)})"


def _weekday(day: dt.date) -> str:
    return _WEEKDAYS["en" if _english() else "ja"][day.weekday()]


def month_name(month: Month | None) -> str:
    """A month with its year: 2026年11月, November 2026."""
    if month is None:
        return NOTHING
    return month_words(month, is_english=_english())


def month_short(month: Month | None) -> str:
    """A month where the year is known from the stepper: 11月, November."""
    if month is None:
        return NOTHING
    return MONTHS_EN[month.number - 1] if _english() else f"{month.number}月"


def made_of(sources: Sources) -> str:
    """What a month's hours are made of, for the line below them."""
    return hours_words.made_of(sources, gettext, ja_hours) or gettext("基本の時間です")


def beside_base(sources: Sources) -> str:
    """What is there beside the package, behind its name: ＋繰越3時間30分＋返還15分; empty for the package alone."""
    return hours_words.parts_words(sources[1:], gettext, ja_hours)


def file_size(size_bytes: int) -> str:
    """A file's size: 820B, 34KB, 1.2MB, each 1,024 of the one before; rounded up, so that none is called less."""
    for unit, divisor in (("B", 1), ("KB", 1024)):
        if size_bytes <= 999 * divisor:
            return f"{-(-size_bytes // divisor)}{' ' if _english() else ''}{unit}"
    tenths = -(-size_bytes * 10 // 1024**2)
    number = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return f"{number}{' ' if _english() else ''}MB"


def _day_of(value: dt.date | dt.datetime | None) -> dt.date | None:
    """The Tokyo day of an instant; a day stays as it is."""
    return work_date(value) if isinstance(value, dt.datetime) else value


def wire_formats(app: Flask, today: Callable[[], dt.date]) -> None:
    """Makes every format of this module a Jinja filter; `today` says which year goes without saying."""
    simple: tuple[Callable[..., Any], ...] = (
        hm, diff_hm, ja_hours, diff_hours, big_hours, yen, month_name, month_short, date_time,
        file_size, made_of, beside_base,
    )  # fmt: skip
    app.jinja_env.filters.update({each.__name__: each for each in simple})
    app.jinja_env.filters["percent_of"] = percent
    app.jinja_env.filters["date_short"] = lambda value: date_short(_day_of(value))
    app.jinja_env.filters["date_long"] = lambda value: date_long(_day_of(value), today())
