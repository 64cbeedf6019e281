"""Reads of what an account chose for itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import Account, Scope
from app.domain.notices import BOTH, Choice
from app.models import CalendarLink, NoticeChoice
from app.queries.accounts import account_by_id


def choices(session: Session, scope: Scope, topics: Iterable[str]) -> dict[str, Choice]:
    """Each of the topics with where the account hears of it, in their order."""
    rows = session.scalars(select(NoticeChoice).where(NoticeChoice.account_id == scope.account_id))
    chosen = {row.topic: Choice(row.in_app, row.by_mail) for row in rows}
    return {topic: chosen.get(topic, BOTH) for topic in topics}


def calendar_since(session: Session, scope: Scope) -> dt.datetime | None:
    """Since when the account's calendar link works; None where it has none."""
    return session.scalar(select(CalendarLink.made_at).where(CalendarLink.account_id == scope.account_id))


def account_by_calendar(session: Session, token: str) -> Account | None:
    """The active account whose calendar link carries the token."""
    wanted = select(CalendarLink.account_id).where(CalendarLink.token_hash == token_hash(token))
    account_id = session.scalar(wanted)
    account = account_by_id(session, account_id) if account_id is not None else None
    return account if account is not None and account.is_active else None


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
