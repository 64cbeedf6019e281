"""Take hours in from a file of Toggl Track, Clockify, Harvest or one's own: look first, then store all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.actions.hours.log import EntryData, log_many
from app.adapters.spreadsheets import read_sheet
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import AlreadyExists, DomainError, InvalidInput, ManyProblems, Problem
from app.domain.texts import one_line
from app.domain.timesheet.dates import DateOrder, date_order
from app.domain.timesheet.layouts import Layout, Tool, find_layout
from app.domain.timesheet.matching import Match, first_known, item_of, numbered, problems_of
from app.domain.timesheet.rows import SheetRow, name_key, read_row
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
    def minutes(self) -> int:
        """Minutes of the rows that would be stored."""
        return sum(sum(match.worked_min.values()) for match in self.fresh)


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
    rows, problems = _rows(layout, body, known_order or order)
    empty = tuple(row.number for row in rows if row.is_empty)
    matches, unknown = _matches(session, scope, [row for row in rows if not row.is_empty])
    stored = timesheets.known_ids(session, [match.row.key for match in matches])
    fresh = [match for match in matches if match.row.key not in stored]
    problems += [*unknown, *_clashes(session, fresh, now)]
    return HoursPreview(
        layout.tool,
        sheet.encoding,
        known_order is None,
        tuple(fresh),
        tuple(match for match in matches if match.row.key in stored),
        empty,
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


def _rows(
    layout: Layout, body: Sequence[tuple[int, dict[str, str]]], order: DateOrder | None
) -> tuple[list[SheetRow], list[Problem]]:
    rows: list[SheetRow] = []
    problems: list[Problem] = []
    for number, cells in body:
        try:
            rows.append(read_row(layout, number, cells, order))
        except DomainError as error:
            problems += [replace(problem, row=number) for problem in error.problems()]
    return numbered(rows), problems


def _matches(session: Session, scope: Scope, rows: Sequence[SheetRow]) -> tuple[list[Match], list[Problem]]:
    people = timesheets.people(session, scope)
    by_name = {name_key(name): person for person in people for name in person.names}
    items: dict[tuple[Month, str, str], ItemNames] = {
        (item.month, name_key(client), name_key(item.task_name)): item
        for item in timesheets.items_in(session, scope, {Month.of(row.day) for row in rows})
        for client in item.client_names
    }
    own = people[0] if scope.assistant_id is not None and len({row.people for row in rows}) == 1 else None
    matches: list[Match] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            matches.append(_match(row, by_name, items, own))
        except DomainError as error:
            problems += [replace(problem, row=row.number) for problem in error.problems()]
    return matches, problems


def _match(
    row: SheetRow,
    by_name: dict[str, PersonNames],
    items: dict[tuple[Month, str, str], ItemNames],
    own: PersonNames | None,
) -> Match:
    """The row with what its names mean; a file of one person alone is the assistant's who sends it."""
    problems: list[Problem] = []
    person = own or first_known(row.people, by_name)
    if person is None:
        problems.append(Problem("unknown_assistant", "assistant", params={"text": row.person or "–"}))
    item: ItemNames | None = None
    try:
        item = item_of(row, items)
    except InvalidInput as error:
        problems += error.problems()
    if person is None or item is None:
        raise ManyProblems(problems)
    return Match(row, item.public_id, person.id, person.public_id, item.client_short_name, item.task_name, person.name)


def _clashes(session: Session, fresh: Sequence[Match], now: dt.datetime) -> list[Problem]:
    if not fresh:
        return []
    ids = sorted({match.assistant_id for match in fresh})
    spans = [match.row.span for match in fresh if match.row.span is not None]
    recorded: dict[int, list[Span]] = {}
    if spans:
        whole = Span(min(span.starts_s for span in spans), max(span.stops_s for span in spans))
        recorded = timesheets.spans_between(session, ids, whole)
    days = [day for match in fresh for day in match.worked_min] or [fresh[0].row.day]
    worked = timesheets.worked_by_day(session, ids, min(days), max(days))
    return problems_of(fresh, recorded=recorded, worked=worked, now=now)


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
