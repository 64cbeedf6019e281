"""Forget what signing in left behind and nobody needs any more."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.signing import SESSION_IDLE
from app.domain.throttling import FORGOTTEN_AFTER
from app.models import AttemptRow, LinkRow, SessionRow, SpentRow

#: A pair of name and address that was right once is remembered for so long after it.
KNOWN_FOR = dt.timedelta(days=90)


def forget_signing(session: Session, *, scope: Scope, now: dt.datetime) -> int:
    """How many rows were removed: sessions that are over, links and challenges that are too old, old attempts.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    old = (
        delete(SessionRow).where(or_(SessionRow.expires_at <= now, SessionRow.seen_at <= now - SESSION_IDLE)),
        delete(LinkRow).where(LinkRow.expires_at <= now),
        delete(SpentRow).where(SpentRow.expires_at <= now),
        delete(AttemptRow).where(
            or_(AttemptRow.last_failed_at.is_(None), AttemptRow.last_failed_at <= now - FORGOTTEN_AFTER),
            or_(AttemptRow.succeeded_at.is_(None), AttemptRow.succeeded_at <= now - KNOWN_FOR),
        ),
    )
    removed = 0
    for statement in old:
        with transaction(session):
            removed += getattr(session.execute(statement), "rowcount", 0)
    return removed
