"""Frequencies become runs a year in working time; an explicit count wins, except beside a yearly word."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tasks.frequency import (
    MAX_RUNS_PER_YEAR,
    Frequency,
    Period,
    monthly_minutes,
    parse_frequency,
    runs_per_year,
)


@pytest.mark.parametrize(
    ("text", "period", "times", "yearly"),
    [
        ("毎日", Period.DAY, 1, 240),  # 20 working days a month
        ("平日", Period.DAY, 1, 240),
        ("1日2回", Period.DAY, 2, 480),
        ("毎週", Period.WEEK, 1, 48),  # 4 weeks a month
        ("週2", Period.WEEK, 2, 96),
        ("週３回", Period.WEEK, 3, 144),
        ("週5日", Period.WEEK, 5, 240),
        ("毎週月・木", Period.WEEK, 2, 96),
        ("隔週", Period.MONTH, 2, 24),
        ("毎月", Period.MONTH, 1, 12),
        ("月1回", Period.MONTH, 1, 12),
        ("月3回", Period.MONTH, 3, 36),
        ("約月2回", Period.MONTH, 2, 24),
        ("毎月25日", Period.MONTH, 1, 12),
        ("1ヶ月に2回", Period.MONTH, 2, 24),
        ("隔月", Period.YEAR, 6, 6),
        ("四半期", Period.YEAR, 4, 4),
        ("半年に1回", Period.YEAR, 2, 2),
        ("年1回", Period.YEAR, 1, 1),
        ("年２回", Period.YEAR, 2, 2),
        ("6月", Period.YEAR, 1, 1),
    ],
)
def test_words_are_counted_in_working_time(text: str, period: Period, times: int, yearly: int) -> None:
    frequency = parse_frequency(text)

    assert frequency == Frequency(period, times)
    assert runs_per_year(frequency, None) == yearly


@pytest.mark.parametrize("text", ["随時", "都度", "不定期", "必要に応じて"])
def test_of_ad_hoc_work_nobody_knows_the_count(text: str) -> None:
    assert parse_frequency(text) == Frequency(Period.AD_HOC)
    assert runs_per_year(parse_frequency(text), None) is None


@pytest.mark.parametrize("text", ["", "ときどき", "週1~2回", "週0回", "月25日", "日999回", "月1000回", "x" * 1000])
def test_what_is_no_frequency_is_none(text: str) -> None:
    assert parse_frequency(text) is None


@pytest.mark.parametrize(
    ("text", "count", "yearly"),
    [
        ("毎日", "22", 264),
        ("都度", "0.5", 6),
        ("毎月", "18", 216),
        ("年1回", "0.1", 1),  # 0.1 a month is a rounding of 1/12
        ("四半期", "0.3", 4),
        ("随時", "0.01", 1),  # 0.12 a year, but it is done
        ("毎週", "0", 48),  # 0 says nothing
        ("毎日", "999999", MAX_RUNS_PER_YEAR),
    ],
)
def test_an_explicit_count_wins_except_beside_a_yearly_word(text: str, count: str, yearly: int) -> None:
    assert runs_per_year(parse_frequency(text), Decimal(count)) == yearly


def test_without_word_and_count_runs_are_unknown() -> None:
    assert runs_per_year(None, None) is None
    assert runs_per_year(None, Decimal(4)) == 48


@pytest.mark.parametrize(
    ("minutes", "runs", "monthly"),
    [(25, 264, 550), (30, 1, 3), (600, 1, 50), (20, 1, 2)],  # 30/12 = 2.5 up to 3; 20/12 = 1.67
)
def test_monthly_minutes_round_half_up(minutes: int, runs: int, monthly: int) -> None:
    assert monthly_minutes(minutes, runs) == monthly


@given(st.text(max_size=30))
def test_every_frequency_read_keeps_within_the_limits(text: str) -> None:
    frequency = parse_frequency(text)

    if frequency is not None and frequency.period is not Period.AD_HOC:
        assert 1 <= (frequency.runs_per_year or 0) <= MAX_RUNS_PER_YEAR
