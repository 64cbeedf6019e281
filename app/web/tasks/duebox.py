"""On which days a task is due, as the form of its page holds it: the ways to say it, presets, and dates of a law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from app.domain.opendays import DueShift
from app.domain.tasks.duedays import MONTHS_OF_YEAR, DueKind, DueRule, next_days
from app.domain.tasks.statutory import STATUTORY_DATES, closing_before, month_of_year
from app.domain.worktime import Month
from app.translations import N_
from app.web.formats import month_short
from app.web.months import today

#: What is chosen on the page -> kind and shift; each with the words for it.
DUE_WAYS: dict[str, tuple[DueKind, DueShift]] = {
    "end": (DueKind.END, DueShift.PREVIOUS),
    "business": (DueKind.BUSINESS, DueShift.PREVIOUS),
    "day_before": (DueKind.DAY, DueShift.PREVIOUS),
    "day_after": (DueKind.DAY, DueShift.NEXT),
    "day": (DueKind.DAY, DueShift.NONE),
    "week_before": (DueKind.WEEK, DueShift.PREVIOUS),
    "week_after": (DueKind.WEEK, DueShift.NEXT),
    "week": (DueKind.WEEK, DueShift.NONE),
}
#: The way of what is due once a year, at the end of a month.
YEARLY = "yearly"
DUE_WORDS = {
    "": N_("月の最後の日"),
    "end": N_("月の最後の営業日"),
    "business": N_("第○営業日"),
    "day_before": N_("○日（休業日は前の営業日）"),
    "day_after": N_("○日（休業日は次の営業日）"),
    "day": N_("○日（休業日でも）"),
    "week_before": N_("曜日（休業日は前の営業日）"),
    "week_after": N_("曜日（休業日は次の営業日）"),
    "week": N_("曜日（休業日でも）"),
    YEARLY: N_("毎年、決まった月の最後の営業日"),
}
WEEKDAYS = (
    ("1", N_("月曜日")),
    ("2", N_("火曜日")),
    ("3", N_("水曜日")),
    ("4", N_("木曜日")),
    ("5", N_("金曜日")),
    ("6", N_("土曜日")),
    ("7", N_("日曜日")),
)
#: Number of the catalogue -> by when a law asks for it; the sources stand in `domain/tasks/statutory.py`.
LAW_WORDS = {
    19: N_("償却資産の申告は、1月31日までです（地方税法383条）。"),
    20: N_("決算書は、決算月の2か月後までの申告に添えます（法人税法74条）。"),
    21: N_("法人税と消費税の申告は、決算月の2か月後までです（法人税法74条、消費税法45条）。"),
    29: N_("算定基礎届は、7月10日までです（健康保険法施行規則25条、厚生年金保険法施行規則18条）。"),
    30: N_("労働保険の年度更新は、7月10日までです（労働保険徴収法15条・19条）。"),
    33: N_("年末調整は、その年の最後の給与のときです（所得税法190条）。"),
    34: N_("法定調書と給与支払報告書は、1月31日までです（所得税法225条・226条、地方税法317条の6）。"),
    52: N_("定時株主総会は、多くの会社で決算月の3か月後までです（会社法124条2項）。"),
}
DAYS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class DueBox:
    """The rule, as the form holds it, the days it gives next, and what a law says of such a task, "" for nothing.

    `law_fields` are what the form sends to have that date; {} where it has it, or the closing month is not known.
    """

    way: str
    number: str
    weekday: str
    every: str
    since: str
    month: str
    days: tuple[dt.date, ...]
    law: str
    law_fields: Mapping[str, str]


def due_box(rule: DueRule | None, catalogue_no: int | None, typed: Mapping[str, str]) -> DueBox:
    """What the form shows: the rule, or instead what was typed and could not be kept."""
    days = next_days(rule, today(), DAYS_SHOWN)
    found = STATUTORY_DATES.get(catalogue_no or 0)
    by_law = found.rule(today().year) if found else None
    is_kept = by_law is None or next_days(by_law, today(), DAYS_SHOWN) == days
    return DueBox(
        **{name: typed.get(name, value) for name, value in fields_of(rule).items()},
        days=days,
        law=gettext(LAW_WORDS[catalogue_no]) if catalogue_no in LAW_WORDS else "",
        law_fields={} if is_kept else fields_of(by_law),
    )


def fields_of(rule: DueRule | None) -> dict[str, str]:
    """The form's fields that say the rule."""
    is_weekly = rule is not None and rule.kind is DueKind.WEEK
    number = str(rule.number) if rule and rule.number else ""
    month = month_of_year(rule)
    ways = (name for name, way in DUE_WAYS.items() if rule and way == _kept(rule))
    return {
        "way": YEARLY if month else next(ways, ""),
        "number": "" if is_weekly else number,
        "weekday": number if is_weekly else "1",
        "every": str(rule.every) if rule and not month else "1",
        "since": rule.since.isoformat() if rule and rule.since and not month else "",
        "month": str(month or today().month),
    }


def due_words() -> list[tuple[str, str]]:
    """The ways with their words."""
    return [(way, gettext(word)) for way, word in DUE_WORDS.items()]


def weekday_words() -> list[tuple[str, str]]:
    """The weekdays with their words."""
    return [(number, gettext(word)) for number, word in WEEKDAYS]


def month_words() -> list[tuple[str, str]]:
    """The months, each with the closing month whose returns are due then, two months after it (法人税法74条)."""
    named = {month: month_short(Month(today().year, month)) for month in range(1, MONTHS_OF_YEAR + 1)}
    return [
        (
            str(month),
            gettext("%(month)s（%(closing)s決算の2か月後）", month=name, closing=named[closing_before(month, 2)]),
        )
        for month, name in named.items()
    ]


def _kept(rule: DueRule) -> tuple[DueKind, DueShift]:
    return rule.kind, rule.shift if rule.kind in {DueKind.DAY, DueKind.WEEK} else DueShift.PREVIOUS
