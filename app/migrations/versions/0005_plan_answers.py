"""Answers to questions about a plan, the kind of job that asks them, and whom a plan must not give a task."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD = ("import", "score", "plan", "block", "close", "issue", "pdf", "send", "check", "tidy")
NEW = (*OLD[:4], "explain", *OLD[4:])


def upgrade() -> None:
    _allow_kinds(OLD, NEW)
    op.create_table(
        "plan_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("assistant_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('next_hour', 'packages', 'coverage', 'forced', 'change', 'unrestricted')",
            name=op.f("ck_plan_answer_kind"),
        ),
        sa.CheckConstraint(
            "(kind = 'coverage') = (assistant_id IS NOT NULL)", name=op.f("ck_plan_answer_about_assistant")
        ),
        sa.CheckConstraint(
            "(kind IN ('coverage', 'unrestricted')) = (client_id IS NULL)", name=op.f("ck_plan_answer_about_client")
        ),
        sa.CheckConstraint(
            "(kind IN ('forced', 'change')) = (task_id IS NOT NULL)", name=op.f("ck_plan_answer_about_task")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_answer_plan_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_plan_answer_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "task_id"], ["task.client_id", "task.id"], name=op.f("fk_plan_answer_client_id_task_id")
        ),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_plan_answer_assistant_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_answer")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_plan_answer_plan_id"), "plan_answer", ["plan_id"], unique=False)
    op.create_table(
        "task_forbidden",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("forbidden_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_forbidden_task_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_task_forbidden_assistant_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("task_id", "assistant_id", name=op.f("pk_task_forbidden")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("task_forbidden")
    op.drop_table("plan_answer")
    op.execute("DELETE FROM job WHERE kind = 'explain'")
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
