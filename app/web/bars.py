"""Where the parts of a bar begin and how wide they are, in percent; the templates only draw them."""

from __future__ import annotations

from dataclasses import dataclass

WARN_AT_PCT = 80
"""The share of a package at which the client is told."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a bar.

    Attributes:
        kind: `u` used, `p` planned, `c` expiring carry-over, `o` overage; the free rest is the bar's own ground.
        x_pct: where it begins, 0 to 100.
        width_pct: how wide it is, above 0.
    """

    kind: str
    x_pct: float
    width_pct: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A package drawn: its parts from left to right, and where 80 % of it lies."""

    parts: tuple[Part, ...]
    tick_pct: float


def package_bar(total_min: int, used_min: int = 0, planned_min: int = 0, expiring_min: int = 0) -> Bar:
    """The bar of a package of `total_min`: used, planned, free, expiring at the right end, overage beyond it.

    Args:
        total_min: minutes that can be used, carry-over included; 0 or more.
        used_min: minutes already used.
        planned_min: minutes still planned.
        expiring_min: minutes of the free rest that expire with the month.

    Returns:
        The parts, whose widths and the free rest add up to 100; what lies beyond the package is overage.
    """
    whole_min = max(total_min, used_min + planned_min)
    if whole_min <= 0:
        return Bar((), WARN_AT_PCT)
    inside_used_min = min(used_min, total_min)
    inside_planned_min = min(planned_min, total_min - inside_used_min)
    over_min = max(0, used_min + planned_min - total_min)
    free_min = whole_min - inside_used_min - inside_planned_min - over_min
    drawn_expiring_min = min(expiring_min, free_min)
    lengths = (
        ("u", 0, inside_used_min),
        ("p", inside_used_min, inside_planned_min),
        ("c", whole_min - drawn_expiring_min, drawn_expiring_min),
        ("o", total_min, over_min),
    )
    parts = tuple(Part(kind, _pct(x, whole_min), _pct(width, whole_min)) for kind, x, width in lengths if width > 0)
    return Bar(parts, _pct(total_min * WARN_AT_PCT, whole_min * 100))


def share_pct(part: float, whole: float) -> float:
    """A part as percent of a whole, kept inside 0 to 100; 0 of nothing. For the widths of simple bars."""
    return 0.0 if whole <= 0 else min(100.0, max(0.0, _pct(part, whole)))


def _pct(part: float, whole: float) -> float:
    return round(part * 100 / whole, 3)
