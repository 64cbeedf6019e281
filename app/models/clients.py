"""Client companies, their dated contract terms and their months."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, Yen, one_of


class Client(Row):
    """A company with a contract."""

    __tablename__ = "client"
    __table_args__ = (STRICT,)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    #: how tables and charts name it
    short_name: Mapped[str] = mapped_column(String(30))
    postal_code: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[dt.datetime]
    archived_at: Mapped[dt.datetime | None]


class ContractTerms(Row):
    """The terms from one month on; a later row follows an earlier one and never rewrites it."""

    __tablename__ = "contract_terms"
    __table_args__ = (
        UniqueConstraint("client_id", "valid_from"),
        CheckConstraint("base_fee_yen BETWEEN 0 AND 1000000000", name="base_fee_range"),
        CheckConstraint("included_min BETWEEN 0 AND 600000", name="included_range"),
        CheckConstraint("overage_yen_per_hour BETWEEN 0 AND 1000000", name="overage_rate_range"),
        CheckConstraint("overage_step_min IN (1, 5, 6, 10, 15, 30, 60)", name="overage_step"),
        one_of("overage_rounding", ("up", "nearest", "down")),
        one_of("carry_over", ("none", "next_month")),
        one_of("consume", ("carried_first", "base_first")),
        one_of("tax_rounding", ("down", "half_up", "up")),
        one_of("due_shift", ("none", "previous", "next")),
        CheckConstraint("due_month_offset BETWEEN 0 AND 3", name="due_month_offset_range"),
        CheckConstraint("due_day BETWEEN 1 AND 31", name="due_day_range"),
        CheckConstraint("overage_consent_min >= 0", name="overage_consent_range"),
        CheckConstraint("team_size > 0", name="team_size_range"),
        STRICT,
    )

    id: Mapped[RowId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    valid_from: Mapped[Month]
    base_fee_yen: Mapped[Yen]
    included_min: Mapped[Minutes]
    overage_yen_per_hour: Mapped[Yen]
    overage_step_min: Mapped[Minutes]
    overage_rounding: Mapped[str] = mapped_column(String(10))
    #: minutes of overage the client has agreed to beforehand; None where overage is automatic
    overage_consent_min: Mapped[Minutes | None] = mapped_column(Integer)
    carry_over: Mapped[str] = mapped_column(String(12))
    consume: Mapped[str] = mapped_column(String(14))
    tax_rounding: Mapped[str] = mapped_column(String(8))
    due_month_offset: Mapped[int] = mapped_column(Integer)
    #: day of that month; 31 is its last
    due_day: Mapped[int] = mapped_column(Integer)
    due_shift: Mapped[str] = mapped_column(String(8))
    #: most assistants who may work for the client in a month; None for any number
    team_size: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[dt.datetime]


class ClientMonth(Row):
    """The gate of a client's month: writers of hours share its lock, the closer takes it alone."""

    __tablename__ = "client_month"
    __table_args__ = (one_of("state", ("open", "closed")), STRICT)

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"), primary_key=True)
    month: Mapped[Month] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
