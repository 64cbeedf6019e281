"""Contributions of tasks made up level by level, for tests of what weights do to them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from optimizer.scoring import CRITERIA, DEFAULT_WEIGHTS, Contribution
from optimizer.scoring.criteria import points_tenths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.scoring.result import Criterion

Parts = tuple[Contribution, ...]


def parts(levels: Mapping[Any, int], weights: Mapping[Criterion, int] | None = None, *, other: int = 3) -> Parts:
    """The twelve contributions of a task; criteria that are not named have the level `other`."""
    counted = DEFAULT_WEIGHTS.by_criterion if weights is None else weights
    return tuple(
        Contribution(name, weight, level, points_tenths(weight, level), assumed=False)
        for name, weight in counted.items()
        for level in (levels.get(name, other),)
    )


def tenths_with(task: Parts, criterion: Criterion, change: Fraction) -> Fraction:
    """Tenths of the task with one weight changed and all brought back to 100, worked out from the definition."""
    by_name = {part.criterion: part for part in task}
    factor = {name: 1 + (change if name == criterion else 0) for name in by_name}
    whole = sum((by_name[name].weight * factor[name] for name in by_name), start=Fraction(0))
    grown = sum((by_name[name].points_tenths * factor[name] for name in by_name), start=Fraction(0))
    return grown * 100 / whole


levels = st.fixed_dictionaries({name: st.integers(1, 5) for name in CRITERIA})


@st.composite
def weighings(draw: st.DrawFn) -> dict[Criterion, int]:
    """Whole weights of all twelve that add up to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=11, max_size=11)))
    return dict(zip(CRITERIA, (b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)), strict=True))
