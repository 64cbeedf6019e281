"""One thing done to many tasks of the list: put away, score anew."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.actions.tasks.score import score_rows
from app.actions.tasks.submit import archive_task
from app.domain.accounts import Scope
from app.domain.choosing import Chosen, Outcome, do_each
from app.queries import tasks as tasks_queries
from app.queries.lists import names_of
from app.queries.lists.sources import TASKS


def archive_tasks(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """The tasks are out of their inventories; hours and scores stay."""
    names = names_of(session, scope, TASKS, chosen.public_ids)
    session.rollback()

    def act(public_id: str) -> None:
        archive_task(session, scope=scope, public_id=public_id, now=chosen.now)

    return do_each(chosen, names, act, "many_archive")


def score_chosen(session: Session, *, scope: Scope, chosen: Chosen) -> Outcome:
    """The tasks have a new score each; the old ones stay.

    Raises:
        Forbidden: the scope is not staff.
    """
    scope.require_staff()
    ids = tasks_queries.ids_of(session, scope, chosen.public_ids)
    count = score_rows(session, ids, now=chosen.now, progress=chosen.progress)
    return Outcome(count, (), len(chosen.public_ids) - count)
