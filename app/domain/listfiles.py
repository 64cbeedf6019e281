"""A list to be written as a file: what is asked of it, and every word in it, so that nobody has to translate again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Rows written while the page waits; a file of more is a job. Measured: a book 0.3 ms a row of eight columns, CSV 0.03.
ROWS_AT_ONCE = {"csv": 30_000, "xlsx": 3_000}
#: More rows than a spreadsheet is good for; a file ends there.
MOST_ROWS = 50_000
#: A file is kept for so many days.
KEPT_DAYS = 1
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as a file.

    Attributes:
        noun: of the list.
        form: `csv` or `xlsx`.
        title: of the sheet.
        columns: keys of the columns, with their heads and widths beside them.
        words: column -> value -> the word for it, of columns that hold one of a few.
        sort, is_descending, text, client, chosen, first_day, last_day: the question, as the list knows it.
    """

    noun: str
    form: str
    title: str
    columns: tuple[str, ...]
    head: tuple[str, ...]
    widths: tuple[int, ...]
    words: Mapping[str, Mapping[str, str]]
    sort: str = ""
    is_descending: bool = False
    text: str = ""
    client: str = ""
    chosen: Mapping[str, str] | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def to_json(self) -> dict[str, Any]:
        """As a job keeps it."""
        days = {name: day.isoformat() for name in ("first_day", "last_day") if (day := getattr(self, name))}
        return {**asdict(self), "first_day": None, "last_day": None, **days}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ListFile:
        """The same again."""
        tuples = {name: tuple(told[name]) for name in ("columns", "head", "widths")}
        days = {name: dt.date.fromisoformat(told[name]) for name in ("first_day", "last_day") if told[name]}
        return cls(**{**told, **tuples, **days})

    def filename(self, day: dt.date) -> str:
        """What it is saved as."""
        return f"{self.noun}_{day.isoformat()}.{self.form}"
