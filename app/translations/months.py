"""Months in words, as pages and papers write them."""

from __future__ import annotations

from app.domain.worktime import Month

MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month_words(month: Month, *, is_english: bool) -> str:
    """A month with its year: 2026年11月, November 2026."""
    return f"{MONTHS_EN[month.number - 1]} {month.year}" if is_english else f"{month.year}年{month.number}月"
