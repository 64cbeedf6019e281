"""Backups of a PostgreSQL database: pg_dump's own format, and back in one transaction.

`pg_restore` alone leaves tables that the backup does not know, and where it stops half way with `--clean` nothing is
left. It therefore only says what is to be done, and it is done here.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine

from app.adapters.backups.refusals import BackupRefused, Refusal

BEGINS = b"PGDMP"
#: People hold some tables while they wait for others. Whoever takes all of them lets go again where one is held, before
#: PostgreSQL calls it a deadlock after a second; after so many tries it ends what others are doing, which is undone.
LOOK, POLITE_TRIES, TRIES, PAUSE_S = "300ms", 10, 40, 0.1
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " AND usename = current_user AND pid <> pg_backend_pid() AND state <> 'idle'"
)
_COPY, _FROM, _END = b"COPY ", b" FROM stdin;\n", b"\\.\n"
_TABLES = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'"
_FUNCTIONS = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
)


def save(engine: Engine, part: Path) -> None:
    """A copy of one instant in the file; everybody goes on meanwhile.

    Raises:
        BackupRefused: it could not be made.
    """
    told = ("--format=custom", "--no-owner", "--no-privileges", "--enable-row-security")
    with _address(engine) as address:
        _done("pg_dump", *told, f"--file={part}", f"--dbname={address}")
    if b"TABLE DATA public alembic_version" not in _done("pg_restore", "--list", str(part)):
        raise BackupRefused(Refusal.NO_DATABASE)


def revision_of(source: Path) -> str:
    """The version of the tables in a backup.

    Raises:
        BackupRefused: it cannot be read, or is none of ours.
    """
    try:
        said = _done("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source))
    except BackupRefused as refused:
        unreadable = refused.refusal is Refusal.FAILED
        raise BackupRefused(Refusal.DAMAGED if unreadable else refused.refusal, **refused.params) from refused
    _before, _copy, rows = said.partition(_FROM)
    row, end, _after = rows.partition(b"\n")
    if not end or row + end == _END:
        raise BackupRefused(Refusal.NO_BACKUP)
    return row.decode()


def restore(engine: Engine, source: Path) -> None:
    """Every table is that of the backup, in one transaction that waits for those who write and holds up the others.

    Raises:
        BackupRefused: it could not be done, and nothing was.
    """
    told = engine.dialect.create_connect_args(engine.url)[1]
    try:
        with psycopg.connect(**told) as connection:  # its end is the end of the transaction
            _replace(connection, source)
        with psycopg.connect(**told, autocommit=True) as connection:
            connection.execute("ANALYZE")
    except psycopg.Error as error:
        raise BackupRefused(Refusal.FAILED, said=str(error).strip()) from error


def _replace(connection: psycopg.Connection[Any], source: Path) -> None:
    cursor = connection.cursor()
    _take(connection, _names(cursor, _TABLES))
    _drop(cursor, "TABLE", _names(cursor, _TABLES))
    _drop(cursor, "FUNCTION", _names(cursor, _FUNCTIONS))
    tool = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(source)]
    with subprocess.Popen(tool, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as restoring:  # noqa: S603 - no shell
        assert restoring.stdout is not None
        assert restoring.stderr is not None
        _play(cursor, restoring.stdout)
        said = restoring.stderr.read()
    if restoring.returncode:
        raise BackupRefused(Refusal.DAMAGED, said=_last_line(said))


def _names(cursor: psycopg.Cursor[Any], which: str) -> list[str]:
    return [name for (name,) in cursor.execute(which.encode())]


def _take(connection: psycopg.Connection[Any], tables: list[str]) -> None:
    """Every table is ours alone until the transaction ends."""
    if not tables:
        return
    for place in range(TRIES):
        try:
            with connection.transaction():
                if place >= POLITE_TRIES:
                    connection.execute(b"SELECT pg_stat_clear_snapshot()")  # who is there now, not at the first look
                    connection.execute(_END_OTHERS.encode())
                connection.execute(f"SET LOCAL lock_timeout = '{LOOK}'".encode())
                connection.execute(f"LOCK TABLE {', '.join(tables)}".encode())
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            time.sleep(PAUSE_S)
        else:
            return
    raise BackupRefused(Refusal.BUSY)


def _drop(cursor: psycopg.Cursor[Any], kind: str, names: list[str]) -> None:
    if names:
        cursor.execute(f"DROP {kind} {', '.join(names)} CASCADE".encode())


def _play(cursor: psycopg.Cursor[Any], script: Iterable[bytes]) -> None:
    """Does what the script says; lines that begin with a backslash are for psql alone."""
    told: list[bytes] = []
    lines = iter(script)
    for line in lines:
        if line.startswith(_COPY) and line.endswith(_FROM):
            _say(cursor, told)
            with cursor.copy(line) as rows:
                for row in iter(lines.__next__, _END):
                    rows.write(row)
        elif not line.startswith(b"\\"):
            told.append(line)
    _say(cursor, told)


def _say(cursor: psycopg.Cursor[Any], told: list[bytes]) -> None:
    if any(line.strip() for line in told):
        cursor.execute(b"".join(told))
    told.clear()


@contextmanager
def _address(engine: Engine) -> Iterator[str]:
    """The database's address for a program of PostgreSQL; the password is in a file, where `ps` does not show it."""
    told = dict(engine.dialect.create_connect_args(engine.url)[1])
    told.pop("context", None)  # psycopg's own
    told["options"] = "-c ennoshita.asker=house"  # whoever says nothing is shown no rows (docs/adr/0019)
    password = told.pop("password", None)
    if password is None:
        yield make_conninfo(**told)
        return
    escaped = str(password).replace("\\", "\\\\").replace(":", "\\:")
    with tempfile.NamedTemporaryFile("w") as passfile:  # only its owner may read it
        passfile.write(f"*:*:*:*:{escaped}\n")
        passfile.flush()
        yield make_conninfo(**told, passfile=passfile.name)


def _done(name: str, *words: str) -> bytes:
    command = [_tool(name), *words]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        raise BackupRefused(Refusal.FAILED, said=_last_line(done.stderr))
    return done.stdout


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(Refusal.NO_TOOL, tool=name)
    return found


def _last_line(said: bytes) -> str:
    return next((line for line in reversed(said.decode(errors="replace").splitlines()) if line.strip()), "")
