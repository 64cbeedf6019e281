"""Send what stands in the outbox: mail to an account in its language, a line to the operation's chat."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.adapters.chat import Chat
from app.adapters.keyring import Keyring
from app.adapters.mail import Mail, Mailer
from app.adapters.messaging import MessagingUnavailable
from app.database import transaction
from app.domain.accounts import Role, Scope
from app.domain.jobs import KEPT_DAYS, JobKind, send_order
from app.models import JobRow, MessageRow
from app.queries import accounts as accounts_queries
from app.queries import jobs as jobs_queries
from app.translations.mail import chat_words, mail_words

FORGOTTEN_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where messages go, and what they say of this place.

    Attributes:
        mailer: takes mail.
        chat: takes lines of chat; None where the operation has none.
        sender: the address mail comes from; empty for the issuing company's.
        site_url: how people reach the pages.
        keys: make the links that open something; None where the secret key is not known.
    """

    mailer: Mailer
    chat: Chat | None
    sender: str
    site_url: str
    keys: Keyring | None = None


def forget_messages(session: Session, *, scope: Scope, now: dt.datetime) -> int:
    """How many messages were removed whose jobs are forgotten: nobody could send them any more.

    A few at a time: where years have piled up, others write between one transaction and the next.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    before = now - dt.timedelta(days=KEPT_DAYS)
    removed = 0
    while True:
        with transaction(session):
            sending = select(JobRow.natural_key).where(JobRow.kind == JobKind.SEND)
            old = select(MessageRow.id).where(
                MessageRow.created_at < before, (send_order("").natural_key + MessageRow.public_id).not_in(sending)
            )
            few = list(session.scalars(old.order_by(MessageRow.id).limit(FORGOTTEN_AT_ONCE)))
            session.execute(delete(MessageRow).where(MessageRow.id.in_(few)))
        removed += len(few)
        if len(few) < FORGOTTEN_AT_ONCE:
            return removed


def send_message(session: Session, *, scope: Scope, public_id: str, outlets: Outlets, now: dt.datetime) -> bool:
    """Whether it went out now; False if it had before, or nobody is there to take it.

    Sent and not yet marked when the power fails, it goes out again under the same id: at least once, never lost. No
    transaction is open meanwhile.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such message.
        MessageRefused: it will never be taken.
        MessagingUnavailable: it is not taken now.
    """
    scope.require_staff()
    row = jobs_queries.message(session, public_id)
    if row.sent_at is not None:
        return False
    mail = None
    text = ""
    if row.account_id is None:
        text = chat_words(row.topic, row.params, locale="ja", site_url=outlets.site_url)
    else:
        mail = _mail(session, row.account_id, row.topic, row.params, public_id, outlets, now)
    session.rollback()

    is_sent = False
    if mail is not None:
        outlets.mailer.send(mail)
        is_sent = True
    elif text and outlets.chat is not None:
        outlets.chat.send(text)
        is_sent = True

    with transaction(session):
        jobs_queries.message(session, public_id).sent_at = now
    return is_sent


def _mail(
    session: Session,
    account_id: int,
    topic: str,
    params: dict[str, Any],
    public_id: str,
    outlets: Outlets,
    now: dt.datetime,
) -> Mail | None:
    """The message as this person reads it; None for somebody who has left."""
    account, issuer = accounts_queries.account_by_id(session, account_id), accounts_queries.issuer(session)
    if account is None or not account.is_active:
        return None
    sender_name = issuer.name if issuer else ""
    said = mail_words(
        topic,
        _with_token(params, outlets.keys),
        locale=account.locale,
        to_name=account.display_name,
        issuer_name=sender_name,
        site_url=outlets.site_url,
        is_staff=account.role in {Role.OPERATOR, Role.ADMINISTRATOR},
    )
    return Mail(
        to_address=account.email,
        to_name=account.display_name,
        subject=said.subject,
        text=said.text,
        message_id=public_id,
        sender_address=outlets.sender or (issuer.contact_email if issuer else ""),
        sender_name=sender_name,
        date=now,
    )


def _with_token(params: dict[str, Any], keys: Keyring | None) -> dict[str, Any]:
    """The values with what opens their link, which is made here and kept nowhere.

    Raises:
        MessagingUnavailable: this process does not know the secret key; another one may.
    """
    if "link" not in params:
        return params
    if keys is None:
        raise MessagingUnavailable("no secret key to make a link with")
    return {**params, "token": keys.link_token(str(params["link"]))}
