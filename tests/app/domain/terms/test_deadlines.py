"""The days of a contract on the calendar, and what the operator is reminded of when."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.terms import Terms
from app.domain.terms.billing import Billing
from app.domain.terms.deadlines import Reminder, ReminderKind, deadlines_of, reminder
from app.domain.terms.duration import Duration, Notice, NoticeKind
from app.domain.terms.fees import Fee, FirstMonth
from app.domain.worktime import Month

APRIL = Month(2026, 4)
MONTH_BEFORE = Notice(NoticeKind.DAY, 1, 31)


def contract(closing_day: int = 31, **duration: object) -> list[Terms]:
    fee, billing = Fee(50_000, 1_200), Billing(closing_day=closing_day)
    return [Terms(APRIL, fee, billing=billing, duration=Duration(**duration))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("notice", "last_month", "by"),
    [
        # HELP YOU, フジ子さん: the end of the month before the last one
        (Notice(NoticeKind.DAY, 1, 31), Month(2026, 9), dt.date(2026, 8, 31)),
        (Notice(NoticeKind.DAY, 1, 31), Month(2026, 3), dt.date(2026, 2, 28)),
        # Genny: the 15th of the last month
        (Notice(NoticeKind.DAY, 0, 15), Month(2026, 9), dt.date(2026, 9, 15)),
        # ランサーズアシスタント: about the 20th of the month before
        (Notice(NoticeKind.DAY, 1, 20), Month(2026, 9), dt.date(2026, 8, 20)),
        # Chatwork アシスタント: 1 month before; メリービズ: 2 months before
        (Notice(NoticeKind.MONTHS, 1), Month(2026, 9), dt.date(2026, 8, 31)),
        (Notice(NoticeKind.MONTHS, 2), Month(2026, 9), dt.date(2026, 7, 31)),
        (Notice(NoticeKind.MONTHS, 2), Month(2026, 4), dt.date(2026, 2, 28)),
        (Notice(), Month(2026, 9), None),
    ],
)
def test_published_rules_of_notice_have_their_day(notice: Notice, last_month: Month, by: dt.date | None) -> None:
    """Source: onlinehisho.com/hisho-kaiyaku."""
    assert notice.last_day(last_month, last_month.last_day) == by


def test_months_of_notice_count_from_the_closing_day() -> None:
    assert Notice(NoticeKind.MONTHS, 1).last_day(Month(2026, 9), dt.date(2026, 9, 20)) == dt.date(2026, 8, 20)


def test_a_run_that_renews_itself_says_when_notice_ends_and_when_it_renews() -> None:
    days = deadlines_of(contract(length_months=6, renewal_months=6, notice=MONTH_BEFORE), dt.date(2026, 5, 10))

    assert (days.begins_on, days.ends_on) == (dt.date(2026, 4, 1), dt.date(2026, 9, 30))
    assert (days.notice_by, days.renews_on) == (dt.date(2026, 8, 31), dt.date(2026, 10, 1))
    assert days.earliest_end == dt.date(2026, 9, 30)


def test_notice_a_day_late_reaches_the_end_of_the_renewal() -> None:
    series = contract(length_months=6, renewal_months=6, notice=MONTH_BEFORE)

    assert deadlines_of(series, dt.date(2026, 8, 31)).earliest_end == dt.date(2026, 9, 30)
    assert deadlines_of(series, dt.date(2026, 9, 1)).earliest_end == dt.date(2027, 3, 31)


def test_without_a_length_notice_ends_a_month_but_not_before_the_least() -> None:
    series = contract(least_months=3, notice=MONTH_BEFORE)

    first = deadlines_of(series, dt.date(2026, 4, 10))
    assert (first.ends_on, first.least_until, first.earliest_end) == (None, dt.date(2026, 6, 30), dt.date(2026, 6, 30))
    # in August notice still reaches the end of September, not of August
    assert deadlines_of(series, dt.date(2026, 8, 10)).earliest_end == dt.date(2026, 9, 30)


def test_days_follow_the_closing_day() -> None:
    days = deadlines_of(contract(20, length_months=6, renewal_months=6), dt.date(2026, 4, 10))

    assert (days.begins_on, days.ends_on) == (dt.date(2026, 3, 21), dt.date(2026, 9, 20))


def test_cooling_off_and_a_smaller_plan_are_counted_from_the_first_day() -> None:
    """LongerDays: a smaller plan within the first 2 weeks; longerdays.com/help-section."""
    fee = Fee(50_000, 1_200, first_month=FirstMonth.DAILY, begins_on=dt.date(2026, 4, 8))
    series = [Terms(APRIL, fee, duration=Duration(cooling_off_days=8, lower_days=14))]

    days = deadlines_of(series, dt.date(2026, 4, 8))

    # the 8th is the first day: 8 to 15 are eight days, 8 to 21 fourteen
    assert (days.cooling_off_until, days.lower_until) == (dt.date(2026, 4, 15), dt.date(2026, 4, 21))


RENEWING = contract(length_months=6, renewal_months=6, notice=MONTH_BEFORE)
ENDING = contract(length_months=6)
NOTICE = Reminder(ReminderKind.NOTICE, dt.date(2026, 8, 31))


@pytest.mark.parametrize(
    ("series", "today", "wanted"),
    [
        (RENEWING, dt.date(2026, 7, 31), None),  # 31 days before
        (RENEWING, dt.date(2026, 8, 1), NOTICE),
        (RENEWING, dt.date(2026, 8, 31), NOTICE),
        (RENEWING, dt.date(2026, 9, 1), None),
        (ENDING, dt.date(2026, 7, 31), None),  # 61 days before 30 September
        (ENDING, dt.date(2026, 8, 1), Reminder(ReminderKind.ENDS, dt.date(2026, 9, 30))),
        (ENDING, dt.date(2026, 10, 1), Reminder(ReminderKind.OVER, dt.date(2026, 9, 30))),
        (contract(notice=MONTH_BEFORE), dt.date(2026, 9, 30), None),
        (contract(length_months=6, renewal_months=6), dt.date(2026, 9, 30), None),
    ],
)
def test_the_operator_is_reminded_in_time(series: list[Terms], today: dt.date, wanted: Reminder | None) -> None:
    assert reminder(series, today) == wanted


def test_a_contract_that_has_not_begun_shows_its_first_run() -> None:
    assert deadlines_of(ENDING, dt.date(2026, 1, 10)).ends_on == dt.date(2026, 9, 30)
    assert reminder(ENDING, dt.date(2026, 1, 10)) is None


def test_an_end_long_past_is_still_known() -> None:
    days = deadlines_of(ENDING, dt.date(2028, 1, 10))

    assert (days.is_over, days.ends_on, days.earliest_end) == (True, dt.date(2026, 9, 30), None)
