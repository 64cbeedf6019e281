"""Background work and the outbox: rows written in the transaction of the change that asks for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.database import after_commit
from app.domain.jobs import Order, turn_at
from app.models.registry import STRICT, PublicId, Row, RowId, insert_into, one_of

KINDS = (
    *("import", "score", "plan", "block", "explain", "close", "issue", "pdf", "send", "check", "tidy"),
    *("many", "file"),
)
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
        # A job of the house has no client, and a key with a missing half is not compared: `parent_id` has its own too.
        ForeignKeyConstraint(["client_id", "parent_id"], ["job.client_id", "job.id"]),
        UniqueConstraint("client_id", "id"),
        UniqueConstraint("kind", "period"),
        Index(None, "state", "not_before"),
        Index(None, "state", "turn_at"),
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
    is_enough_wanted: Mapped[bool] = mapped_column(default=False)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: what a job in parts needs to put them together; only read then, it may be large
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    #: why it failed, as problems with code, field and params
    problems: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    asked_at: Mapped[dt.datetime]
    #: not begun earlier; a job that failed for the moment waits a while
    not_before: Mapped[dt.datetime]
    #: by which waiting jobs are taken in turn
    turn_at: Mapped[dt.datetime]
    announced_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]

    def waits_until(self, instant: dt.datetime) -> None:
        """Not begun before that instant, and in turn after it."""
        self.not_before = instant
        self.turn_at = turn_at(self.kind, instant)


class JobFile(Row):
    """A file a job made, for whoever asked for it; it goes with its job, or a day after it was made."""

    __tablename__ = "job_file"
    __table_args__ = (STRICT,)

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    filename: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime]


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
    new_id: Callable[[], str],
    asked_by: int | None,
    now: dt.datetime,
    parent_id: int | None = None,
    place: int | None = None,
) -> str:
    """The public id of the job: a new one, or the living one with the same key.

    A new one is written in the running transaction; whoever runs jobs is told once it is committed. Of several who ask
    at once the unique index lets one in.
    """
    public_id = new_id()
    new = _insert(session, order, public_id, asked_by, now).values(parent_id=parent_id, place=place)
    same = {"natural_key": new.excluded.natural_key}  # changes nothing, and gives the row that is there
    wanted = new.on_conflict_do_update(index_elements=["natural_key"], index_where=LIVES, set_=same)
    found: str = session.scalars(wanted.returning(JobRow.public_id)).one()
    if found == public_id:
        announce(session, public_id)
    return found


def ask_once(session: Session, order: Order, *, new_id: Callable[[], str], now: dt.datetime) -> bool:
    """Whether the job of a period was asked for now; False where it was before, by whomever."""
    public_id = new_id()
    new = _insert(session, order, public_id, None, now).on_conflict_do_nothing()
    if session.scalar(new.returning(JobRow.public_id)) is None:
        return False
    announce(session, public_id)
    return True


def announce(session: Session, public_id: str) -> None:
    """Says after the commit that a job waits."""
    wake = session.info.get("wake")
    if wake is not None:
        after_commit(session, partial(wake, public_id))


def _insert(session: Session, order: Order, public_id: str, asked_by: int | None, now: dt.datetime) -> Any:
    return insert_into(session, JobRow).values(
        public_id=public_id,
        kind=str(order.kind),
        natural_key=order.natural_key,
        arguments=dict(order.arguments),
        asked_by=asked_by,
        client_id=order.client_id,
        period=order.period,
        asked_at=now,
        not_before=now,
        turn_at=turn_at(order.kind, now),
        announced_at=now,
    )
