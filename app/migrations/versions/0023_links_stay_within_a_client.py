"""Links stay within a client: what points to a row of a client names the client too, and the database compares both.

Most tables did so from the first revision on. Here follow the rows that take another back, the entries that replace
or wait, and the parts of a job.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

#: Tables that name a row of their own kind, and by which column.
OWN = (("time_entry", "reverses_id"), ("expense", "reverses_id"), ("payment", "reverses_id"))
#: What others of a client may name from now on: (client_id, id). Time entries could be named before.
NAMED = ("expense", "payment", "job")
REPLACEMENT = ("time_entry_id", "replaces_id")
COPIED = "UPDATE entry_replacement SET client_id = (SELECT client_id FROM time_entry WHERE id = time_entry_id)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _downgrade_sqlite()
    else:
        _downgrade_postgresql()


# PostgreSQL changes what stands.


def _upgrade_postgresql() -> None:
    for table in NAMED:
        op.create_unique_constraint(op.f(f"uq_{table}_client_id_id"), table, ["client_id", "id"])
    for table, column in OWN:
        op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
        _both(table, column, table)
    # A job of the house has no client, and a key with a missing half is not compared: its parts keep the older key too.
    _both("job", "parent_id", "job")
    op.drop_constraint(op.f("fk_entry_waiting_time_entry_id"), "entry_waiting", type_="foreignkey")
    _both("entry_waiting", "time_entry_id", "time_entry")
    op.add_column("entry_replacement", sa.Column("client_id", sa.Integer(), nullable=True))
    op.execute("ALTER TABLE entry_replacement DISABLE TRIGGER wall")
    op.execute(COPIED)
    op.execute("ALTER TABLE entry_replacement ENABLE TRIGGER wall")
    op.alter_column("entry_replacement", "client_id", nullable=False)
    for column in REPLACEMENT:
        op.drop_constraint(op.f(f"fk_entry_replacement_{column}"), "entry_replacement", type_="foreignkey")
        _both("entry_replacement", column, "time_entry")


def _downgrade_postgresql() -> None:
    for column in REPLACEMENT:
        op.drop_constraint(op.f(f"fk_entry_replacement_client_id_{column}"), "entry_replacement", type_="foreignkey")
        _alone("entry_replacement", column, "time_entry")
    op.drop_column("entry_replacement", "client_id")
    op.drop_constraint(op.f("fk_entry_waiting_client_id_time_entry_id"), "entry_waiting", type_="foreignkey")
    _alone("entry_waiting", "time_entry_id", "time_entry")
    op.drop_constraint(op.f("fk_job_client_id_parent_id"), "job", type_="foreignkey")
    for table, column in OWN:
        op.drop_constraint(op.f(f"fk_{table}_client_id_{column}"), table, type_="foreignkey")
        _alone(table, column, table)
    for table in NAMED:
        op.drop_constraint(op.f(f"uq_{table}_client_id_id"), table, type_="unique")


def _both(table: str, column: str, named: str) -> None:
    name = op.f(f"fk_{table}_client_id_{column}")
    op.create_foreign_key(name, table, named, ["client_id", column], ["client_id", "id"])


def _alone(table: str, column: str, named: str) -> None:
    op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, named, [column], ["id"], ondelete="RESTRICT")


# SQLite makes tables anew, word for word but for their keys; `env.py` has foreign keys off meanwhile.


def _upgrade_sqlite() -> None:
    for table in NAMED:
        _rebuild(table, added=[_unique(table)])
    for table, column in OWN:
        _rebuild(table, [(_key_alone(table, column, table), _key_of_both(table, column, table))])
    _rebuild("job", added=[_key_of_both("job", "parent_id", "job")])
    waits = ("entry_waiting", "time_entry_id", "time_entry")
    _rebuild("entry_waiting", [(_key_alone(*waits), _key_of_both(*waits))])
    op.execute("ALTER TABLE entry_replacement ADD COLUMN client_id INTEGER NOT NULL DEFAULT 0")
    _without_walls("entry_replacement", COPIED)
    keys = [("entry_replacement", column, "time_entry") for column in REPLACEMENT]
    swaps = [(_key_alone(*key), _key_of_both(*key)) for key in keys]
    _rebuild("entry_replacement", [*swaps, (" NOT NULL DEFAULT 0", " NOT NULL")])


def _downgrade_sqlite() -> None:
    keys = [("entry_replacement", column, "time_entry") for column in REPLACEMENT]
    swaps = [(_key_of_both(*key), _key_alone(*key)) for key in keys]
    _rebuild("entry_replacement", [*swaps, (", client_id INTEGER NOT NULL", "")], without="client_id")
    waits = ("entry_waiting", "time_entry_id", "time_entry")
    _rebuild("entry_waiting", [(_key_of_both(*waits), _key_alone(*waits))])
    _rebuild("job", [(", " + _key_of_both("job", "parent_id", "job"), "")])
    for table, column in OWN:
        _rebuild(table, [(_key_of_both(table, column, table), _key_alone(table, column, table))])
    for table in NAMED:
        _rebuild(table, [(", " + _unique(table), "")])


def _unique(table: str) -> str:
    return f"CONSTRAINT uq_{table}_client_id_id UNIQUE (client_id, id)"


def _key_alone(table: str, column: str, named: str) -> str:
    key = f"CONSTRAINT fk_{table}_{column} FOREIGN KEY({column}) REFERENCES {named} (id)"
    return f"{key} ON DELETE RESTRICT"


def _key_of_both(table: str, column: str, named: str) -> str:
    key = f"CONSTRAINT fk_{table}_client_id_{column} FOREIGN KEY(client_id, {column})"
    return f"{key} REFERENCES {named} (client_id, id)"


def _rebuild(
    table: str, swaps: list[tuple[str, str]] | None = None, *, added: list[str] | None = None, without: str = ""
) -> None:
    """The table with these words changed and these constraints at its end, with its rows, indexes and triggers."""
    bind = op.get_bind()
    made = "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY rowid"
    found = bind.exec_driver_sql(made, (table,)).all()
    words = next(sql for kind, sql in found if kind == "table")
    for before, after in swaps or ():
        assert before in words, f"{table} stands as this revision knows it: {before}"
        words = words.replace(before, after)
    end = words.rindex(")")
    words = words[:end].rstrip() + "".join(f", {each}" for each in added or ()) + "\n" + words[end:]
    columns = ", ".join(row[1] for row in bind.exec_driver_sql(f"PRAGMA table_info({table})") if row[1] != without)
    bind.exec_driver_sql(re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_new", words, count=1))
    bind.exec_driver_sql(f"INSERT INTO {table}_new ({columns}) SELECT {columns} FROM {table} ORDER BY rowid")
    counts = f"SELECT (SELECT count(*) FROM {table}) = (SELECT count(*) FROM {table}_new)"
    assert bind.exec_driver_sql(counts).scalar_one(), f"every row of {table} is there"
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_new RENAME TO {table}")
    for kind, sql in found:
        if kind != "table":
            bind.exec_driver_sql(sql)


def _without_walls(table: str, change: str) -> None:
    """Rows that are only added get what the new table wants to know of them; the walls stand again afterwards."""
    bind = op.get_bind()
    walls = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    found = bind.exec_driver_sql(walls, (table,)).all()
    for name, _sql in found:
        bind.exec_driver_sql(f"DROP TRIGGER {name}")
    op.execute(change)
    for _name, sql in found:
        bind.exec_driver_sql(sql)
