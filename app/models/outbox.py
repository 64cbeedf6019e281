"""What people are told: the notice in the app, the mail that goes out with it, and the job that sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.jobs import send_order
from app.domain.notices import BOTH, Choice, choice_kept
from app.models.accounts import Notice
from app.models.jobs import MessageRow, ask
from app.models.preferences import NoticeChoice
from app.models.registry import Row


def tell_accounts(
    session: Session,
    account_ids: Sequence[int],
    *,
    topic: str,
    params: Mapping[str, Any],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    """A notice for each account, and the same by mail once the transaction is committed; each as the account chose."""
    chosen = _choices(session, account_ids, topic)
    for account_id in account_ids:
        choice = chosen.get(account_id, BOTH)
        if choice.in_app:
            _write(session, Notice, account_id=account_id, topic=topic, params=dict(params), created_at=now)
        if choice.by_mail:
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


def _choices(session: Session, account_ids: Sequence[int], topic: str) -> dict[int, Choice]:
    wanted = select(NoticeChoice).where(NoticeChoice.topic == topic, NoticeChoice.account_id.in_(account_ids))
    return {row.account_id: choice_kept(topic, Choice(row.in_app, row.by_mail)) for row in session.scalars(wanted)}


def _send(
    session: Session,
    channel: str,
    account_id: int | None,
    topic: str,
    params: Mapping[str, Any],
    now: dt.datetime,
    new_id: Callable[[], str],
) -> None:
    public_id = new_id()
    _write(
        session,
        MessageRow,
        public_id=public_id,
        channel=channel,
        account_id=account_id,
        topic=topic,
        params=dict(params),
        created_at=now,
    )
    ask(session, send_order(public_id), new_id=new_id, asked_by=None, now=now)


def _write(session: Session, row: type[Row], **values: Any) -> None:
    """A row that who writes it may not read, so that nothing of it is asked back, not even its id (0030)."""
    session.execute(insert(row).inline().values(**values))
