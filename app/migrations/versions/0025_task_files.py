"""Files of tasks: what people hand in for a task, and a manual that is a file."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

MANUAL = "purpose = 'manual' AND removed_at IS NULL"
#: What a file was never changes, and its bytes only go.
KEPT = ("public_id", "client_id", "task_id", "purpose", "name", "media_type", "size_bytes", "sha256", "handed_in_at")


def upgrade() -> None:
    op.create_table(
        "task_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("purpose IN ('attachment', 'manual')", name=op.f("ck_task_file_purpose")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_task_file_named")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_task_file_size_range")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_task_file_hash_length")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (content IS NOT NULL)", name=op.f("ck_task_file_bytes_until_removed")
        ),
        sa.CheckConstraint(
            "(purpose = 'manual') = (reviewed_on IS NOT NULL)", name=op.f("ck_task_file_manual_reviewed")
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "task_id"], ["task.client_id", "task.id"], name=op.f("fk_task_file_client_id_task_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_task_file_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["account.id"], name=op.f("fk_task_file_removed_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_task_file_public_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_task_file_task_id_id"), "task_file", ["task_id", "id"])
    op.create_index(op.f("ix_task_file_client_id"), "task_file", ["client_id"])
    op.create_index(
        "uq_task_file_manual",
        "task_file",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text(MANUAL),
        postgresql_where=sa.text(MANUAL),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_sqlite_wall("delete", "DELETE", ""))
        op.execute(_sqlite_wall("update", "UPDATE", f" WHEN {_changed('IS NOT')}"))
        return
    op.execute(
        "CREATE FUNCTION refuse_other_file() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {_changed('IS DISTINCT FROM')} THEN"
        " RAISE EXCEPTION 'only_added' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(_postgresql_wall("wall", "DELETE", "ROW", "refuse_change"))
    op.execute(_postgresql_wall("wall_change", "UPDATE", "ROW", "refuse_other_file"))
    op.execute(_postgresql_wall("wall_truncate", "TRUNCATE", "STATEMENT", "refuse_change"))


def downgrade() -> None:
    """The files have no place in the older tables."""
    op.drop_table("task_file")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_other_file()")


def _changed(differs: str) -> str:
    """Whether an update does anything but remove the file or write down a review."""
    others = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in (*KEPT, "account_id"))
    return f"OLD.removed_at IS NOT NULL OR {others} OR (NEW.content IS NOT NULL AND NEW.content {differs} OLD.content)"


def _sqlite_wall(name: str, verb: str, when: str) -> str:
    return (
        f"CREATE TRIGGER wall_task_file_{name} BEFORE {verb} ON task_file{when}"
        " BEGIN SELECT RAISE(ABORT, 'only_added'); END"
    )


def _postgresql_wall(name: str, event: str, each: str, function: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON task_file FOR EACH {each} EXECUTE FUNCTION {function}()"
