"""Says how firm a task's treatment is: what survives other weights, and what would change it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext

from app.actions.tasks.stability import SWING, Firmness, Place, Stability
from app.translations import scoring as said
from app.web.tasks.wording import language
from app.web.treatments import Pill, pill

_SWING_PCT = int(SWING * 100)
#: A weight that has to more than double is not worth a line.
MOST_CHANGE = 1
TURNS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that would change the treatment, and the pill of what comes then."""

    when: str
    then: Pill


@dataclass(frozen=True, slots=True)
class FirmnessBox:
    """The box under a score: whether the treatment holds, its place, and what would change it, the nearest first."""

    is_stable: bool
    name: str
    text: str
    place: str
    levels: tuple[Turn, ...]
    weights: tuple[Turn, ...]


def firmness_box(firmness: Firmness | None, weights: Mapping[str, int]) -> FirmnessBox | None:
    """The box, or None where there is no score.

    Args:
        firmness: what other weights would do.
        weights: the weights the score was made with.
    """
    if firmness is None:
        return None
    found = firmness.treatment
    turns = [
        (_weight_words(each.criterion, weights[each.criterion], each.change, each.weight), each.treatment)
        for each in found.weights
        if 0 < abs(each.change) <= MOST_CHANGE
    ]
    return FirmnessBox(
        found.is_stable,
        gettext("この対処は安定しています。") if found.is_stable else gettext("この対処は重みしだいです。"),
        _text(found, [each[0] for each in turns]),
        _place(firmness.place),
        tuple(
            Turn(_level_words(each.criterion, each.level), pill(each.treatment)) for each in found.levels[:TURNS_SHOWN]
        ),
        tuple(Turn(when, pill(treatment)) for when, treatment in turns[:TURNS_SHOWN]),
    )


def _text(found: Stability, turns: Sequence[str]) -> str:
    if found.weights and found.weights[0].change == 0:
        word = pill(found.weights[0].treatment).word
        return gettext("点数が境目ちょうどにあり、重みが少し動くだけで「%(treatment)s」に変わります。", treatment=word)
    if not turns and not found.levels:
        return gettext("重みを1つ2倍にしても、なくしても、どの基準の段階が変わっても、変わりません。")
    if not found.is_stable:
        word = pill(found.weights[0].treatment).word
        return gettext("%(change)sと、「%(treatment)s」に変わります。", change=turns[0], treatment=word)
    if not found.levels:
        return gettext("どの重みを±%(swing)s%%動かしても変わりません。", swing=_SWING_PCT)
    nearest = found.levels[0]
    return gettext(
        "どの重みを±%(swing)s%%動かしても変わりません。変わるのは、%(level)sになったときです（%(treatment)s）。",
        swing=_SWING_PCT,
        level=_level_words(nearest.criterion, nearest.level),
        treatment=pill(nearest.treatment).word,
    )


def _place(place: Place) -> str:
    shown = {"now": place.now, "of": place.of, "best": place.best, "worst": place.worst, "swing": _SWING_PCT}
    if place.is_stable:
        return gettext("点数の順位は%(of)s業務中%(now)s位です。どの重みを±%(swing)s%%動かしても同じです。", **shown)
    return gettext(
        "点数の順位は%(of)s業務中%(now)s位です。重みを1つ±%(swing)s%%動かすと、%(best)s位から%(worst)s位の間で動きます。",
        **shown,
    )


def _weight_words(criterion: str, before: int, change: Fraction, after: Fraction) -> str:
    """A change of one weight: 「量」の重みを17%増やす（12→13.8）."""
    shown = {
        "name": language()(said.CRITERIA[criterion]),
        "share": math.ceil(abs(change) * 100),
        "before": before,
        "after": f"{float(after):.1f}".removesuffix(".0"),
    }
    if change < 0:
        return gettext("「%(name)s」の重みを%(share)s%%減らす（%(before)s→%(after)s）", **shown)
    return gettext("「%(name)s」の重みを%(share)s%%増やす（%(before)s→%(after)s）", **shown)


def _level_words(criterion: str, level: int) -> str:
    say = language()
    return gettext(
        "「%(name)s」が「%(level)s」", name=say(said.CRITERIA[criterion]), level=said.level_words(say, criterion, level)
    )
