"""Assistants and what they can do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.worktime import Month
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, Yen, one_of


class AssistantRow(Row):
    """A person who does the work."""

    __tablename__ = "assistant"
    __table_args__ = (CheckConstraint("monthly_min BETWEEN 0 AND 44640", name="monthly_range"), STRICT)

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    #: minutes they can work in a month
    monthly_min: Mapped[Minutes]
    #: T and 13 digits of who issues qualified invoices; empty for who does not
    registration_no: Mapped[str] = mapped_column(String(14), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    skills: Mapped[list[AssistantSkill]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class AssistantSkill(Row):
    """A skill an assistant has, 1 (begins) to 5 (teaches it)."""

    __tablename__ = "assistant_skill"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 5", name="level_range"), STRICT)

    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(30), primary_key=True)
    level: Mapped[int] = mapped_column(Integer)


class AssistantLeave(Row):
    """Days on which an assistant does not work, the first and the last included; why is nobody's business."""

    __tablename__ = "assistant_leave"
    __table_args__ = (
        UniqueConstraint("assistant_id", "first_day"),
        CheckConstraint("last_day >= first_day", name="last_after_first"),
        Index(None, "last_day"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    created_at: Mapped[dt.datetime]


class AssistantTerms(Row):
    """What an assistant is paid from one month on; a later row follows an earlier one and never rewrites it."""

    __tablename__ = "assistant_terms"
    __table_args__ = (
        CheckConstraint("fee_yen_per_hour BETWEEN 0 AND 1000000", name="fee_range"),
        one_of(
            "category",
            ("clerical", "writing", "translation", "design", "photography", "lecture", "professional"),
        ),
        CheckConstraint("pay_month_offset BETWEEN 0 AND 3", name="pay_month_offset_range"),
        CheckConstraint("pay_day BETWEEN 1 AND 31", name="pay_day_range"),
        STRICT,
    )

    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"), primary_key=True)
    valid_from: Mapped[Month] = mapped_column(primary_key=True)
    #: without tax
    fee_yen_per_hour: Mapped[Yen]
    #: what the contract is about; decides whether tax is withheld
    category: Mapped[str] = mapped_column(String(14))
    pay_month_offset: Mapped[int] = mapped_column(Integer)
    #: day of that month; 31 is its last
    pay_day: Mapped[int] = mapped_column(Integer)
