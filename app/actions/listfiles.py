"""Write a list as a file: at once, or as a job whose file is kept for a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.adapters.exports import Table, csv_table, xlsx_table
from app.adapters.exports.cells import Cell
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.jobs import file_order
from app.domain.listfiles import KEPT_DAYS, MEDIA_TYPES, MOST_ROWS, ListFile, MadeFile, WantedFile
from app.domain.worktime import work_date
from app.models import JobFile
from app.models.jobs import ask
from app.queries import jobs as jobs_queries
from app.queries.jobfiles import made_for
from app.queries.lists import Column, Kind, Wanted, rows, shown_columns
from app.queries.lists.sources import HOURS, INVOICES, TASKS

SOURCES = {"tasks": TASKS, "hours": HOURS, "invoices": INVOICES}
WRITERS: dict[str, Callable[[Table], Iterator[bytes]]] = {"csv": csv_table, "xlsx": xlsx_table}
#: Rows between two news of how far it is.
ROWS_A_WORD = 250
Progress = Callable[[float, str], None]


def write_list(
    session: Session, *, scope: Scope, file: ListFile, now: dt.datetime, progress: Progress | None = None
) -> MadeFile:
    """The list as a file, to be taken piece by piece; the session is done with when the pieces begin.

    Args:
        session: reads only.
        scope: who asks, as they may see now.
        file: what is written.
        now: its day is in the name.
        progress: told the part done, 0 to 1, and a code; raises where it shall stop.
    """
    source = SOURCES[file.noun]
    wanted = Wanted(
        file.columns,
        file.sort,
        file.is_descending,
        file.text,
        file.client,
        dict(file.chosen or {}),
        file.first_day,
        file.last_day,
        MOST_ROWS,
    )
    columns = shown_columns(source, scope.role, wanted)
    heads = dict(zip(file.columns, file.head, strict=True))
    found = rows(session, scope, source, wanted)
    session.rollback()
    table = Table(
        file.title,
        tuple(heads.get(column.key, column.key) for column in columns),
        _cells(columns, file, found, progress),
        file.widths,
    )
    pieces = WRITERS[file.form](table)
    return MadeFile(file.filename(work_date(now)), MEDIA_TYPES[file.form], len(found), pieces)


def ask_file(session: Session, *, scope: Scope, file: WantedFile, now: dt.datetime, new_id: Callable[[], str]) -> str:
    """The public id of the job that writes the file; the living one where the same account asked for the same."""
    told = file.to_json()
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]
    order = file_order(file.noun, told, digest, scope.account_id, scope.client_id)
    with transaction(session):
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


def keep_file(session: Session, *, scope: Scope, job: str, made: MadeFile, now: dt.datetime) -> dict[str, Any]:
    """Rows and bytes of the file, which is kept with the job, and for whom it was made; kept whole or not at all."""
    content = b"".join(made.pieces)
    session.rollback()
    with transaction(session):
        row = jobs_queries.row_of(session, job)
        assert row is not None, "a job that is being done has a row"
        session.merge(
            JobFile(
                job_id=row.id,
                filename=made.filename,
                media_type=made.media_type,
                content=content,
                made_at=now,
            )
        )
    return {"rows": made.count, "bytes": len(content), "made_for": made_for(scope)}


def forget_files(session: Session, *, now: dt.datetime) -> int:
    """How many files were removed because they were kept long enough."""
    before = now - dt.timedelta(days=KEPT_DAYS)
    with transaction(session):
        gone = session.execute(delete(JobFile).where(JobFile.made_at < before).returning(JobFile.job_id))
        return len(gone.all())


def _cells(
    columns: tuple[Column, ...], file: ListFile, found: list[tuple[Any, ...]], progress: Progress | None
) -> Iterator[list[Cell]]:
    for place, row in enumerate(found):
        if progress and place % ROWS_A_WORD == 0:
            progress(place / len(found), "file")
        yield [_cell(file, column, value) for column, value in zip(columns, row[1:], strict=True)]


def _cell(file: ListFile, column: Column, value: Any) -> Cell:
    """The value as a file keeps it: minutes and yen as whole numbers, days as days, words as the page says them."""
    if value is None:
        return None
    if column.kind is Kind.CHOICE:
        return file.words.get(column.key, {}).get(value, str(value))
    if column.kind is Kind.MINUTES:
        return int(value)
    kept: Cell = value
    return kept
