"""Background work and the outbox: rows written in the transaction of the change that asks for them."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.database import after_commit
from app.domain.jobs import Order
from app.models.registry import STRICT, PublicId, Row, RowId, one_of

KINDS = ("import", "score", "plan", "block", "close", "issue", "pdf", "send", "check", "tidy")
STATES = ("waiting", "running", "split", "done", "failed", "cancelled")
LIVES = text("state IN ('waiting', 'running', 'split')")


class JobRow(Row):
    """One piece of background work. This row is the truth; a message of a broker only says that it is there."""

    __tablename__ = "job"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", STATES),
        CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),
        CheckConstraint("(state = 'running') = (claim IS NOT NULL)", name="running_is_claimed"),
        CheckConstraint("(state = 'running') = (heartbeat_at IS NOT NULL)", name="running_has_heartbeat"),
        CheckConstraint("(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended"),
        Index("uq_job_living_key", "natural_key", unique=True, sqlite_where=LIVES, postgresql_where=LIVES),
        UniqueConstraint("kind", "period"),
        Index(None, "state", "not_before"),
        Index(None, "parent_id"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    kind: Mapped[str] = mapped_column(String(20))
    #: names the effect; unique while the job lives
    natural_key: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    arguments: Mapped[dict[str, Any]]
    #: None for the command line and for what the system asks of itself
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="RESTRICT"))
    #: the job this is a part of, and which part
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="RESTRICT"))
    place: Mapped[int | None]
    period: Mapped[str | None] = mapped_column(String(20))
    progress: Mapped[float] = mapped_column(default=0.0)
    #: what it is doing; the key of its words
    step: Mapped[str] = mapped_column(String(200), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    #: who has it: a random word that only the worker knows which took it
    claim: Mapped[str | None] = mapped_column(String(22))
    heartbeat_at: Mapped[dt.datetime | None]
    is_cancel_wanted: Mapped[bool] = mapped_column(default=False)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: what a job in parts needs to put them together; only read then, it may be large
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    #: why it failed, as problems with code, field and params
    problems: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    asked_at: Mapped[dt.datetime]
    #: not begun earlier; a job that failed for the moment waits a while
    not_before: Mapped[dt.datetime]
    announced_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class MessageRow(Row):
    """The outbox: one message to go out by mail to an account, or to the operation's chat."""

    __tablename__ = "message"
    __table_args__ = (
        one_of("channel", ("mail", "chat")),
        CheckConstraint("(channel = 'mail') = (account_id IS NOT NULL)", name="mail_has_account"),
        STRICT,
    )

    id: Mapped[RowId]
    public_id: Mapped[PublicId]
    channel: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    topic: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]


def ask(
    session: Session,
    order: Order,
    *,
    public_id: str,
    asked_by: int | None,
    now: dt.datetime,
    parent_id: int | None = None,
    place: int | None = None,
) -> JobRow:
    """The job's row, added to the transaction; whoever runs jobs is told once it is committed.

    The caller has seen that no job with this key lives.
    """
    row = JobRow(
        public_id=public_id,
        kind=str(order.kind),
        natural_key=order.natural_key,
        state="waiting",
        arguments=dict(order.arguments),
        asked_by=asked_by,
        client_id=order.client_id,
        parent_id=parent_id,
        place=place,
        period=order.period,
        progress=0.0,
        step="",
        attempts=0,
        is_cancel_wanted=False,
        asked_at=now,
        not_before=now,
        announced_at=now,
    )
    session.add(row)
    announce(session, public_id)
    return row


def announce(session: Session, public_id: str) -> None:
    """Says after the commit that a job waits."""
    wake = session.info.get("wake")
    if wake is not None:
        after_commit(session, partial(wake, public_id))
