"""Say by which day of its month a piece of work is due."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.actions.plans.closed import refuse_closed_month
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import InvalidInput
from app.domain.worktime import Month
from app.queries import plans as plans_queries


def set_due_date(session: Session, *, scope: Scope, work_item_public_id: str, due_date: dt.date) -> None:
    """The work is due that day: for who does it at once, for the month's plan from the next one on.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such work item.
        InvalidInput: the day lies in another month.
        MonthClosed: the client has closed the month.
    """
    scope.require_staff()
    with transaction(session):
        item = plans_queries.work_item(session, scope, work_item_public_id)
        if Month.of(due_date) != item.month:
            raise InvalidInput("due_date", "other_month", month=str(item.month))
        refuse_closed_month(session, item.client_id, item.month)
        item.due_date = due_date
