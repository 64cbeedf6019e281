"""The audit trail: what changed money and hours, in a chain of hashes a client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.audit import GENESIS, AuditRecord, chain_hash
from app.models.accounts import Issuer
from app.models.clients import Client
from app.models.registry import STRICT, Row, RowId

#: The stream of what concerns no single client.
HOUSE_STREAM = 0
_BEFORE_ANY_ISSUER = 0x656E6E6F  # any number that nothing else locks: "enno"


class AuditRow(Row):
    """One record. `stream` is the client's id, or 0; nothing is ever changed or taken out."""

    __tablename__ = "audit_row"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        CheckConstraint("seq > 0", name="seq_range"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        Index(None, "subject"),
        Index(None, "at"),
        Index(None, "account_id"),
        Index(None, "action"),
        STRICT,
    )

    id: Mapped[RowId]
    stream: Mapped[int] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(400))
    hash: Mapped[str] = mapped_column(String(64))


def record(
    session: Session,
    *,
    stream: int,
    account_id: int | None,
    action: str,
    subject: str,
    now: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One record more at the end of the stream, in the running transaction: done and recorded, or neither.

    The client's row is locked first (the issuer's for the house, or what stands in for it), so that two records never
    follow the same one; who also locks the counter of numbers has locked the client before it.

    Args:
        session: with a transaction.
        stream: the client's id, or `HOUSE_STREAM`.
        account_id: who did it; None for the house itself.
        action: such as `invoice.issue`; at most 40 characters.
        subject: `invoice:` and its public id, and the like; at most 60 characters.
        now: when.
        before: what stood there before: text, whole numbers, lists and mappings of them.
        after: what stands there now, in the same way.
        reason: why.
    """
    _lock(session, stream)
    last = session.execute(
        select(AuditRow.seq, AuditRow.hash).where(AuditRow.stream == stream).order_by(AuditRow.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    kept = AuditRecord(stream, seq, now, account_id, action, subject, before or {}, after or {}, reason)
    session.add(
        AuditRow(
            stream=stream,
            seq=seq,
            at=now,
            account_id=account_id,
            action=action,
            subject=subject,
            before=dict(kept.before),
            after=dict(kept.after),
            reason=reason,
            hash=chain_hash(previous, kept),
        )
    )
    session.flush()


def record_of(row: AuditRow) -> AuditRecord:
    """The record a row holds, to be proven again."""
    return AuditRecord(
        row.stream, row.seq, row.at, row.account_id, row.action, row.subject, row.before, row.after, row.reason
    )


def _lock(session: Session, stream: int) -> None:
    if stream != HOUSE_STREAM:
        session.execute(select(Client.id).where(Client.id == stream).with_for_update(key_share=True))
    elif session.scalar(select(Issuer.id).with_for_update()) is None and session.get_bind().dialect.name != "sqlite":
        # Before the operation has introduced itself there is no row to lock. SQLite has one writer at a time anyway.
        session.execute(select(func.pg_advisory_xact_lock(_BEFORE_ANY_ISSUER)))
