"""How a kept sheet is read, for the page that shows it before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from flask_babel import gettext

from app.actions.tasks.foresee import Foreseen, foresee
from app.actions.tasks.import_sheet import Preview, preview_sheet
from app.adapters.spreadsheets import Sheet, read_task_sheet
from app.database import Session
from app.domain.tasks.columns import NO_HEADER, ColumnChoice, HeaderNotFound, MappingRefused, TaskField
from app.domain.tasks.known import Standing
from app.domain.tasks.rows import TaskRow as TaskFacts
from app.queries.tasks import SheetView
from app.translations.inventory import ENCODINGS, FIELDS, SKIP_REASONS
from app.web.sentences import sentence_of
from app.web.tasks.comparing import Beside, beside
from app.web.tasks.wording import Verdict, language, verdict_of, way

ROWS_FORESEEN = 200
LINES_SHOWN = 45
"""Problems, known and coming rows of a page together, so that it keeps below 60 kB; the rest of each is counted."""
SKIPPED_SHOWN = 30
IDLE_NAMED = 20
SAMPLES = 3
HEADER_CHOICES = 20
_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet as far as it can be read; `preview` is None where its header or columns have to be chosen."""

    sheet: Sheet
    preview: Preview | None
    refused: str
    choice: ColumnChoice


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the page shows it; `field` and its `word` are "" where it is not used."""

    index: int
    letter: str
    label: str
    field: str
    word: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """A row that would be stored, with the treatment to be expected."""

    foreseen: Foreseen
    verdict: Verdict
    way: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page says of a sheet.

    Attributes:
        encoding: in words, "" of a workbook.
        refused: why it cannot be read yet, "" where it can.
        header_rows: 1-based numbers and first words of the rows that may be the header.
        problems: row and sentence of the first of them, by row.
        row_count: how many sound rows the inventory does not have.
        coming: the first of them.
        known: the sound rows the inventory has.
        skipped: the first `SKIPPED_SHOWN` of `skipped_count`.
        reserved: how many of the first `foreseen` coming rows the law keeps from assistants.
    """

    sheet: Sheet
    encoding: str
    refused: str
    header_row: int
    header_rows: list[tuple[int, str]]
    columns: list[Column]
    fields: list[tuple[str, str]]
    problems: list[tuple[int | None, str]]
    problem_count: int
    refused_rows: int
    skipped: list[tuple[int, str, str]]
    skipped_count: int
    row_count: int
    coming: list[Coming]
    foreseen: int
    reserved: int
    known: Beside

    @property
    def unused(self) -> str:
        """The first columns that are not used, by letter and header."""
        idle = [each for each in self.columns if not each.field]
        named = gettext("、").join(f"{each.letter} {each.label}".strip() for each in idle[:IDLE_NAMED])
        return f"{named}…" if len(idle) > IDLE_NAMED else named

    @property
    def address(self) -> dict[str, str | int]:
        """The choice as an address holds it."""
        return {"header": self.header_row, **{f"c{each.index}": each.field for each in self.columns if each.field}}


def chosen(sent: Mapping[str, str]) -> ColumnChoice | None:
    """Header row and columns as they were sent (`header`, `c0`, `c1`, ...); None where nobody chose.

    `header` counts from 1 as the file does; 0 says that the sheet has none.
    """
    header = sent.get("header", "")
    if not _NUMBER.fullmatch(header):
        return None
    fields = {each.value: each for each in TaskField}
    columns = {int(name[1:]): value for name, value in sent.items() if name[:1] == "c" and _NUMBER.fullmatch(name[1:])}
    mapping = {column: fields[value] for column, value in sorted(columns.items()) if value in fields}
    return ColumnChoice(int(header) - 1, mapping)


def read(kept: SheetView, choice: ColumnChoice | None, standing: Sequence[Standing]) -> Reading:
    """The sheet as chosen, or as its own words say."""
    sheet = read_task_sheet(kept.content, kept.filename)
    try:
        preview = preview_sheet(kept.content, kept.filename, choice=choice, standing=standing)
    except (HeaderNotFound, MappingRefused) as refused:
        return Reading(sheet, None, sentence_of(refused.problems()[0]), choice or ColumnChoice(NO_HEADER + 1, {}))
    return Reading(sheet, preview, "", ColumnChoice(preview.header.row_index, preview.header.mapping))


