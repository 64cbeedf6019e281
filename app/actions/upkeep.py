"""Recompute the books and tell the administrators what does not hold."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from app.database import of_one_instant, transaction
from app.domain.accounts import Scope
from app.domain.jobs import check_order
from app.domain.worktime import tokyo_instant, work_date
from app.models.jobs import ask
from app.models.outbox import tell_accounts, tell_chat
from app.queries import accounts as accounts_queries
from app.queries.check import check

#: Findings counted; one broken balance can break a thousand.
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it: findings, 0 for sound books and at most `COUNTED`, and how many of them are broken chains."""

    findings: int
    broken_chains: int


def check_books(session: Session, *, scope: Scope, now: dt.datetime, new_id: Callable[[], str]) -> Checked:
    """What does not hold; if anything, the administrators are told, once a day.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    of_one_instant(session)
    codes = Counter(problem.code for problem in islice(check(session), COUNTED))
    count = codes.total()
    session.rollback()
    if count:
        day_begins = tokyo_instant(work_date(now), dt.time())
        with transaction(session):
            if not accounts_queries.was_told_since(session, "books_do_not_hold", day_begins):
                told = accounts_queries.administrators(session)
                found = {"count": count}
                tell_accounts(session, told, topic="books_do_not_hold", params=found, now=now, new_id=new_id)
                tell_chat(session, topic="books_do_not_hold", params=found, now=now, new_id=new_id)
    return Checked(count, codes["audit_chain"])


def ask_check(session: Session, *, scope: Scope, now: dt.datetime, new_id: Callable[[], str]) -> str:
    """The public id of the job that checks all books, or of the one that does so already.

    Raises:
        Forbidden: the scope is no administrator.
    """
    scope.require_administrator()
    with transaction(session):
        return ask(session, check_order(), new_id=new_id, asked_by=scope.account_id, now=now)
