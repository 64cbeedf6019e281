"""What people are told: the notice in the app, the mail that goes out with it, and the job that sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.domain.jobs import send_order
from app.models.accounts import Notice
from app.models.jobs import MessageRow, ask


def tell_accounts(
    session: Session,
    account_ids: Sequence[int],
    *,
    topic: str,
    params: Mapping[str, Any],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    """A notice for each account, and the same by mail once the transaction is committed."""
    for account_id in account_ids:
        session.add(Notice(account_id=account_id, topic=topic, params=dict(params), created_at=now))
        _send(session, "mail", account_id, topic, params, now, new_id)


def mail_account(
    session: Session,
    account_id: int,
    *,
    topic: str,
    params: Mapping[str, Any],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    """A mail to an account and no notice: of what is only for who reads that mailbox."""
    _send(session, "mail", account_id, topic, params, now, new_id)


def tell_chat(
    session: Session, *, topic: str, params: Mapping[str, Any], now: dt.datetime, new_id: Callable[[], str]
) -> None:
    """The same in the operation's chat, where it has one."""
    _send(session, "chat", None, topic, params, now, new_id)


def _send(
    session: Session,
    channel: str,
    account_id: int | None,
    topic: str,
    params: Mapping[str, Any],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    message = MessageRow(
        public_id=new_id(),
        channel=channel,
        account_id=account_id,
        topic=topic,
        params=dict(params),
        created_at=now,
    )
    session.add(message)
    ask(session, send_order(message.public_id), new_id=new_id, asked_by=None, now=now)
