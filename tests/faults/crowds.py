"""Many who begin at the same moment, each with a session of their own."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TypeVar

import pytest
from sqlalchemy import event, text

import app.database
from app.adapters.failures import Trouble, trouble_of
from app.database import Database, transaction
from app.queries import clients as clients_queries
from app.queries.check import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from app.database import Session

Came = TypeVar("Came")
#: Of PostgreSQL's hundred connections two test workers may have as many each.
MOST_CONNECTIONS = 30
PATIENCE = 20
#: How long all may take to come to a lock, and how long they wait there: longer, so that a busy machine fails no test.
MEETING_S = 20
WAITS_MS = 25_000
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def at_once(database: Database, count: int, work: Callable[[Session, int], Came]) -> list[Came | Exception]:
    """What each of so many threads came to: what it gave back, or what it raised.

    Who is told that the rows are locked tries again, as people do.
    """
    came: dict[int, Came | Exception] = {}
    begin = threading.Barrier(count)

    def run(place: int) -> None:
        begin.wait()
        with database.session() as session:
            for _ in range(PATIENCE):
                try:
                    came[place] = work(session, place)
                except Exception as error:  # noqa: BLE001 - the test looks at whatever went wrong
                    came[place] = error
                    if trouble_of(error) is Trouble.LOCKED:
                        session.rollback()
                        continue
                return

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came[place] for place in range(count)]


def behind(
    database: Database,
    client_id: int,
    works: Sequence[Callable[[Session], Came]],
    under: Callable[[Session], None] = lambda _session: None,
) -> list[Came | Exception]:
    """What each came to: all stood before the client's lock, with what they had read by then, before one could write.

    Args:
        database: with a connection for each, and two more.
        client_id: whose lock is held meanwhile.
        works: what is done, each with a session and a thread of its own.
        under: what is written under the lock while they stand there.
    """
    came: dict[int, Came | Exception] = {}
    begun: list[int] = []

    def says(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(threading.get_ident())

    def run(place: int) -> None:
        with database.session() as session:
            try:
                came[place] = works[place](session)
            except Exception as error:  # noqa: BLE001 - the test looks at whatever went wrong
                came[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    with database.session() as holder, transaction(holder):
        clients_queries.lock_client(holder, client_id)
        event.listen(database.engine, "before_cursor_execute", says)
        for thread in threads:
            thread.start()
        _await(lambda: _standing(database, begun) + len(came) >= len(works))
        under(holder)
    for thread in threads:
        thread.join()
    event.remove(database.engine, "before_cursor_execute", says)
    return [came[place] for place in range(len(works))]


def _standing(database: Database, begun: list[int]) -> int:
    """How many wait: on PostgreSQL for a row, on SQLite to begin to write."""
    if database.engine.dialect.name == "sqlite":
        return len(set(begun))
    with database.session() as session:
        return session.scalar(_WAITING) or 0


def _await(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + MEETING_S
    while not is_so():
        assert time.monotonic() < end, "they did not all come to the lock"
        time.sleep(0.01)


def findings(database: Database) -> list[str]:
    """What `ennoshita check` finds."""
    with database.session() as session:
        return [f"{problem.code} {problem.params}" for problem in check(session)]


@pytest.fixture
def crowd(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """This test's database with room for many at once, who wait longer for each other than people would."""
    monkeypatch.setattr(app.database, "LOCK_TIMEOUT_MS", WAITS_MS)
    opened = Database(database_url, pool_size=MOST_CONNECTIONS, pool_wait_s=120)
    yield opened
    opened.dispose()
