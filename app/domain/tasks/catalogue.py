"""The catalogue of usual back-office tasks, as its sheet tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import InvalidInput

CATALOGUE_COLUMNS = ("no", "function_ja", "name_ja", "name_en", "frequency", "published_time", "legal_class")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A usual task.

    Attributes:
        no: its number, from 1.
        function_ja: the department it belongs to: 経理・財務, 人事・労務, ...
        name_ja: its name.
        name_en: its name in English.
        frequency: D, W, M, Q, Y, A (ad hoc), several divided by a slash, or –.
        published_time: a published duration where a source gives one, in words; else "".
        law_class: F free, S(x) support only, X(x) reserved to profession x, H free but needs control; with remarks.
    """

    no: int
    function_ja: str
    name_ja: str
    name_en: str
    frequency: str
    published_time: str
    law_class: str


def read_catalogue(rows: Sequence[Sequence[str]]) -> tuple[CatalogueEntry, ...]:
    """The entries under a header of `CATALOGUE_COLUMNS`, in their order. Blank rows are passed over.

    Raises:
        InvalidInput: another header, a row of another width, a number that is none or stands twice.
    """
    if not rows or tuple(rows[0]) != CATALOGUE_COLUMNS:
        raise InvalidInput("catalogue", "catalogue_header")
    entries = [_entry(row, number) for number, row in enumerate(rows[1:], 2) if any(row)]
    numbers = [entry.no for entry in entries]
    if len(set(numbers)) != len(numbers):
        raise InvalidInput("catalogue", "catalogue_number_twice")
    return tuple(entries)


def _entry(row: Sequence[str], row_number: int) -> CatalogueEntry:
    if len(row) != len(CATALOGUE_COLUMNS) or not row[0].isascii() or not row[0].isdigit():
        raise InvalidInput("catalogue", "catalogue_row", row=row_number)
    return CatalogueEntry(int(row[0]), *row[1:])
