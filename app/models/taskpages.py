"""What gathers on a task's page: what people wrote and handed in, where its manual is, by which day it is due."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.registry import STRICT, PublicId, Row, RowId, one_of


class TaskComment(Row):
    """Something somebody wrote about a task; never changed, and hidden rather than deleted."""

    __tablename__ = "task_comment"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        CheckConstraint("body <> ''", name="body_given"),
        Index(None, "task_id", "id"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(Integer)
    task_id: Mapped[int] = mapped_column(Integer)
    #: None for the house itself
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    body: Mapped[str] = mapped_column(String(2000))
    written_at: Mapped[dt.datetime]
    #: when its writer took it back
    hidden_at: Mapped[dt.datetime | None]


class TaskManual(Row):
    """Where a task's manual is, and when somebody last made sure that it is right."""

    __tablename__ = "task_manual"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        CheckConstraint("url LIKE 'https://%' OR url LIKE 'http://%'", name="url_of_web"),
        STRICT,
    )

    task_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    client_id: Mapped[int] = mapped_column(Integer)
    url: Mapped[str] = mapped_column(String(500))
    reviewed_on: Mapped[dt.date]


class TaskDue(Row):
    """On which days a task is due; without a row, on the last day of every month."""

    __tablename__ = "task_due"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        one_of("kind", ("end", "business", "day", "week")),
        one_of("shift", ("none", "previous", "next")),
        CheckConstraint("number BETWEEN 0 AND 31", name="number_range"),
        CheckConstraint("every BETWEEN 1 AND 12", name="every_range"),
        CheckConstraint("every = 1 OR since IS NOT NULL", name="since_given"),
        STRICT,
    )

    task_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    client_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    shift: Mapped[str] = mapped_column(String(8))
    #: every so many months, of a weekday weeks
    every: Mapped[int] = mapped_column(Integer, default=1)
    #: a day in the first of them
    since: Mapped[dt.date | None]


class TaskFile(Row):
    """A file somebody handed in for a task. Once it is removed its bytes are gone; what it was stays told."""

    __tablename__ = "task_file"
    __table_args__ = (
        ForeignKeyConstraint(["client_id", "task_id"], ["task.client_id", "task.id"]),
        one_of("purpose", ("attachment", "manual")),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("size_bytes > 0", name="size_range"),
        CheckConstraint("length(sha256) = 64", name="hash_length"),
        CheckConstraint("(removed_at IS NULL) = (content IS NOT NULL)", name="bytes_until_removed"),
        CheckConstraint("(purpose = 'manual') = (reviewed_on IS NOT NULL)", name="manual_reviewed"),
        Index(None, "task_id", "id"),
        Index(None, "client_id"),
        # One file is the manual.
        Index(
            "uq_task_file_manual",
            "task_id",
            unique=True,
            sqlite_where=text("purpose = 'manual' AND removed_at IS NULL"),
            postgresql_where=text("purpose = 'manual' AND removed_at IS NULL"),
        ),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(Integer)
    task_id: Mapped[int] = mapped_column(Integer)
    purpose: Mapped[str] = mapped_column(String(10))
    #: harmless wherever it is written: `domain/tasks/files.py`
    name: Mapped[str] = mapped_column(String(100))
    #: by its content
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    #: None for the house itself
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    handed_in_at: Mapped[dt.datetime]
    #: of a manual, the day on which it was last found right
    reviewed_on: Mapped[dt.date | None]
    removed_at: Mapped[dt.datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    #: the last column, so that SQLite reads the others without it
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
