"""Assistants and what they can do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.registry import STRICT, Minutes, PublicId, Row, RowId


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
