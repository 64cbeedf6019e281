"""Weights from comparing criteria two at a time: the analytic hierarchy process.

Source: T. L. Saaty, The Analytic Hierarchy Process, 1980. A matrix of judgements, 1 for equal up to 9 for far more,
gives the weights as its principal eigenvector; how far its eigenvalue lies above n says how much the judgements
contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

#: Consistency index of random matrices of order 1 to 15. Source: Saaty 1980. The later table of Saaty and Tran (2007)
#: has 1.54 for order 12; the older one is the stricter there.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
#: Judgements above this consistency ratio should be looked at again. Source: Saaty 1980.
CR_LIMIT = 0.10
#: The largest judgement.
MOST = 9
#: A judgement in whole steps: 9 is nine times as heavy, 1 equal, -9 a ninth. There is no 0 and no -1.
STEPS = (*range(MOST, 0, -1), *range(-2, -MOST - 1, -1))

_ALLOWED = 1e-9  # what floats may be off
_ROUNDS = 10_000

Matrix = tuple[tuple[float, ...], ...]


class InvalidComparisonError(ValueError):
    """A matrix that compares nothing. `code`: `shape`, `size`, `range`, `diagonal` or `reciprocal`; `row`, `column`."""

    def __init__(self, code: str, row: int = -1, column: int = -1) -> None:
        super().__init__(f"{code} at {row}, {column}" if row >= 0 else code)
        self.code = code
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a matrix of comparisons says."""

    #: One for each row, together 1.
    shares: tuple[float, ...]
    #: Principal eigenvalue; n where nothing contradicts, more otherwise.
    lambda_max: float
    #: Consistency index, (lambda_max - n) / (n - 1); 0 where nothing contradicts.
    ci: float
    #: Consistency ratio: the index beside that of random judgements; 0 for fewer than three rows.
    cr: float

    @property
    def is_consistent(self) -> bool:
        """True up to the limit of 0.10."""
        return self.cr <= CR_LIMIT


@dataclass(frozen=True, slots=True)
class Triple:
    """Three rows whose judgements agree least: first over second times second over third is not first over third."""

    first: int
    second: int
    third: int
    #: first over third as the other two judgements have it, not held to 9.
    implied: float
    #: Natural logarithm of how many times too large or small the judgement is; ≥ 0.
    error: float


def weigh(matrix: Sequence[Sequence[float]]) -> Weighing:
    """Shares by the principal eigenvector, found by power iteration, with the measures of consistency.

    Args:
        matrix: n × n, n from 1 to 15; entry (i, j) is how many times as heavy i is as j, from 1/9 to 9.

    Raises:
        InvalidComparisonError: it is not square, not reciprocal, or an entry is out of range.
    """
    checked = _checked(matrix)
    size = len(checked)
    shares = _principal(checked)
    lambda_max = math.fsum(_times(checked, shares))  # the shares add up to 1, and so do λ times the shares to λ
    ci = max(0.0, (lambda_max - size) / (size - 1)) if size > 1 else 0.0
    random = RANDOM_INDEX[size - 1]
    return Weighing(shares, lambda_max, ci, ci / random if random else 0.0)


def from_steps(steps: Sequence[int], size: int) -> Matrix:
    """The reciprocal matrix of judgements in steps, given for the upper triangle row by row.

    Raises:
        InvalidComparisonError: there are not size × (size - 1) / 2 of them, or one is no step.
    """
    pairs = list(combinations(range(size), 2))
    if len(steps) != len(pairs):
        raise InvalidComparisonError("shape")
    rows = [[1.0] * size for _ in range(size)]
    for (row, column), step in zip(pairs, steps, strict=True):
        if step not in STEPS:
            raise InvalidComparisonError("range", row, column)
        rows[row][column] = ratio_of(step)
        rows[column][row] = ratio_of(-step) if step != 1 else 1.0
    return tuple(tuple(row) for row in rows)


def ratio_of(step: int) -> float:
    """A step as a number: 3 is 3, -3 a third."""
    return float(step) if step > 0 else 1 / -step


