"""A row of one client cannot name a row of another: every link in the models is tried, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    text,
)
from sqlalchemy.exc import IntegrityError

from app.database import Database
from app.domain.worktime import Month
from app.models import Row
from app.models.registry import Instant, MonthText

#: Who did something is a person: staff and assistants are of no client, and an account may move to another company.
PEOPLE = "account"
ALPHA, BETA = 1, 2
NOW = dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)


def is_of_client(table: Table) -> bool:
    return "client_id" in table.c and table.name != PEOPLE


def links() -> list[ForeignKeyConstraint]:
    """Every key by which a row names one of a client, but for the client itself and people."""
    keys = [key for table in Row.metadata.sorted_tables for key in table.foreign_key_constraints]
    return sorted((key for key in keys if is_of_client(key.referred_table)), key=name_of)


def name_of(key: ForeignKeyConstraint) -> str:
    return f"{key.parent.name}.{'+'.join(key.column_keys)}"


def names_client(key: ForeignKeyConstraint) -> bool:
    return "client_id" in key.column_keys


def loose_links() -> set[str]:
    """Links by an id alone where both rows know their client, and tables that hang on two rows and know none."""
    loose, owners = set(), dict[str, list[str]]()
    for key in links():
        if "client_id" not in key.parent.c:
            owners.setdefault(key.parent.name, []).append(name_of(key))
        elif not names_client(key):
            column = set(key.column_keys)
            others = [other for other in key.parent.foreign_key_constraints if names_client(other)]
            if not any(column < set(other.column_keys) for other in others):
                loose.add(name_of(key))
    return loose.union(*(set(found) for found in owners.values() if len(found) > 1))


def test_no_link_is_by_an_id_alone() -> None:
    assert loose_links() == set()


@pytest.mark.parametrize(
    ("columns", "noticed"),
    [
        # Knows its client, and names a task by its id alone.
        (("client_id", "task_id"), {"planted.task_id"}),
        # Hangs on two rows, which may be of two clients.
        (("task_id", "invoice_id"), {"planted.task_id", "planted.invoice_id"}),
        # Hangs on one row, whose client is its own.
        (("task_id",), set()),
    ],
)
def test_a_link_by_an_id_alone_is_noticed(columns: tuple[str, ...], noticed: set[str]) -> None:
    named = {"client_id": "client.id", "task_id": "task.id", "invoice_id": "invoice.id"}
    columns_of = [Column(name, Integer, ForeignKey(named[name])) for name in columns]
    planted = Table("planted", Row.metadata, Column("id", Integer, primary_key=True), *columns_of)
    try:
        assert loose_links() == noticed
    finally:
        Row.metadata.remove(planted)


@dataclass
class Rows:
    """Rows of nothing but what their types and keys ask for, in a database without checks and triggers."""

    connection: Connection
    numbers: Iterator[int] = field(default_factory=lambda: count(100))
    made: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    def of(self, table: Table, client: int) -> dict[str, Any]:
        """The row of that table that this client has, made at the first call."""
        key = (table.name, client)
        if key not in self.made:
            self.made[key] = self.add(table, client, {})
        return self.made[key]

    def add(self, table: Table, client: int, told: dict[str, Any]) -> dict[str, Any]:
        """A new row with these values; what it must name besides is the client's own."""
        values = {column.name: self._filler(column) for column in table.c if not column.nullable}
        for key in table.foreign_key_constraints:
            if not any(each.nullable for each in key.columns):
                values |= self.named(key, client)
        if "client_id" in table.c:
            values["client_id"] = self.of(Row.metadata.tables["client"], client)["id"]
        values |= {"id": client} if table.name == "client" else {}
        values |= told
        self.connection.execute(insert(table).values(values))
        return values

    def named(self, key: ForeignKeyConstraint, client: int) -> dict[str, Any]:
        """The columns of the key as they name the client's row."""
        row = self.of(key.referred_table, client)
        return {each.parent.name: row[each.column.name] for each in key.elements}

    def _filler(self, column: Column[Any]) -> Any:
        number, kind = next(self.numbers), column.type
        fillers: tuple[tuple[type, Any], ...] = (
            (MonthText, Month(2000 + number % 100, 1)),
            (Instant, NOW),
            (Date, NOW.date()),
            (Boolean, False),
            (Float, 0.0),
            (JSON, {}),
            (LargeBinary, b""),
            (String, str(number)),
            (Integer, number),
        )
        return next(value for each, value in fillers if isinstance(kind, each))


@contextmanager
def bare(database: Database) -> Iterator[Connection]:
    """A transaction in which only types and keys hold; nothing of it stays."""
    if database.engine.dialect.name == "sqlite":
        with database.engine.execution_options(writes=True).connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA ignore_check_constraints=ON")  # type: ignore[union-attr]
            _run_each(connection, "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'")
            yield connection
            connection.rollback()
        return
    checks = (
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    with database.engine.execution_options(writes=True).connect() as connection:
        _run_each(connection, checks)
        for table in Row.metadata.sorted_tables:
            connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        yield connection
        connection.rollback()


def _run_each(connection: Connection, statements: str) -> None:
    for statement in connection.execute(text(statements)).scalars().all():
        connection.execute(text(statement))


def outcome(connection: Connection, key: ForeignKeyConstraint, owner: int) -> str:
    """What becomes of a row of ALPHA that names a row of `owner` by this key."""
    rows = Rows(connection)
    told = {name: value for name, value in rows.named(key, owner).items() if name != "client_id"}
    try:
        rows.add(key.parent, ALPHA, told)
    except IntegrityError as error:
        return "refused" if "foreign key" in str(error.orig).lower() else str(error.orig)
    else:
        return "stored"


def test_every_link_takes_a_row_of_the_own_client_and_none_of_another(database: Database) -> None:
    found = {}
    tried = [key for key in links() if names_client(key)]
    with bare(database) as connection:
        for key in tried:
            for owner in (ALPHA, BETA):
                step = connection.begin_nested()
                found[name_of(key), owner] = outcome(connection, key, owner)
                step.rollback()

    expected = {ALPHA: "stored", BETA: "refused"}
    assert {place: said for place, said in found.items() if said != expected[place[1]]} == {}
    assert len(tried) >= 25


@pytest.mark.parametrize("kind", ["next_hour", "packages", "coverage", "forced", "change", "unrestricted"])
def test_an_answer_about_a_task_names_its_client(database: Database, kind: str) -> None:
    """A key with a missing half is not compared: it is the checks that keep the client from being left out."""
    row = f"(1, '{kind}', NULL, 1, '{{}}', '2026-10-05 09:00:00')"
    with (
        database.engine.execution_options(writes=True).connect() as connection,
        pytest.raises(IntegrityError) as refused,
    ):
        connection.execute(
            text(f"INSERT INTO plan_answer (plan_id, kind, client_id, task_id, answer, answered_at) VALUES {row}")
        )
    assert "ck_plan_answer_about" in str(refused.value.orig)
