"""Worked, charged and cost minutes apart; late work; approvals, questions and files of hours.

What was recorded before counts as work of the usual kind, charged and paid as it was worked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: (name, its type, what entries had before, its check)
COLUMNS = (
    ("is_late", "BOOLEAN", "0", ""),
    ("weighed_min", "INTEGER", "0", "weighed_min * minutes >= 0 AND abs(weighed_min) <= 14400"),
    ("charged_min", "INTEGER", "0", "charged_min * minutes >= 0 AND abs(charged_min) <= 14460"),
    ("cost_min", "INTEGER", "0", "cost_min * minutes >= 0 AND abs(cost_min) <= 1440"),
    (
        "activity",
        "VARCHAR(14)",
        "'work'",
        "activity IN ('work', 'communication', 'meeting', 'hand_over', 'training')",
    ),
    (
        "counting",
        "VARCHAR(12)",
        "'counted'",
        "counting IN ('counted', 'billed', 'paid', 'not_counted')",
    ),
    ("rounding_rule", "VARCHAR(24)", "'1/1/up/entry'", ""),
)
#: (name, the check, the column it stands behind on SQLite)
CHECKS = (
    ("charged_as_counted", "counting IN ('counted', 'billed') OR charged_min = 0"),
    ("paid_as_counted", "counting <> 'not_counted' OR cost_min = 0"),
)
INDEXES = (
    ("ix_time_entry_assistant_id_month", ["assistant_id", "month"]),
    ("ix_time_entry_month_work_date_id", ["month", "work_date", "id"]),
    ("ix_time_entry_work_item_id", ["work_item_id"]),
)
ADD_ONLY = ("entry_approval", "entry_replacement")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _widen_sqlite()
    else:
        _widen_postgresql()
    for name, columns in INDEXES:
        op.create_index(op.f(name), "time_entry", columns)
    _replacements()
    _approvals()
    _waiting()
    _questions()
    _files()
    _walls()


def downgrade() -> None:
    op.drop_table("hours_file")
    op.drop_table("entry_question")
    op.drop_table("entry_waiting")
    op.drop_table("entry_approval")
    op.drop_table("entry_replacement")
    for name, _columns in reversed(INDEXES):
        op.drop_index(op.f(name), "time_entry")
    if op.get_bind().dialect.name == "sqlite":
        # Columns whose checks speak of one another go in the order that leaves no check without its column.
        for name in (
            "rounding_rule",
            "counting",
            "activity",
            "cost_min",
            "charged_min",
            "weighed_min",
            "is_late",
        ):
            op.execute(f"ALTER TABLE time_entry DROP COLUMN {name}")
        return
    for name, _check in CHECKS:
        op.drop_constraint(op.f(f"ck_time_entry_{name}"), "time_entry", type_="check")
    for name in [column[0] for column in reversed(COLUMNS)]:
        op.drop_column("time_entry", name)


def _widen_sqlite() -> None:
    """SQLite adds a column with its checks and leaves the table and its triggers as they are."""
    after = {"counting": CHECKS}
    for name, kind, before, check in COLUMNS:
        strict_kind = "TEXT" if kind.startswith("VARCHAR") else "INTEGER"
        checks = [(name, check)] if check else []
        checks += after.get(name, ())
        said = "".join(f" CONSTRAINT ck_time_entry_{each} CHECK ({rule})" for each, rule in checks)
        op.execute(f"ALTER TABLE time_entry ADD COLUMN {name} {strict_kind} NOT NULL DEFAULT {before}{said}")
    bind = op.get_bind()
    wall = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'wall_time_entry_update'").scalar_one()
    op.execute("DROP TRIGGER wall_time_entry_update")
    op.execute("UPDATE time_entry SET weighed_min = minutes, charged_min = minutes, cost_min = minutes")
    op.execute(wall)


def _widen_postgresql() -> None:
    for name, kind, before, check in COLUMNS:
        default = "false" if kind == "BOOLEAN" else before
        op.execute(f"ALTER TABLE time_entry ADD COLUMN {name} {kind} NOT NULL DEFAULT {default}")
        op.execute(f"ALTER TABLE time_entry ALTER COLUMN {name} DROP DEFAULT")
        if check:
            op.create_check_constraint(op.f(f"ck_time_entry_{name}"), "time_entry", check)
    op.execute("ALTER TABLE time_entry DISABLE TRIGGER wall")
    op.execute("UPDATE time_entry SET weighed_min = minutes, charged_min = minutes, cost_min = minutes")
    op.execute("ALTER TABLE time_entry ENABLE TRIGGER wall")
    for name, check in CHECKS:
        op.create_check_constraint(op.f(f"ck_time_entry_{name}"), "time_entry", check)


def _replacements() -> None:
    op.create_table(
        "entry_replacement",
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["time_entry_id"], ["time_entry.id"], name=op.f("fk_entry_replacement_time_entry_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["time_entry.id"], name=op.f("fk_entry_replacement_replaces_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("time_entry_id", name=op.f("pk_entry_replacement")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entry_replacement_replaces_id"), "entry_replacement", ["replaces_id"])


def _approvals() -> None:
    op.create_table(
        "entry_approval",
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["time_entry_id"], ["time_entry.id"], name=op.f("fk_entry_approval_time_entry_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_entry_approval_approved_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("time_entry_id", name=op.f("pk_entry_approval")),
        sqlite_strict=True,
    )


def _waiting() -> None:
    """Whatever counts and was recorded before there were approvals waits for one."""
    op.create_table(
        "entry_waiting",
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.ForeignKeyConstraint(
            ["time_entry_id"], ["time_entry.id"], name=op.f("fk_entry_waiting_time_entry_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("time_entry_id", name=op.f("pk_entry_waiting")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entry_waiting_month"), "entry_waiting", ["month"])
    op.execute(
        "INSERT INTO entry_waiting (time_entry_id, month) SELECT id, month FROM time_entry"
        " WHERE reverses_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM time_entry AS taken WHERE taken.reverses_id = time_entry.id)"
    )


def _questions() -> None:
    op.create_table(
        "entry_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('kept', 'changed', 'taken_back')", name=op.f("ck_entry_question_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_entry_question_answered_whole")),
        sa.CheckConstraint("(outcome IS NULL) = (answer IS NULL)", name=op.f("ck_entry_question_answered_in_words")),
        sa.ForeignKeyConstraint(
            ["client_id", "time_entry_id"],
            ["time_entry.client_id", "time_entry.id"],
            name=op.f("fk_entry_question_client_id_time_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_entry_question_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_entry_question_answered_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_question")),
        sa.UniqueConstraint("public_id", name=op.f("uq_entry_question_public_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entry_question_time_entry_id"), "entry_question", ["time_entry_id"])
    op.create_index(
        "uq_entry_question_open",
        "entry_question",
        ["time_entry_id"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )


def _files() -> None:
    op.create_table(
        "hours_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_hours_file_assistant_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_hours_file_uploaded_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hours_file_public_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_hours_file_sha256"), "hours_file", ["sha256"])


def _walls() -> None:
    """Approvals and replacements are only added."""
    for table in ADD_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER wall_{table}_{verb.lower()} BEFORE {verb} ON {table}"
                    " BEGIN SELECT RAISE(ABORT, 'only_added'); END"
                )
            continue
        op.execute(
            f"CREATE TRIGGER wall BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER wall_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
