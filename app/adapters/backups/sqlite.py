"""Backups of a SQLite file: VACUUM INTO a new one, and back by SQLite's own way of copying into a file in use.

Never by copying the file: the newest changes are in the log beside it (https://www.sqlite.org/howtocorrupt.html).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from app.adapters.backups.refusals import BackupRefused, Refusal
from app.database import SQLITE_WAIT_S

BEGINS = b"SQLite format 3\x00"
PAUSE_S = 0.25


def save(file: Path, part: Path) -> None:
    """A copy of one instant in the empty file `part`, examined; writers go on meanwhile.

    Raises:
        BackupRefused: it could not be made.
    """
    if not file.exists():
        raise BackupRefused(Refusal.NO_DATABASE)
    try:
        with closing(_opened(file, "mode=rw")) as live:
            live.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.Error as error:
        raise BackupRefused(_refusal_of(error), said=str(error)) from error
    try:
        revision_of(part)
    except BackupRefused as refused:
        is_empty = refused.refusal is Refusal.NO_BACKUP
        raise BackupRefused(Refusal.NO_DATABASE if is_empty else refused.refusal, **refused.params) from refused


def revision_of(source: Path) -> str:
    """The version of the tables in a backup, after every page and every reference of it was looked at.

    Raises:
        BackupRefused: it is not whole, or none of ours.
    """
    try:
        with closing(_opened(source, _looking(source))) as copy:
            copy.execute("PRAGMA query_only = ON")
            if copy.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise BackupRefused(Refusal.DAMAGED)
            if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupRefused(Refusal.DAMAGED)
            if not copy.execute("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").fetchone():
                raise BackupRefused(Refusal.NO_BACKUP)
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupRefused(Refusal.DAMAGED) from error
    return str(found[0]) if found else ""


def restore(source: Path, file: Path) -> None:
    """Every page of the file is that of the backup, in one transaction that those who read do not notice.

    Raises:
        BackupRefused: it could not be done, and nothing was.
    """
    waits_left = SQLITE_WAIT_S / PAUSE_S

    def wait(status: int, _remaining: int, _total: int) -> None:
        nonlocal waits_left
        waits_left -= status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if waits_left < 0:
            raise BackupRefused(Refusal.BUSY)

    try:
        with closing(_opened(source, "mode=ro&immutable=1")) as copy, closing(_opened(file, "mode=rwc")) as live:
            live.execute("PRAGMA synchronous=FULL")
            copy.backup(live, progress=wait, sleep=PAUSE_S)
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise BackupRefused(_refusal_of(error), said=str(error)) from error


def _looking(source: Path) -> str:
    """How a backup is opened to be looked at. Opened for reading alone, SQLite 3.40 passes over CHECK constraints.

    Where writing is not allowed they are not looked at; `immutable` keeps SQLite from making files beside the backup.
    """
    return "mode=rw" if os.access(source, os.W_OK) else "mode=ro&immutable=1"


def _opened(file: Path, how: str) -> sqlite3.Connection:
    address = f"file:{quote(str(file.absolute()))}?{how}"
    return sqlite3.connect(address, uri=True, timeout=SQLITE_WAIT_S, isolation_level=None)


def _refusal_of(error: sqlite3.Error) -> Refusal:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}:
        return Refusal.NOT_WRITTEN
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return Refusal.DAMAGED
    return Refusal.BUSY if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} else Refusal.FAILED
