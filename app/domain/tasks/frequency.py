"""How often a task is done: the words of a sheet, runs a year, minutes a month.

A sheet that says only a word is counted in working time: 20 working days and 4 weeks a month, as the sheets
themselves count (「毎週」 beside 4, 「週2」 beside 8, 「毎日」 beside 20). A count a month beside the word wins.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MAX_RUNS_PER_YEAR = 100_000
_LONGEST_TEXT = 50


class Period(StrEnum):
    """What a frequency counts within."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    AD_HOC = "ad_hoc"


#: working days, weeks and months of the year as inventories count them; nothing is counted for "when needed"
_PERIODS_PER_YEAR = {Period.DAY: 240, Period.WEEK: 48, Period.MONTH: 12, Period.YEAR: 1}


@dataclass(frozen=True, slots=True)
class Frequency:
    """How many times within which period.

    Attributes:
        period: day, week, month, year, or ad hoc (随時, 都度), of which nobody knows the count beforehand.
        times: runs within one period, at least 1; 1 for ad hoc.
    """

    period: Period
    times: int = 1

    @property
    def runs_per_year(self) -> int | None:
        """Runs a year by the word alone, at least 1; None for ad hoc."""
        periods = _PERIODS_PER_YEAR.get(self.period)
        return None if periods is None else periods * self.times


_FIXED: dict[str, Frequency] = {
    word: frequency
    for words, frequency in (
        ("毎日 日次 毎営業日 営業日 平日 平日毎日 毎朝 毎夕 毎晩 毎出社日 daily", Frequency(Period.DAY)),
        ("毎週 週次 weekly", Frequency(Period.WEEK)),
        ("隔週 隔週1回 2週に1回 2週間に1回 biweekly", Frequency(Period.MONTH, 2)),
        ("毎月 月次 月末 月初 毎月末 毎月初 monthly", Frequency(Period.MONTH)),
        ("隔月 2か月に1回 2ヶ月に1回 2カ月に1回 2ヵ月に1回", Frequency(Period.YEAR, 6)),
        ("四半期 毎四半期 四半期毎 四半期ごと 四半期に1回 3か月に1回 3ヶ月に1回 quarterly", Frequency(Period.YEAR, 4)),
        ("半期 半年 毎半期 半期ごと 半年ごと 半年に1回 半期に1回", Frequency(Period.YEAR, 2)),
        ("毎年 年次 年末 年度末 年初 yearly annually", Frequency(Period.YEAR)),
        (
            "随時 都度 その都度 不定期 適宜 必要時 必要に応じて 発生時 発生都度 依頼時 スポット adhoc",
            Frequency(Period.AD_HOC),
        ),
    )
    for word in words.split()
}
_TIMES = "([0-9]{1,3})(?:回|件|度)"
_COUNTED = (
    re.compile("(?:毎|1)?(日|週|月|年)(?:間|に)?" + _TIMES),
    re.compile("1(週)間に" + _TIMES),
    re.compile("1[かヶカヵ](月)(?:間)?に" + _TIMES),
    re.compile("(日|週|月|年)([0-9]{1,3})"),
    re.compile("(週)([0-9])日"),
)
_LETTERS = {"日": Period.DAY, "週": Period.WEEK, "月": Period.MONTH, "年": Period.YEAR}
_ON_DAYS = re.compile(r"毎(週)([月火水木金土日・、,]+)曜?日?")
_MONTH_DAY = re.compile(r"毎月(?:[0-9]{1,2}日|第[0-9]営業日|末日|[上中下]旬)|(?:[0-9]{1,2}月)")
_BLANKS = re.compile(r"\s+")
_AROUND = re.compile(r"^約|(?:程度|ほど|くらい|ぐらい)$")


def parse_frequency(text: str) -> Frequency | None:
    """The frequency of 「毎日」「週2」「週3回」「隔週」「月3回」「年1回」「四半期」「随時」; None if unreadable.

    「毎日」 is every working day, 20 a month and so 240 a year; 「隔週」 is twice a month; 「毎週月・木」 is twice a
    week; 「6月」 is once a year. A blank text is None as well: ask for that first.
    """
    plain = _AROUND.sub("", _BLANKS.sub("", unicodedata.normalize("NFKC", text).casefold()))
    if len(plain) > _LONGEST_TEXT:
        return None
    if plain in _FIXED:
        return _FIXED[plain]
    for counted in filter(None, (pattern.fullmatch(plain) for pattern in _COUNTED)):
        return _counted(Frequency(_LETTERS[counted[1]], int(counted[2])))
    if on_days := _ON_DAYS.fullmatch(plain):
        return Frequency(Period.WEEK, len(set(re.sub("[・、,]", "", on_days[2]))))
    if _MONTH_DAY.fullmatch(plain):
        return Frequency(Period.MONTH if plain.startswith("毎月") else Period.YEAR)
    return None


def runs_per_year(frequency: Frequency | None, count_per_month: Decimal | None) -> int | None:
    """Runs a year, 1 to `MAX_RUNS_PER_YEAR`, or None where neither the word nor the count says.

    An explicit count a month wins, rounded half up to whole runs a year and never to none: 22 is 264, 0.5 is 6. Only
    beside a yearly word (「年1回」, 「四半期」) it does not: 0.1 a month is a rounding of once a year, not 1.2 runs.
    A count of 0 says nothing.
    """
    if frequency is not None and frequency.period is Period.YEAR:
        return frequency.runs_per_year
    if count_per_month is not None and count_per_month > 0:
        counted = int((count_per_month * 12).quantize(Decimal(1), ROUND_HALF_UP))
        return min(max(counted, 1), MAX_RUNS_PER_YEAR)
    return None if frequency is None else frequency.runs_per_year


def monthly_minutes(minutes_per_run: int, runs_per_year: int) -> int:
    """Minutes in an average month, half a minute rounded up."""
    return (2 * minutes_per_run * runs_per_year + 12) // 24


def _counted(frequency: Frequency) -> Frequency | None:
    """The frequency, unless it is never or more often than anybody works."""
    return frequency if 1 <= (frequency.runs_per_year or 0) <= MAX_RUNS_PER_YEAR else None
