"""Take an inventory sheet in: keep the file, show what is read, make its rows tasks."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.tasks.storing import fill, match, scored, weights_in_force
from app.adapters.spreadsheets import Sheet, read_sheet
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import AlreadyExists, ManyProblems, Problem
from app.domain.tasks.columns import HeaderMatch, TaskField, choose_columns, find_header
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.matching import match_catalogue
from app.domain.tasks.rows import InventoryReading, read_rows
from app.domain.tasks.rows import TaskRow as TaskFactsRow
from app.models import SheetFile, TaskRow
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet says before anything is stored: how it was read, its columns, its rows and its problems."""

    sheet: Sheet
    header: HeaderMatch
    reading: InventoryReading


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet: tasks stored, how many of them a gate stopped, rows reported, rows skipped."""

    stored: int
    stopped: int
    reported: int
    skipped: int
    problems: tuple[Problem, ...]


def preview_sheet(
    data: bytes,
    filename: str,
    *,
    header_row: int | None = None,
    mapping: Mapping[int, TaskField] | None = None,
    taken: frozenset[tuple[str, str]] = frozenset(),
) -> Preview:
    """The sheet as it would be imported; nothing is stored.

    Args:
        data: the file.
        filename: as it was called, to be named in errors.
        header_row: 0-based row of the header, where a person chose it.
        mapping: 0-based column -> field, where a person chose it.
        taken: (department, name) of tasks the inventory has; such rows are problems.

    Raises:
        FileRefused: the file cannot be read as a sheet.
        HeaderNotFound: no row names the tasks.
        MappingRefused: the chosen mapping cannot be used.
    """
    sheet = read_sheet(data, filename)
    header = find_header(sheet.rows) if mapping is None else choose_columns(sheet.rows, header_row or 0, mapping)
    reading = read_rows(sheet.rows, header.row_index, header.mapping)
    return Preview(sheet, header, _without_namesakes(reading, taken))


def keep_sheet(
    session: Session,
    *,
    scope: Scope,
    client_public_id: str,
    data: bytes,
    filename: str,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The public id of the kept file, to be previewed and imported.

    Raises:
        NotFound: the client is outside of the scope.
        FileRefused: the file cannot be read as a sheet; it is not kept.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    read_sheet(data, filename)
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        row = SheetFile(
            public_id=new_id(),
            client_id=client.id,
            filename=filename[-255:],
            content=data,
            sha256=hashlib.sha256(data).hexdigest(),
            uploaded_by=scope.account_id,
            uploaded_at=now,
        )
        session.add(row)
        return row.public_id


def import_sheet(
    session: Session,
    *,
    scope: Scope,
    sheet_public_id: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    header_row: int | None = None,
    mapping: Mapping[int, TaskField] | None = None,
    good_rows_only: bool = False,
) -> Imported:
    """Make the kept sheet's rows tasks, matched and scored; all of them, or with `good_rows_only` those that are sound.

    Raises:
        NotFound: the sheet is outside of the scope.
        AlreadyExists: the sheet was imported before.
        ManyProblems: rows cannot be read and `good_rows_only` is not set; nothing is stored.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    kept = tasks_queries.sheet(session, scope, sheet_public_id)
    entries = {entry.no: entry for entry in tasks_queries.catalogue(session)}
    preview = preview_sheet(kept.content, kept.filename, header_row=header_row, mapping=mapping)
    matches = [_match(facts, entries) for facts in preview.reading.rows]

    with transaction(session):
        clients_queries.lock_client(session, kept.client_id)
        if tasks_queries.sheet(session, scope, sheet_public_id).is_imported:
            raise AlreadyExists("sheet", value=kept.filename)
        taken = frozenset(tasks_queries.names_in_inventory(session, kept.client_id))
        reading = _without_namesakes(preview.reading, taken)
        if reading.problems and not good_rows_only:
            raise ManyProblems(reading.problems)
        sound = {facts.row_number for facts in reading.rows}
        stopped = _store(
            session,
            [pair for pair in zip(preview.reading.rows, matches, strict=True) if pair[0].row_number in sound],
            entries,
            kept,
            now,
            new_id,
        )
    reported = len({problem.row for problem in reading.problems})
    return Imported(len(reading.rows), stopped, reported, len(reading.skipped), reading.problems)


def _store(
    session: Session,
    rows: list[tuple[TaskFactsRow, tuple[CatalogueEntry | None, int | None]]],
    entries: dict[int, CatalogueEntry],
    kept: tasks_queries.SheetView,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> int:
    weights = weights_in_force(session, now=now)
    number = tasks_queries.last_number(session, kept.client_id)
    tasks = []
    for number_, (facts, (entry, similarity_pct)) in enumerate(rows, number + 1):
        task = TaskRow(
            public_id=new_id(),
            client_id=kept.client_id,
            number=number_,
            wish="requested",
            priority=3,
            sheet_file_id=kept.id,
            sheet_row=facts.row_number,
            created_at=now,
            changed_at=now,
        )
        fill(task, facts)
        match(task, entry, similarity_pct)
        tasks.append(task)
    session.add_all(tasks)
    session.flush()
    given = [scored(task, entries, weights, now) for task in tasks]
    session.add_all(given)
    file = session.get_one(SheetFile, kept.id)
    file.imported_at = now
    return sum(each.is_stopped for each in given)


def _match(facts: TaskFactsRow, entries: dict[int, CatalogueEntry]) -> tuple[CatalogueEntry | None, int | None]:
    found = match_catalogue(facts.name, list(entries.values()), detail=facts.detail, department=facts.department)
    return (entries[found.no], found.similarity_pct) if found else (None, None)


def _without_namesakes(reading: InventoryReading, taken: frozenset[tuple[str, str]]) -> InventoryReading:
    known = [row for row in reading.rows if (row.department, row.name) in taken]
    if not known:
        return reading
    problems = [Problem("already_in_inventory", "name", row.row_number, {"text": row.name}) for row in known]
    rows = tuple(row for row in reading.rows if (row.department, row.name) not in taken)
    return InventoryReading(rows, (*reading.problems, *problems), reading.skipped)
