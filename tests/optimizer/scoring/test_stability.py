"""A treatment that survives other weights, and exactly what changes one that does not."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS, GateFinding, Score, TaskFacts, score
from optimizer.scoring.criteria import suitability
from optimizer.scoring.result import Reason
from optimizer.scoring.stability import LevelChange, WeightChange, stability, survives
from optimizer.scoring.treatment import treatment_at
from tests.optimizer.scoring.inventories import levels, parts, tenths_with, weighings

if TYPE_CHECKING:
    from optimizer.scoring import Contribution
    from optimizer.scoring.result import Criterion, Treatment

PASSED = (GateFinding("reserved", "pass"),)
TWICE = (GateFinding("combine", "limits", "done_twice"),)


def scored(task: tuple[Contribution, ...], gates: tuple[GateFinding, ...] = PASSED) -> Score:
    points = suitability(task)
    return Score("t", points, gates, task, treatment_at(gates, task, points), Reason("x"), None, 1)


def treatment_with(task: tuple[Contribution, ...], criterion: Criterion, change: Fraction) -> Treatment:
    points = int((tenths_with(task, criterion, change) + 5) // 10)
    return treatment_at(PASSED, task, points)


def test_a_task_far_from_every_cut_off_is_stable() -> None:
    found = stability(scored(parts({}, other=5)))

    assert found is not None
    assert found.is_stable
    # 100 points whatever the weights: no weight brings another treatment.
    assert found.weights == ()


def test_the_weight_that_meets_the_cut_off_is_exact() -> None:
    # Levels of 3 give 50 points; volume at 5 gives 12 in place of 6: 56 points, 560 tenths; no manual: manual first.
    task = parts({"volume": 5})
    # Outsourced from 595 tenths: d = 100 (595 - 560) / (100 × 120 - 595 × 12) = 3500 / 4860 = 175/243, 72 % more.
    # The weight: 100 × 12 × (1 + 175/243) / (100 + 12 × 175/243) = 1200 × 418 / (24300 + 2100) = 501600/26400 = 19.
    found = stability(scored(task))

    assert found is not None
    assert found.is_stable
    assert found.weights == (WeightChange("volume", Fraction(175, 243), Fraction(19), "outsource"),)


def test_a_task_close_to_the_cut_off_is_not_stable() -> None:
    # 50 + half of 14 + half of 6 = 60 points, outsourced. At 593 tenths it would not be.
    task = parts({"standardisation": 5, "manual": 5, "judgement": 3})
    kept = parts({"standardisation": 5, "volume": 4, "manual": 2})  # 50 + 7 + 3 - 1.5 = 58.5 → 59
    found = stability(scored(kept))

    assert survives(PASSED, task)  # standardised and written down: outsourced on either side of 60
    assert found is not None
    assert not found.is_stable
    # S = 585; p = 140 and w = 14: d = 100 × 10 / (14000 - 595 × 14 = 5670) = 100/567, 17.6 % more.
    assert found.weights[0] == WeightChange(
        "standardisation", Fraction(100, 567), Fraction(100 * 14 * 667, 567 * 100 + 14 * 100), "outsource"
    )


def test_ecrs_decides_whatever_the_weights() -> None:
    found = stability(scored(parts({"volume": 5}), TWICE))

    assert found is not None
    assert found.is_stable
    assert (found.weights, found.levels) == ((), ())


def test_a_stopped_task_has_nothing_to_be_stable() -> None:
    assert stability(score(TaskFacts("t", "社会保険の資格取得届"), DEFAULT_WEIGHTS)) is None


def test_the_nearest_level_that_changes_the_treatment_is_named() -> None:
    # 56 points, no manual to speak of (3) and standard 3: manual first. One level of standard: 59.5 → 60, outsourced.
    # One level of judgement down to 2 keeps it, whatever the points: 56 - 3 = 53.
    found = stability(scored(parts({"volume": 5})))

    assert found is not None
    assert found.levels[0] == LevelChange("standardisation", 4, 60, "outsource")
    assert found.levels[1] == LevelChange("judgement", 2, 53, "keep")


@given(own=levels, weights=weighings())
def test_surviving_means_that_no_weight_within_a_fifth_changes_it(
    own: dict[Criterion, int], weights: dict[Criterion, int]
) -> None:
    task = parts(own, weights)
    usual = treatment_at(PASSED, task, suitability(task))
    tried = {treatment_with(task, criterion, Fraction(step, 100)) for criterion in CRITERIA for step in range(-20, 21)}

    if survives(PASSED, task):
        assert tried == {usual}
    else:
        ends = [treatment_with(task, criterion, Fraction(sign, 5)) for criterion in CRITERIA for sign in (-1, 1)]
        assert set(ends) != {usual}


@given(own=levels, weights=weighings())
def test_every_named_change_of_weight_is_where_the_treatment_turns(
    own: dict[Criterion, int], weights: dict[Criterion, int]
) -> None:
    task = parts(own, weights)
    found = stability(scored(task))
    usual = treatment_at(PASSED, task, suitability(task))
    assert found is not None

    for each in found.weights:
        # Points that lie on a cut-off already turn with the least change, in one direction or the other.
        signs = (-1, 1) if each.change == 0 else (1,) if each.change > 0 else (-1,)
        beyond = [each.change + Fraction(sign, 10**9) for sign in signs]
        assert each.treatment != usual
        assert treatment_with(task, each.criterion, each.change * Fraction(999_999, 1_000_000)) == usual
        if beyond[0] >= -1:
            assert each.treatment in [treatment_with(task, each.criterion, change) for change in beyond]
    assert found.is_stable == survives(PASSED, task)
    if found.is_stable:
        assert all(abs(each.change) >= Fraction(1, 5) for each in found.weights)
    else:
        assert abs(found.weights[0].change) <= Fraction(1, 5)


@given(own=levels)
def test_every_named_level_changes_the_treatment_and_no_nearer_one_does(own: dict[Criterion, int]) -> None:
    usual = treatment_at(PASSED, parts(own), suitability(parts(own)))
    found = stability(scored(parts(own)))
    assert found is not None
    named = {each.criterion: each for each in found.levels}

    for criterion in CRITERIA:
        steps = [abs(level - own[criterion]) for level in range(1, 6) if _treatment_at(own, criterion, level) != usual]
        assert min(steps, default=None) == (
            abs(named[criterion].level - own[criterion]) if criterion in named else None
        )
        if criterion in named:
            assert _treatment_at(own, criterion, named[criterion].level) == named[criterion].treatment


def _treatment_at(own: dict[Criterion, int], criterion: Criterion, level: int) -> Treatment:
    task = parts({**own, criterion: level})
    return treatment_at(PASSED, task, suitability(task))


@pytest.mark.parametrize("weight", [0, 100])
def test_a_weight_of_nothing_or_of_everything_cannot_be_changed(weight: int) -> None:
    weights: Any = {**dict.fromkeys(CRITERIA, 0), "manual": weight, "volume": 100 - weight}
    found = stability(scored(parts({"manual": 3, "volume": 3}, weights)))

    assert found is not None
    assert found.weights == ()
