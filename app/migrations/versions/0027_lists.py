"""Lists: filters saved under a name, files made by jobs, and the two kinds of job that work through a list."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OLD = ("import", "score", "plan", "block", "explain", "close", "issue", "pdf", "send", "check", "tidy")
NEW = (*OLD, "many", "file")


def upgrade() -> None:
    _allow_kinds(OLD, NEW)
    op.create_table(
        "job_file",
        sa.Column("job_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("filename", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_file_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_file")),
        sqlite_strict=True,
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("noun IN ('tasks', 'hours', 'invoices')", name=op.f("ck_saved_filter_noun")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_filter_account_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_filter_public_id")),
        sa.UniqueConstraint("account_id", "noun", "name", name=op.f("uq_saved_filter_account_id_noun_name")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("saved_filter")
    op.drop_table("job_file")
    op.execute("DELETE FROM job WHERE kind IN ('many', 'file')")
    _allow_kinds(NEW, OLD)


def _allow_kinds(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_job_kind"), "job", type_="check")
        op.create_check_constraint(op.f("ck_job_kind"), "job", _check(after))
    else:
        _rebuild_job(_check(before), _check(after))


def _check(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def _rebuild_job(before: str, after: str) -> None:
    """SQLite changes no constraint of a table that stands: it is made anew, word for word but for the check."""
    bind = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'job' AND sql IS NOT NULL AND type = '{}' ORDER BY name"
    table = bind.exec_driver_sql(made.format("table")).scalar_one()
    indexes = bind.exec_driver_sql(made.format("index")).scalars().all()
    columns = ", ".join(row[1] for row in bind.exec_driver_sql("PRAGMA table_info(job)"))
    assert before in table, "the check of kinds stands as this revision knows it"
    bind.exec_driver_sql("ALTER TABLE job RENAME TO job_before")
    bind.exec_driver_sql(table.replace(before, after))
    # In the order of ids, so that parts come after the jobs that they are parts of.
    bind.exec_driver_sql(f"INSERT INTO job ({columns}) SELECT {columns} FROM job_before ORDER BY id")
    bind.exec_driver_sql("UPDATE job_before SET parent_id = NULL")  # it is dropped row by row
    bind.exec_driver_sql("DROP TABLE job_before")
    for index in indexes:
        bind.exec_driver_sql(index)
