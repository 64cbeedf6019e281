"""Take hours in from a CSV file: work date, client, task, assistant, and a duration or a begin and an end."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.actions.hours.log import EntryData, log_many
from app.adapters.spreadsheets import read_sheet
from app.domain.accounts import Role, Scope
from app.domain.durations import parse_duration_min
from app.domain.errors import DomainError, InvalidInput, ManyProblems, Problem
from app.domain.worktime import Month
from app.queries import assistants as assistants_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries

#: Words a header may use for each column.
_HEADERS = {
    "work_date": ("日付", "作業日", "稼働日", "date"),
    "client": ("依頼企業", "企業", "顧客", "client"),
    "task": ("業務", "業務名", "作業", "task"),
    "assistant": ("アシスタント", "担当", "担当者", "assistant"),
    "minutes": ("時間", "作業時間", "所要時間", "duration", "minutes"),
    "starts": ("開始", "開始時刻", "start"),
    "stops": ("終了", "終了時刻", "end", "stop"),
    "note": ("メモ", "備考", "内容", "note"),
}


@dataclass(frozen=True, slots=True)
class ImportedHours:
    """What became of the file: entries stored (or to be), entries that were there, and what is wrong with its rows."""

    stored: int
    already_there: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What names in the file may mean: assistants by name, code and id; work items by (month, client, task)."""

    assistants: dict[str, str]
    items: dict[tuple[Month, str, str], str]
    own_assistant: bool


def import_hours(
    session: Session,
    *,
    scope: Scope,
    data: bytes,
    filename: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    dry_run: bool = False,
) -> ImportedHours:
    """Store every row, or none where there are problems, which are returned. The same file twice adds nothing.

    Assistants import their own hours; the assistant column is read for staff only.

    Raises:
        Forbidden: a client asks.
        FileRefused: the file cannot be read as a sheet.
        InvalidInput: a column is missing.
    """
    scope.require(Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
    rows = read_sheet(data, filename).rows
    entries: list[tuple[int, EntryData]] = []
    problems: list[Problem] = []
    columns, body = _columns(rows, needs_assistant=scope.assistant_id is None)
    cells = [(number, _cells(row, columns)) for number, row in body]
    known = _known(session, scope, [found for _number, found in cells])
    for number, found in cells:
        try:
            entries.append((number, _entry(found, known)))
        except DomainError as error:
            problems += [replace(problem, row=number) for problem in error.problems()]
    entries = _distinct(entries)
    fresh = [pair for pair in entries if hours_queries.entry_by_public_id(session, pair[1].public_id) is None]
    already = len(entries) - len(fresh)
    if problems or dry_run:
        return ImportedHours(0 if problems else len(fresh), already, tuple(problems))
    try:
        stored = log_many(session, scope=scope, data=[entry for _number, entry in fresh], now=now, new_id=new_id)
    except ManyProblems as error:
        numbers = [number for number, _entry in fresh]
        named = [replace(problem, row=numbers[(problem.row or 1) - 1]) for problem in error.problems()]
        return ImportedHours(0, already, tuple(named))
    return ImportedHours(stored, already, ())


def _columns(
    rows: tuple[tuple[str, ...], ...], *, needs_assistant: bool
) -> tuple[dict[str, int], list[tuple[int, tuple[str, ...]]]]:
    for index, row in enumerate(rows[:20]):
        words = [unicodedata.normalize("NFKC", cell).strip().lower() for cell in row]
        columns = {
            field: next(place for place, word in enumerate(words) if word in names)
            for field, names in _HEADERS.items()
            if any(word in names for word in words)
        }
        if "work_date" in columns and "task" in columns:
            missing = _missing(columns, needs_assistant=needs_assistant)
            if missing:
                raise InvalidInput(missing, "column_missing", column=_HEADERS[missing][0])
            body = [(number, cells) for number, cells in enumerate(rows[index + 1 :], index + 2) if any(cells)]
            return columns, body
    raise InvalidInput("work_date", "column_missing", column=_HEADERS["work_date"][0])


def _missing(columns: dict[str, int], *, needs_assistant: bool) -> str | None:
    if "client" not in columns:
        return "client"
    if needs_assistant and "assistant" not in columns:
        return "assistant"
    if "minutes" not in columns and not {"starts", "stops"} <= columns.keys():
        return "minutes"
    return None


def _cells(row: tuple[str, ...], columns: dict[str, int]) -> dict[str, str]:
    return {field: row[place].strip() if place < len(row) else "" for field, place in columns.items()}


def _known(session: Session, scope: Scope, rows: list[dict[str, str]]) -> _Known:
    months = {Month.of(day) for day in (_day(row.get("work_date", "")) for row in rows) if day}
    items = {
        (month, _plain(client), _plain(work.task_name)): work.public_id
        for month in sorted(months)
        for work in plans_queries.work(session, scope, month)
        for client in (work.client_short_name, work.client_name, work.client_code)
    }
    people = assistants_queries.assistants(session, scope)
    assistants = {_plain(key): person.public_id for person in people for key in (person.name, person.code)}
    return _Known(assistants, items, scope.assistant_id is not None)


def _entry(cells: dict[str, str], known: _Known) -> EntryData:
    day = _day(cells["work_date"])
    if day is None:
        raise InvalidInput("work_date", "date_format", text=cells["work_date"])
    item = known.items.get((Month.of(day), _plain(cells["client"]), _plain(cells["task"])))
    if item is None:
        raise InvalidInput("task", "unknown_work", client=cells["client"], task=cells["task"])
    assistant = None
    if not known.own_assistant:
        assistant = known.assistants.get(_plain(cells["assistant"]))
        if assistant is None:
            raise InvalidInput("assistant", "unknown_assistant", text=cells["assistant"])
    starts, stops = _time(cells, "starts"), _time(cells, "stops")
    minutes = None if starts and stops else parse_duration_min(cells.get("minutes", ""))
    if minutes is None and not (starts and stops):
        raise InvalidInput("minutes", "duration_format", text=cells.get("minutes", ""))
    return EntryData(
        public_id=_natural_id(cells),
        work_item_public_id=item,
        work_date=day,
        minutes=minutes,
        starts=starts,
        stops=stops,
        note=cells.get("note", ""),
        assistant_public_id=assistant,
        source="import",
    )


def _distinct(entries: list[tuple[int, EntryData]]) -> list[tuple[int, EntryData]]:
    """Rows that say exactly the same keep apart by their count, so that two equal rows of one file are two entries."""
    seen: dict[str, int] = {}
    kept = []
    for number, entry in entries:
        count = seen[entry.public_id] = seen.get(entry.public_id, 0) + 1
        kept.append((number, entry if count == 1 else replace(entry, public_id=f"{entry.public_id[:18]}-{count}")))
    return kept


def _natural_id(cells: dict[str, str]) -> str:
    text = "\x1f".join(f"{field}={cells[field]}" for field in sorted(cells))
    return "csv" + hashlib.sha256(text.encode()).hexdigest()[:19]


def _day(text: str) -> dt.date | None:
    match = re.fullmatch(
        r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?(?: .*)?", unicodedata.normalize("NFKC", text).strip()
    )
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _time(cells: dict[str, str], field: str) -> dt.time | None:
    text = unicodedata.normalize("NFKC", cells.get(field, ""))
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text)
    try:
        return _checked(match, field, text)
    except ValueError:
        raise InvalidInput(field, "time_format", text=text) from None


def _checked(match: re.Match[str] | None, field: str, text: str) -> dt.time:
    if match is None:
        raise InvalidInput(field, "time_format", text=text)
    return dt.time(int(match[1]), int(match[2]))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
