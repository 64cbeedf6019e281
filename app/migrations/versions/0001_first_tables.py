"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assistant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("monthly_min", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("monthly_min BETWEEN 0 AND 44640", name=op.f("ck_assistant_monthly_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistant")),
        sa.UniqueConstraint("code", name=op.f("uq_assistant_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assistant_public_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "catalogue_entry",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("function_ja", sa.String(length=40), nullable=False),
        sa.Column("name_ja", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("frequency", sa.String(length=10), nullable=False),
        sa.Column("published_time", sa.String(length=200), nullable=False),
        sa.Column("law_class", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_catalogue_entry")),
        sqlite_strict=True,
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=30), nullable=False),
        sa.Column("postal_code", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("code", name=op.f("uq_client_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_client_public_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice_counter",
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_invoice_counter_last_range")),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_invoice_counter")),
        sqlite_strict=True,
    )
    op.create_table(
        "issuer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("registration_no", sa.String(length=14), nullable=False),
        sa.Column("postal_code", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("bank_lines", sa.String(length=400), nullable=False),
        sa.Column("remarks", sa.String(length=800), nullable=False),
        sa.Column("invoice_pattern", sa.String(length=40), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_issuer_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer")),
        sqlite_strict=True,
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("assistant_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'assistant') = (assistant_id IS NOT NULL)", name=op.f("ck_account_assistant_has_row")
        ),
        sa.CheckConstraint("(role = 'client') = (client_id IS NOT NULL)", name=op.f("ck_account_client_has_company")),
        sa.CheckConstraint(
            "role IN ('client', 'assistant', 'operator', 'administrator')", name=op.f("ck_account_role")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_lower")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_account_assistant_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_account_client_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
        sa.UniqueConstraint("session_key", name=op.f("uq_account_session_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "assistant_skill",
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=30), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_assistant_skill_level_range")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_assistant_skill_assistant_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("assistant_id", "skill", name=op.f("pk_assistant_skill")),
        sqlite_strict=True,
    )
    op.create_table(
        "client_month",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_client_month_state")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_month_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("client_id", "month", name=op.f("pk_client_month")),
        sqlite_strict=True,
    )
    op.create_table(
        "contract_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=7), nullable=False),
        sa.Column("base_fee_yen", sa.BigInteger(), nullable=False),
        sa.Column("included_min", sa.Integer(), nullable=False),
        sa.Column("overage_yen_per_hour", sa.BigInteger(), nullable=False),
        sa.Column("overage_step_min", sa.Integer(), nullable=False),
        sa.Column("overage_rounding", sa.String(length=10), nullable=False),
        sa.Column("overage_consent_min", sa.Integer(), nullable=True),
        sa.Column("carry_over", sa.String(length=12), nullable=False),
        sa.Column("consume", sa.String(length=14), nullable=False),
        sa.Column("tax_rounding", sa.String(length=8), nullable=False),
        sa.Column("due_month_offset", sa.Integer(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("due_shift", sa.String(length=8), nullable=False),
        sa.Column("team_size", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("carry_over IN ('none', 'next_month')", name=op.f("ck_contract_terms_carry_over")),
        sa.CheckConstraint("consume IN ('carried_first', 'base_first')", name=op.f("ck_contract_terms_consume")),
        sa.CheckConstraint("due_shift IN ('none', 'previous', 'next')", name=op.f("ck_contract_terms_due_shift")),
        sa.CheckConstraint(
            "overage_rounding IN ('up', 'nearest', 'down')", name=op.f("ck_contract_terms_overage_rounding")
        ),
        sa.CheckConstraint("tax_rounding IN ('down', 'half_up', 'up')", name=op.f("ck_contract_terms_tax_rounding")),
        sa.CheckConstraint("base_fee_yen BETWEEN 0 AND 1000000000", name=op.f("ck_contract_terms_base_fee_range")),
        sa.CheckConstraint("due_day BETWEEN 1 AND 31", name=op.f("ck_contract_terms_due_day_range")),
        sa.CheckConstraint("due_month_offset BETWEEN 0 AND 3", name=op.f("ck_contract_terms_due_month_offset_range")),
        sa.CheckConstraint("included_min BETWEEN 0 AND 600000", name=op.f("ck_contract_terms_included_range")),
        sa.CheckConstraint("overage_consent_min >= 0", name=op.f("ck_contract_terms_overage_consent_range")),
        sa.CheckConstraint(
            "overage_step_min IN (1, 5, 6, 10, 15, 30, 60)", name=op.f("ck_contract_terms_overage_step")
        ),
        sa.CheckConstraint(
            "overage_yen_per_hour BETWEEN 0 AND 1000000", name=op.f("ck_contract_terms_overage_rate_range")
        ),
        sa.CheckConstraint("team_size > 0", name=op.f("ck_contract_terms_team_size_range")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_contract_terms_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_terms")),
        sa.UniqueConstraint("client_id", "valid_from", name=op.f("uq_contract_terms_client_id_valid_from")),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("subtotal_yen", sa.BigInteger(), nullable=False),
        sa.Column("tax_yen", sa.BigInteger(), nullable=False),
        sa.Column("total_yen", sa.BigInteger(), nullable=False),
        sa.Column("tax_rounding", sa.String(length=8), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("balance", sa.JSON(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'draft') = (number IS NULL)", name=op.f("ck_invoice_number_at_issue")),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note')", name=op.f("ck_invoice_kind")),
        sa.CheckConstraint("state IN ('draft', 'issued', 'void')", name=op.f("ck_invoice_state")),
        sa.CheckConstraint("tax_rounding IN ('down', 'half_up', 'up')", name=op.f("ck_invoice_tax_rounding")),
        sa.CheckConstraint("(number IS NULL) = (issue_date IS NULL)", name=op.f("ck_invoice_date_with_number")),
        sa.CheckConstraint("(number IS NULL) = (issued_at IS NULL)", name=op.f("ck_invoice_issued_with_number")),
        sa.CheckConstraint("(number IS NULL) = (sequence IS NULL)", name=op.f("ck_invoice_sequence_with_number")),
        sa.CheckConstraint("total_yen = subtotal_yen + tax_yen", name=op.f("ck_invoice_total_adds_up")),
        sa.ForeignKeyConstraint(
            ["client_id", "month"],
            ["client_month.client_id", "client_month.month"],
            name=op.f("fk_invoice_client_id_month"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_invoice_client_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("client_id", "id", name=op.f("uq_invoice_client_id_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invoice_public_id")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_invoice_series_number")),
        sa.UniqueConstraint("series", "sequence", name=op.f("uq_invoice_series_sequence")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "uq_invoice_live",
            ["client_id", "month", "kind"],
            unique=True,
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_account_id_seen_at"), ["account_id", "seen_at"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("solver", sa.String(length=20), nullable=False),
        sa.Column("objective", sa.Float(), nullable=False),
        sa.Column("bound", sa.Float(), nullable=True),
        sa.Column("gap", sa.Float(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published', 'retired')", name=op.f("ck_plan_state")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_plan_made_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("month", "version", name=op.f("uq_plan_month_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_public_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(
            "uq_plan_published",
            ["month"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "sheet_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_sheet_file_client_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_sheet_file_uploaded_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_file")),
        sa.UniqueConstraint("client_id", "id", name=op.f("uq_sheet_file_client_id_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sheet_file_public_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sheet_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_file_client_id_sha256"), ["client_id", "sha256"], unique=False)

    op.create_table(
        "weights_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_weights_version_created_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_weights_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice_file",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_file_invoice_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_file")),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("unit_price_yen", sa.BigInteger(), nullable=False),
        sa.Column("amount_yen", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate_pct", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.CheckConstraint("category IN ('standard', 'reduced', 'exempt')", name=op.f("ck_invoice_line_category")),
        sa.CheckConstraint("kind IN ('base_fee', 'overage', 'expense')", name=op.f("ck_invoice_line_kind")),
        sa.CheckConstraint("unit IN ('set', 'item', 'minute')", name=op.f("ck_invoice_line_unit")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", name=op.f("pk_invoice_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice_tax",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("rate_pct", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("taxable_yen", sa.BigInteger(), nullable=False),
        sa.Column("tax_yen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_tax_invoice_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("invoice_id", "rate_pct", "category", name=op.f("pk_invoice_tax")),
        sqlite_strict=True,
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("frequency_text", sa.String(length=50), nullable=False),
        sa.Column("minutes_per_run", sa.Integer(), nullable=True),
        sa.Column("runs_per_year", sa.Integer(), nullable=True),
        sa.Column("has_manual", sa.Boolean(), nullable=True),
        sa.Column("routine", sa.String(length=12), nullable=True),
        sa.Column("judgement_pct", sa.Integer(), nullable=True),
        sa.Column("expertise", sa.String(length=100), nullable=False),
        sa.Column("confidentiality", sa.String(length=14), nullable=True),
        sa.Column("capable_people", sa.Integer(), nullable=True),
        sa.Column("key_person", sa.String(length=8), nullable=True),
        sa.Column("customer_contact", sa.Boolean(), nullable=True),
        sa.Column("tools", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("wish", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("catalogue_no", sa.Integer(), nullable=True),
        sa.Column("catalogue_similarity_pct", sa.Integer(), nullable=True),
        sa.Column("pinned_to", sa.Integer(), nullable=True),
        sa.Column("sheet_file_id", sa.Integer(), nullable=True),
        sa.Column("sheet_row", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confidentiality IN ('public', 'internal', 'personal', 'administrator', 'bank')",
            name=op.f("ck_task_confidentiality"),
        ),
        sa.CheckConstraint("key_person IN ('low', 'middle', 'high')", name=op.f("ck_task_key_person")),
        sa.CheckConstraint("routine IN ('routine', 'semi', 'non_routine')", name=op.f("ck_task_routine")),
        sa.CheckConstraint("wish IN ('requested', 'withheld')", name=op.f("ck_task_wish")),
        sa.CheckConstraint("capable_people BETWEEN 0 AND 100000", name=op.f("ck_task_capable_people_range")),
        sa.CheckConstraint("judgement_pct BETWEEN 0 AND 100", name=op.f("ck_task_judgement_range")),
        sa.CheckConstraint("minutes_per_run BETWEEN 1 AND 44640", name=op.f("ck_task_minutes_per_run_range")),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name=op.f("ck_task_priority_range")),
        sa.CheckConstraint("runs_per_year BETWEEN 1 AND 100000", name=op.f("ck_task_runs_per_year_range")),
        sa.ForeignKeyConstraint(
            ["catalogue_no"], ["catalogue_entry.no"], name=op.f("fk_task_catalogue_no"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "sheet_file_id"],
            ["sheet_file.client_id", "sheet_file.id"],
            name=op.f("fk_task_client_id_sheet_file_id"),
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_task_client_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["pinned_to"], ["assistant.id"], name=op.f("fk_task_pinned_to"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("client_id", "id", name=op.f("uq_task_client_id_id")),
        sa.UniqueConstraint("client_id", "number", name=op.f("uq_task_client_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_task_public_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_client_id_name"), ["client_id", "name"], unique=False)

    op.create_table(
        "invoice_hours",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id", "invoice_id"],
            ["invoice.client_id", "invoice.id"],
            name=op.f("fk_invoice_hours_client_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "task_id"], ["task.client_id", "task.id"], name=op.f("fk_invoice_hours_client_id_task_id")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", name=op.f("pk_invoice_hours")),
        sqlite_strict=True,
    )
    op.create_table(
        "task_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("weights_version", sa.Integer(), nullable=False),
        sa.Column("suitability", sa.Integer(), nullable=True),
        sa.Column("treatment", sa.String(length=14), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("breakdown", sa.JSON(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "treatment IN ('stop', 'reduce', 'automate', 'specialist', 'manual_first', 'outsource', 'keep')",
            name=op.f("ck_task_score_treatment"),
        ),
        sa.CheckConstraint("suitability BETWEEN 0 AND 100", name=op.f("ck_task_score_suitability_range")),
        sa.ForeignKeyConstraint(
            ["client_id", "task_id"], ["task.client_id", "task.id"], name=op.f("fk_task_score_client_id_task_id")
        ),
        sa.ForeignKeyConstraint(
            ["weights_version"],
            ["weights_version.version"],
            name=op.f("fk_task_score_weights_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_score")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("task_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_score_task_id_id"), ["task_id", "id"], unique=False)

    op.create_table(
        "task_skill",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=30), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_task_skill_level_range")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_skill_task_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("task_id", "skill", name=op.f("pk_task_skill")),
        sqlite_strict=True,
    )
    op.create_table(
        "work_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("planned_min", sa.Integer(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.CheckConstraint("planned_min BETWEEN 1 AND 600000", name=op.f("ck_work_item_planned_range")),
        sa.ForeignKeyConstraint(
            ["client_id", "task_id"], ["task.client_id", "task.id"], name=op.f("fk_work_item_client_id_task_id")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_work_item_client_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("client_id", "id", name=op.f("uq_work_item_client_id_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_item_public_id")),
        sa.UniqueConstraint("task_id", "month", name=op.f("uq_work_item_task_id_month")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_item_client_id_month"), ["client_id", "month"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("planned_min", sa.Integer(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.CheckConstraint("planned_min > 0", name=op.f("ck_assignment_planned_positive")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_assignment_assistant_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "work_item_id"],
            ["work_item.client_id", "work_item.id"],
            name=op.f("fk_assignment_client_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_assignment_plan_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("plan_id", "work_item_id", "assistant_id", name=op.f("pk_assignment")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_assistant_id"), ["assistant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_work_item_id"), ["work_item_id"], unique=False)

    op.create_table(
        "left_out",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id", "work_item_id"],
            ["work_item.client_id", "work_item.id"],
            name=op.f("fk_left_out_client_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_left_out_plan_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("plan_id", "work_item_id", name=op.f("pk_left_out")),
        sqlite_strict=True,
    )
    op.create_table(
        "time_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("work_date", sa.Date(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_s", sa.BigInteger(), nullable=True),
        sa.Column("stops_s", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('timer', 'form', 'import', 'reversal')", name=op.f("ck_time_entry_source")),
        sa.CheckConstraint("(reverses_id IS NULL) = (minutes > 0)", name=op.f("ck_time_entry_reversal_is_negative")),
        sa.CheckConstraint("(starts_s IS NULL) = (stops_s IS NULL)", name=op.f("ck_time_entry_span_whole")),
        sa.CheckConstraint("minutes <> 0 AND abs(minutes) <= 1440", name=op.f("ck_time_entry_minutes_range")),
        sa.CheckConstraint("stops_s > starts_s", name=op.f("ck_time_entry_span_forward")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_time_entry_assistant_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "month"],
            ["client_month.client_id", "client_month.month"],
            name=op.f("fk_time_entry_client_id_month"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "work_item_id"],
            ["work_item.client_id", "work_item.id"],
            name=op.f("fk_time_entry_client_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_time_entry_recorded_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["time_entry.id"], name=op.f("fk_time_entry_reverses_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entry")),
        sa.UniqueConstraint("client_id", "id", name=op.f("uq_time_entry_client_id_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_time_entry_public_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_time_entry_reverses_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("time_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_time_entry_assistant_id_work_date"), ["assistant_id", "work_date"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_time_entry_client_id_month"), ["client_id", "month"], unique=False)

    op.create_table(
        "timer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("started_s", sa.BigInteger(), nullable=False),
        sa.Column("stopped_s", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("stopped_s >= started_s", name=op.f("ck_timer_forward")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_timer_assistant_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["client_id", "work_item_id"],
            ["work_item.client_id", "work_item.id"],
            name=op.f("fk_timer_client_id_work_item_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_timer_public_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index(
            "uq_timer_running",
            ["assistant_id"],
            unique=True,
            sqlite_where=sa.text("stopped_s IS NULL"),
            postgresql_where=sa.text("stopped_s IS NULL"),
        )

    op.create_table(
        "ledger_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.String(length=22), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("account", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_entry_id", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('use', 'reverse_use')) = (time_entry_id IS NOT NULL)", name=op.f("ck_ledger_row_use_has_entry")
        ),
        sa.CheckConstraint(
            "account IN ('granted', 'carried', 'available', 'used', 'overage', 'expired', 'adjusted')",
            name=op.f("ck_ledger_row_account"),
        ),
        sa.CheckConstraint(
            "kind IN ('grant', 'use', 'reverse_use', 'overage', 'expire', 'carry_out', 'carry_in', 'adjust')",
            name=op.f("ck_ledger_row_kind"),
        ),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_ledger_row_minutes_set")),
        sa.ForeignKeyConstraint(
            ["client_id", "time_entry_id"],
            ["time_entry.client_id", "time_entry.id"],
            name=op.f("fk_ledger_row_client_id_time_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_ledger_row_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_row")),
        sa.UniqueConstraint("posting_id", "account", name=op.f("uq_ledger_row_posting_id_account")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("ledger_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_row_client_id_month"), ["client_id", "month"], unique=False)
        batch_op.create_index(
            "uq_ledger_row_entry",
            ["time_entry_id", "account"],
            unique=True,
            sqlite_where=sa.text("time_entry_id IS NOT NULL"),
            postgresql_where=sa.text("time_entry_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_ledger_row_once",
            ["client_id", "month", "kind", "account"],
            unique=True,
            sqlite_where=sa.text("kind NOT IN ('use', 'reverse_use', 'adjust')"),
            postgresql_where=sa.text("kind NOT IN ('use', 'reverse_use', 'adjust')"),
        )

    op.create_table(
        "worked_span",
        sa.Column("time_entry_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("starts_s", sa.BigInteger(), nullable=False),
        sa.Column("stops_s", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("stops_s > starts_s", name=op.f("ck_worked_span_forward")),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["assistant.id"], name=op.f("fk_worked_span_assistant_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["time_entry_id"], ["time_entry.id"], name=op.f("fk_worked_span_time_entry_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("time_entry_id", name=op.f("pk_worked_span")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("worked_span", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_worked_span_assistant_id_starts_s"), ["assistant_id", "starts_s"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("worked_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_worked_span_assistant_id_starts_s"))

    op.drop_table("worked_span")
    with op.batch_alter_table("ledger_row", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ledger_row_once",
            sqlite_where=sa.text("kind NOT IN ('use', 'reverse_use', 'adjust')"),
            postgresql_where=sa.text("kind NOT IN ('use', 'reverse_use', 'adjust')"),
        )
        batch_op.drop_index(
            "uq_ledger_row_entry",
            sqlite_where=sa.text("time_entry_id IS NOT NULL"),
            postgresql_where=sa.text("time_entry_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ledger_row_client_id_month"))

    op.drop_table("ledger_row")
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_timer_running", sqlite_where=sa.text("stopped_s IS NULL"), postgresql_where=sa.text("stopped_s IS NULL")
        )

    op.drop_table("timer")
    with op.batch_alter_table("time_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_time_entry_client_id_month"))
        batch_op.drop_index(batch_op.f("ix_time_entry_assistant_id_work_date"))

    op.drop_table("time_entry")
    op.drop_table("left_out")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_work_item_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_assistant_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_item_client_id_month"))

    op.drop_table("work_item")
    op.drop_table("task_skill")
    with op.batch_alter_table("task_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_score_task_id_id"))

    op.drop_table("task_score")
    op.drop_table("invoice_hours")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_client_id_name"))

    op.drop_table("task")
    op.drop_table("invoice_tax")
    op.drop_table("invoice_line")
    op.drop_table("invoice_file")
    op.drop_table("weights_version")
    with op.batch_alter_table("sheet_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_file_client_id_sha256"))

    op.drop_table("sheet_file")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plan_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.drop_table("plan")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_account_id_seen_at"))

    op.drop_table("notice")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invoice_live", sqlite_where=sa.text("state <> 'void'"), postgresql_where=sa.text("state <> 'void'")
        )

    op.drop_table("invoice")
    op.drop_table("contract_terms")
    op.drop_table("client_month")
    op.drop_table("assistant_skill")
    op.drop_table("account")
    op.drop_table("issuer")
    op.drop_table("invoice_counter")
    op.drop_table("client")
    op.drop_table("catalogue_entry")
    op.drop_table("assistant")
