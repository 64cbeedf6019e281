"""Runs the revisions on the database whose URL `app.database.alembic_config` carries."""

from typing import Any

from alembic import context

from app.database import Database
from app.models import Row


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Everything but what only one of the two databases has (the exclusion constraint's own index)."""
    return not (kind == "index" and name == "ex_worked_span_overlap")


def run() -> None:
    """Run the revisions, each in its own write transaction."""
    database = Database(context.config.attributes["url"])
    # A STRICT SQLite table knows only INTEGER, TEXT, REAL and BLOB; column types are compared on PostgreSQL.
    compare_type = database.engine.dialect.name != "sqlite"
    with database.engine.execution_options(writes=True).connect() as connection:
        context.configure(
            connection,
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
