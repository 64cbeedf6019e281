"""Weights add up, or are refused with what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS, InvalidWeightsError, Weights

DEFAULT = dict(DEFAULT_WEIGHTS.by_criterion)


def test_the_defaults_weigh_twelve_criteria_heaviest_first() -> None:
    assert DEFAULT_WEIGHTS.version == 1
    assert list(DEFAULT_WEIGHTS.by_criterion.values()) == [14, 12, 12, 10, 10, 8, 8, 8, 6, 5, 4, 3]
    assert tuple(DEFAULT_WEIGHTS.by_criterion) == CRITERIA


@pytest.mark.parametrize(
    ("changes", "code", "criterion", "total"),
    [
        ({"paper": 4}, "sum", None, 101),
        ({"paper": 2}, "sum", None, 99),
        ({"paper": -3, "manual": 12}, "negative", "paper", None),
        ({"paper": 3.0}, "not_whole", "paper", None),
        ({"paper": True, "manual": 8}, "not_whole", "paper", None),
        ({"weather": 0}, "unknown", "weather", None),
    ],
)
def test_wrong_weights_are_refused(
    changes: dict[str, Any], code: str, criterion: str | None, total: int | None
) -> None:
    with pytest.raises(InvalidWeightsError) as refusal:
        Weights(2, {**DEFAULT, **changes})

    assert (refusal.value.code, refusal.value.criterion, refusal.value.total) == (code, criterion, total)


def test_a_missing_criterion_is_named() -> None:
    eleven: Any = {name: weight for name, weight in DEFAULT.items() if name != "urgency"}

    with pytest.raises(InvalidWeightsError) as refusal:
        Weights(2, eleven)

    assert (refusal.value.code, refusal.value.criterion) == ("missing", "urgency")


@pytest.mark.parametrize("version", [0, -1, True, "1"])
def test_a_version_counts_from_one(version: Any) -> None:
    with pytest.raises(InvalidWeightsError) as refusal:
        Weights(version, DEFAULT)

    assert refusal.value.code == "version"


def test_a_criterion_may_weigh_nothing() -> None:
    assert Weights(2, {**DEFAULT, "paper": 0, "manual": 9}).by_criterion["paper"] == 0


def test_weights_cannot_be_changed_from_outside() -> None:
    given = dict(DEFAULT)
    weights = Weights(2, given)

    given["paper"] = 90

    assert weights.by_criterion["paper"] == 3


def test_weights_survive_json() -> None:
    assert Weights.from_json(json.loads(json.dumps(DEFAULT_WEIGHTS.to_json()))) == DEFAULT_WEIGHTS
