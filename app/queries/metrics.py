"""Reads of how the machinery does; nobody's rows are in them, so nobody's scope is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import PlanRow


@dataclass(frozen=True, slots=True)
class SolveFigures:
    """How the newest plan was solved; `gap` is 0 to 1, None where nothing is proven."""

    gap: float | None
    seconds: float


def newest_solve(session: Session) -> SolveFigures | None:
    """The newest plan of any month, draft or published; None before the first."""
    found = session.execute(select(PlanRow.gap, PlanRow.seconds).order_by(PlanRow.id.desc()).limit(1)).first()
    return SolveFigures(found.gap, found.seconds) if found else None
