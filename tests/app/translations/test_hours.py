"""Durations in prose, in both languages."""

from __future__ import annotations

import pytest

from app.domain.durations import format_ja
from app.translations import words
from app.translations.hours import hours_words


@pytest.mark.parametrize(
    ("minutes", "japanese", "english"),
    [
        (450, "7時間30分", "7 h 30 min"),  # 7 × 60 + 30
        (1800, "30時間", "30 h"),  # 30 × 60
        (45, "45分", "45 min"),
        (0, "0分", "0 min"),
        (-160, "−2時間40分", "−2 h 40 min"),  # −(2 × 60 + 40)
    ],
)
def test_a_duration_is_said_in_hours_and_minutes(minutes: int, japanese: str, english: str) -> None:
    assert hours_words(words("ja"), minutes) == japanese == format_ja(minutes)
    assert hours_words(words("en"), minutes) == english
