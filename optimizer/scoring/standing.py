"""What other weights can change of a scored task, small enough to look at ten thousand of them while somebody waits.

The levels of a task stay what they are, and its treatment depends on the weights only through its points. So a task is
its levels in a row and the treatment it would get between each two cut-offs; no score is built anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.scoring.criteria import points_tenths
from optimizer.scoring.result import Contribution, GateFinding, Treatment
from optimizer.scoring.stability import Bands, band, bands_of, is_firm
from optimizer.scoring.weights import CRITERIA, Weights


@dataclass(frozen=True, slots=True)
class Standing:
    """A task with points, whatever the weights."""

    #: 1 to 5, in the order of `CRITERIA`.
    levels: tuple[int, ...]
    bands: Bands


@dataclass(frozen=True, slots=True)
class Weighed:
    """A task under certain weights: tenths of a point in the order of `CRITERIA`, points, 0 to 100, and treatment."""

    tenths: tuple[int, ...]
    points: int
    treatment: Treatment
    #: Whether the treatment survives ±20 % on each weight.
    is_firm: bool


class Scale:
    """Weights, ready to weigh many tasks."""

    def __init__(self, weights: Weights) -> None:
        self.weights = tuple(weights.by_criterion[name] for name in CRITERIA)
        self._tenths = [[points_tenths(weight, level) for level in range(6)] for weight in self.weights]

    def tenths(self, task: Standing) -> tuple[int, ...]:
        """Tenths of a point for each criterion."""
        return tuple(own[level] for own, level in zip(self._tenths, task.levels, strict=True))

    def weigh(self, task: Standing) -> Weighed:
        """The task under these weights, as a new scoring would have it."""
        tenths = self.tenths(task)
        points = (sum(tenths) + 5) // 10
        return Weighed(tenths, points, task.bands[band(points)], is_firm(task.bands, tenths, self.weights))


def standing_of(breakdown: Mapping[str, Any]) -> Standing:
    """The standing of a task from its score with points, as `Score.to_json` wrote it."""
    parts = tuple(Contribution(**each) for each in breakdown["contributions"])
    level = {part.criterion: part.level for part in parts}
    gates = ((each["gate"], each["outcome"], each["code"]) for each in breakdown["gates"])
    limits = tuple(GateFinding(*each) for each in gates if each[1] == "limits")
    return Standing(tuple(level[name] for name in CRITERIA), bands_of(limits, parts))
