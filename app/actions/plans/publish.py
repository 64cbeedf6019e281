"""Publish a draft: it becomes the month's plan, and everybody in it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import NotADraft
from app.models.outbox import tell_accounts, tell_chat
from app.queries import accounts as accounts_queries
from app.queries import plans as plans_queries


def publish_plan(session: Session, *, scope: Scope, public_id: str, now: dt.datetime, new_id: Callable[[], str]) -> int:
    """How many accounts were told; the plan published before retires. Publishing twice changes nothing.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such plan.
        NotADraft: a later draft has taken its place.
    """
    scope.require_staff()
    with transaction(session):
        row = plans_queries.plan_row(session, public_id)
        if row.state == "published":
            return 0
        if row.state != "draft":
            raise NotADraft(version=row.version)
        for earlier in plans_queries.plan_rows(session, row.month, "published"):
            earlier.state = "retired"
        session.flush()
        row.state = "published"
        row.published_at = now
        client_ids, assistant_ids = plans_queries.people_in(session, row.id)
        told = accounts_queries.recipients(session, client_ids=client_ids, assistant_ids=assistant_ids)
        params = {"month": str(row.month), "version": row.version}
        tell_accounts(session, told, topic="plan_published", params=params, now=now, new_id=new_id)
        tell_chat(session, topic="plan_published", params=params, now=now, new_id=new_id)
    return len(told)
