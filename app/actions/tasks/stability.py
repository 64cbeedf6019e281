"""How firm a task's treatment and its place in the inventory are; read from stored scores, nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.queries import weights as weights_queries
from optimizer.scoring import Score, Weights
from optimizer.scoring.ranking import Place, place_of
from optimizer.scoring.stability import SWING, Stability, stability
from optimizer.scoring.standing import Scale, standing_of

__all__ = ["SWING", "Firmness", "Place", "Stability", "firmness_of"]


@dataclass(frozen=True, slots=True)
class Firmness:
    """What other weights would do to one task: to its treatment, and to its place among its client's tasks."""

    treatment: Stability
    place: Place


def firmness_of(
    session: Session, *, scope: Scope, client_id: int, public_id: str, breakdown: Mapping[str, Any]
) -> Firmness | None:
    """How firm the task's treatment and place are; None where a gate decided, or it is archived.

    Args:
        session: only read.
        scope: who asks.
        client_id: the task's client; its other tasks are compared under the same weights.
        public_id: the task.
        breakdown: its newest score as it was stored.
    """
    score = Score.from_json(breakdown)
    found = stability(score)
    tasks = weights_queries.scored_tasks(session, scope, client_id=client_id)
    index = next((nth for nth, task in enumerate(tasks) if task.public_id == public_id), None)
    if found is None or index is None:
        return None
    weights = Weights(score.weights_version, {part.criterion: part.weight for part in score.contributions})
    scale = Scale(weights)
    return Firmness(found, place_of([scale.tenths(standing_of(task.breakdown)) for task in tasks], index))
