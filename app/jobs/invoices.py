"""Jobs on months and invoices: close, issue, make the paper."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.actions.invoices.close import Closed, Parked, close_all, close_client_month
from app.actions.invoices.issue import issue_month
from app.actions.invoices.pdf import invoice_pdf
from app.domain.worktime import Month
from app.jobs.work import Answer, Work
from app.queries import invoices as invoices_queries


def close(work: Work) -> Answer:
    """A client's month, or everybody's, closed or parked with its reasons."""
    month, client = Month.parse(work.arguments["month"]), work.arguments["client"]
    if client is not None:
        closed = close_client_month(
            work.session,
            scope=work.scope,
            client_public_id=client,
            month=month,
            now=work.now,
            new_id=work.new_id,
            approved_only=True,
        )
        return _closed([closed])
    closings = close_all(
        work.session,
        scope=work.scope,
        month=month,
        now=work.now,
        new_id=work.new_id,
        progress=work.tell,
        approved_only=True,
    )
    return _closed(closings)


def issue(work: Work) -> Answer:
    """Every draft of the month is issued; papers and mails follow as jobs of their own.

    The numbers are those of all it was asked for, also what a worker issued that died before it could say so.
    """
    month, asked = Month.parse(work.arguments["month"]), set(work.arguments["drafts"])
    numbers = issue_month(
        work.session,
        scope=work.scope,
        month=month,
        now=work.now,
        new_id=work.new_id,
        progress=work.tell,
    )
    heads = invoices_queries.invoices(work.session, work.scope, month=month)
    given = {head.number for head in heads if head.public_id in asked and head.number}
    return {"numbers": sorted(given | set(numbers))}


def make_paper(work: Work) -> Answer:
    """The invoice's PDF is made and kept."""
    work.tell(0.0, "pdf")
    file = invoice_pdf(
        work.session, scope=work.scope, public_id=work.arguments["invoice"], now=work.now, tick=work.tick
    )
    return {"bytes": len(file.content)}


def _closed(results: list[Closed | Parked]) -> dict[str, Any]:
    return {
        "closed": [asdict(each) for each in results if isinstance(each, Closed)],
        "parked": [asdict(each) for each in results if isinstance(each, Parked)],
    }
