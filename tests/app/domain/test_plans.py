"""The course of a search: what was proven stays so, and a long search is told in a short word."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from app.domain.plans import MOST_POINTS, Course, SearchPoint, course_told, further, step_of

POINTS = st.floats(0, 10_000)
NEWS = st.lists(
    st.tuples(st.integers(0, 99), POINTS, st.floats(10_000, 20_000)),
    min_size=1,
    max_size=60,
    unique_by=lambda new: new[0],
)


def course_of(*news: tuple[float, float | None, float | None]) -> Course:
    course: Course = ()
    for heard in news:
        course = further(course, *heard)
    return course


def test_the_gap_is_the_share_of_the_bound_that_may_be_missing() -> None:
    # 100 of 1,000 may be missing: 10 %
    assert SearchPoint(1.0, 900.0, 1_000.0).gap == 0.1
    assert SearchPoint(1.0, 1_000.0, 1_000.0).gap == 0
    assert SearchPoint(1.0, 0.0, 0.0).gap == 0


def test_a_gap_in_percent_never_says_too_much() -> None:
    # 0.41 % is not 0.4 %
    assert SearchPoint(0, 9_959, 10_000).gap_percent == "0.5"
    assert SearchPoint(0, 9_960, 10_000).gap_percent == "0.4"


def test_news_without_a_plan_or_a_bound_or_with_nothing_new_are_passed_over() -> None:
    course = course_of((0.1, None, 100), (0.2, 90, None), (0.3, 90, math.inf), (0.4, 90, 100), (0.9, 90, 100))

    assert course == (SearchPoint(0.4, 90, 100),)


def test_what_was_proven_once_stays_proven() -> None:
    # the second search knows 95 as well as the first, and that no plan exceeds 100
    course = course_of((1, 95, 100), (2, 90, 120), (3, 97, 110))

    assert course == (SearchPoint(1, 95, 100), SearchPoint(3, 97, 100))


def test_a_bound_that_is_none_is_replaced_by_the_first_that_is_one() -> None:
    # before its first relaxation a solver only knows the sum of all values
    course = course_of((0.02, 90, 400), (0.03, 90, 100), (0.5, 95, 100))

    assert course == (SearchPoint(0.03, 90, 100), SearchPoint(0.5, 95, 100))


def test_of_too_many_points_the_one_on_the_line_goes() -> None:
    # Gaps of 20 %, 19 %, …: one point a second on a straight line, but for the fall to 2 % at the end.
    straight = [(float(n), 80.0 + n, 100.0) for n in range(MOST_POINTS)]
    course = course_of(*straight, (float(MOST_POINTS), 98.0, 100.0))

    assert len(course) == MOST_POINTS
    assert course[0].seconds == 0
    assert [point.seconds for point in course[-2:]] == [MOST_POINTS - 1, MOST_POINTS]
    assert SearchPoint(1.0, 81.0, 100.0) not in course


def test_the_fall_at_the_beginning_stays() -> None:
    # from 20 % to 2 % within a second, then a hundredth of a percent a second
    slow = [(float(n), 98 + n / 100, 100.0) for n in range(2, MOST_POINTS + 3)]

    assert SearchPoint(1, 98, 100) in course_of((0, 80, 100), (1, 98, 100), *slow)


@given(NEWS)
def test_a_course_falls_from_first_to_last_and_fits_into_a_step(news: list[tuple[float, float, float]]) -> None:
    course = course_of(*sorted(news))

    gaps = [point.gap for point in course]
    assert gaps == sorted(gaps, reverse=True)
    assert 1 <= len(course) <= MOST_POINTS
    assert course[0] == further((), *min(news))[0]
    assert (course[-1].points, course[-1].bound) == (max(new[1] for new in news), min(new[2] for new in news))
    assert len(step_of(course)) <= 200
    assert [float(point.gap_percent) for point in course] == [gap for _, gap in course_told(step_of(course))]


def test_a_step_tells_the_newest_gap_and_all_points() -> None:
    course = course_of((0.52, 88, 100), (3.1, 98.8, 100))

    assert step_of(course) == "plan_gap:1.2|0.5 12.0,3.1 1.2"
    assert course_told("plan_gap:1.2|0.5 12.0,3.1 1.2") == ((0.5, 12.0), (3.1, 1.2))


def test_of_what_is_no_course_nothing_is_read() -> None:
    assert course_told("plan_solve") == ()
    assert course_told("plan_gap:3.4") == ((0.0, 3.4),)
    assert course_told("plan_gap:x|1 2 3,nan 1,-1 2,1 inf,a b,") == ()


def test_a_point_is_kept_as_three_figures() -> None:
    point = SearchPoint(1.234, 100.5, 200.25)

    assert point.to_row() == [1.23, 100.5, 200.25]
    assert SearchPoint.from_row([1.23, 100.5, 200.25]) == SearchPoint(1.23, 100.5, 200.25)
