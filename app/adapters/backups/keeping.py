"""Backups of either kind of database: a file that is whole or not there, a database that is put back whole or not."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from sqlalchemy import inspect, literal, select, table
from sqlalchemy.exc import DBAPIError

from app.adapters.backups import postgresql, sqlite
from app.adapters.backups.refusals import BackupRefused, Refusal
from app.database import Database, make_folder, own_revisions

#: Tables of what people put in; the others are filled by `init` as well.
PEOPLES = ("account", "client")


def save(database: Database, target: Path) -> int:
    """The size in bytes of a copy of one instant; whoever works goes on meanwhile.

    The file appears under its name when it is whole and on the disk. Only its owner may read it.

    Raises:
        BackupRefused: it was not made, and nothing is left of it.
    """
    if target.exists():
        raise BackupRefused(Refusal.THERE_ALREADY)
    file = _file_of(database)
    part = _begun(target)
    try:
        if file is None:
            postgresql.save(database.engine, part)
        else:
            sqlite.save(file, part)
        _put_on_disk(part)
        size = part.stat().st_size
        part.rename(target)
        _put_on_disk(target.parent)
    except OSError as error:
        raise BackupRefused(Refusal.NOT_WRITTEN) from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return size


def restore(database: Database, source: Path, *, replaces: bool) -> None:
    """The database as it was when the file was made, in its version; all of it in one transaction, or nothing.

    Pages that are open meanwhile show the house of before, wait, or ask for patience.

    Args:
        database: what is filled.
        source: a file that `save` made of the same kind of database.
        replaces: whether companies and accounts that are there may go.

    Raises:
        BackupRefused: nothing was changed.
        DatabaseUnfit: the folder of the database cannot be written to.
    """
    file = _file_of(database)
    _require_same_kind(source, is_file=file is not None)
    revision = sqlite.revision_of(source) if file else postgresql.revision_of(source)
    if revision not in own_revisions():
        raise BackupRefused(Refusal.NEWER)
    if not replaces and _has_data(database):
        raise BackupRefused(Refusal.HAS_DATA)
    if file is None:
        postgresql.restore(database.engine, source)
    else:
        make_folder(file.parent)
        sqlite.restore(source, file)


def _begun(target: Path) -> Path:
    try:
        handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise BackupRefused(Refusal.NOT_WRITTEN) from error
    os.close(handle)
    return Path(name)


def _put_on_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file_of(database: Database) -> Path | None:
    """Where SQLite keeps it, None for PostgreSQL; one in memory is not worth a backup."""
    if database.file is None and database.engine.dialect.name == "sqlite":
        raise BackupRefused(Refusal.NO_DATABASE)
    return database.file


def _require_same_kind(source: Path, *, is_file: bool) -> None:
    try:
        with source.open("rb") as file:
            begin = file.read(len(sqlite.BEGINS))
    except OSError as error:
        raise BackupRefused(Refusal.NOT_READ) from error
    of_sqlite, of_postgresql = begin == sqlite.BEGINS, begin.startswith(postgresql.BEGINS)
    if not of_sqlite and not of_postgresql:
        raise BackupRefused(Refusal.NO_BACKUP)
    if of_sqlite != is_file:
        raise BackupRefused(Refusal.OTHER_KIND)


def _has_data(database: Database) -> bool:
    if database.file is not None and not database.file.exists():
        return False
    try:
        with database.engine.connect() as connection:
            there = [name for name in PEOPLES if inspect(connection).has_table(name)]
            found = [connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first() for name in there]
    except DBAPIError as error:
        raise BackupRefused(Refusal.FAILED, said=type(error.orig).__name__) from error
    return any(found)
