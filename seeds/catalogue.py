"""The catalogue of usual tasks, from its sheet into the app."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from app.actions.tasks.catalogue import load_catalogue
from app.database import Session
from app.domain.accounts import HOUSE
from app.domain.tasks.catalogue import CatalogueEntry, read_catalogue

DATA = Path(__file__).parent / "data"
CATALOGUE = DATA / "catalogue.csv"


def catalogue_entries() -> tuple[CatalogueEntry, ...]:
    """The usual tasks as the sheet tells them."""
    return read_catalogue(list(csv.reader(io.StringIO(CATALOGUE.read_text("utf-8-sig")))))


def seed_catalogue(session: Session) -> int:
    """How many usual tasks the app knows now; loading them again brings them up to date."""
    return load_catalogue(session, scope=HOUSE, entries=catalogue_entries())
