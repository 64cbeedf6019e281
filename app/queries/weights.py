"""Reads of the weights' versions, and of the scores that other weights would change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import AccountRow, Client, TaskRow, TaskScore, WeightsComparison, WeightsVersion
from app.queries.scope import own_client


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The judgements behind a version of the weights.

    `steps` is the upper triangle of `criteria` row by row: 3 three times as heavy, -3 a third, 1 equal.
    """

    criteria: tuple[str, ...]
    steps: tuple[int, ...]
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    override_reason: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of the weights, who stored it and, where it came from comparing, how."""

    version: int
    weights: dict[str, int]
    created_at: dt.datetime
    created_by: str | None
    comparison: ComparisonView | None


@dataclass(frozen=True, slots=True)
class ScoredTask:
    """A task with points and the newest score as it was stored, in codes."""

    public_id: str
    name: str
    client_short_name: str
    breakdown: dict[str, Any]


def versions(session: Session, *, limit: int) -> list[VersionView]:
    """The newest versions of the weights, newest first."""
    rows = session.execute(
        select(WeightsVersion, WeightsComparison, AccountRow.display_name)
        .outerjoin(WeightsComparison, WeightsComparison.version == WeightsVersion.version)
        .outerjoin(AccountRow, AccountRow.id == WeightsVersion.created_by)
        .order_by(WeightsVersion.version.desc())
        .limit(limit)
    )
    return [
        VersionView(row.version, dict(row.weights), row.created_at, name, _comparison(compared) if compared else None)
        for row, compared, name in rows
    ]


def scored_tasks(session: Session, scope: Scope, *, client_id: int | None = None) -> list[ScoredTask]:
    """Tasks in the scope with points, not archived, by client and number; those a gate stopped have none."""
    newest = select(func.max(TaskScore.id)).where(TaskScore.task_id == TaskRow.id).correlate(TaskRow).scalar_subquery()
    wanted = (
        select(TaskRow.public_id, TaskRow.name, Client.short_name, TaskScore.breakdown)
        .join(Client, Client.id == TaskRow.client_id)
        .join(TaskScore, TaskScore.id == newest)
        .where(own_client(scope, TaskRow.client_id), TaskRow.archived_at.is_(None), TaskScore.suitability.is_not(None))
        .order_by(Client.code, TaskRow.number)
    )
    if client_id is not None:
        wanted = wanted.where(TaskRow.client_id == client_id)
    return [ScoredTask(*row) for row in session.execute(wanted)]


def _comparison(row: WeightsComparison) -> ComparisonView:
    return ComparisonView(
        tuple(row.judgements["criteria"]),
        tuple(row.judgements["steps"]),
        row.lambda_max,
        row.consistency_index,
        row.consistency_ratio,
        row.override_reason,
    )
