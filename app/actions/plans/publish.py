"""Publish a draft: it becomes the month's plan, and everybody in it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.actions.plans.closed import refuse_closed_changes
from app.actions.plans.inputs import Inputs, load
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import NotADraft, PlanChanged
from app.domain.worktime import Month
from app.models.outbox import tell_accounts, tell_chat
from app.queries import accounts as accounts_queries
from app.queries import plans as plans_queries
from app.queries.plans import PlanView


def seen_of(inputs: Inputs, published: PlanView | None) -> str:
    """The name of what a person sees before they publish: what a plan would be made from, and the published plan."""
    return f"{published.version if published else 0}-{inputs.input_hash}"


def publish_plan(
    session: Session,
    *,
    scope: Scope,
    public_id: str,
    now: dt.datetime,
    new_id: Callable[[], str],
    seen: str | None = None,
) -> int:
    """How many accounts were told; the plan published before retires. Publishing twice changes nothing.

    Args:
        session: reads and writes.
        scope: staff.
        public_id: of the draft.
        now: the instant.
        new_id: makes public ids.
        seen: what `seen_of` gave when it was shown; None where nobody looked.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such plan.
        NotADraft: a later draft has taken its place.
        PlanChanged: it is not what was seen any more.
        PlanOutdated: it would change work of a client that has closed the month since.
        PlanClosed: every client in it has closed the month.
    """
    scope.require_staff()
    with transaction(session):
        row = plans_queries.plan_row(session, public_id)
        if row.state == "published":
            return 0
        if row.state != "draft":
            raise NotADraft(version=row.version)
        if seen is not None and seen != _seen_now(session, scope, row.month):
            raise PlanChanged(month=str(row.month))
        refuse_closed_changes(session, row)
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


def _seen_now(session: Session, scope: Scope, month: Month) -> str:
    return seen_of(load(session, scope, month), plans_queries.published_plan(session, month))
