"""What other weights would do to the inventory as it stands; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from sqlalchemy.orm import Session

from app.actions.tasks.storing import weights_in_force
from app.domain.accounts import Scope
from app.queries import weights as weights_queries
from app.queries.weights import ScoredTask
from optimizer.scoring import Weights
from optimizer.scoring.ranking import Ranking, ranking
from optimizer.scoring.result import Criterion
from optimizer.scoring.stability import SWING
from optimizer.scoring.standing import Scale, Weighed, standing_of

__all__ = ["SWING", "Effect", "FirstSwap", "Move", "effect_of"]


@dataclass(frozen=True, slots=True)
class Move:
    """A task under its stored score and under the other weights: points, 0 to 100, and treatment."""

    public_id: str
    name: str
    client_short_name: str
    before: int
    after: int
    treatment_before: str
    treatment_after: str

    @property
    def change(self) -> int:
        """Points gained; less than 0 where they were lost."""
        return self.after - self.before

    @property
    def is_treated_otherwise(self) -> bool:
        """Whether the treatment changes."""
        return self.treatment_before != self.treatment_after


@dataclass(frozen=True, slots=True)
class FirstSwap:
    """The two tasks whose order is weakest: they change places when one weight changes by this part of itself."""

    criterion: str
    change: Fraction
    upper: str
    lower: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What the weights would do.

    Attributes:
        tasks: how many have points; only these can change.
        treated_otherwise: those whose treatment changes, the biggest move of points first.
        biggest: the moves of points, the biggest first, none of 0.
        unstable: how many treatments would not survive ±20 % on some weight.
        pairs: pairs of tasks with different points.
        swapped: the most of these that ±20 % on one weight turns round.
        first_swap: the weakest two; None where no order can turn.
    """

    tasks: int
    treated_otherwise: tuple[Move, ...]
    biggest: tuple[Move, ...]
    unstable: int
    pairs: int
    swapped: int
    first_swap: FirstSwap | None


def effect_of(session: Session, *, scope: Scope, weights: Mapping[str, int]) -> Effect:
    """What weights that add up to 100 would do to every task in the scope.

    Raises:
        InvalidWeightsError: they do not hold.
    """
    version = weights_in_force(session).version + 1
    tried = Weights(version, cast("Mapping[Criterion, int]", weights))
    scale, tasks = Scale(tried), weights_queries.scored_tasks(session, scope)
    after = [scale.weigh(standing_of(task.breakdown)) for task in tasks]
    moves = sorted(map(_move, tasks, after), key=lambda move: (-abs(move.change), move.name))
    firmness = ranking([each.tenths for each in after])
    return Effect(
        tasks=len(tasks),
        treated_otherwise=tuple(move for move in moves if move.is_treated_otherwise),
        biggest=tuple(move for move in moves if move.change),
        unstable=sum(not each.is_firm for each in after),
        pairs=firmness.pairs,
        swapped=firmness.swapped,
        first_swap=_first_swap(firmness, tasks),
    )


def _move(task: ScoredTask, after: Weighed) -> Move:
    return Move(
        task.public_id,
        task.name,
        task.client_short_name,
        task.breakdown["suitability"],
        after.points,
        task.breakdown["treatment"],
        after.treatment,
    )


def _first_swap(firmness: Ranking, tasks: list[ScoredTask]) -> FirstSwap | None:
    first = firmness.first
    if first is None:
        return None
    return FirstSwap(first.criterion, first.change, tasks[first.upper].name, tasks[first.lower].name)
