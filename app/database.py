"""Engine and session rules for SQLite and PostgreSQL, and the one place that commits.

SQLite runs in WAL with synchronous=FULL; a reader opens `BEGIN` with query_only, a writer `BEGIN IMMEDIATE`. Python's
default loses updates without an error (800 commits, 700 lost in a measurement), see docs/adr/0002.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    String,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session as Session  # noqa: PLC0414 - pages and commands take it from here
from sqlalchemy.types import JSON

from app.domain.askers import THE_HOUSE, Asker

MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE_WAIT_S = 30
LOCK_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 60_000
IDLE_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT_S = 5
POOL_SIZE = 10
POOL_WAIT_S = 10
_AFTER = "after_commit"
#: Where a session keeps for whom it asks, and under which name its connections find what it keeps.
_ASKER, _KEPT = "asker", "session_info"
#: What a transaction is told before its first statement, and forgets with its end: whoever gets the connection next out
#: of the pool has to say anew who asks.
_TOLD = (
    "SELECT set_config('ennoshita.asker', %s, true), set_config('ennoshita.clients', %s, true),"
    " set_config('ennoshita.account', %s, true), set_config('ennoshita.assistant', %s, true)"
)
_BEGINS = f"{_TOLD}, set_config('transaction_read_only', %s, true)"


def _strict_name(name: str) -> Any:
    def compiled(_type: object, _compiler: object, **_kw: object) -> str:
        return name

    return compiled


# STRICT tables know only INTEGER, TEXT, REAL and BLOB: 1.5 minutes or 'abc' yen are refused by the file itself.
for _kind, _name in (
    (String, "TEXT"),
    (Date, "TEXT"),
    (DateTime, "TEXT"),
    (JSON, "TEXT"),
    (Boolean, "INTEGER"),
    (BigInteger, "INTEGER"),
    (Float, "REAL"),
):
    compiles(_kind, "sqlite")(_strict_name(_name))


class DatabaseUnreachable(Exception):
    """Nobody answers at the database's address, or it does not let us in."""


class Condition(StrEnum):
    """What a database that answers is fit for: for work, or why not."""

    OK = "ok"
    NOT_MIGRATED = "not_migrated"
    """It has no tables, or those of an earlier version."""
    NEWER = "newer"
    """Its tables are of a version that this program does not know."""
    READ_ONLY = "read_only"
    """This user may not write to its file, or next to it, where SQLite keeps the newest changes."""
    NOT_UTF8 = "not_utf8"
    """It keeps text in something else than UTF-8, where most names have no place."""


class DatabaseUnfit(Exception):
    """The database answers and nothing can be done with it as it is.

    Args:
        condition: why.
    """

    def __init__(self, condition: Condition) -> None:
        super().__init__(str(condition))
        self.condition = condition


class AddressUnreadable(ValueError):
    """The database's address cannot be read; the message says what is wrong and does not repeat it."""


class Database:
    """One engine and the sessions on it.

    Args:
        url: `sqlite:///file` or `postgresql+psycopg://...`.
        pool_size: connections it keeps, and never more; who finds none free waits for one.
        pool_wait_s: how long; then SQLAlchemy's TimeoutError is raised.

    Raises:
        AddressUnreadable: the address is none, or carries `options`; or of SQLite, a `file:` address or anything
            after the path.
    """

    #: told the public id of every job once it is committed; whoever runs jobs puts itself here
    wake: Callable[[str], None] | None = None

    def __init__(self, url: str, *, pool_size: int = POOL_SIZE, pool_wait_s: float = POOL_WAIT_S) -> None:
        self.url = url
        pool = _pool(url, pool_size, pool_wait_s)
        self.engine = _sqlite_engine(url, pool) if url.startswith("sqlite") else _postgresql_engine(url, pool)

    def session(self, asker: Asker = THE_HOUSE) -> Session:
        """A new session; reads until `transaction` opens it for a write.

        Args:
            asker: for whom; PostgreSQL shows it the rows of that one's clients alone (docs/adr/0019).
        """
        session = Session(autoflush=False, info={"wake": self._announce, _ASKER: asker})
        # The session's own notes, so that every connection it opens finds in them who asks by then.
        session.bind = self.engine.execution_options(**{_KEPT: session.info})
        return session

    def _announce(self, job_public_id: str) -> None:
        if self.wake is not None:
            self.wake(job_public_id)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def migrate(self) -> None:
        """Bring the tables to the newest revision; nothing happens when they are there.

        Raises:
            DatabaseUnfit: they are newer than this program, or it may not or cannot write what it must.
            DatabaseUnreachable: it does not answer.
        """
        if self.file is not None:
            make_folder(self.file.parent)
        condition = self.condition()
        if condition not in {Condition.OK, Condition.NOT_MIGRATED}:
            raise DatabaseUnfit(condition)
        command.upgrade(alembic_config(self.url), "head")

    def condition(self) -> Condition:
        """What it is fit for; a database file that is not there is not made.

        Raises:
            DatabaseUnreachable: it cannot be asked.
        """
        of_file = _of_file(self.file) if self.file is not None else Condition.OK
        if of_file is not Condition.OK:
            return of_file
        newest, known = _revisions()
        try:
            with self.engine.connect() as connection:
                found = set(MigrationContext.configure(connection).get_current_heads())
        except DatabaseUnfit as unfit:
            return unfit.condition
        except OperationalError as error:
            raise DatabaseUnreachable(str(error.orig).strip()) from error
        if found - known:
            return Condition.NEWER
        return Condition.OK if found == newest else Condition.NOT_MIGRATED

    def require_fit(self) -> None:
        """Nothing, if it is fit for work.

        Raises:
            DatabaseUnfit: it is not.
            DatabaseUnreachable: it cannot be asked.
        """
        condition = self.condition()
        if condition is not Condition.OK:
            raise DatabaseUnfit(condition)

    @property
    def file(self) -> Path | None:
        """Where SQLite keeps it; None for PostgreSQL and for a database in memory."""
        url = self.engine.url
        is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
        return Path(str(url.database)) if is_file else None


