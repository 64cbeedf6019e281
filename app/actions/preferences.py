"""What an account chooses for itself: where it hears of what, and the secret link of its calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import NotFound
from app.domain.notices import BOTH, TOPICS_OF, Choice, choice_kept
from app.models import CalendarLink, NoticeChoice
from app.models.audit import HOUSE_STREAM, record
from app.queries.preferences import token_hash


def save_choices(session: Session, *, scope: Scope, choices: Mapping[str, Choice]) -> None:
    """Keeps where the account hears of each topic its role is told of; other topics are left as they are.

    Raises:
        NotFound: the house itself asks, which has no account.
    """
    account_id = _account(scope)
    with transaction(session):
        for topic in (each for each in TOPICS_OF[scope.role] if each in choices):
            wanted = choice_kept(topic, choices[topic])
            row = session.get(NoticeChoice, (account_id, topic))
            if row is not None:
                row.in_app, row.by_mail = wanted.in_app, wanted.by_mail
            elif wanted != BOTH:
                session.add(
                    NoticeChoice(account_id=account_id, topic=topic, in_app=wanted.in_app, by_mail=wanted.by_mail)
                )


def renew_calendar(session: Session, *, scope: Scope, now: dt.datetime, new_key: Callable[[], str]) -> str:
    """The token of the account's new calendar link, told this once; the link before it opens nothing any more.

    Raises:
        NotFound: the house itself asks, which has no account.
    """
    account_id, token = _account(scope), new_key()
    with transaction(session):
        row = session.get(CalendarLink, account_id)
        if row is None:
            session.add(CalendarLink(account_id=account_id, token_hash=token_hash(token), made_at=now))
        else:
            row.token_hash, row.made_at = token_hash(token), now
        _record(session, account_id, "calendar.renew", now)
    return token


def withdraw_calendar(session: Session, *, scope: Scope, now: dt.datetime) -> None:
    """Takes the account's calendar link away; nothing where it has none.

    Raises:
        NotFound: the house itself asks, which has no account.
    """
    account_id = _account(scope)
    with transaction(session):
        row = session.get(CalendarLink, account_id)
        if row is not None:
            session.delete(row)
            _record(session, account_id, "calendar.withdraw", now)


def _account(scope: Scope) -> int:
    if scope.account_id is None:
        raise NotFound("account")
    return scope.account_id


def _record(session: Session, account_id: int, action: str, now: dt.datetime) -> None:
    # The account's number and never the token: whoever reads the trail must not be able to read the calendar.
    record(session, stream=HOUSE_STREAM, account_id=account_id, action=action, subject=f"account:{account_id}", now=now)
