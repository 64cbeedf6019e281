"""Issue a draft: it gets the next number and cannot change any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.actions.invoices.numbering import give_number, issuer_of
from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import NotADraft
from app.domain.invoicing.days import open_due_date
from app.domain.jobs import issue_order, pdf_order
from app.domain.worktime import Month, work_date
from app.models import InvoiceRow
from app.models.audit import record
from app.models.jobs import ask
from app.models.outbox import tell_accounts
from app.queries import accounts as accounts_queries
from app.queries import invoices as invoices_queries
from app.queries.invoices import crediting as crediting_queries

Progress = Callable[[float, str], None]


def issue_invoice(
    session: Session, *, scope: Scope, public_id: str, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    """The invoice's number; issuing it again gives the same one. Its PDF and its mails follow in the background.

    The counter is locked last and in the same transaction, so that numbers have no gaps and are never given twice.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such invoice.
        IssuerIncomplete: the issuing company is not filled in.
    """
    scope.require_staff()
    with transaction(session):
        row = invoices_queries.invoice_row(session, public_id)
        if row.number is not None:
            return row.number
        return _issue(session, scope, row, now, new_id)


def issue_draft(session: Session, *, scope: Scope, public_id: str, now: dt.datetime, new_id: Callable[[], str]) -> str:
    """The number that the draft has now, as `issue_invoice` gives it; what is no draft any more is refused.

    Raises:
        Forbidden, NotFound, IssuerIncomplete: as `issue_invoice`.
        NotADraft: it is issued or void; somebody else may have issued it in this instant.
    """
    scope.require_staff()
    with transaction(session):
        row = invoices_queries.invoice_row(session, public_id)
        if row.state != "draft":
            raise NotADraft("invoice")
        return _issue(session, scope, row, now, new_id)


def issue_month(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    now: dt.datetime,
    new_id: Callable[[], str],
    progress: Progress | None = None,
) -> list[str]:
    """The numbers given to the month's drafts, in the order of the list; each is issued on its own.

    Raises:
        Forbidden: the scope is not staff.
        IssuerIncomplete: the issuing company is not filled in.
    """
    scope.require_staff()
    numbers: list[str] = []
    # Months are closed meanwhile: whoever asked for all again was told that it is being done.
    while drafts := invoices_queries.invoices(session, scope, month=month, state="draft"):
        session.rollback()
        for place, draft in enumerate(drafts):
            if progress:
                progress(place / len(drafts), draft.client_short_name)
            numbers.append(issue_invoice(session, scope=scope, public_id=draft.public_id, now=now, new_id=new_id))
    return numbers


def ask_issue(session: Session, *, scope: Scope, month: Month, now: dt.datetime, new_id: Callable[[], str]) -> str:
    """The public id of the job that issues every draft of the month.

    Raises:
        Forbidden: the scope is not staff.
        IssuerIncomplete: the issuing company is not filled in.
    """
    scope.require_staff()
    issuer_of(session)
    drafts = invoices_queries.invoices(session, scope, month=month, state="draft")
    order = issue_order(month, [draft.public_id for draft in drafts])
    with transaction(session):
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


def _issue(session: Session, scope: Scope, row: InvoiceRow, now: dt.datetime, new_id: Callable[[], str]) -> str:
    """The number of the locked draft; its people are told, and its paper is asked for."""
    issuer = issuer_of(session)
    told = accounts_queries.recipients(session, client_ids={row.client_id})
    params: dict[str, str | int] = {"month": str(row.month), "total_yen": row.total_yen, "invoice": row.public_id}
    row.due_date = open_due_date(row.due_date, row.month, work_date(now))
    params["due_date"] = row.due_date.isoformat()
    number = give_number(session, row, issuer, now)
    voiding = crediting_queries.voiding_of(session, scope, row.id)
    topic = "invoice_reissued" if voiding else "invoice_issued"
    if voiding:
        params["replaces"] = str(voiding.voided_number)
    tell_accounts(session, told, topic=topic, params={"number": number, **params}, now=now, new_id=new_id)
    ask(session, pdf_order(row.public_id, row.client_id), new_id=new_id, asked_by=scope.account_id, now=now)
    record(
        session,
        stream=row.client_id,
        account_id=scope.account_id,
        action="invoice.issue",
        subject=f"invoice:{row.public_id}",
        now=now,
        before={"state": "draft"},
        after={"state": "issued", "number": number, "month": str(row.month), "total_yen": row.total_yen},
    )
    return number
