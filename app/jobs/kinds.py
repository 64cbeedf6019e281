"""What each kind of job does."""

from __future__ import annotations

from app.domain.jobs import JobKind
from app.jobs import files, invoices, many, messages, plans, tasks, upkeep
from app.jobs.work import Handler

HANDLERS: dict[JobKind, Handler] = {
    JobKind.IMPORT: tasks.take_in,
    JobKind.SCORE: tasks.score,
    JobKind.PLAN: plans.make,
    JobKind.BLOCK: plans.solve_block,
    JobKind.EXPLAIN: plans.explain,
    JobKind.CLOSE: invoices.close,
    JobKind.ISSUE: invoices.issue,
    JobKind.PDF: invoices.make_paper,
    JobKind.SEND: messages.send,
    JobKind.CHECK: upkeep.check,
    JobKind.TIDY: upkeep.tidy,
    JobKind.MANY: many.do_many,
    JobKind.FILE: files.write_file,
}
