"""Numbers, days and months as the design's table writes them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from flask import render_template_string

from app.domain.worktime import Month
from app.web import formats

if TYPE_CHECKING:
    from flask import Flask


def _say(web: Flask, template: str, value: object, locale: str = "ja") -> str:
    with web.test_request_context("/", headers={"Accept-Language": locale}):
        return render_template_string(template, value=value)


@pytest.mark.parametrize(
    ("minutes", "written"), [(450, "7:30"), (45, "0:45"), (0, "0:00"), (6000, "100:00"), (-10, "−0:10"), (None, "–")]
)
def test_hours_in_tables_are_hours_and_two_digits_of_minutes(minutes: int | None, written: str) -> None:
    assert formats.hm(minutes) == written


@pytest.mark.parametrize(("minutes", "written"), [(30, "＋0:30"), (-160, "−2:40"), (0, "±0:00"), (None, "–")])
def test_a_difference_always_carries_its_sign(minutes: int | None, written: str) -> None:
    assert formats.diff_hm(minutes) == written


@pytest.mark.parametrize(
    ("minutes", "japanese", "english"),
    [
        (450, "7時間30分", "7 h 30 min"),
        (1800, "30時間", "30 h"),
        (45, "45分", "45 min"),
        (0, "0分", "0 min"),
        (-90, "−1時間30分", "−1 h 30 min"),
        (None, "–", "–"),
    ],
)
def test_hours_in_prose_leave_out_what_is_nothing(web: Flask, minutes: int | None, japanese: str, english: str) -> None:
    assert _say(web, "{{ value|ja_hours }}", minutes) == japanese
    assert _say(web, "{{ value|ja_hours }}", minutes, "en") == english


@pytest.mark.parametrize(("minutes", "written"), [(30, "＋30分"), (-160, "−2時間40分"), (0, "±0分")])
def test_a_difference_in_prose_carries_its_sign_too(web: Flask, minutes: int, written: str) -> None:
    assert _say(web, "{{ value|diff_hours }}", minutes) == written


def test_the_big_number_has_small_units(web: Flask) -> None:
    assert _say(web, "{{ value|big_hours }}", 315) == "5<small>時間</small>15<small>分</small>"
    assert _say(web, "{{ value|big_hours }}", 315, "en") == "5<small>h</small> 15<small>min</small>"


@pytest.mark.parametrize(
    ("amount", "written"),
    [(110_000, "¥110,000"), (0, "¥0"), (-1260, "−¥1,260"), (None, "–"), (10**9, "¥1,000,000,000")],
)
def test_yen_are_whole_with_commas(amount: int | None, written: str) -> None:
    assert formats.yen(amount) == written


def test_a_percentage_says_100_only_of_the_whole() -> None:
    # 1999 of 2000 is 99.95 %, which rounding would call 100 %.
    assert [formats.percent(1999, 2000), formats.percent(2000, 2000), formats.percent(1, 0)] == ["99%", "100%", "–"]


def test_shares_beside_each_other_are_rounded_half_up() -> None:
    # 22:15, 13:00 and 58:15 of 93:30 are 23.8 %, 13.9 % and 62.3 %: rounded down they would lose 2 of 100.
    assert [formats.rounded_percent(minutes, 5610) for minutes in (1335, 780, 3495)] == ["24%", "14%", "62%"]
    # 1 of 200 is 0.5 %, 1 of 201 a little less.
    assert [formats.rounded_percent(1, whole) for whole in (200, 201, 0)] == ["1%", "0%", "–"]


def test_days_carry_their_weekday_and_their_year_only_when_it_is_another(web: Flask) -> None:
    day, later = dt.date(2026, 11, 18), dt.date(2027, 3, 31)  # a Wednesday; the clock stands on it

    assert _say(web, "{{ value|date_short }}", day) == "11/18(水)"
    assert _say(web, "{{ value|date_long }}", day) == "11月18日(水)"
    assert _say(web, "{{ value|date_long }}", later) == "2027年3月31日(水)"
    assert _say(web, "{{ value|date_short }}", day, "en") == "11/18 (Wed)"
    assert _say(web, "{{ value|date_long }}", later, "en") == "Wed 31 March 2027"
    assert _say(web, "{{ value|date_short }}", None) == "–"


def test_an_instant_is_shown_as_its_tokyo_day(web: Flask) -> None:
    # 15:30 UTC on the 18th is half past midnight on the 19th in Tokyo.
    assert _say(web, "{{ value|date_short }}", dt.datetime(2026, 11, 18, 15, 30, tzinfo=dt.UTC)) == "11/19(木)"


def test_months_are_named_in_the_readers_language(web: Flask) -> None:
    assert _say(web, "{{ value|month_name }}/{{ value|month_short }}", Month(2026, 11)) == "2026年11月/11月"
    assert (
        _say(web, "{{ value|month_name }}/{{ value|month_short }}", Month(2026, 11), "en") == "November 2026/November"
    )


def test_an_instant_is_told_by_the_clock_of_tokyo(web: Flask) -> None:
    instant = dt.datetime(2026, 11, 17, 15, 5, tzinfo=dt.UTC)

    assert _say(web, "{{ value|date_time }}", instant) == "11/18(水) 0:05"
    assert _say(web, "{{ value|date_time }}", instant, "en") == "11/18 (Wed) 0:05"
    assert _say(web, "{{ value|date_time }}", None) == "–"


@pytest.mark.parametrize(
    ("size_bytes", "written"),
    [
        (1, "1B"),
        (999, "999B"),
        (1000, "1KB"),
        (1025, "2KB"),
        (999 * 1024, "999KB"),
        (999 * 1024 + 1, "1MB"),  # 0.976 of one, rounded up to a tenth
        (1_300_009, "1.3MB"),  # 1.24 of 1,048,576
        (5 * 1024**2, "5MB"),
    ],
)
def test_a_size_is_never_called_less_than_it_is(web: Flask, size_bytes: int, written: str) -> None:
    assert _say(web, "{{ value|file_size }}", size_bytes) == written
    assert _say(web, "{{ value|file_size }}", size_bytes, "en") == re.sub(r"(?=[KM]?B)", " ", written, count=1)
