"""A list, or documents chosen from one, to be written as a file: what is asked, and every word in it.

With the words in it nobody has to translate again: whoever writes the file knows no language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Rows written while the page waits; a file of more is a job. Measured: a book 0.3 ms a row of eight columns, CSV 0.03.
ROWS_AT_ONCE = {"csv": 30_000, "xlsx": 3_000}
#: Documents put into one zip while the page waits; more are a job. Measured: 1.4 ms a paper of 74 kB, and its reading.
DOCUMENTS_AT_ONCE = 200
#: More rows than a spreadsheet is good for; a file ends there.
MOST_ROWS = 50_000
#: A file is kept for so many days.
KEPT_DAYS = 1
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ZIP_TYPE = "application/zip"


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


@dataclass(frozen=True, slots=True)
class DocumentsFile:
    """Documents chosen from a list, with their index, as one zip.

    Attributes:
        title: what the job is called.
        public_ids: of the documents, in the order of the choice.
        noun: of the list.
        form: what tells it from a list in a job's row.
    """

    title: str
    public_ids: tuple[str, ...]
    noun: str = "invoices"
    form: str = "zip"

    def to_json(self) -> dict[str, Any]:
        """As a job keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> DocumentsFile:
        """The same again."""
        return cls(**{**told, "public_ids": tuple(told["public_ids"])})

    def filename(self, day: dt.date) -> str:
        """What it is saved as."""
        return f"documents_{day.isoformat()}.zip"


WantedFile = ListFile | DocumentsFile


def wanted_file(told: Mapping[str, Any]) -> WantedFile:
    """What a job was asked to write."""
    return DocumentsFile.from_json(told) if told["form"] == "zip" else ListFile.from_json(told)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file being written: its name and kind, how many rows or documents it holds, its bytes, taken once."""

    filename: str
    media_type: str
    count: int
    pieces: Iterator[bytes]
