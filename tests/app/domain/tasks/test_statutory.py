"""Dates of a law, every year: in which months they are due, and on which day there."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from app.domain.tasks.duedays import DueKind, DueRule
from app.domain.tasks.statutory import STATUTORY_DATES, closing_before, month_of_year, yearly
from app.domain.worktime import Month
from app.web.tasks.duebox import LAW_WORDS


@pytest.mark.parametrize(
    ("number", "days"),
    [
        # 31 January 2027 is a Sunday, 2028 a Monday.
        (34, [dt.date(2027, 1, 29), dt.date(2028, 1, 31)]),
        # 10 July 2027 is a Saturday, 2028 a Monday.
        (30, [dt.date(2027, 7, 9), dt.date(2028, 7, 10)]),
        # The banks close on 31 December: 30 December 2027 is a Thursday, 29 December 2028 a Friday.
        (33, [dt.date(2027, 12, 30), dt.date(2028, 12, 29)]),
    ],
)
def test_a_date_of_the_calendar_is_kept_by_the_last_business_day_up_to_it(number: int, days: list[dt.date]) -> None:
    rule = STATUTORY_DATES[number].rule(2026)

    assert rule is not None
    assert list(itertools.islice(rule.days_from(dt.date(2027, 1, 1)), 2)) == days


def test_what_is_counted_from_the_closing_month_has_no_rule_of_its_own() -> None:
    assert STATUTORY_DATES[21].rule(2026) is None


@pytest.mark.parametrize(("month", "closing"), [(5, 3), (2, 12), (1, 11), (12, 10)])
def test_the_closing_month_lies_two_months_before(month: int, closing: int) -> None:
    assert closing_before(month, 2) == closing


def test_a_rule_of_every_year_is_told_from_others_by_its_month() -> None:
    assert month_of_year(yearly(5, 2026)) == 5
    assert yearly(5, 2026).days_in(Month(2027, 4)) == ()
    assert month_of_year(yearly(7, 2026, 10)) is None
    assert month_of_year(DueRule(DueKind.END, every=6, since=dt.date(2026, 5, 1))) is None
    assert month_of_year(None) is None


def test_every_date_of_a_law_is_said_with_its_article() -> None:
    assert set(LAW_WORDS) == set(STATUTORY_DATES)
    assert all("条" in words for words in LAW_WORDS.values())
