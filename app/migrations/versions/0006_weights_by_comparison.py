"""Weights by comparison: the judgements a version of the weights came from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "weights_comparison"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("judgements", sa.JSON(), nullable=False),
        sa.Column("lambda_max", sa.Float(), nullable=False),
        sa.Column("consistency_index", sa.Float(), nullable=False),
        sa.Column("consistency_ratio", sa.Float(), nullable=False),
        sa.Column("override_reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("consistency_ratio >= 0", name=op.f("ck_weights_comparison_ratio_range")),
        sa.CheckConstraint(
            "consistency_ratio <= 0.1 OR override_reason <> ''", name=op.f("ck_weights_comparison_override_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["version"],
            ["weights_version.version"],
            name=op.f("fk_weights_comparison_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_weights_comparison")),
        sqlite_strict=True,
    )
    # Only added, like the weights themselves: revision 0002 has the walls and, on PostgreSQL, their functions.
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER wall_{TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE}"
                " BEGIN SELECT RAISE(ABORT, 'only_added'); END"
            )
        return
    op.execute(f"CREATE TRIGGER wall BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute(
        f"CREATE TRIGGER wall_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # SQLite drops a table row by row, which its wall would refuse
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER wall_{TABLE}_{verb}")
    op.drop_table(TABLE)
