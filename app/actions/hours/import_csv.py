"""Take hours in from a file of Toggl Track, Clockify, Harvest or one's own: look first, then store all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.actions.hours.log import EntryData, log_many
from app.adapters.spreadsheets import read_sheet
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import AlreadyExists, InvalidInput, ManyProblems, Problem
from app.domain.texts import one_line
from app.domain.timesheet.dates import DateOrder, date_order
from app.domain.timesheet.layouts import Layout, Tool, find_layout
from app.domain.timesheet.matching import (
    Match,
    Worked,
    clashes,
    first_known,
    item_of,
    numbered,
    unknown_person,
    unknown_work,
    untimely,
)
from app.domain.timesheet.rows import Reading, SheetRow, name_key, read_row
from app.domain.worktime import Month, Span
from app.models import HoursFile
from app.queries import timesheets
from app.queries.timesheets import ItemNames, PersonNames


@dataclass(frozen=True, slots=True)
class ImportedHours:
    """What became of the file: entries stored (or to be), entries that were there, and what is wrong with its rows."""

    stored: int
    already_there: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class HoursPreview:
    """What a file says before anything is stored.

    Attributes:
        tool: where it is from.
        encoding: of a CSV; empty for a workbook.
        needs_order: whether its days can be read in two ways, so that somebody must choose.
        fresh: rows that would be stored.
        known: rows that were stored before.
        empty: numbers of rows in which no time passed.
        problems: what is wrong, by row; with any, nothing is stored.
    """

    tool: Tool
    encoding: str
    needs_order: bool
    fresh: tuple[Match, ...]
    known: tuple[Match, ...]
    empty: tuple[int, ...]
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> tuple[Match, ...]:
        """The fresh rows of which no problem is said."""
        refused = {problem.row for problem in self.problems}
        return tuple(match for match in self.fresh if match.row.number not in refused)

    @property
    def minutes(self) -> int:
        """Minutes of the sound rows."""
        return sum(sum(match.worked_min.values()) for match in self.sound)


def preview_hours(
    session: Session, *, scope: Scope, data: bytes, filename: str, now: dt.datetime, order: DateOrder | None = None
) -> HoursPreview:
    """What would be stored, what was before, and every problem; nothing is written.

    A package without room is seen only when the rows are stored: others draw on it meanwhile.

    Args:
        session: of the caller.
        scope: staff, or an assistant with own hours; a file with several people's takes the assistant's rows by name.
        data: the file.
        filename: as it is called, for refusals.
        now: the instant it is looked at.
        order: which number of 03/04/2024 is the month, where somebody chose.

    Raises:
        Forbidden: a client asks.
        FileRefused: the file cannot be read as a sheet.
        InvalidInput: a column is missing.
    """
    scope.require(Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
    sheet = read_sheet(data, filename)
    layout = find_layout(sheet.rows)
    if scope.assistant_id is None and not {"assistant", "email", "first_name"} & layout.columns.keys():
        raise InvalidInput("assistant", "column_missing", column="アシスタント")
    body = _body(sheet.rows, layout)
    known_order = date_order(cells[field] for _n, cells in body for field in ("day", "stops_on") if field in cells)
    readings = [read_row(layout, number, cells, known_order or order) for number, cells in body]
    rows = numbered([reading.row for reading in readings if reading.row is not None])
    found = _look_up(session, scope, readings, {row.number: row for row in rows})
    stored = timesheets.known_ids(session, [row.key for row in rows])
    fresh_rows = [row for row in rows if not row.is_empty and row.key not in stored]
    timed = [each for each in found.worked if each.row.key not in stored]
    problems = [problem for reading in readings for problem in reading.problems]
    problems += [*found.unknown, *untimely(fresh_rows, now), *_clashes(session, timed)]
    return HoursPreview(
        layout.tool,
        sheet.encoding,
        known_order is None,
        tuple(match for match in found.matches if match.row.key not in stored),
        tuple(match for match in found.matches if match.row.key in stored),
        tuple(row.number for row in rows if row.is_empty),
        tuple(sorted(problems, key=lambda problem: problem.row or 0)),
    )


def import_hours(
    session: Session,
    *,
    scope: Scope,
    data: bytes,
    filename: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    order: DateOrder | None = None,
    dry_run: bool = False,
) -> ImportedHours:
    """Store every row, or none where there are problems, which are returned. The same file twice adds nothing.

    Raises:
        Forbidden, FileRefused, InvalidInput: as `preview_hours`.
    """
    preview = preview_hours(session, scope=scope, data=data, filename=filename, now=now, order=order)
    already = len(preview.known)
    if preview.problems or dry_run:
        return ImportedHours(0 if preview.problems else len(preview.fresh), already, preview.problems)
    session.rollback()  # what was read was read without a lock; the entries are looked at anew as they are written
    entries = [_entry(match, names_assistant=scope.assistant_id is None) for match in preview.fresh]
    try:
        stored = log_many(session, scope=scope, data=entries, now=now, new_id=new_id)
    except ManyProblems as error:
        numbers = [match.row.number for match in preview.fresh]
        named = [replace(problem, row=numbers[(problem.row or 1) - 1]) for problem in error.problems()]
        return ImportedHours(0, already, tuple(named))
    # Somebody else may have taken the same rows in since they were looked at.
    return ImportedHours(stored, already + len(entries) - stored, ())


def keep_hours_file(
    session: Session, *, scope: Scope, data: bytes, filename: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The public id of the kept file, to be looked at and imported.

    Raises:
        Forbidden: a client asks.
        FileRefused: the file cannot be read as a sheet.
        InvalidInput: a column is missing.
    """
    scope.require(Role.ASSISTANT, Role.OPERATOR, Role.ADMINISTRATOR)
    find_layout(read_sheet(data, filename).rows)
    with transaction(session):
        row = HoursFile(
            public_id=new_id(),
            filename=one_line(filename)[-255:],
            content=data,
            sha256=hashlib.sha256(data).hexdigest(),
            assistant_id=scope.assistant_id,
            uploaded_by=scope.account_id,
            uploaded_at=now,
        )
        session.add(row)
        return row.public_id


