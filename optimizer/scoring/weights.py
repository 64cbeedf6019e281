"""How much each criterion counts. Weights are versioned: a stored score names the version it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from optimizer.scoring.result import Criterion

#: All criteria, heaviest first; the order in which a score is shown.
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
TOTAL = 100


class InvalidWeightsError(ValueError):
    """Weights that do not add up. `code` is `version`, `missing`, `unknown`, `not_whole`, `negative` or `sum`."""

    def __init__(self, code: str, criterion: str | None = None, total: int | None = None) -> None:
        super().__init__(f"{code} {criterion or ''} {'' if total is None else total}".strip())
        self.code = code
        self.criterion = criterion
        self.total = total


@dataclass(frozen=True, slots=True)
class Weights:
    """Whole weights ≥ 0 for all twelve criteria, 100 together."""

    version: int
    by_criterion: Mapping[Criterion, int]

    def __post_init__(self) -> None:
        if isinstance(self.version, bool) or not isinstance(self.version, int) or self.version < 1:
            raise InvalidWeightsError("version")
        _check(self.by_criterion)
        ordered = {criterion: self.by_criterion[criterion] for criterion in CRITERIA}
        object.__setattr__(self, "by_criterion", MappingProxyType(ordered))

    def to_json(self) -> dict[str, Any]:
        """Version and weights, ready for `json.dumps`."""
        return {"version": self.version, "by_criterion": dict(self.by_criterion)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Weights:
        """The weights that `to_json` wrote.

        Raises:
            InvalidWeightsError: they do not hold; `code` says how.
        """
        return cls(version=data["version"], by_criterion=data["by_criterion"])


def _check(by_criterion: Mapping[Criterion, int]) -> None:
    for name in by_criterion:
        if name not in CRITERIA:
            raise InvalidWeightsError("unknown", str(name))
    for criterion in CRITERIA:
        if criterion not in by_criterion:
            raise InvalidWeightsError("missing", criterion)
        weight = by_criterion[criterion]
        if isinstance(weight, bool) or not isinstance(weight, int):
            raise InvalidWeightsError("not_whole", criterion)
        if weight < 0:
            raise InvalidWeightsError("negative", criterion)
    total = sum(by_criterion.values())
    if total != TOTAL:
        raise InvalidWeightsError("sum", total=total)


DEFAULT_WEIGHTS = Weights(
    version=1,
    by_criterion={
        "standardisation": 14,
        "judgement": 12,
        "volume": 12,
        "expertise": 10,
        "profit": 10,
        "frequency": 8,
        "confidentiality": 8,
        "key_person": 8,
        "manual": 6,
        "stability": 5,
        "urgency": 4,
        "paper": 3,
    },
)
