"""How wide a name is drawn, about, and how it is cut where there is no room for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LETTER_PX = 13.0
"""The size of a picture's letters; one of the Japanese scripts is as wide as high."""
PHONE_PX = 300.0
"""What a phone 390 px wide leaves inside a card, about."""
_NARROW, _BOLD, _GAP_PX = 0.6, 1.2, 10.0


def beside(name: str, value: str) -> str:
    """The name, cut where a phone has no room for it on the same line as the figure, which is bold."""
    _whole, value_px = shortened(value, PHONE_PX)
    return shortened(name, PHONE_PX - value_px * _BOLD - _GAP_PX)[0]


def widest(texts: Iterable[str]) -> float:
    """About how many px the widest of these bold texts takes, with what keeps it from its neighbours."""
    return max(shortened(text, PHONE_PX)[1] * _BOLD + _GAP_PX for text in texts)


def shortened(name: str, most_px: float) -> tuple[str, float]:
    """The name, cut with an ellipsis where it is wider, and about how many px wide it is drawn."""
    width = 0.0
    for place, letter in enumerate(name):
        wide = LETTER_PX if unicodedata.east_asian_width(letter) in "FWA" else LETTER_PX * _NARROW
        if width + wide > most_px:
            return name[:place] + "…", width + LETTER_PX
        width += wide
    return name, width
