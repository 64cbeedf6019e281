"""Failures that pass are told from mistakes, on both databases and from the real errors."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.failures import Trouble, cause_of, trouble_of
from app.database import Database
from tests.app.web.served import address_of_nobody

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize(
    "engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def failure(session: Session, *statements: str) -> SQLAlchemyError:
    """What the last of the statements raises."""
    *before, last = statements
    for statement in before:
        session.execute(text(statement))
    with pytest.raises(SQLAlchemyError) as raised:
        session.execute(text(last)).all()
    return raised.value


def test_no_connection_free_is_crowded(database_url: str) -> None:
    database = Database(database_url, pool_size=1, pool_wait_s=0.01)
    with database.session() as first, database.session() as second:
        first.execute(text("SELECT 1"))

        assert trouble_of(failure(second, "SELECT 1")) is Trouble.CROWDED
    database.dispose()


def test_a_mistake_in_a_statement_is_no_trouble(database: Database) -> None:
    with database.session() as session:
        assert trouble_of(failure(session, "SELECT nothing FROM nowhere")) is None


def test_a_broken_constraint_is_no_trouble(database: Database) -> None:
    with database.session() as session:
        session.connection(execution_options={"writes": True})

        assert trouble_of(failure(session, "INSERT INTO assistant (id) VALUES (1)")) is None


def test_an_exception_of_ours_is_no_trouble() -> None:
    assert trouble_of(TimeoutError("of the standard library")) is None


@on_sqlite
def test_a_file_somebody_else_writes_to_is_locked(database: Database) -> None:
    with database.session() as writer, database.session() as other:
        writer.connection(execution_options={"writes": True})
        # The writer's is taken, so the connection told not to wait is the one that is given out again.
        other.connection().exec_driver_sql("PRAGMA busy_timeout=1")
        other.rollback()

        with pytest.raises(SQLAlchemyError) as raised:
            other.connection(execution_options={"writes": True})

    assert trouble_of(raised.value) is Trouble.LOCKED


@on_sqlite
def test_a_file_that_cannot_be_opened_is_unreachable(database: Database) -> None:
    elsewhere = Database(f"{database.url}-folder/none.db")
    with elsewhere.session() as session:
        assert trouble_of(failure(session, "SELECT 1")) is Trouble.UNREACHABLE


@on_postgresql
def test_a_row_somebody_else_holds_is_locked(database: Database) -> None:
    lock = "SELECT id FROM issuer FOR UPDATE"
    lock_all = "LOCK TABLE issuer IN EXCLUSIVE MODE"
    with database.session() as holder, database.session() as other:
        for session in (holder, other):
            session.connection(execution_options={"writes": True})
        holder.execute(text(lock_all))

        assert trouble_of(failure(other, "SET LOCAL lock_timeout = '1ms'", lock)) is Trouble.LOCKED


@on_postgresql
def test_a_statement_that_takes_too_long_is_slow(database: Database) -> None:
    with database.session() as session:
        late = failure(session, "SET LOCAL statement_timeout = '1ms'", "SELECT pg_sleep(60)")

    assert trouble_of(late) is Trouble.SLOW


@on_postgresql
def test_a_connection_that_the_server_ends_is_unreachable(database: Database) -> None:
    with database.session() as session, database.session() as other:
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

        assert trouble_of(failure(session, "SELECT 1")) is Trouble.UNREACHABLE


def test_an_address_nobody_answers_at_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nobody = Database(f"postgresql+psycopg://x@127.0.0.1:{port}/x")
    with nobody.session() as session:
        assert trouble_of(failure(session, "SELECT 1")) is Trouble.UNREACHABLE


def test_an_error_repeats_no_value(database: Database) -> None:
    with database.session() as session, pytest.raises(SQLAlchemyError) as raised:
        session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "山田 直子"})

    assert "山田" not in str(raised.value)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ('FATAL:  password authentication failed for user "naoko"', "password"),
        ('FATAL:  database "naoko" does not exist', "no_such_database_or_role"),
        ("connection timeout expired", "timeout"),
        ("failed to resolve host 'naoko'", "host_unknown"),
        ("naoko is not here", "OperationalError"),
    ],
)
def test_why_nobody_answers_is_a_word_that_names_nobody(said: str, word: str) -> None:
    assert cause_of(psycopg.OperationalError(said)) == word


def test_a_refused_connection_is_told_from_the_real_error() -> None:
    database = Database(address_of_nobody())
    with database.session() as session:
        assert cause_of(failure(session, "SELECT 1")) == "refused"
    database.dispose()


def test_the_code_of_the_database_is_told_where_it_has_one(database: Database) -> None:
    with database.session() as session:
        error = failure(session, "SELECT nothing FROM nowhere")

    # 42P01 is undefined_table.
    assert cause_of(error) == {"sqlite": "SQLITE_ERROR", "postgresql": "42P01"}[database.engine.dialect.name]
