"""How a contract runs: renewals, ends, terms that begin a new run, and what is charged once it is over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidInput, ManyProblems
from app.domain.terms import Terms
from app.domain.terms.course import is_over, run_at
from app.domain.terms.duration import Duration, Notice, NoticeKind
from app.domain.terms.fees import Fee
from app.domain.terms.series import fee_in_yen, granted_in
from app.domain.worktime import Month

APRIL = Month(2026, 4)
MONTHS = st.integers(0, 40)


def terms(valid_from: Month = APRIL, base_yen: int = 50_000, months_ahead: int = 0, **duration: object) -> Terms:
    fee = Fee(base_yen, 1_200, months_ahead=months_ahead)
    return Terms(valid_from, fee, duration=Duration(**duration))  # type: ignore[arg-type]


def runs(series: list[Terms], months: int) -> list[tuple[str, str, bool] | None]:
    """The run of each month from April on, as text."""
    found = (run_at(series, APRIL.plus(later)) for later in range(months))
    return [run and (str(run.first), str(run.last), run.is_renewed) for run in found]


def test_a_contract_without_a_length_runs_on() -> None:
    assert runs([terms()], 2) == [("2026-04", "None", False)] * 2
    assert not is_over([terms()], Month(2040, 1))


def test_six_months_that_renew_themselves_by_twelve() -> None:
    series = [terms(length_months=6, renewal_months=12)]

    # April to September, then October 2026 to September 2027
    assert runs(series, 7)[5:] == [("2026-04", "2026-09", False), ("2026-10", "2027-09", True)]
    assert not is_over(series, Month(2040, 1))


def test_a_contract_that_does_not_renew_itself_grants_and_charges_nothing_after_its_end() -> None:
    series = [terms(length_months=3)]
    june, july = Month(2026, 6), Month(2026, 7)

    assert [is_over(series, each) for each in (june, july)] == [False, True]
    assert [granted_in(series, each) for each in (june, july)] == [1_200, 0]
    assert [fee_in_yen(series, each) for each in (june, july)] == [50_000, 0]


def test_a_new_price_leaves_the_course_alone() -> None:
    series = [terms(length_months=6), terms(Month(2026, 6), 60_000, length_months=6)]

    assert run_at(series, Month(2026, 9)) == run_at(series, APRIL)
    assert is_over(series, Month(2026, 10))


def test_the_same_terms_again_the_month_after_the_end_are_a_new_run() -> None:
    series = [terms(length_months=6), terms(Month(2026, 10), length_months=6)]

    assert runs(series, 7)[6] == ("2026-10", "2027-03", False)
    assert is_over(series, Month(2027, 4))


def test_terms_after_a_gap_begin_anew_and_the_gap_is_not_covered() -> None:
    series = [terms(length_months=2), terms(Month(2026, 8), length_months=2)]

    # April and May, nothing in June and July, August and September
    assert [is_over(series, APRIL.plus(later)) for later in range(7)] == [False, False, True, True, False, False, True]


def test_an_end_that_was_agreed_stops_the_renewal() -> None:
    series = [
        terms(length_months=6, renewal_months=6),
        terms(Month(2026, 8), length_months=6, renewal_months=6, ends_with=Month(2026, 9)),
    ]

    assert [is_over(series, Month(2026, number)) for number in (9, 10)] == [False, True]


def test_an_end_that_was_agreed_stops_a_contract_without_a_length() -> None:
    series = [terms(), terms(Month(2026, 8), ends_with=Month(2026, 9))]

    assert [is_over(series, Month(2026, number)) for number in (9, 10)] == [False, True]


def test_before_its_first_month_a_contract_is_not_over() -> None:
    assert not is_over([terms(length_months=1)], Month(2026, 3))
    assert run_at([terms(length_months=1)], Month(2026, 3)) is None


@given(st.integers(1, 24), st.integers(1, 24), MONTHS)
def test_renewals_follow_each_other_without_gap_or_overlap(length: int, renewal: int, later: int) -> None:
    series = [terms(length_months=length, renewal_months=renewal)]
    run = run_at(series, APRIL.plus(later))

    assert run is not None
    assert run.last is not None
    assert run.first <= APRIL.plus(later) <= run.last
    following = run_at(series, run.last.next())
    assert following is not None
    assert following.first == run.last.next()


@pytest.mark.parametrize(
    ("duration", "field"),
    [
        (Duration(-1), "length_months"),
        (Duration(61), "length_months"),
        (Duration(0, 12), "renewal_months"),
        (Duration(least_months=61), "least_months"),
        (Duration(notice=Notice(NoticeKind.NONE, 1)), "notice_months"),
        (Duration(notice=Notice(NoticeKind.MONTHS, 0)), "notice_months"),
        (Duration(notice=Notice(NoticeKind.MONTHS, 1, 15)), "notice_day"),
        (Duration(notice=Notice(NoticeKind.DAY, 0, 0)), "notice_day"),
        (Duration(notice=Notice(NoticeKind.DAY, 0, 32)), "notice_day"),
        (Duration(cooling_off_days=61), "cooling_off_days"),
        (Duration(lower_days=-1), "lower_days"),
        (Duration(ends_with=Month(2026, 3)), "ends_with"),
    ],
)
def test_a_course_that_cannot_be_is_refused_beside_its_field(duration: Duration, field: str) -> None:
    with pytest.raises((InvalidInput, ManyProblems)) as caught:
        Terms(APRIL, duration=duration)

    assert [problem.field for problem in caught.value.problems()] == [field]


def test_a_fee_to_be_paid_before_work_has_to_be_one() -> None:
    with pytest.raises(InvalidInput, match="prepaid"):
        Terms(APRIL, Fee(0, 600, is_prepaid=True))