def import_kept(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    order: DateOrder | None = None,
) -> ImportedHours:
    """Store the rows of a kept file, as `import_hours`; a file that was imported is marked so.

    Raises:
        NotFound: the file is outside of the scope.
        AlreadyExists: it was imported before.
        Forbidden, FileRefused, InvalidInput: as `preview_hours`.
    """
    kept = timesheets.kept_file(session, scope, public_id)
    if kept.imported_at is not None:
        raise AlreadyExists("file")
    done = import_hours(
        session, scope=scope, data=kept.content, filename=kept.filename, now=now, new_id=new_id, order=order
    )
    if not done.problems:
        with transaction(session):
            timesheets.kept_row(session, scope, public_id).imported_at = now
    return done


def _body(rows: Sequence[Sequence[str]], layout: Layout) -> list[tuple[int, dict[str, str]]]:
    """The filled rows under the headings, with their numbers."""
    start = layout.header_row + 1
    return [(number, layout.cells(row)) for number, row in enumerate(rows[start:], start + 1) if any(row)]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the names of a file mean: rows that are known whole, rows whose assistant is, and names that are not."""

    matches: list[Match]
    worked: list[Worked]
    unknown: list[Problem]


def _look_up(session: Session, scope: Scope, readings: Sequence[Reading], rows: Mapping[int, SheetRow]) -> _Found:
    """What the rows' names mean; a file of one person alone is the assistant's who sends it.

    Args:
        session: of the caller.
        scope: who asks.
        readings: of every row, those too that cannot be stored.
        rows: number -> row, where its day and time could be read.
    """
    people = timesheets.people(session, scope)
    by_name = {name_key(name): person for person in people for name in person.names}
    items = _items(session, scope, {Month.of(reading.day) for reading in readings if reading.day is not None})
    ever = _ever(session, scope) if any(reading.day is None for reading in readings) else set()
    empty = {row.number for row in rows.values() if row.is_empty}
    # A row of totals has no day that can be read, and is asked for no names; hours that name nothing are somebody's.
    looked_at = [each for each in readings if each.number not in empty and (each.names.any or each.number in rows)]
    is_own = scope.assistant_id is not None and len({reading.names.people for reading in looked_at}) == 1
    found = _Found([], [], [])
    for reading in looked_at:
        row = rows.get(reading.number)
        person = people[0] if is_own and people else first_known(reading.names.people, by_name)
        item = item_of(reading.names, Month.of(reading.day), items) if reading.day is not None else None
        if person is None:
            found.unknown.append(unknown_person(reading))
        if item is None:
            found.unknown.extend(unknown_work(reading, ever))
        if row is not None and person is not None:
            found.worked.append(Worked(row, person.id))
            if item is not None:
                found.matches.append(_match(row, person, item))
    return found


def _items(session: Session, scope: Scope, months: Collection[Month]) -> dict[tuple[Month, str, str], ItemNames]:
    return {
        (item.month, name_key(client), name_key(item.task_name)): item
        for item in timesheets.items_in(session, scope, months)
        for client in item.client_names
    }


def _ever(session: Session, scope: Scope) -> set[tuple[str, str]]:
    named = timesheets.work_ever(session, scope)
    return {(name_key(client), name_key(task)) for clients, task in named for client in clients}


def _match(row: SheetRow, person: PersonNames, item: ItemNames) -> Match:
    return Match(row, person.id, item.public_id, person.public_id, item.client_short_name, item.task_name, person.name)


def _clashes(session: Session, rows: Sequence[Worked]) -> list[Problem]:
    if not rows:
        return []
    ids = sorted({each.assistant_id for each in rows})
    spans = [each.row.span for each in rows if each.row.span is not None]
    recorded: dict[int, list[Span]] = {}
    if spans:
        whole = Span(min(span.starts_s for span in spans), max(span.stops_s for span in spans))
        recorded = timesheets.spans_between(session, ids, whole)
    days = [day for each in rows for day in each.worked_min] or [rows[0].row.day]
    worked = timesheets.worked_by_day(session, ids, min(days), max(days))
    return clashes(rows, recorded=recorded, worked=worked)


def _entry(match: Match, *, names_assistant: bool) -> EntryData:
    row = match.row
    return EntryData(
        public_id=row.key,
        work_item_public_id=match.item,
        work_date=row.day,
        minutes=row.minutes,
        starts=row.starts,
        stops=row.stops,
        note=row.note,
        assistant_public_id=match.assistant if names_assistant else None,
        source="import",
        activity=row.activity,
        stops_on=row.stops_on,
    )
