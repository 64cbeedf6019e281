"""Runs the revisions on the database whose URL `app.database.alembic_config` carries."""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from app.database import Database
from app.models import Row


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Everything but what only one of the two databases has (the exclusion constraint's own index)."""
    return not (kind == "index" and name == "ex_worked_span_overlap")


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """SQLite empties a table before it drops it, and rows that name those rows would not have it.

    Only outside of a transaction can that be said, and this engine begins one before every statement of its own.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")


def _links_hold(ctx: MigrationContext, step: Any, heads: Any, run_args: Any) -> None:
    """Nothing, if every row names rows that are there; else the revision is not made."""
    assert ctx.connection is not None
    broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"rows would name others that are not there: {broken[:10]}")


def run() -> None:
    """Run the revisions, each in its own write transaction."""
    database = Database(context.config.attributes["url"])
    # A STRICT SQLite table knows only INTEGER, TEXT, REAL and BLOB; column types are compared on PostgreSQL.
    compare_type = database.engine.dialect.name != "sqlite"
    with database.engine.execution_options(writes=True).connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _let_tables_be_rebuilt(connection)
        context.configure(
            connection,
            on_version_apply=_links_hold if is_sqlite else None,
            target_metadata=Row.metadata,
            compare_type=compare_type,
            include_object=include_object,
            transaction_per_migration=True,
            render_as_batch=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    database.dispose()


run()
