"""The box that says how firm a treatment is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.stability import Firmness, Place, Stability
from app.web.tasks.firmness import FirmnessBox, firmness_box
from optimizer.scoring import DEFAULT_WEIGHTS
from optimizer.scoring.stability import LevelChange, WeightChange

if TYPE_CHECKING:
    from flask import Flask

WEIGHTS = {str(name): weight for name, weight in DEFAULT_WEIGHTS.by_criterion.items()}
#: 72 % more of a weight of 12, all brought back to 100: 19 (worked out beside the rule).
FAR = WeightChange("volume", Fraction(175, 243), Fraction(19), "outsource")
LEVEL = LevelChange("judgement", 2, 53, "keep")
THIRD = Place(3, 3, 3, 18)


def box(web: Flask, found: Stability, place: Place = THIRD) -> FirmnessBox:
    with web.test_request_context("/?lang=ja"):
        given = firmness_box(Firmness(found, place), WEIGHTS)
    assert given is not None
    return given


def test_nothing_is_said_where_a_gate_decided() -> None:
    assert firmness_box(None, WEIGHTS) is None


def test_a_stable_treatment_names_the_level_that_would_change_it(web: Flask) -> None:
    found = box(web, Stability(is_stable=True, weights=(FAR,), levels=(LEVEL,)))

    assert found.name == "この対処は安定しています。"
    assert found.text == (
        "どの重みを±20%動かしても変わりません。変わるのは、「判断の割合」が「6〜8割が判断」になったときです（自社に残す）。"
    )
    assert [(turn.when, turn.then.word) for turn in found.weights] == [
        ("「量」の重みを73%増やす（12→19）", "外注")  # 175 / 243 = 72.02 %, which 72 % would not reach
    ]


@pytest.mark.parametrize(
    ("change", "weight", "text"),
    [
        # 12 × 0.9 = 10.8 of 98.8: 10.93, shown as 10.9.
        (
            Fraction(-1, 10),
            Fraction(1080, 988) * 10,
            "「量」の重みを10%減らす（12→10.9）と、「マニュアル後」に変わります。",
        ),
        (Fraction(0), Fraction(12), "点数が境目ちょうどにあり、重みが少し動くだけで「マニュアル後」に変わります。"),
    ],
)
def test_an_unstable_treatment_names_the_nearest_weight(
    web: Flask, change: Fraction, weight: Fraction, text: str
) -> None:
    nearest = WeightChange("volume", change, weight, "manual_first")
    found = box(web, Stability(is_stable=False, weights=(nearest,), levels=()))

    assert (found.is_stable, found.name, found.text) == (False, "この対処は重みしだいです。", text)


def test_a_weight_that_must_more_than_double_is_no_line(web: Flask) -> None:
    far = WeightChange("volume", Fraction(11, 10), Fraction(22), "outsource")
    found = box(web, Stability(is_stable=True, weights=(far,), levels=()))

    assert found.weights == ()
    assert "なくしても" in found.text


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (THIRD, "点数の順位は18業務中3位です。どの重みを±20%動かしても同じです。"),
        (
            Place(3, 2, 5, 18),
            "点数の順位は18業務中3位です。重みを1つ±20%動かすと、2位から5位の間で動きます。",
        ),
    ],
)
def test_the_place_among_the_clients_tasks_is_said(web: Flask, place: Place, text: str) -> None:
    assert box(web, Stability(is_stable=True, weights=(), levels=()), place).place == text
