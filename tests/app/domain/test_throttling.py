"""Growing delays for a pair of name and address, and what storms from many addresses do to it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.throttling import Standing, failures_after, pause_s, wait_s
from tests.clocks import START

MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    # 15 x 2^(n-5): 15, 30, 60, 120, 240, 480, then 960, of which 900 are left.
    [(1, 0), (4, 0), (5, 15), (6, 30), (7, 60), (10, 480), (11, 900), (12, 900), (10_000, 900)],
)
def test_five_failures_are_free_and_then_the_pause_doubles_up_to_fifteen_minutes(failures: int, seconds: int) -> None:
    assert pause_s(failures) == seconds


@given(st.integers(0, 100_000))
def test_a_longer_series_never_waits_less(failures: int) -> None:
    assert pause_s(failures) <= pause_s(failures + 1) <= 900


def test_a_pair_waits_until_it_is_free_and_not_a_second_longer() -> None:
    standing = Standing(7, START, START + MINUTE)

    assert wait_s(standing, START) == 60
    assert wait_s(standing, START + dt.timedelta(seconds=59.2)) == 1
    assert wait_s(standing, START + MINUTE) == 0


def test_a_pair_that_failed_long_ago_begins_anew() -> None:
    standing = Standing(7, START, START)

    assert failures_after(standing, START + dt.timedelta(hours=23, minutes=59)) == 8
    assert failures_after(standing, START + dt.timedelta(hours=24)) == 1
    assert failures_after(Standing(), START) == 1


@pytest.mark.parametrize("storm", [{"of_name": 50}, {"of_address": 100}])
def test_in_a_storm_a_stranger_that_failed_waits_a_quarter_of_an_hour(storm: dict[str, int]) -> None:
    standing = Standing(1, START, START, **storm)

    # 15 minutes after the failure, of which one has gone.
    assert wait_s(standing, START + MINUTE) == 14 * 60
    assert wait_s(standing, START + 15 * MINUTE) == 0


def test_a_storm_one_attempt_smaller_delays_nobody() -> None:
    assert wait_s(Standing(1, START, START, of_name=49, of_address=99), START) == 0


def test_where_the_owner_has_been_in_before_a_storm_delays_nothing() -> None:
    assert wait_s(Standing(1, START, START, has_succeeded=True, of_name=10_000, of_address=10_000), START) == 0


def test_an_address_that_is_new_tries_once_even_in_a_storm() -> None:
    assert wait_s(Standing(of_name=10_000), START) == 0


def test_where_few_tries_are_many_no_stranger_is_heard_as_long_as_the_storm_lasts() -> None:
    for standing in (Standing(of_name=50), Standing(1, START - 59 * MINUTE, START - 59 * MINUTE, of_name=50)):
        assert wait_s(standing, START, hears_strangers=False) == 900
    assert wait_s(Standing(of_name=49), START, hears_strangers=False) == 0
    assert wait_s(Standing(has_succeeded=True, of_name=50), START, hears_strangers=False) == 0
