"""Books that are played once an engine, and somebody at the files who changes rows behind the app's back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from app.database import Database, Session
from app.queries.check import check
from tests.clocks import CountingIds, FakeClock
from tests.databases import TEMPLATE
from tests.worlds import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest
    from sqlalchemy import Connection

    from app.domain.errors import Problem


class Tamper(Protocol):
    """Changes rows behind the app's back and gives what `check` finds, by rule."""

    def __call__(self, *statements: str) -> dict[str, Problem]: ...


def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, play: Callable[[World], None]
) -> Iterator[Database]:
    """A database of `request.param` on which `play` was played."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("books") / "books.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        database = Database(f"sqlite:///{path}")
    else:
        server = request.getfixturevalue("migrated_postgres")
        name = f"books_{uuid4().hex}"
        server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        database = Database(server.url(name))
    world = World(database, FakeClock(), CountingIds())
    play(world)
    world.session.close()
    yield database
    database.dispose()


def tampering(books: Database) -> Iterator[Tamper]:
    """Runs statements past the walls, each changing one row; all is taken back after the test."""
    with books.engine.connect().execution_options(writes=True) as connection:

        def found_after(*statements: str) -> dict[str, Problem]:
            for wall in _walls(connection):
                connection.exec_driver_sql(wall)
            for statement in statements:
                assert connection.exec_driver_sql(statement).rowcount == 1, statement
            found: dict[str, Problem] = {}
            with Session(connection) as session:
                for problem in check(session):
                    found.setdefault(problem.code, problem)
            return found

        yield found_after
        connection.rollback()


def _walls(connection: Connection) -> list[str]:
    """What takes the triggers and foreign keys out of the way for this transaction."""
    if connection.dialect.name == "postgresql":
        overlap = "ALTER TABLE worked_span DROP CONSTRAINT ex_worked_span_overlap"
        return ["SET LOCAL session_replication_role = replica", overlap]
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
    return ["PRAGMA defer_foreign_keys=ON", *(f"DROP TRIGGER {name}" for name in found)]
