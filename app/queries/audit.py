"""Reads of the audit trail: the history of one thing, the heads of the chains. For staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.accounts import Scope
from app.models import AccountRow, AuditRow, Client


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that was done; `actor` None for the house itself."""

    seq: int
    at: dt.datetime
    actor: str | None
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last record of a stream: whoever keeps its hash elsewhere notices when the tail is cut off.

    `client_code` is None for the stream of the house.
    """

    client_code: str | None
    client_short_name: str | None
    seq: int
    at: dt.datetime
    hash: str


def history(session: Session, scope: Scope, subjects: Iterable[str]) -> list[HistoryLine]:
    """What was done to these subjects, oldest first; nothing for anybody but staff."""
    if not scope.is_staff:
        return []
    rows = session.execute(
        select(AuditRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == AuditRow.account_id)
        .where(AuditRow.subject.in_(list(subjects)))
        .order_by(AuditRow.id)
    )
    return [HistoryLine(row.seq, row.at, actor, row.action, row.before, row.after, row.reason) for row, actor in rows]


def heads(session: Session, scope: Scope) -> list[ChainHead]:
    """The head of every stream, by client code, the house's first; nothing for anybody but staff."""
    if not scope.is_staff:
        return []
    last = select(AuditRow.stream, func.max(AuditRow.seq).label("seq")).group_by(AuditRow.stream).subquery("last")
    rows = session.execute(
        select(Client.code, Client.short_name, AuditRow.seq, AuditRow.at, AuditRow.hash)
        .join(last, (last.c.stream == AuditRow.stream) & (last.c.seq == AuditRow.seq))
        .outerjoin(Client, Client.id == AuditRow.stream)
        .order_by(Client.code.is_not(None), Client.code)
    )
    return [ChainHead(*found) for found in rows]
