"""Invoices: drafts that can still change, issued ones that cannot, and the counter their numbers come from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.worktime import Month
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, Yen, one_of

LINE_KINDS = (
    "base_fee",
    "overage",
    "expense",
    "set_up",
    "metered",
    "management",
    "top_up",
    "apart",
    "surcharge",
    "carry_fee",
)


class InvoiceRow(Row):
    """One month of one client; everything the paper says is copied here, so that it says the same in ten years."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("series", "number"),
        UniqueConstraint("series", "sequence"),
        ForeignKeyConstraint(["client_id", "month"], ["client_month.client_id", "client_month.month"]),
        one_of("state", ("draft", "issued", "void")),
        one_of("kind", ("invoice", "credit_note")),
        one_of("tax_rounding", ("down", "half_up", "up")),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number_at_issue"),
        CheckConstraint("(number IS NULL) = (sequence IS NULL)", name="sequence_with_number"),
        CheckConstraint("(number IS NULL) = (issued_at IS NULL)", name="issued_with_number"),
        CheckConstraint("(number IS NULL) = (issue_date IS NULL)", name="date_with_number"),
        CheckConstraint("total_yen = subtotal_yen + tax_yen", name="total_adds_up"),
        # One invoice that counts for a client and month.
        Index(
            "uq_invoice_live",
            "client_id",
            "month",
            "kind",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    month: Mapped[Month]
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8))
    series: Mapped[str] = mapped_column(String(60))
    sequence: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[str | None] = mapped_column(String(40))
    period_start: Mapped[dt.date]
    period_end: Mapped[dt.date]
    issue_date: Mapped[dt.date | None]
    due_date: Mapped[dt.date]
    subtotal_yen: Mapped[Yen]
    tax_yen: Mapped[Yen]
    total_yen: Mapped[Yen]
    tax_rounding: Mapped[str] = mapped_column(String(8))
    #: issuer and recipient as they were, filled at issue; package balance since the close
    parties: Mapped[dict[str, Any]]
    balance: Mapped[dict[str, Any]]
    drafted_at: Mapped[dt.datetime]
    issued_at: Mapped[dt.datetime | None]
    lines: Mapped[list[InvoiceLineRow]] = relationship(lazy="selectin", order_by="InvoiceLineRow.position")
    taxes: Mapped[list[InvoiceTax]] = relationship(lazy="selectin", order_by="InvoiceTax.rate_pct.desc()")
    hours: Mapped[list[InvoiceHours]] = relationship(lazy="selectin", order_by="InvoiceHours.position")


class InvoiceLineRow(Row):
    """One thing charged, without tax."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        one_of("kind", LINE_KINDS),
        one_of("unit", ("set", "item", "minute")),
        one_of("category", ("standard", "reduced", "exempt")),
        STRICT,
    )

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id", ondelete="RESTRICT"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(8))
    unit_price_yen: Mapped[Yen]
    amount_yen: Mapped[Yen]
    tax_rate_pct: Mapped[int] = mapped_column(Integer)
    category: Mapped[str] = mapped_column(String(10))


class InvoiceTax(Row):
    """The tax of one rate, rounded once."""

    __tablename__ = "invoice_tax"
    __table_args__ = (STRICT,)

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id", ondelete="RESTRICT"), primary_key=True)
    rate_pct: Mapped[int] = mapped_column(Integer, primary_key=True)
    category: Mapped[str] = mapped_column(String(10), primary_key=True)
    taxable_yen: Mapped[Yen]
    tax_yen: Mapped[Yen]


class InvoiceHours(Row):
    """Minutes worked on one task in the invoice's month."""

    __tablename__ = "invoice_hours"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "invoice_id"], ["invoice.client_id", "invoice.id"]),
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        STRICT,
    )

    invoice_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    client_id: Mapped[int] = mapped_column(Integer)
    task_id: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[Minutes]


class InvoiceCounter(Row):
    """The last number of a series; locked last, so that a rollback gives the number back."""

    __tablename__ = "invoice_counter"
    __table_args__ = (CheckConstraint("last >= 0", name="last_range"), STRICT)

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class InvoiceFile(Row):
    """The PDF as it was first made; served again unchanged."""

    __tablename__ = "invoice_file"
    __table_args__ = (STRICT,)

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id", ondelete="RESTRICT"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime]
