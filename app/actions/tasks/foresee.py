"""Say before anything is stored what gates and catalogue would make of sheet rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.actions.tasks.storing import fill, judge, match, weights_in_force
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.matching import match_catalogue
from app.domain.tasks.rows import TaskRow as TaskFactsRow
from app.models import TaskRow
from app.queries import tasks as tasks_queries
from optimizer.scoring import Weights


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a row would become: its catalogue entry and how alike, and the score as it would be stored."""

    facts: TaskFactsRow
    entry: CatalogueEntry | None
    similarity_pct: int | None
    treatment: str
    breakdown: dict[str, Any]


def foresee(session: Session, rows: Sequence[TaskFactsRow]) -> list[Foreseen]:
    """Each row with its match and its score under the weights in force; nothing is stored."""
    entries = {entry.no: entry for entry in tasks_queries.catalogue(session)}
    weights = weights_in_force(session)
    return [_foreseen(facts, entries, weights) for facts in rows]


def _foreseen(facts: TaskFactsRow, entries: dict[int, CatalogueEntry], weights: Weights) -> Foreseen:
    found = match_catalogue(facts.name, list(entries.values()), detail=facts.detail, department=facts.department)
    entry = entries[found.no] if found else None
    row = TaskRow(public_id=f"row {facts.row_number}")
    fill(row, facts)
    match(row, entry, found.similarity_pct if found else None)
    given = judge(row, entries, weights)
    return Foreseen(facts, entry, row.catalogue_similarity_pct, given.treatment, given.to_json())
