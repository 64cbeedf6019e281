"""Connections to a database that is lent to one test after another: who lets go of one leaves it to the next.

A new connection is a new process of the server, which reads about every table it is asked for: most of what a small
test waits for. One that is let go of is set back to how it began and parked. Who asks for a connection like it gets it
as a new one, and SQLAlchemy tells it everything anew.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: More than a page and a worker need; what twenty at once leave behind is closed.
PARKED_AT_MOST = 4


@dataclass
class Parking:
    """Where the connections to one database wait, by what they were opened with."""

    parked: list[tuple[str, psycopg.Connection]] = field(default_factory=list)
    is_open: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pids(self) -> list[int]:
        """The server's processes behind them."""
        return [each.info.backend_pid for _, each in self.parked]

    def take(self, opened_with: str) -> psycopg.Connection | None:
        """One that was opened with that and still answers, or None."""
        while (waiting := self._next(opened_with)) is not None:
            if _is_as_new(waiting):
                return waiting
            waiting.close()
        return None

    def leave(self, opened_with: str, connection: psycopg.Connection) -> None:
        """Parks it, or closes it where it is broken or enough wait already."""
        if not _is_as_new(connection) or not self._parks(opened_with, connection):
            connection.close()

    def close(self) -> None:
        """Ends them all, and each that is left here later."""
        with self.lock:
            self.is_open, ended = False, [*self.parked]
            self.parked.clear()
        for _, each in ended:
            each.close()

    def _next(self, opened_with: str) -> psycopg.Connection | None:
        with self.lock:
            for at in reversed(range(len(self.parked))):  # the newest is the warmest
                if self.parked[at][0] == opened_with:
                    return self.parked.pop(at)[1]
        return None

    def _parks(self, opened_with: str, connection: psycopg.Connection) -> bool:
        with self.lock:
            has_room = self.is_open and len(self.parked) < PARKED_AT_MOST
            if has_room:
                self.parked.append((opened_with, connection))
        return has_room


#: What `DISCARD ALL` does, but for prepared statements: the driver would go on to ask for those it knows.
AS_NEW = (
    "CLOSE ALL; RESET ROLE; RESET SESSION AUTHORIZATION; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();"
    " DISCARD TEMP; DISCARD SEQUENCES"
)

#: The parking of each database that is lent, by its name.
PARKINGS: dict[str, Parking] = {}


def park_connections(engine: Engine) -> None:
    """What the engine opens to a lent database comes out of its parking where one waits, and goes back there."""
    parking = PARKINGS.get(engine.url.database or "")
    if parking is None:
        return
    dialect, opened_with = engine.dialect, dict[psycopg.Connection, str]()
    open_anew: Any = dialect.connect

    def connect(*args: Any, **params: Any) -> psycopg.Connection:
        said = repr((args, sorted((name, value) for name, value in params.items() if name != "context")))
        connection = parking.take(said) or open_anew(*args, **params)
        opened_with[connection] = said
        return connection

    def let_go(connection: psycopg.Connection) -> None:
        parking.leave(opened_with.pop(connection), connection)

    vars(dialect).update(connect=connect, do_close=let_go)


def _is_as_new(connection: psycopg.Connection) -> bool:
    try:
        connection.rollback()
        connection.autocommit = True
        connection.execute(AS_NEW)
        connection.autocommit = False
    except psycopg.Error:
        return False
    connection.isolation_level = connection.read_only = connection.deferrable = None
    connection._notice_handlers.clear()
    return True
