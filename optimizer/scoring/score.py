"""Puts gates, criteria and treatment together: facts and weights in, one score out."""

from __future__ import annotations

from optimizer.scoring import criteria
from optimizer.scoring.facts import TaskFacts
from optimizer.scoring.gates import check
from optimizer.scoring.result import Score
from optimizer.scoring.treatment import advise_scored, advise_stopped
from optimizer.scoring.weights import Weights


def score(facts: TaskFacts, weights: Weights) -> Score:
    """The gates' findings, the suitability with every part of it, the treatment, its reason and the runner-up.

    A task that a gate stops has no suitability and no contributions. The same facts and weights always give the same
    score; nothing outside them is read.
    """
    gates = check(facts)
    if any(finding.outcome == "stops" for finding in gates):
        advice, runner_up = advise_stopped(gates)
        return Score(facts.id, None, gates, (), advice.treatment, advice.reason, runner_up, weights.version)
    parts = criteria.contributions(facts, weights)
    points = criteria.suitability(parts)
    advice, runner_up = advise_scored(gates, parts, points, facts)
    return Score(facts.id, points, gates, parts, advice.treatment, advice.reason, runner_up, weights.version)
