"""Say before anything is stored what gates and catalogue would make of sheet rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions.tasks.storing import fill, match, scored
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.matching import match_catalogue
from app.domain.tasks.rows import TaskRow as TaskFactsRow
from app.models import TaskRow
from app.queries import tasks as tasks_queries
from optimizer.scoring import DEFAULT_WEIGHTS, Weights


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a row would become: its catalogue entry and how alike, and the score as it would be stored."""

    facts: TaskFactsRow
    entry: CatalogueEntry | None
    similarity_pct: int | None
    treatment: str
    breakdown: dict[str, Any]


def foresee(session: Session, rows: Sequence[TaskFactsRow], *, now: dt.datetime) -> list[Foreseen]:
    """Each row with its match and its score under the weights in force; nothing is stored."""
    entries = {entry.no: entry for entry in tasks_queries.catalogue(session)}
    stored = tasks_queries.newest_weights(session)
    weights = DEFAULT_WEIGHTS if stored is None else Weights(stored.version, stored.weights)  # type: ignore[arg-type]
    return [_foreseen(facts, entries, weights, now) for facts in rows]


def _foreseen(facts: TaskFactsRow, entries: dict[int, CatalogueEntry], weights: Weights, now: dt.datetime) -> Foreseen:
    found = match_catalogue(facts.name, list(entries.values()), detail=facts.detail, department=facts.department)
    entry = entries[found.no] if found else None
    row = TaskRow(public_id=f"row {facts.row_number}")
    fill(row, facts)
    match(row, entry, found.similarity_pct if found else None)
    given = scored(row, entries, weights, now)
    return Foreseen(facts, entry, row.catalogue_similarity_pct, given.treatment, given.breakdown)
