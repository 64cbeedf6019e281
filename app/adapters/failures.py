"""What kind of failure a database had: one a moment's patience mends, or a mistake of ours."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Trouble(StrEnum):
    """A failure that passes: the same request may succeed in a while."""

    CROWDED = "crowded"
    """Every connection of the pool, or of the server, is taken."""
    LOCKED = "locked"
    """Somebody else changes the same rows."""
    SLOW = "slow"
    """The statement took longer than it may."""
    UNREACHABLE = "unreachable"
    """The database does not answer, or is going down or coming up."""
    FULL = "full"
    """Its disk is full; it passes when somebody makes room."""


DATABASE_ERRORS: tuple[type[Exception], ...] = (SQLAlchemyError,)
"""What a page may meet when it speaks with the database."""

# https://www.postgresql.org/docs/current/errcodes-appendix.html; class 08 is every broken connection.
_OF_POSTGRESQL = {
    "53100": Trouble.FULL,
    "53300": Trouble.CROWDED,
    "40001": Trouble.LOCKED,
    "40P01": Trouble.LOCKED,
    "55P03": Trouble.LOCKED,
    "57014": Trouble.SLOW,
    "25P03": Trouble.SLOW,
    "57P01": Trouble.UNREACHABLE,
    "57P02": Trouble.UNREACHABLE,
    "57P03": Trouble.UNREACHABLE,
    "57P05": Trouble.UNREACHABLE,
}
# https://www.sqlite.org/rescode.html; the low byte is the primary code.
_OF_SQLITE = {5: Trouble.LOCKED, 6: Trouble.LOCKED, 13: Trouble.FULL, 14: Trouble.UNREACHABLE}


# What libpq, its servers and psycopg say where nobody gives a code: the first that is found is told.
_OF_WORDS = {
    "timeout": "timeout",
    "refused": "refused",
    "password": "password",
    "authentication": "authentication",
    "pg_hba": "authentication",
    "no such file": "no_socket",
    "does not exist": "no_such_database_or_role",
    "resolve": "host_unknown",
    "name or service": "host_unknown",
    "translate host": "host_unknown",
    "ssl": "ssl",
}


def cause_of(error: BaseException) -> str:
    """A code for the log: the database's own, or a word for why nobody answers, or the type; nothing it says itself."""
    origin = getattr(error, "orig", None) or error
    code = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
    said = str(origin).lower()
    found = next((word for words, word in _OF_WORDS.items() if words in said), type(origin).__name__)
    return str(code or found)


def trouble_of(error: Exception) -> Trouble | None:
    """The passing trouble behind an exception; None when it is a mistake, or none of the database's."""
    if isinstance(error, NoConnectionFree):
        return Trouble.CROWDED
    if not isinstance(error, DBAPIError):
        return None
    sqlstate, sqlite_code = getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return _OF_SQLITE.get(sqlite_code & 0xFF)
    if sqlstate is not None:
        return Trouble.UNREACHABLE if sqlstate.startswith("08") else _OF_POSTGRESQL.get(sqlstate)
    # Without a code nobody answered: refused, timed out, or cut off in the middle.
    is_cut = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
    return Trouble.UNREACHABLE if is_cut else None
