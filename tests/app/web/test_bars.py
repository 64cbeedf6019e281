"""The parts of a bar, in percent of its width."""

from __future__ import annotations

import pytest

from app.web.bars import Bar, Part, package_bar, share_pct


def test_an_empty_package_draws_nothing() -> None:
    assert package_bar(0) == Bar((), 80)


def test_used_and_planned_follow_each_other_and_the_rest_is_free() -> None:
    # 300 of 600 used = 50 %, 60 planned = 10 %; free 40 % is not drawn.
    assert package_bar(600, 300, 60).parts == (Part("u", 0, 50), Part("p", 50, 10))


def test_minutes_over_the_package_are_overage_and_the_tick_moves_left() -> None:
    # 30:00 used up, 3:00 over: the bar is 33:00 long, 1800/1980 = 90.909 %, 180/1980 = 9.091 %, tick 1440/1980.
    bar = package_bar(1800, 1980)

    assert bar == Bar((Part("u", 0, 90.909), Part("o", 90.909, 9.091)), 72.727)


def test_a_plan_beyond_the_package_is_cut_where_the_package_ends() -> None:
    # 4:30 used, 2:00 planned of 6:00: the bar is 6:30 long; planned inside 1:30 = 23.077 %, over 0:30 = 7.692 %.
    assert package_bar(360, 270, 120).parts == (
        Part("u", 0, 69.231),
        Part("p", 69.231, 23.077),
        Part("o", 92.308, 7.692),
    )


def test_what_expires_is_never_more_than_what_is_free() -> None:
    # 100 free of 1000; 300 were carried in, but 200 of them have been used since.
    assert package_bar(1000, 900, 0, 300).parts == (Part("u", 0, 90), Part("c", 90, 10))


@pytest.mark.parametrize(("part", "whole", "pct"), [(3, 12, 25), (0, 12, 0), (15, 12, 100), (-1, 12, 0), (1, 0, 0)])
def test_a_share_stays_inside_its_bar(part: float, whole: float, pct: float) -> None:
    assert share_pct(part, whole) == pct
