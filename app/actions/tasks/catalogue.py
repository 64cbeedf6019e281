"""Load the catalogue of usual tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.tasks.catalogue import CatalogueEntry
from app.models import CatalogueRow


def load_catalogue(session: Session, *, scope: Scope, entries: Sequence[CatalogueEntry]) -> int:
    """How many entries are stored now; an entry that is there already is brought up to date.

    Raises:
        Forbidden: the scope is not an administrator.
    """
    scope.require(Role.ADMINISTRATOR)
    with transaction(session):
        for entry in entries:
            session.merge(CatalogueRow(**asdict(entry)))
    return len(entries)
