"""Weights from pairwise comparisons: the published examples, consistent matrices, and what is refused."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.scoring.ahp import (
    STEPS,
    InvalidComparisonError,
    Triple,
    from_steps,
    least_consistent,
    nearest_step,
    spread,
    steps_of,
    weigh,
    whole,
)

#: Wealth of seven nations: US, USSR, China, France, UK, Japan, West Germany. Saaty 1980.
NATIONS = (4, 9, 6, 6, 5, 5, 7, 5, 5, 3, 4, -5, -5, -7, -5, 1, -3, -3, -3, -3, 2)
#: What is drunk in the US: coffee, wine, tea, beer, sodas, milk, water. Saaty, Decision making with the AHP, 2008.
DRINKS = (9, 5, 2, 1, 1, -2, -3, -9, -9, -9, -9, -3, -4, -3, -9, -2, 1, -3, 2, -2, -3)
#: Choosing a school: learning, friends, school life, vocation, college, music. Saaty 1980.
SCHOOL = (4, 3, 1, 3, 4, 7, 3, -5, 1, -5, -5, -6, 1, -3, 3)

#: Shares of which none is more than nine times another.
sizes = st.lists(st.floats(1.0, 9.0), min_size=1, max_size=15)


def consistent(sizes: list[float]) -> list[list[float]]:
    return [[first / second for second in sizes] for first in sizes]


@pytest.mark.parametrize(
    ("steps", "size", "shares"),
    [
        (NATIONS, 7, [0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094]),
        (DRINKS, 7, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]),
        (SCHOOL, 6, [0.32, 0.14, 0.03, 0.13, 0.24, 0.14]),
    ],
)
def test_the_published_examples_give_the_published_shares(
    steps: tuple[int, ...], size: int, shares: list[float]
) -> None:
    digits = len(str(shares[0])) - 2
    # The school's third share is 0.0348, printed as .03.
    assert list(weigh(from_steps(steps, size)).shares) == pytest.approx(shares, abs=0.51 * 10**-digits)


def test_the_published_measures_of_consistency_are_met() -> None:
    nations, drinks = weigh(from_steps(NATIONS, 7)), weigh(from_steps(DRINKS, 7))

    # Published: λmax 7.61, CI .10, CR .08; and for the drinks CR .022. (7.608 - 7) / 6 = 0.101; 0.101 / 1.32 = 0.077.
    assert (round(nations.lambda_max, 2), round(nations.ci, 2), round(nations.cr, 2)) == (7.61, 0.10, 0.08)
    assert round(drinks.cr, 3) == 0.022
    assert nations.is_consistent
    assert not weigh(from_steps(SCHOOL, 6)).is_consistent  # 0.284 / 1.24 = 0.229


def test_the_index_of_random_matrices_is_that_of_1980() -> None:
    # Twelve rows, all equal but one judgement of 9: λmax = 12.4749…; whatever it is, CR is CI over 1.48.
    steps = [9, *[1] * 65]
    found = weigh(from_steps(steps, 12))

    assert found.ci == pytest.approx((found.lambda_max - 12) / 11)
    assert found.cr == pytest.approx(found.ci / 1.48)


@given(sizes=sizes)
def test_a_consistent_matrix_gives_back_the_weights_it_was_built_from(sizes: list[float]) -> None:
    found = weigh(consistent(sizes))

    assert list(found.shares) == pytest.approx([each / sum(sizes) for each in sizes], rel=1e-9)
    assert found.lambda_max == pytest.approx(len(sizes), abs=1e-9)
    assert found.cr == pytest.approx(0, abs=1e-9)
    assert least_consistent(consistent(sizes)) is None


@given(sizes=sizes, factor=st.floats(0.01, 100))
def test_the_unit_of_the_weights_does_not_matter(sizes: list[float], factor: float) -> None:
    scaled = weigh(consistent([each * factor for each in sizes]))

    assert list(scaled.shares) == pytest.approx(list(weigh(consistent(sizes)).shares), rel=1e-9)
    assert whole([each * factor for each in sizes]) == whole(sizes)


@given(size=st.integers(2, 12), data=st.data())
def test_any_judgements_make_a_reciprocal_matrix_with_shares_that_add_up(size: int, data: Any) -> None:
    many = size * (size - 1) // 2
    steps = data.draw(st.lists(st.sampled_from(STEPS), min_size=many, max_size=many))
    matrix = from_steps(steps, size)
    found = weigh(matrix)

    assert all(matrix[i][j] * matrix[j][i] == pytest.approx(1) for i, j in combinations(range(size), 2))
    assert math.fsum(found.shares) == pytest.approx(1)
    assert min(found.shares) > 0
    assert found.lambda_max >= size - 1e-9  # Saaty: λmax is never less than n
    # It is an eigenvector: the matrix only stretches it.
    for row, share in zip(matrix, found.shares, strict=True):
        assert math.fsum(e * s for e, s in zip(row, found.shares, strict=True)) == pytest.approx(
            found.lambda_max * share, rel=1e-6
        )


@given(size=st.integers(3, 8), data=st.data())
def test_turning_every_judgement_round_turns_nothing_else(size: int, data: Any) -> None:
    many = size * (size - 1) // 2
    steps = data.draw(st.lists(st.sampled_from(STEPS), min_size=many, max_size=many))
    turned = [each if each == 1 else -each for each in steps]

    assert weigh(from_steps(turned, size)).cr == pytest.approx(weigh(from_steps(steps, size)).cr, abs=1e-7)


def test_the_triple_that_contradicts_itself_most_is_named() -> None:
    # 1 over 2 is 2, 2 over 3 is 2, so 1 over 3 would be 4; it was said to be a half: 8 times too little.
    # The fourth is as heavy as the third and agrees nearly: 1 over 4 is 4, 2 over 4 is 2.
    matrix = from_steps((2, -2, 4, 2, 2, 1), 4)

    assert least_consistent(matrix) == Triple(0, 1, 2, 4.0, math.log(8))
    assert least_consistent(matrix[:1]) is None


@pytest.mark.parametrize(
    ("ratio", "step"),
    # Between 2 and 3 the middle is √6 = 2.449; between 1 and 2 it is √2 = 1.414; below 1 the same upside down.
    [(1, 1), (1.41, 1), (1.42, 2), (2.44, 2), (2.45, 3), (9, 9), (50, 9), (0.71, 1), (0.7, -2), (0.4, -3), (0.01, -9)],
)
def test_a_ratio_becomes_the_nearest_step(ratio: float, step: int) -> None:
    assert nearest_step(ratio) == step


def test_the_weights_in_force_begin_as_consistent_judgements() -> None:
    weights = (14, 12, 12, 10, 10, 8, 8, 8, 6, 5, 4, 3)
    steps = steps_of(weights)
    found = weigh(from_steps(steps, 12))

    assert steps[:4] == (1, 1, 1, 1)  # 14/12 = 1.17 and 14/10 = 1.4 lie below √2
    assert steps[10] == 5  # 14/3 = 4.67, above √20 = 4.47
    assert found.cr < 0.02
    assert max(abs(new - old) for new, old in zip(whole(found.shares), weights, strict=True)) <= 1


def test_a_weight_of_nothing_is_compared_as_a_half() -> None:
    assert steps_of((6, 0, 2)) == (9, 3, -4)  # 6/0.5 = 12 → 9; 6/2; 0.5/2


def test_one_row_of_comparisons_is_enough_for_all() -> None:
    # The first was compared: twice the second, six times the third. So the second is three times the third.
    assert spread((2, 6, -9), 3, 0) == (2, 6, 3)
    # By the third: the first six times, the second three times it. The first is twice the second.
    assert spread((-9, 6, 3), 3, 2) == (2, 6, 3)
    assert weigh(from_steps(spread((2, 6, -9), 3, 0), 3)).cr == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("shares", "total", "expected"),
    [
        # 33.3 each: the hundredth goes to the earliest of equals.
        ([1, 1, 1], 100, (34, 33, 33)),
        # 14.28…, 28.57…, 57.14…: floors 14 + 28 + 57 = 99; .571 is the largest remainder.
        ([1, 2, 4], 100, (14, 29, 57)),
        ([0.5, 0.25, 0.25], 100, (50, 25, 25)),
        ([3.0], 100, (100,)),
    ],
)
def test_whole_weights_add_up_by_largest_remainders(shares: list[float], total: int, expected: tuple[int, ...]) -> None:
    assert whole(shares, total) == expected


@given(sizes=sizes, total=st.integers(1, 1000))
def test_rounding_loses_and_adds_nothing(sizes: list[float], total: int) -> None:
    rounded = whole(sizes, total)

    assert sum(rounded) == total
    assert all(abs(each - size * total / math.fsum(sizes)) < 1 for each, size in zip(rounded, sizes, strict=True))


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ([], "size"),
        ([[1.0] * 16 for _ in range(16)], "size"),
        ([[1, 2]], "shape"),
        ([[1, 2], [0.4, 1]], "reciprocal"),
        ([[2, 1], [1, 1]], "diagonal"),
        ([[1, 10], [0.1, 1]], "range"),
        ([[1, math.nan], [1, 1]], "range"),
        ([[1, 0], [1, 1]], "range"),
        ([[1, -3], [-1 / 3, 1]], "range"),
    ],
)
def test_what_compares_nothing_is_refused(matrix: list[list[float]], code: str) -> None:
    with pytest.raises(InvalidComparisonError) as refusal:
        weigh(matrix)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("steps", "code"), [((1, 1), "shape"), ((0, 1, 1), "range"), ((-1, 1, 1), "range"), ((10, 1, 1), "range")]
)
def test_steps_that_are_none_are_refused(steps: tuple[int, ...], code: str) -> None:
    with pytest.raises(InvalidComparisonError) as refusal:
        from_steps(steps, 3)

    assert refusal.value.code == code
