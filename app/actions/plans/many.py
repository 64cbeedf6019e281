"""Many tasks of the list added to a month."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.plans.add import add_to_month
from app.domain.accounts import Scope
from app.domain.choosing import Chosen, Outcome, do_each
from app.queries.lists import names_of
from app.queries.lists.sources import TASKS


def add_tasks_to_month(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """Each task has a work item in the month; those that had one keep it.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    names = names_of(session, scope, TASKS, chosen.public_ids)
    session.rollback()

    def act(public_id: str) -> None:
        add_to_month(session, scope=scope, task_public_id=public_id, month=chosen.month, new_id=chosen.new_id)

    return do_each(chosen, names, act, "many_month")
