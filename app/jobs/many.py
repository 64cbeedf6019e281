"""Jobs on rows that somebody chose from a list."""

from __future__ import annotations

from collections.abc import Callable

from app.actions.hours.approve import approve_entries
from app.actions.invoices.many import issue_drafts, pay_in_full
from app.actions.plans.many import add_tasks_to_month
from app.actions.tasks.many import archive_tasks, score_chosen
from app.domain.choosing import Chosen, Outcome
from app.domain.worktime import Month
from app.jobs.work import Answer, Work

DOERS: dict[tuple[str, str], Callable[..., Outcome]] = {
    ("tasks", "month"): add_tasks_to_month,
    ("tasks", "score"): score_chosen,
    ("tasks", "archive"): archive_tasks,
    ("hours", "approve"): approve_entries,
    ("invoices", "issue"): issue_drafts,
    ("invoices", "pay"): pay_in_full,
}


def do_many(work: Work) -> Answer:
    """Each row done or refused with its reason; a worker that died leaves what it had done, which is refused anew."""
    told = work.arguments
    chosen = Chosen(tuple(told["rows"]), Month.parse(told["month"]), work.now, work.new_id, work.tell)
    return DOERS[told["noun"], told["verb"]](work.session, scope=work.scope, chosen=chosen).to_json()
