"""What was paid for a client and is charged on with a month's invoice. Rows are only added."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.registry import STRICT, PublicId, Row, RowId, Yen, one_of


class ExpenseRow(Row):
    """One expense of a month, without tax; a wrong one is taken back by a row that names it."""

    __tablename__ = "expense"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "reverses_id"], ["expense.client_id", "expense.id"]),
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("reverses_id"),
        one_of("category", ("standard", "reduced", "exempt")),
        CheckConstraint("quantity >= 1", name="quantity_range"),
        CheckConstraint("unit_price_yen >= 1", name="price_range"),
        CheckConstraint("description <> ''", name="described"),
        Index(None, "client_id", "month"),
        STRICT,
    )

    id: Mapped[RowId]
    #: made by whoever sends it, so that the same expense sent twice is stored once
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    #: the month whose invoice charges it
    month: Mapped[Month]
    #: as it is printed
    description: Mapped[str] = mapped_column(String(100))
    quantity: Mapped[int] = mapped_column(Integer)
    unit_price_yen: Mapped[Yen]
    #: the day on the receipt
    paid_on: Mapped[dt.date | None]
    receipt_no: Mapped[str] = mapped_column(String(40))
    #: which consumption tax it bears
    category: Mapped[str] = mapped_column(String(10))
    #: the expense this row takes back
    reverses_id: Mapped[int | None] = mapped_column(Integer)
    #: why it is taken back
    reason: Mapped[str] = mapped_column(String(400))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    recorded_at: Mapped[dt.datetime]
