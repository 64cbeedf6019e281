"""What clients ask for beside their packages, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.worktime import Month
from app.models.registry import STRICT, PublicId, Row, RowId, one_of


class TopUpRequest(Row):
    """Minutes a client wants added to a month; whoever wants others before they are decided on changes the wish."""

    __tablename__ = "top_up_request"
    __table_args__ = (
        one_of("outcome", ("added", "declined")),
        CheckConstraint("minutes >= 1", name="minutes_range"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_whole"),
        # One wish of a month at a time.
        Index(
            "uq_top_up_request_open",
            "client_id",
            "month",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    month: Mapped[Month]
    minutes: Mapped[int] = mapped_column(Integer)
    #: minutes last sent by each form, by the form's id, so that the same form sent twice asks once
    sent: Mapped[dict[str, Any]]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    asked_at: Mapped[dt.datetime]
    outcome: Mapped[str | None] = mapped_column(String(10))
    #: why not; empty where time was added
    reason: Mapped[str] = mapped_column(String(400))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    decided_at: Mapped[dt.datetime | None]
