"""What the audit trail says of accounts: who came in, who was refused, what was changed. No password, code or token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.domain.accounts import Account
from app.domain.signing import Visitor
from app.models.audit import HOUSE_STREAM, record

#: A name nobody has is recorded by the beginning of its hash, so that a series of attempts can be seen as one.
SHOWN_OF_HASH = 16


def note(
    session: Session,
    account: Account,
    action: str,
    *,
    by: int | None,
    now: dt.datetime,
    before: Mapping[str, str | int] | None = None,
    after: Mapping[str, str | int] | None = None,
    visitor: Visitor | None = None,
) -> None:
    """A record in the stream of the account's client, or of the house, in the running transaction.

    Args:
        session: with a transaction.
        account: whom it concerns.
        action: such as `account.sign_in`.
        by: the account that did it; None for the command line, or for somebody who is not signed in.
        now: when.
        before: what stood there before.
        after: what stands there now.
        visitor: where it was asked from; the network is recorded, not the address.
    """
    record(
        session,
        stream=HOUSE_STREAM if account.client_id is None else account.client_id,
        account_id=by,
        action=action,
        subject=f"account:{account.public_id}",
        now=now,
        before=before,
        after={**(after or {}), **({"network": visitor.network} if visitor else {})},
    )


def note_stranger(session: Session, name_hash: str, action: str, *, now: dt.datetime, visitor: Visitor) -> None:
    """A record of an attempt on a name nobody has."""
    record(
        session,
        stream=HOUSE_STREAM,
        account_id=None,
        action=action,
        subject=f"nobody:{name_hash[:SHOWN_OF_HASH]}",
        now=now,
        after={"network": visitor.network},
    )