def nearest_step(ratio: float) -> int:
    """The step closest to a ratio, as multiplying measures distance; beyond 9 and 1/9 these."""
    if ratio < 1:
        upturned = MOST if ratio <= 1 / MOST else nearest_step(1 / ratio)
        return -upturned if upturned > 1 else 1
    if ratio >= MOST:
        return MOST
    below = int(ratio)
    return below if ratio * ratio <= below * (below + 1) else below + 1


def steps_of(weights: Sequence[int]) -> tuple[int, ...]:
    """The judgements, in steps, that come closest to given whole weights; what weighs nothing counts as a half."""
    sizes = [max(weight, 0.5) for weight in weights]
    return tuple(nearest_step(first / second) for first, second in combinations(sizes, 2))


def spread(steps: Sequence[int], size: int, row: int) -> tuple[int, ...]:
    """All judgements as those of one row imply them: eleven comparisons in place of sixty-six.

    Args:
        steps: the upper triangle as it stands; only the ones with `row` count.
        size: how many rows there are.
        row: the one that the others were compared with.
    """
    against = from_steps(steps, size)[row]
    return tuple(
        steps[place] if row in pair else nearest_step(against[pair[1]] / against[pair[0]])
        for place, pair in enumerate(combinations(range(size), 2))
    )


def least_consistent(matrix: Sequence[Sequence[float]]) -> Triple | None:
    """The three rows that contradict each other most, the earliest of equals; None where all agree."""
    found = [
        Triple(i, j, k, implied, abs(math.log(implied / matrix[i][k])))
        for i, j, k in combinations(range(len(matrix)), 3)
        for implied in (matrix[i][j] * matrix[j][k],)
    ]
    worst = max(found, key=lambda each: round(each.error, 9), default=None)
    return worst if worst is not None and worst.error > _ALLOWED else None


def whole(shares: Sequence[float], total: int = 100) -> tuple[int, ...]:
    """Whole numbers that add up to `total`: floors, then one more for the largest remainders, the earliest of equals.

    Source: the method of largest remainders (Hamilton).
    """
    everything = math.fsum(shares)
    exact = [share * total / everything for share in shares]
    floors = [math.floor(each + _ALLOWED) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (-round(exact[place] - floors[place], 9), place))
    for place in by_remainder[: total - sum(floors)]:
        floors[place] += 1
    return tuple(floors)


def _checked(matrix: Sequence[Sequence[float]]) -> Matrix:
    size = len(matrix)
    if not 1 <= size <= len(RANDOM_INDEX):
        raise InvalidComparisonError("size")
    if any(len(row) != size for row in matrix):
        raise InvalidComparisonError("shape")
    for row in range(size):
        for column in range(size):
            _check_entry(matrix, row, column)
    return tuple(tuple(float(each) for each in row) for row in matrix)


def _check_entry(matrix: Sequence[Sequence[float]], row: int, column: int) -> None:
    entry = matrix[row][column]
    if not 1 / MOST - _ALLOWED <= entry <= MOST + _ALLOWED:  # also false for NaN
        raise InvalidComparisonError("range", row, column)
    if row == column and entry != 1:
        raise InvalidComparisonError("diagonal", row, column)
    if abs(entry * matrix[column][row] - 1) > _ALLOWED:
        raise InvalidComparisonError("reciprocal", row, column)


def _principal(matrix: Matrix) -> tuple[float, ...]:
    """The eigenvector of the largest eigenvalue, adding up to 1; a positive matrix has one (Perron)."""
    shares = [1 / len(matrix)] * len(matrix)
    for _round in range(_ROUNDS):
        grown = _times(matrix, shares)
        whole_sum = math.fsum(grown)
        after = [each / whole_sum for each in grown]
        moved = max(abs(new - old) for new, old in zip(after, shares, strict=True))
        shares = after
        if moved < 1e-15:
            break
    return tuple(shares)


def _times(matrix: Matrix, vector: Sequence[float]) -> list[float]:
    return [math.fsum(entry * part for entry, part in zip(row, vector, strict=True)) for row in matrix]
