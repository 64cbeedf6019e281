"""Ask for background work on rows that somebody chose."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.choosing import Chosen
from app.domain.jobs import many_order
from app.models.jobs import ask


def ask_many(session: Session, *, scope: Scope, noun: str, verb: str, chosen: Chosen) -> str:
    """The public id of the job that does it to each row; the living one where the same was asked before."""
    order = many_order(noun, verb, chosen.public_ids, chosen.month, scope.account_id, scope.client_id)
    with transaction(session):
        return ask(session, order, new_id=chosen.new_id, asked_by=scope.account_id, now=chosen.now)
