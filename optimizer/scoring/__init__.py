"""Gates, criteria, treatment: says whether a task suits outsourcing, and explains every number."""

from __future__ import annotations

from optimizer.scoring.facts import InvalidFactsError, TaskFacts
from optimizer.scoring.result import (
    Advice,
    Contribution,
    Criterion,
    Evidence,
    Gate,
    GateFinding,
    Outcome,
    Profession,
    Reason,
    Score,
    Treatment,
)
from optimizer.scoring.score import score
from optimizer.scoring.weights import CRITERIA, DEFAULT_WEIGHTS, InvalidWeightsError, Weights

__all__ = [
    "CRITERIA",
    "DEFAULT_WEIGHTS",
    "Advice",
    "Contribution",
    "Criterion",
    "Evidence",
    "Gate",
    "GateFinding",
    "InvalidFactsError",
    "InvalidWeightsError",
    "Outcome",
    "Profession",
    "Reason",
    "Score",
    "TaskFacts",
    "Treatment",
    "Weights",
    "score",
]
