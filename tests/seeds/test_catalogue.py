"""The catalogue of usual tasks comes in whole, and again without doubling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries import tasks as tasks_queries
from seeds.catalogue import catalogue_entries, seed_catalogue

if TYPE_CHECKING:
    from app.database import Database


def test_the_sheet_has_84_usual_tasks() -> None:
    entries = catalogue_entries()

    assert [entry.no for entry in entries] == list(range(1, 85))
    assert entries[0].name_ja == "請求書作成・発行"
    assert all(entry.law_class for entry in entries)


def test_loading_the_catalogue_twice_adds_nothing(database: Database) -> None:
    with database.session() as session:
        seed_catalogue(session)
        assert seed_catalogue(session) == 84
        assert tasks_queries.catalogue(session) == list(catalogue_entries())