def alembic_config(url: str) -> Config:
    """Alembic's settings for this database; no ini file is needed."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def own_revisions() -> frozenset[str]:
    """Every revision of the tables that this program knows."""
    return _revisions()[1]


@cache
def _revisions() -> tuple[frozenset[str], frozenset[str]]:
    """The newest revision of this program, and all that it knows."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return frozenset(scripts.get_heads()), frozenset(script.revision for script in scripts.walk_revisions())


def make_folder(folder: Path) -> None:
    """Nothing, with the folder there and open to this user.

    Raises:
        DatabaseUnfit: it cannot be made, or not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnfit(Condition.READ_ONLY) from error
    if not _may_write(folder):
        raise DatabaseUnfit(Condition.READ_ONLY)


def _of_file(file: Path) -> Condition:
    try:
        if not file.exists():
            return Condition.NOT_MIGRATED
        # The newest changes are in files beside it; one that somebody else left there stops us as well.
        beside = [each for end in ("-wal", "-shm") if (each := file.with_name(file.name + end)).exists()]
    except PermissionError:
        return Condition.READ_ONLY
    return Condition.OK if all(_may_write(path) for path in (file, file.parent, *beside)) else Condition.READ_ONLY


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Everything inside is written, or nothing is.

    What was read before is forgotten first, so that what decides is read again under the write lock.

    Raises:
        RuntimeError: rows were changed outside of a transaction.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed outside of transaction()")
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info[_AFTER] = []
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    for call in session.info.pop(_AFTER):
        call()


def of_one_instant(session: Session) -> None:
    """What is read from here until the session lets go is of one instant, however many statements read it.

    SQLite reads so anyway; on PostgreSQL each statement would see what was committed just before it.
    """
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def asks_for(session: Session, asker: Asker) -> None:
    """From here on the session reads and writes for that one, in the running transaction and in all that follow."""
    session.info[_ASKER] = asker
    if session.get_bind().dialect.name == "postgresql" and session.in_transaction():
        session.connection().exec_driver_sql(_TOLD, asker.told).close()


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Does `call` once the running transaction is committed, and never if it is not.

    What must not be lost is a row of the same transaction; the call only says that it is there.
    """
    session.info[_AFTER].append(call)


def _read(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError) as error:
        raise AddressUnreadable("cannot be read; write %40 for @ and %2F for / in a password") from error


def _pool(url: str, size: int, wait_s: float) -> dict[str, Any]:
    if _read(url).database in {None, "", ":memory:"} and url.startswith("sqlite"):
        return {}  # a database in memory is one connection
    return {"pool_size": size, "max_overflow": 0, "pool_timeout": wait_s}


def _sqlite_engine(url: str, pool: dict[str, Any]) -> Engine:
    address = _read(url)
    if address.query or str(address.database or "").startswith("file:"):
        # What can be said there (immutable, nolock, mode, cache) takes away what the pragmas below promise.
        raise AddressUnreadable("names the file by its path, without `file:` and without `?`")
    # An error that repeats the values of its statement would carry names and addresses into the log.
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_S}, hide_parameters=True, **pool)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, not the driver's
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: str, pool: dict[str, Any]) -> Engine:
    options = (
        f"-c lock_timeout={LOCK_TIMEOUT_MS} -c statement_timeout={STATEMENT_TIMEOUT_MS} "
        f"-c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS} -c timezone=UTC"
    )
    told = _read(url).query
    if "options" in told:
        raise AddressUnreadable("may not carry its own `options`")
    # A host that is gone answers nothing at all; libpq would wait for minutes.
    waits = {} if "connect_timeout" in told else {"connect_timeout": CONNECT_TIMEOUT_S}
    connect_args = {"options": options, **waits}
    engine = create_engine(url, pool_pre_ping=True, connect_args=connect_args, hide_parameters=True, **pool)

    # First of all who look at a new connection: SQLAlchemy itself fails on one whose answers are bytes.
    @event.listens_for(engine, "connect", insert=True)
    def connect(connection: Any, _record: object) -> None:
        if connection.info.parameter_status("server_encoding") != "UTF8":
            connection.close()
            raise DatabaseUnfit(Condition.NOT_UTF8)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        asker: Asker = options.get(_KEPT, {}).get(_ASKER, THE_HOUSE)
        read_only = "off" if options.get("writes", False) else "on"
        connection.exec_driver_sql(_BEGINS, (*asker.told, read_only)).close()

    # Who has only read lets go by a rollback, after which psycopg forgets every statement it has prepared, and the
    # server plans each anew: a third of the time of a page. To end by a commit what may not write changes nothing.
    @event.listens_for(engine, "rollback")
    def rollback(connection: Connection) -> None:
        # A connection that the server has ended has nothing to let go of.
        if not connection.invalidated and not connection.get_execution_options().get("writes", False):
            connection.connection.commit()

    return engine
