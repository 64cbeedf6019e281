"""Weights by comparing criteria two at a time: what the judgements say, and storing them as a new version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.tasks.score import refuse_newer_weights
from app.actions.tasks.storing import add_weights, weights_in_force
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import ManyProblems, Problem
from app.models import WeightsComparison
from app.queries import weights as weights_queries
from optimizer.scoring.ahp import (
    CR_LIMIT,
    STEPS,
    InvalidComparisonError,
    Matrix,
    from_steps,
    least_consistent,
    nearest_step,
    spread,
    steps_of,
    weigh,
    whole,
)
from optimizer.scoring.weights import CRITERIA

__all__ = [
    "CRITERIA",
    "CR_LIMIT",
    "STEPS",
    "Compared",
    "Contradiction",
    "compared",
    "save_comparison",
    "spread_from",
    "starting_steps",
]

MOST_REASON_LENGTH = 400
SIZE = len(CRITERIA)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Three criteria whose judgements agree least, in steps: 3 three times as heavy, -3 a third.

    The first against the second and the second against the third imply `implied` for the first against the third.
    """

    first: str
    second: str
    third: str
    first_second: int
    second_third: int
    first_third: int
    implied: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What the judgements say: whole weights that add up to 100, and how far they contradict each other."""

    weights: dict[str, int]
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    is_consistent: bool
    worst: Contradiction | None


def starting_steps(session: Session) -> tuple[int, ...]:
    """The judgements behind the weights in force; those closest to them where they were typed in."""
    newest = weights_queries.versions(session, limit=1)
    if newest and newest[0].comparison and newest[0].comparison.criteria == CRITERIA:
        return newest[0].comparison.steps
    in_force = weights_in_force(session).by_criterion
    return steps_of([in_force[criterion] for criterion in CRITERIA])


def spread_from(steps: Sequence[int], criterion: str) -> tuple[int, ...]:
    """All judgements as those about one criterion imply them.

    Raises:
        ManyProblems: there is no such criterion, or a judgement is missing or none.
    """
    _matrix(steps)
    if criterion not in CRITERIA:
        raise ManyProblems([Problem("not_a_choice")])
    return spread(steps, SIZE, CRITERIA.index(criterion))


def compared(steps: Sequence[int]) -> Compared:
    """What sixty-six judgements say.

    Raises:
        ManyProblems: one is missing or none.
    """
    matrix = _matrix(steps)
    found = weigh(matrix)
    weights = {str(name): weight for name, weight in zip(CRITERIA, whole(found.shares), strict=True)}
    return Compared(weights, found.lambda_max, found.ci, found.cr, found.is_consistent, _worst(matrix))


def save_comparison(
    session: Session,
    *,
    scope: Scope,
    steps: Sequence[int],
    override_reason: str,
    now: dt.datetime,
    seen_version: int | None = None,
) -> int:
    """The number of the new version; tasks keep their scores until they are scored again.

    Args:
        session: writes the version and its judgements.
        scope: an administrator.
        steps: the upper triangle row by row.
        override_reason: why judgements that contradict each other too much count all the same; else "".
        now: the instant of the version.
        seen_version: which one was changed; None where nobody looked.

    Raises:
        Forbidden: the scope is not an administrator.
        WeightsChanged: a newer version than the one seen is in force.
        ManyProblems: a judgement is none, or they contradict each other (CR above 0.10) and no reason is given.
    """
    scope.require(Role.ADMINISTRATOR)
    found = compared(steps)
    reason = "" if found.is_consistent else override_reason.strip()
    _check_reason(found, reason)
    with transaction(session):
        refuse_newer_weights(session, seen_version)
        version = add_weights(session, found.weights, created_by=scope.account_id, now=now)
        session.add(
            WeightsComparison(
                version=version,
                judgements={"criteria": list(CRITERIA), "steps": list(steps)},
                lambda_max=found.lambda_max,
                consistency_index=found.consistency_index,
                consistency_ratio=found.consistency_ratio,
                override_reason=reason,
            )
        )
    return version


def _check_reason(found: Compared, reason: str) -> None:
    if not found.is_consistent and not reason:
        params: dict[str, str | int] = {"ratio": f"{found.consistency_ratio:.2f}", "most": f"{CR_LIMIT:.2f}"}
        raise ManyProblems([Problem("comparison_inconsistent", "override_reason", params=params)])
    if len(reason) > MOST_REASON_LENGTH:
        raise ManyProblems([Problem("too_long", "override_reason", params={"most": MOST_REASON_LENGTH})])


def _matrix(steps: Sequence[int]) -> Matrix:
    try:
        return from_steps(steps, SIZE)
    except InvalidComparisonError as refused:
        raise ManyProblems([Problem("not_a_choice")]) from refused


def _worst(matrix: Matrix) -> Contradiction | None:
    found = least_consistent(matrix)
    if found is None:
        return None
    i, j, k = found.first, found.second, found.third
    judged = (nearest_step(matrix[i][j]), nearest_step(matrix[j][k]), nearest_step(matrix[i][k]))
    return Contradiction(CRITERIA[i], CRITERIA[j], CRITERIA[k], *judged, nearest_step(found.implied))
