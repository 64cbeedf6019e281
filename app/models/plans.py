"""Work items, plans and who does what in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.registry import STRICT, Minutes, PublicId, Row, RowId, one_of


class WorkItem(Row):
    """One task in one month: minutes and a due date."""

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("task_id", "month"),
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        CheckConstraint("planned_min BETWEEN 1 AND 600000", name="planned_range"),
        Index(None, "client_id", "month"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    task_id: Mapped[int] = mapped_column(Integer)
    month: Mapped[Month]
    planned_min: Mapped[Minutes]
    due_date: Mapped[dt.date]


class PlanRow(Row):
    """One version of a month's plan."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("month", "version"),
        # One published plan a month: publishing a newer one retires the older in the same transaction.
        Index(
            "uq_plan_published",
            "month",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        one_of("state", ("draft", "published", "retired")),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    month: Mapped[Month]
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    #: what the solver could prove: optimal, within_gap, time_limit, ...
    status: Mapped[str] = mapped_column(String(20))
    solver: Mapped[str] = mapped_column(String(20))
    objective: Mapped[float] = mapped_column(Float)
    bound: Mapped[float | None] = mapped_column(Float)
    gap: Mapped[float | None] = mapped_column(Float)
    seconds: Mapped[float] = mapped_column(Float)
    #: a few points of the search: seconds, points, bound; None for plans made before it was kept
    course: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    #: SHA-256 of the problem it answers
    input_hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    made_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]


class AssignmentRow(Row):
    """Who does a work item in a plan, for how many minutes, and why they."""

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "work_item_id"], ["work_item.client_id", "work_item.id"]),
        CheckConstraint("planned_min > 0", name="planned_positive"),
        Index(None, "assistant_id"),
        Index(None, "work_item_id"),
        STRICT,
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="RESTRICT"), primary_key=True)
    work_item_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    assistant_id: Mapped[int] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"), primary_key=True)
    client_id: Mapped[int] = mapped_column(Integer)
    planned_min: Mapped[Minutes]
    is_pinned: Mapped[bool]
    #: why this assistant, as the optimiser gave it
    reason: Mapped[dict[str, Any]]
    #: what the plan would have of this assistant and of the next best, figure by figure; None where nobody else could
    beside: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class PlanAnswer(Row):
    """The answer to a question about a plan: of a client, of an assistant, of a task left out, or of the whole."""

    __tablename__ = "plan_answer"
    __table_args__ = (
        one_of("kind", ("next_hour", "packages", "coverage", "forced", "change", "unrestricted")),
        CheckConstraint("(kind = 'coverage') = (assistant_id IS NOT NULL)", name="about_assistant"),
        CheckConstraint("(kind IN ('coverage', 'unrestricted')) = (client_id IS NULL)", name="about_client"),
        CheckConstraint("(kind IN ('forced', 'change')) = (task_id IS NOT NULL)", name="about_task"),
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        Index(None, "plan_id"),
        STRICT,
    )

    id: Mapped[RowId]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(12))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("assistant.id", ondelete="RESTRICT"))
    task_id: Mapped[int | None] = mapped_column(Integer)
    #: as the optimiser gave it: codes and figures
    answer: Mapped[dict[str, Any]]
    answered_at: Mapped[dt.datetime]


class LeftOut(Row):
    """A work item nobody does in a plan, with the reason that binds."""

    __tablename__ = "left_out"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "work_item_id"], ["work_item.client_id", "work_item.id"]),
        STRICT,
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="RESTRICT"), primary_key=True)
    work_item_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    client_id: Mapped[int] = mapped_column(Integer)
    #: code of the first reason that binds
    reason: Mapped[str] = mapped_column(String(30))
    #: what the sentence names: skill, level, missing minutes, ...
    needs: Mapped[dict[str, Any]]
