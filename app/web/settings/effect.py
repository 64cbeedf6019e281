"""Says what other weights would do to the inventory, before they are saved."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask_babel import gettext

from app.actions.tasks.effect import SWING, Effect, Move
from app.translations import scoring as said
from app.web.treatments import Pill, pill

MOVES_SHOWN = 8
_SWING_PCT = int(SWING * 100)


@dataclass(frozen=True, slots=True)
class MoveView:
    """A row of what would move."""

    move: Move
    before: Pill
    after: Pill


@dataclass(frozen=True, slots=True)
class EffectView:
    """What the page shows: counts, the tasks treated otherwise, the biggest other moves, and how firm the order is."""

    effect: Effect
    treated_otherwise: tuple[MoveView, ...]
    biggest: tuple[MoveView, ...]
    #: How many tasks treated otherwise are not shown.
    more: int
    order: str


def effect_view(effect: Effect) -> EffectView:
    """The effect as the page shows it, at most eight rows of each kind."""
    treated = effect.treated_otherwise
    biggest = tuple(_row(move) for move in effect.biggest if not move.is_treated_otherwise)[:MOVES_SHOWN]
    shown = tuple(_row(move) for move in treated[:MOVES_SHOWN])
    return EffectView(effect, shown, biggest, len(treated) - len(shown), _order(effect))


def _row(move: Move) -> MoveView:
    return MoveView(move, pill(move.treatment_before), pill(move.treatment_after))


def _order(effect: Effect) -> str:
    if effect.first_swap is None:
        return gettext("どの重みを動かしても、業務の順位は変わりません。")
    first = effect.first_swap
    share = math.ceil(abs(first.change) * 100)
    weakest = {
        "upper": first.upper,
        "lower": first.lower,
        "name": gettext(said.CRITERIA[first.criterion]),
        "share": share,
    }
    if first.change < 0:
        when = gettext(
            "最初に入れ替わるのは、「%(name)s」の重みを%(share)s%%減らしたときの「%(upper)s」と「%(lower)s」です。",
            **weakest,
        )
    else:
        when = gettext(
            "最初に入れ替わるのは、「%(name)s」の重みを%(share)s%%増やしたときの「%(upper)s」と「%(lower)s」です。",
            **weakest,
        )
    if effect.swapped == 0:
        held = gettext("業務の順位は、どの重みを±%(swing)s%%動かしても変わりません。", swing=_SWING_PCT)
    else:
        held = gettext(
            "重みを1つ±%(swing)s%%動かすと、点の違う%(pairs)s組のうち最大%(swapped)s組の順位が入れ替わります。",
            swing=_SWING_PCT,
            pairs=effect.pairs,
            swapped=effect.swapped,
        )
    return held + when
