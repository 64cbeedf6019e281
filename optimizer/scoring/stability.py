"""Whether a treatment survives other weights, and what would change it. Exact: no sampling, no floats.

One weight w is changed by the part d of itself and all are brought back to 100 together. With S the sum of a task's
shown tenths and p those of the criterion, its tenths become 100 (S + d p) / (100 + d w): steady in d, so that the ends
of a swing are its extremes, and a cut-off K is met at d = 100 (K - S) / (100 p - K w).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optimizer.scoring.criteria import points_tenths, suitability
from optimizer.scoring.result import Contribution, Criterion, GateFinding, Score, Treatment
from optimizer.scoring.treatment import MANUAL_FIRST_FROM, OUTSOURCE_FROM, treatment_at
from optimizer.scoring.weights import TOTAL

#: A weight may be this part of itself too large or too small.
SWING = Fraction(1, 5)
_CUT_OFFS = (MANUAL_FIRST_FROM, OUTSOURCE_FROM)

Parts = tuple[Contribution, ...]
Gates = tuple[GateFinding, ...]
Bands = tuple[Treatment, Treatment, Treatment]


@dataclass(frozen=True, slots=True)
class WeightChange:
    """A change of one weight, all brought back to 100, beyond which the treatment is another."""

    criterion: Criterion
    #: Part of the weight, -1 to nothing at all; 0.2 is 20 % more.
    change: Fraction
    #: The weight out of 100 after the change.
    weight: Fraction
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class LevelChange:
    """Another level of one criterion that brings another treatment."""

    criterion: Criterion
    #: 1 to 5, 5 suits outsourcing best.
    level: int
    points: int
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Stability:
    """What would change a task's treatment; nothing ever does where both are empty."""

    is_stable: bool
    #: The nearest change of each weight in each direction, the smallest first.
    weights: tuple[WeightChange, ...]
    #: The nearest level of each criterion, the fewest steps away first, the heavier criterion of equals.
    levels: tuple[LevelChange, ...]


def stability(score: Score) -> Stability | None:
    """Whether the treatment survives ±20 % on each weight, and what changes it; None where a gate decided."""
    if score.suitability is None:
        return None
    changes = sorted(_weight_changes(score.gates, score.contributions), key=lambda each: abs(each.change))
    return Stability(
        is_stable=survives(score.gates, score.contributions),
        weights=tuple(changes),
        levels=tuple(_level_changes(score.gates, score.contributions)),
    )


def survives(gates: Gates, parts: Parts) -> bool:
    """True when no weight, changed by 20 % either way, gives another treatment."""
    tenths, weights = [part.points_tenths for part in parts], [part.weight for part in parts]
    return is_firm(bands_of(gates, parts), tenths, weights)


def bands_of(gates: Gates, parts: Parts) -> Bands:
    """The treatments with points below both cut-offs, between them, and from the upper one on."""
    low, middle, high = (treatment_at(gates, parts, least) for least in (0, *_CUT_OFFS))
    return low, middle, high


def band(points: int) -> int:
    """Which of the three pieces between the cut-offs holds the points, from 0."""
    return bisect_right(_CUT_OFFS, points)


def is_firm(bands: Bands, tenths: Sequence[int], weights: Sequence[int]) -> bool:
    """True when no weight, changed by 20 % either way, brings the points to a band with another treatment.

    Args:
        bands: the treatments by `band`.
        tenths: of a point, criterion by criterion.
        weights: those they were given for, in the same order.
    """
    whole = sum(tenths)
    ends = [
        # 100 (S + d p) / (100 + d w) tenths for d = ±1/5, plus 5, over 10: all in whole numbers, rounded half up
        (TOTAL * (5 * whole + change) + 5 * (5 * TOTAL + swing)) // (10 * (5 * TOTAL + swing))
        for own, weight in zip(tenths, weights, strict=True)
        for change, swing in ((own, weight), (-own, -weight))
    ]
    return len(set(bands[band(min(ends)) : band(max(ends)) + 1])) == 1


def _sum(parts: Parts) -> int:
    return sum(part.points_tenths for part in parts)


def _weight_changes(gates: Gates, parts: Parts) -> Iterator[WeightChange]:
    for part in parts:
        for sign in (-1, 1):
            found = _nearest(gates, parts, part, sign)
            if found is not None:
                yield found


def _nearest(gates: Gates, parts: Parts, part: Contribution, sign: int) -> WeightChange | None:
    usual = treatment_at(gates, parts, suitability(parts))
    for change, points in sorted(_crossings(_sum(parts), part, sign), key=lambda each: abs(each[0])):
        treatment = treatment_at(gates, parts, points)
        if treatment != usual:
            weight = TOTAL * part.weight * (1 + change) / (TOTAL + change * part.weight)
            return WeightChange(part.criterion, change, weight, treatment)
    return None


def _crossings(tenths: int, part: Contribution, sign: int) -> Iterator[tuple[Fraction, int]]:
    """Each change in one direction that meets a cut-off, with the points just beyond it."""
    if part.weight in {0, TOTAL}:
        return
    for cut_off in _CUT_OFFS:
        least = 10 * cut_off - 5  # tenths from which the points round up to the cut-off
        slope = TOTAL * part.points_tenths - least * part.weight
        if slope == 0:
            continue
        change = Fraction(TOTAL * (least - tenths), slope)
        is_rise = tenths < least
        if change * sign >= 0 and (slope * sign > 0) == is_rise and change >= -1:
            yield change, cut_off if is_rise else cut_off - 1


def _level_changes(gates: Gates, parts: Parts) -> list[LevelChange]:
    usual = treatment_at(gates, parts, suitability(parts))
    found = []
    for place, part in enumerate(parts):
        for level in sorted({1, 2, 3, 4, 5} - {part.level}, key=lambda each: (abs(each - part.level), each)):
            other = replace(part, level=level, points_tenths=points_tenths(part.weight, level))
            changed = (*parts[:place], other, *parts[place + 1 :])
            points = suitability(changed)
            treatment = treatment_at(gates, changed, points)
            if treatment != usual:
                found.append(
                    (abs(level - part.level), -part.weight, LevelChange(part.criterion, level, points, treatment))
                )
                break
    return [change for _steps, _weight, change in sorted(found, key=lambda each: each[:2])]
