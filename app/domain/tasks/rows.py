"""The rows of an inventory sheet as facts. Law: what cannot be read is a problem with its row, never a silent blank.

All problems are collected at once. A row with a problem is not among the rows, so that the rest can be stored alone if
the user chooses to. An open fact (a blank duration, 「随時」, 「不明」) is no problem; it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TypeVar

from app.domain.durations import read_duration_min
from app.domain.errors import DomainError, InvalidInput, Param, Problem
from app.domain.tasks import facts
from app.domain.tasks.columns import TaskField, counts_hours
from app.domain.tasks.facts import Confidentiality, KeyPersonRisk, Routine
from app.domain.tasks.frequency import Frequency, runs_per_year
from app.domain.tasks.skipping import Skipped, SkipReason, skip_reason
from app.domain.texts import has_control_or_turn, shown

_Fact = TypeVar("_Fact")
_EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|#+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as its sheet tells it; None, or "" for texts, where the sheet leaves a fact open.

    Attributes:
        row_number: 1-based row as the user sees it in the file.
        minutes_per_run: 1 to 44,640.
        runs_per_year: 1 to 100,000; an explicit count a month wins over the frequency's word.
        judgement_pct: share of the work that needs judgement, 0 to 100.
        expertise: the knowledge it needs in words; 「不要」 says that it needs none.
        capable_people: how many people can do it.
    """

    row_number: int
    name: str
    department: str = ""
    detail: str = ""
    owner: str = ""
    frequency_text: str = ""
    minutes_per_run: int | None = None
    runs_per_year: int | None = None
    has_manual: bool | None = None
    routine: Routine | None = None
    judgement_pct: int | None = None
    expertise: str = ""
    confidentiality: Confidentiality | None = None
    capable_people: int | None = None
    key_person: KeyPersonRisk | None = None
    customer_contact: bool | None = None
    tools: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InventoryReading:
    """Everything a sheet says: each of its rows is in exactly one of the three.

    Attributes:
        rows: the sound tasks in the order of the sheet.
        problems: everything that could not be read, by row; one row may have several.
        skipped: rows that are no tasks, those above the header among them.
    """

    rows: tuple[TaskRow, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]

    @property
    def refused_rows(self) -> tuple[int, ...]:
        """The numbers of the rows with at least one problem, ascending."""
        return tuple(sorted({problem.row for problem in self.problems if problem.row is not None}))


def read_rows(
    sheet_rows: Sequence[Sequence[str]], header_index: int, mapping: Mapping[int, TaskField]
) -> InventoryReading:
    """The tasks under the header, every problem, and every row that is no task.

    Args:
        sheet_rows: all rows of the sheet from its first on, cells as text.
        header_index: 0-based index of the header, or -1 where the sheet has none.
        mapping: 0-based column -> fact, the name among them.
    """
    labels = _labels(sheet_rows, header_index)
    reader = _Reader(mapping, labels, sheet_rows[header_index + 1 :])
    for index, row in enumerate(sheet_rows):
        cells = [cell.strip() for cell in row]
        if index <= header_index:
            reader.pass_over(index + 1, cells, is_header=index == header_index)
        else:
            reader.take(index + 1, cells)
    return InventoryReading(tuple(reader.rows), tuple(reader.problems), tuple(reader.skipped))


