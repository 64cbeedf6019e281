"""The frame of a drawing in units of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing's size and the edges of the field within it."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
