"""Take an inventory sheet in: keep the file, show what is read, make its rows tasks."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.tasks.storing import fill, judge, match, score_row, store_weights, weights_in_force
from app.adapters.spreadsheets import Sheet, read_task_sheet
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.errors import AlreadyExists, ManyProblems, Problem
from app.domain.jobs import import_order
from app.domain.tasks.catalogue import CatalogueEntry
from app.domain.tasks.columns import ColumnChoice, HeaderMatch, choose_columns, find_header
from app.domain.tasks.known import KnownRow, Standing, known_numbers, known_rows, packed
from app.domain.tasks.matching import match_catalogue
from app.domain.tasks.rows import InventoryReading, read_rows
from app.domain.tasks.rows import TaskRow as TaskFactsRow
from app.domain.texts import one_line
from app.models import SheetFile, TaskRow
from app.models.jobs import ask
from app.queries import clients as clients_queries
from app.queries import tasks as tasks_queries
from optimizer.scoring import Score, Weights

#: Rows between two words of progress.
TOLD_EVERY = 100

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet says before anything is stored: how it was read, its columns, its rows and its problems.

    `known` are those of its sound rows that the inventory has already.
    """

    sheet: Sheet
    header: HeaderMatch
    reading: InventoryReading
    known: tuple[KnownRow, ...]

    @property
    def fresh(self) -> tuple[TaskFactsRow, ...]:
        """The sound rows the inventory does not have."""
        known = {each.row.row_number for each in self.known}
        return tuple(row for row in self.reading.rows if row.row_number not in known)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet: tasks stored, how many of them a gate stopped, rows reported, rows skipped.

    `known` are sound rows left out because the inventory has their tasks.
    """

    stored: int
    known: int
    stopped: int
    reported: int
    skipped: int
    problems: tuple[Problem, ...]


def preview_sheet(
    data: bytes,
    filename: str,
    *,
    choice: ColumnChoice | None = None,
    standing: Sequence[Standing] = (),
) -> Preview:
    """The sheet as it would be imported; nothing is stored.

    Args:
        data: the file.
        filename: as it was called, to be named in errors.
        choice: its header and columns, where a person chose them.
        standing: the tasks the inventory has, to tell its rows from.

    Raises:
        FileRefused: the file cannot be read as a sheet.
        HeaderNotFound: no row names the tasks.
        MappingRefused: the chosen mapping cannot be used.
    """
    sheet = read_task_sheet(data, filename)
    header = choose_columns(sheet.rows, choice.header_row, choice.mapping) if choice else find_header(sheet.rows)
    reading = read_rows(sheet.rows, header.row_index, header.mapping)
    return Preview(sheet, header, reading, known_rows(reading.rows, standing, frozenset(header.mapping.values())))


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
    read_task_sheet(data, filename)
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        row = SheetFile(
            public_id=new_id(),
            client_id=client.id,
            filename=one_line(filename)[-255:],
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
    choice: ColumnChoice | None = None,
    good_rows_only: bool = False,
    as_new: frozenset[int] = frozenset(),
    progress: Progress | None = None,
) -> Imported:
    """Make the kept sheet's rows tasks, matched and scored; all of them, or with `good_rows_only` those that are sound.

    A row whose task the inventory has by the moment of storing is left out and counted, unless its number is in
    `as_new`: then somebody saw both and wants a second one.

    Raises:
        NotFound: the sheet is outside of the scope.
        AlreadyExists: the sheet was imported before.
        ManyProblems: rows cannot be read and `good_rows_only` is not set; nothing is stored.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    kept = tasks_queries.sheet(session, scope, sheet_public_id)
    entries = {entry.no: entry for entry in tasks_queries.catalogue(session)}
    weights = weights_in_force(session)
    session.rollback()  # reading, matching and scoring 10,000 rows takes seconds in which nobody shall wait

    tell = progress or (lambda _part, _code: None)
    tell(0.0, "import")
    with _collector_paused():
        preview = preview_sheet(kept.content, kept.filename, choice=choice)
        judged = []
        for place, facts in enumerate(preview.reading.rows):
            if place % TOLD_EVERY == 0:
                tell(0.2 + 0.6 * place / len(preview.reading.rows), "score")
            judged.append(_judged(facts, kept, entries, weights, new_id(), now))

    tell(0.8, "import_store")
    with _collector_paused(), transaction(session):
        clients_queries.lock_client(session, kept.client_id)
        if tasks_queries.sheet(session, scope, sheet_public_id).is_imported:
            raise AlreadyExists("sheet", value=kept.filename)
        reading = preview.reading
        if reading.problems and not good_rows_only:
            raise ManyProblems(reading.problems)
        left_out = _known(session, kept, preview) - as_new
        stored = [each for each in judged if each.row.sheet_row not in left_out]
        store_weights(session, weights, now=now)
        _store(session, kept, stored, now)
    return Imported(
        stored=len(stored),
        known=len(left_out),
        stopped=sum(bool(each.score.stopped_by) for each in stored),
        reported=len(reading.refused_rows),
        skipped=len(reading.skipped),
        problems=reading.problems,
    )