class _Reader:
    """Reads rows one after the other and keeps what came of them."""

    def __init__(self, mapping: Mapping[int, TaskField], labels: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.rows: list[TaskRow] = []
        self.problems: list[Problem] = []
        self.skipped: list[Skipped] = []
        self._mapping = mapping
        self._labels = labels
        self._columns = {field: column for column, field in mapping.items()}
        self._first_rows: dict[tuple[str, str], int] = {}
        self._minutes = partial(_minutes, unit_min=self._minutes_unit())
        self._percent = partial(facts.read_percent, is_share=self._has_shares(rows))

    def pass_over(self, row_number: int, cells: Sequence[str], *, is_header: bool) -> None:
        """Note a row above the header. The header itself is neither a task nor skipped."""
        if not is_header:
            reason = SkipReason.TITLE if any(cells) else SkipReason.BLANK
            self.skipped.append(_skipped(row_number, reason, cells))

    def take(self, row_number: int, cells: Sequence[str]) -> None:
        """Read one row under the header."""
        reason = skip_reason(cells, self._labels, self._mapping)
        if reason is not None:
            self.skipped.append(_skipped(row_number, reason, cells))
            return
        row = _Row(row_number, {field: cells[column] for field, column in self._columns.items() if column < len(cells)})
        task = row.task(self._minutes, self._percent)
        self._note_duplicate(row, task)
        self.problems.extend(row.problems)
        if not row.problems:
            self.rows.append(task)

    def _note_duplicate(self, row: _Row, task: TaskRow) -> None:
        key = facts.namesake_key(task.department, task.name)
        first_row = self._first_rows.setdefault(key, task.row_number)
        if task.name and first_row != task.row_number:
            row.note("duplicate_row", TaskField.NAME, {"text": task.name, "first_row": first_row})

    def _minutes_unit(self) -> int:
        column = self._columns.get(TaskField.MINUTES_PER_RUN)
        says_hours = column is not None and column < len(self._labels) and counts_hours(self._labels[column])
        return 60 if says_hours else 1

    def _has_shares(self, rows: Sequence[Sequence[str]]) -> bool:
        column = self._columns.get(TaskField.JUDGEMENT_PCT)
        return column is not None and facts.are_shares([row[column] for row in rows if column < len(row)])


class _Row:
    """One row being read: its texts by fact, and the problems met so far."""

    def __init__(self, row_number: int, texts: Mapping[TaskField, str]) -> None:
        self.row_number = row_number
        self.problems: list[Problem] = []
        self._texts = texts

    def task(self, minutes: Callable[[str], int], percent: Callable[[str], int]) -> TaskRow:
        """The facts of the row; what could not be read is open in it and noted in `problems`."""
        name = self.text(TaskField.NAME)
        if not name:
            self.note("name_missing", TaskField.NAME, {})
        return TaskRow(
            row_number=self.row_number,
            name=name,
            department=self.text(TaskField.DEPARTMENT),
            detail=self.text(TaskField.DETAIL),
            owner=self.text(TaskField.OWNER),
            frequency_text=self.text(TaskField.FREQUENCY),
            minutes_per_run=self.count(TaskField.MINUTES_PER_RUN, minutes),
            runs_per_year=self._runs_per_year(),
            has_manual=self.fact(TaskField.HAS_MANUAL, facts.read_yes_no),
            routine=self.fact(TaskField.ROUTINE, facts.read_routine),
            judgement_pct=self.fact(TaskField.JUDGEMENT_PCT, percent),
            expertise=self.text(TaskField.EXPERTISE),
            confidentiality=self.fact(TaskField.CONFIDENTIALITY, facts.read_confidentiality),
            capable_people=self.fact(TaskField.CAPABLE_PEOPLE, facts.read_people),
            key_person=self.fact(TaskField.KEY_PERSON, facts.read_key_person),
            customer_contact=self.fact(TaskField.CUSTOMER_CONTACT, facts.read_yes_no),
            tools=self.text(TaskField.TOOLS),
            note=self.text(TaskField.NOTE),
        )

    def text(self, field: TaskField) -> str:
        """A text as it stands, on one line unless it is a detail or a note."""
        text = self._texts.get(field, "")
        if field not in (TaskField.DETAIL, TaskField.NOTE):
            text = " ".join(text.split())
        limit = facts.TEXT_LIMITS[field]
        if _EXCEL_ERROR.fullmatch(text):
            self.note("excel_error", field, {"text": text})
        elif has_control_or_turn(text):
            self.note("control_character", field, {"text": text})
        elif len(text) > limit:
            self.note("text_too_long", field, {"text": text, "limit": limit, "length": len(text)})
        else:
            return text
        return ""

    def fact(self, field: TaskField, read: Callable[[str], _Fact]) -> _Fact | None:
        """A fact, or None where it is open or could not be read."""
        text = self._texts.get(field, "")
        if _EXCEL_ERROR.fullmatch(text):
            self.note("excel_error", field, {"text": text})
            return None
        if facts.says_nothing(text):
            return None
        try:
            return read(text)
        except DomainError as refused:
            problem = refused.problems()[0]
            self.note(problem.code, field, problem.params)
            return None

    def count(self, field: TaskField, read: Callable[[str], _Fact]) -> _Fact | None:
        """The same for facts that 「随時」 and 「都度」 leave open as well."""
        return None if facts.leaves_count_open(self._texts.get(field, "")) else self.fact(field, read)

    def note(self, code: str, field: TaskField, params: Mapping[str, Param]) -> None:
        """Keep a problem of this row; only the first of a fact, the others follow from it."""
        if not any(problem.field == field for problem in self.problems):
            said = {key: shown(value) if isinstance(value, str) else value for key, value in params.items()}
            self.problems.append(Problem(code, field, self.row_number, said))

    def _runs_per_year(self) -> int | None:
        frequency: Frequency | None = self.fact(TaskField.FREQUENCY, facts.read_frequency)
        count: Decimal | None = self.count(TaskField.RUNS_PER_MONTH, facts.read_count)
        return runs_per_year(frequency, count)


def _minutes(text: str, *, unit_min: int) -> int:
    minutes = read_duration_min(text, bare_unit_min=unit_min)
    if minutes == 0:
        raise InvalidInput(TaskField.MINUTES_PER_RUN, "duration_zero", text=text)
    return minutes


def _labels(sheet_rows: Sequence[Sequence[str]], header_index: int) -> list[str]:
    """The words of the header, completed from the row above it where it says nothing (a header in two storeys)."""
    if header_index < 0:
        return []
    labels = [cell.strip() for cell in sheet_rows[header_index]]
    above = sheet_rows[header_index - 1] if header_index else ()
    return [label or (above[column].strip() if column < len(above) else "") for column, label in enumerate(labels)]


def _skipped(row_number: int, reason: SkipReason, cells: Sequence[str]) -> Skipped:
    return Skipped(row_number, reason, shown(" ".join(cell for cell in cells if cell)))
