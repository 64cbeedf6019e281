"""Durations are read as people write them, refused with a reason, and written back without decimals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.durations import (
    MAX_DURATION_MIN,
    DurationError,
    DurationIsARange,
    DurationNegative,
    DurationTooLong,
    format_hm,
    format_ja,
    parse_duration_min,
    read_duration_min,
)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1時間半", 90),
        ("１時間半", 90),
        ("1 時間 半", 90),
        ("1時間30分", 90),
        ("1時間30", 90),
        ("1.5時間", 90),
        ("1.5h", 90),
        ("１．５ｈ", 90),
        ("1h30", 90),
        ("1h30m", 90),
        ("1:30", 90),
        ("１：３０", 90),
        ("1:30:00", 90),
        ("90", 90),
        ("90.0", 90),
        ("1,200", 1200),
        ("３０分", 30),
        ("４０分", 40),
        ("40", 40),
        ("2時間", 120),
        ("約30分", 30),
        ("30分程度", 30),
        ("だいたい2時間くらい", 120),
        ("1回30分", 30),
        ("30分/件", 30),
        ("90分間", 90),
        ("0", 0),
        ("半時間", 30),
        ("1 h 30 min", 90),
        ("5分30秒", 6),  # half a minute up
        ("1時間5分29秒", 65),
        ("744時間", 44_640),  # 31 days of 24 hours
    ],
)
def test_usual_notations_are_read(text: str, minutes: int) -> None:
    assert parse_duration_min(text) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1.33h", 80),  # 79.8
        ("0.25h", 15),
        ("1.475時間", 89),  # 88.5, half up
        ("0:00:30", 1),  # half a minute, half up
    ],
)
def test_decimal_hours_and_seconds_are_rounded_half_up_to_the_minute(text: str, minutes: int) -> None:
    assert parse_duration_min(text) == minutes


@pytest.mark.parametrize(
    "text", ["半日", "1日", "1.5", "NaN", "inf", "二時間", "1:75", "30 40", "1.5時間半", "15分×3", "1e3", "٣٠分"]
)
def test_what_may_mean_something_else_is_refused(text: str) -> None:
    with pytest.raises(DurationError) as refused:
        read_duration_min(text)

    assert refused.value.problems()[0].code == "duration_unreadable"
    assert refused.value.params["text"] == text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("30〜60分", DurationIsARange),
        ("20-30分", DurationIsARange),
        ("30分から1時間", DurationIsARange),
        ("-30", DurationNegative),
        ("−30分", DurationNegative),
        ("▲30分", DurationNegative),
        ("744時間1分", DurationTooLong),
        ("99999999", DurationError),
    ],
)
def test_ranges_negatives_and_excesses_have_their_own_reason(text: str, error: type[DurationError]) -> None:
    with pytest.raises(DurationError) as refused:
        read_duration_min(text)

    assert type(refused.value) is error


@pytest.mark.parametrize("text", ["", "  ", "　", "半日", "-5"])
def test_parsing_says_none_where_reading_would_refuse(text: str) -> None:
    assert parse_duration_min(text) is None


def test_bare_numbers_are_hours_under_a_header_that_says_so() -> None:
    assert read_duration_min("1.5", bare_unit_min=60) == 90
    assert read_duration_min("30分", bare_unit_min=60) == 30


def test_an_overlong_text_is_refused_without_being_carried_along() -> None:
    with pytest.raises(DurationError) as refused:
        read_duration_min("9" * 100_000)

    assert len(str(refused.value.params["text"])) == 40


@pytest.mark.parametrize(
    ("minutes", "hm", "ja"),
    [
        (0, "0:00", "0分"),
        (45, "0:45", "45分"),
        (60, "1:00", "1時間"),
        (450, "7:30", "7時間30分"),
        (-10, "−0:10", "−10分"),
    ],
)
def test_minutes_are_written_without_decimals(minutes: int, hm: str, ja: str) -> None:
    assert (format_hm(minutes), format_ja(minutes)) == (hm, ja)


@pytest.mark.parametrize(
    ("minutes", "hm", "ja"), [(30, "＋0:30", "＋30分"), (-160, "−2:40", "−2時間40分"), (0, "±0:00", "±0分")]
)
def test_differences_carry_their_sign(minutes: int, hm: str, ja: str) -> None:
    assert (format_hm(minutes, signed=True), format_ja(minutes, signed=True)) == (hm, ja)


@given(st.integers(0, MAX_DURATION_MIN))
def test_what_is_written_is_read_again(minutes: int) -> None:
    assert parse_duration_min(format_hm(minutes)) == minutes
    assert parse_duration_min(format_ja(minutes)) == minutes


@given(st.text(max_size=60))
def test_no_text_is_more_than_refused(text: str) -> None:
    minutes = parse_duration_min(text)

    assert minutes is None or 0 <= minutes <= MAX_DURATION_MIN
