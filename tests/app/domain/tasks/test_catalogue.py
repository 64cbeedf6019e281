"""The committed catalogue is read whole; a damaged one is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import seeds
from app.domain.errors import InvalidInput
from app.domain.tasks.catalogue import CATALOGUE_COLUMNS, CatalogueEntry, read_catalogue

FILE = Path(seeds.__file__).parent / "data" / "catalogue.csv"
ROW = ("1", "経理", "請求", "invoices", "M", "", "F")


def test_the_catalogue_has_its_84_tasks() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        entries = read_catalogue(list(csv.reader(file)))

    assert [entry.no for entry in entries] == list(range(1, 85))
    assert entries[28] == CatalogueEntry(29, "人事・労務", "算定基礎届・月額変更", "SI base filing", "Y", "", "X(社)")
    assert all(entry.name_ja and entry.name_en and entry.law_class for entry in entries)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("no", "name")],
        [CATALOGUE_COLUMNS, ROW[:-1]],
        [CATALOGUE_COLUMNS, ("x", *ROW[1:])],
        [CATALOGUE_COLUMNS, ROW, ROW],
    ],
)
def test_a_damaged_catalogue_is_refused(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(InvalidInput):
        read_catalogue(rows)


def test_blank_rows_are_passed_over() -> None:
    assert len(read_catalogue([CATALOGUE_COLUMNS, (), ROW])) == 1
