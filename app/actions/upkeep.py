"""Recompute the books and tell the administrators what does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import islice

from sqlalchemy.orm import Session

from app.database import of_one_instant, transaction
from app.domain.accounts import Scope
from app.domain.worktime import tokyo_instant, work_date
from app.models.outbox import tell_accounts, tell_chat
from app.queries import accounts as accounts_queries
from app.queries.check import check

#: Findings counted; one broken balance can break a thousand.
COUNTED = 1000


def check_books(session: Session, *, scope: Scope, now: dt.datetime, new_id: Callable[[], str]) -> int:
    """How many findings there are, 0 for sound books; otherwise the administrators are told, once a day.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    of_one_instant(session)
    count = sum(1 for _ in islice(check(session), COUNTED))
    session.rollback()
    if count:
        day_begins = tokyo_instant(work_date(now), dt.time())
        with transaction(session):
            if not accounts_queries.was_told_since(session, "books_do_not_hold", day_begins):
                told = accounts_queries.administrators(session)
                found = {"count": count}
                tell_accounts(session, told, topic="books_do_not_hold", params=found, now=now, new_id=new_id)
                tell_chat(session, topic="books_do_not_hold", params=found, now=now, new_id=new_id)
    return count