def what_was_imported(
    session: Session, *, scope: Scope, sheet_public_id: str, choice: ColumnChoice | None = None
) -> Imported:
    """What became of a sheet that was imported before by somebody who could not say so; `problems` are not told again.

    Raises:
        NotFound: the sheet is outside of the scope.
    """
    kept = tasks_queries.sheet(session, scope, sheet_public_id)
    stored, stopped = tasks_queries.tasks_of_sheet(session, kept.id)
    session.rollback()
    reading = preview_sheet(kept.content, kept.filename, choice=choice).reading
    return Imported(
        stored=stored,
        known=len(reading.rows) - stored,
        stopped=stopped,
        reported=len(reading.refused_rows),
        skipped=len(reading.skipped),
        problems=(),
    )


def ask_import(
    session: Session,
    *,
    scope: Scope,
    sheet_public_id: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    choice: ColumnChoice | None = None,
    good_rows_only: bool = False,
    as_new: frozenset[int] = frozenset(),
) -> str:
    """The public id of the job that makes the kept sheet's rows tasks, as `import_sheet` does.

    Raises:
        NotFound: the sheet is outside of the scope.
        AlreadyExists: the sheet was imported before.
    """
    scope.require(Role.CLIENT, Role.OPERATOR, Role.ADMINISTRATOR)
    arguments = {
        "choice": choice.to_json() if choice else None,
        "good_rows_only": good_rows_only,
        "as_new": packed(as_new),
    }
    with transaction(session):
        kept = tasks_queries.sheet(session, scope, sheet_public_id)
        if kept.is_imported:
            raise AlreadyExists("sheet", value=kept.filename)
        order = import_order(sheet_public_id, kept.client_id, {**arguments, "filename": kept.filename})
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection meanwhile: over a large sheet's millions of objects it took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A task that is not stored yet, and its score."""

    row: TaskRow
    score: Score


def _judged(
    facts: TaskFactsRow,
    kept: tasks_queries.SheetView,
    entries: dict[int, CatalogueEntry],
    weights: Weights,
    public_id: str,
    now: dt.datetime,
) -> _Judged:
    row = TaskRow(
        public_id=public_id,
        client_id=kept.client_id,
        wish="requested",
        priority=3,
        sheet_file_id=kept.id,
        sheet_row=facts.row_number,
        created_at=now,
        changed_at=now,
    )
    fill(row, facts)
    found = match_catalogue(facts.name, list(entries.values()), detail=facts.detail, department=facts.department)
    match(row, entries[found.no] if found else None, found.similarity_pct if found else None)
    return _Judged(row, judge(row, entries, weights))


def _store(session: Session, kept: tasks_queries.SheetView, stored: list[_Judged], now: dt.datetime) -> None:
    first = tasks_queries.last_number(session, kept.client_id) + 1
    for number, each in enumerate(stored, first):
        each.row.number = number
    session.add_all([each.row for each in stored])
    session.flush()
    session.add_all([score_row(each.row, each.score, now) for each in stored])
    session.get_one(SheetFile, kept.id).imported_at = now


def _known(session: Session, kept: tasks_queries.SheetView, preview: Preview) -> frozenset[int]:
    """The numbers of the rows whose tasks are there now, behind the lock."""
    names = tasks_queries.names_in_inventory(session, kept.client_id)
    return known_numbers(preview.reading.rows, names, frozenset(preview.header.mapping.values()))
