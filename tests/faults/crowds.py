"""Many who begin at the same moment, each with a session of their own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

import pytest

from app.adapters.failures import Trouble, trouble_of
from app.database import Database
from app.queries.check import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.database import Session

Came = TypeVar("Came")
#: Of PostgreSQL's hundred connections two test workers may have as many each.
MOST_CONNECTIONS = 30
PATIENCE = 20


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


def findings(database: Database) -> list[str]:
    """What `ennoshita check` finds."""
    with database.session() as session:
        return [f"{problem.code} {problem.params}" for problem in check(session)]


@pytest.fixture
def crowd(database_url: str) -> Iterator[Database]:
    """This test's database with room for many at once."""
    opened = Database(database_url, pool_size=MOST_CONNECTIONS, pool_wait_s=120)
    yield opened
    opened.dispose()
