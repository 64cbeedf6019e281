"""Jobs of every day: recompute the books, forget what ended long ago."""

from __future__ import annotations

from app.actions.accounts.tidying import forget_signing
from app.actions.jobs.rounds import forget_ended
from app.actions.messages import forget_messages
from app.actions.upkeep import check_books
from app.jobs.work import Answer, Work


def check(work: Work) -> Answer:
    """Every balance, total and number recomputed; the administrators are told what does not hold."""
    work.tell(0.0, "check")
    checked = check_books(work.session, scope=work.scope, now=work.now, new_id=work.new_id)
    return {"findings": checked.findings, "broken_chains": checked.broken_chains}


def tidy(work: Work) -> Answer:
    """Jobs that ended long ago are gone, messages that were sent long ago, sessions that are over."""
    work.tell(0.0, "tidy")
    removed = forget_ended(work.session, now=work.now)
    removed += forget_signing(work.session, scope=work.scope, now=work.now)
    return {"removed": removed + forget_messages(work.session, scope=work.scope, now=work.now)}