def shown(session: Session, reading: Reading) -> Shown:
    """The reading in words."""
    say = language()
    found = reading.preview.reading if reading.preview else None
    fresh, known = (reading.preview.fresh, reading.preview.known) if reading.preview else ((), ())
    foreseen = _coming(session, fresh)
    problems = sorted(found.problems, key=lambda each: each.row or 0) if found else []
    most = shares([len(problems), len(known), len(foreseen)], LINES_SHOWN)
    skipped = found.skipped if found else ()
    return Shown(
        sheet=reading.sheet,
        encoding=say(ENCODINGS.get(reading.sheet.encoding, reading.sheet.encoding)),
        refused=reading.refused,
        header_row=reading.choice.header_row + 1,
        header_rows=_header_rows(reading),
        columns=_columns(reading),
        fields=[(each.value, say(FIELDS[each.value])) for each in TaskField],
        problems=[(each.row, sentence_of(replace(each, row=None))) for each in problems[: most[0]]],
        problem_count=len(problems),
        refused_rows=len(found.refused_rows) if found else 0,
        skipped=[(each.row_number, say(SKIP_REASONS[each.reason]), each.text) for each in skipped[:SKIPPED_SHOWN]],
        skipped_count=len(skipped),
        row_count=len(fresh),
        coming=foreseen[: most[2]],
        foreseen=len(foreseen),
        reserved=sum(each.verdict.is_reserved for each in foreseen),
        known=beside(known, most[1]),
    )


def shares(counts: Sequence[int], room: int) -> list[int]:
    """How many of each are shown where there is room for so many: all, or even shares, the last ones the rounding."""
    given = [0] * len(counts)
    for place, index in enumerate(sorted(range(len(counts)), key=lambda index: counts[index])):
        given[index] = min(counts[index], (room - sum(given)) // (len(counts) - place))
    return given


def _coming(session: Session, fresh: Sequence[TaskFacts]) -> list[Coming]:
    return [
        Coming(
            each,
            verdict_of(each.treatment, each.breakdown),
            way(each.facts.minutes_per_run, each.facts.runs_per_year, each.facts.frequency_text),
        )
        for each in foresee(session, fresh[:ROWS_FORESEEN])
    ]


def _header_rows(reading: Reading) -> list[tuple[int, str]]:
    """The first rows, and the chosen one if it is further down."""
    rows = reading.sheet.rows
    places = sorted({*range(min(HEADER_CHOICES, len(rows))), *({reading.choice.header_row} - {NO_HEADER})})
    return [(place + 1, _words(rows[place])) for place in places if place < len(rows)]


def _words(row: tuple[str, ...]) -> str:
    text = " / ".join(" ".join(cell.split()) for cell in row if cell)
    return text if len(text) <= 48 else text[:47] + "…"


def _columns(reading: Reading) -> list[Column]:
    rows, start = reading.sheet.rows, reading.choice.header_row + 1
    labels = reading.preview.header.labels if reading.preview else rows[start - 1] if 0 < start <= len(rows) else ()
    width, say = max((len(row) for row in rows), default=0), language()
    return [
        Column(
            column,
            _letter(column),
            labels[column] if column < len(labels) else "",
            str(reading.choice.mapping.get(column, "")),
            say(FIELDS[reading.choice.mapping[column]]) if column in reading.choice.mapping else "",
            _samples(rows[start:], column),
        )
        for column in range(width)
    ]


def _samples(rows: tuple[tuple[str, ...], ...], column: int) -> tuple[str, ...]:
    filled = (row[column] for row in rows if column < len(row) and row[column])
    return tuple(text if len(text) <= 24 else text[:23] + "…" for text in islice(filled, SAMPLES))


def _letter(column: int) -> str:
    """A, B, ... Z, AA, as spreadsheets name their columns."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
