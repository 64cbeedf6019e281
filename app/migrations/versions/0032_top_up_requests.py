"""What clients ask for beside their packages is kept until the operator has decided."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

#: As 0030 has it for tables whose every row is of one client.
SHOWN = (
    "(SELECT current_setting('ennoshita.asker', true)) = 'house' OR client_id = ANY"
    " ((SELECT string_to_array(nullif(current_setting('ennoshita.clients', true), ''), ','))::integer[])"
)


def upgrade() -> None:
    op.create_table(
        "top_up_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('added', 'declined')", name=op.f("ck_top_up_request_outcome")),
        sa.CheckConstraint("minutes >= 1", name=op.f("ck_top_up_request_minutes_range")),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_top_up_request_decided_whole")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_top_up_request_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_top_up_request_asked_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_top_up_request_decided_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_top_up_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_top_up_request_public_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_top_up_request_open",
        "top_up_request",
        ["client_id", "month"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY wall ON top_up_request USING ({SHOWN}) WITH CHECK ({SHOWN})")
        op.execute("ALTER TABLE top_up_request ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_index("uq_top_up_request_open", table_name="top_up_request")
    op.drop_table("top_up_request")
