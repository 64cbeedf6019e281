"""Issue a draft: it gets the next number and cannot change any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain.accounts import Scope
from app.domain.errors import IssuerIncomplete
from app.domain.invoicing import counter_key, invoice_number
from app.domain.worktime import work_date
from app.models import Client, InvoiceCounter, InvoiceRow, Notice
from app.queries import accounts as accounts_queries
from app.queries import invoices as invoices_queries
from app.queries.accounts import IssuerView


def issue_invoice(session: Session, *, scope: Scope, public_id: str, now: dt.datetime) -> str:
    """The invoice's number; issuing it again gives the same one.

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
        issuer = accounts_queries.issuer(session)
        if issuer is None:
            raise IssuerIncomplete("issuer")
        issue_date = work_date(now)
        series = counter_key(issuer.invoice_pattern, issue_date)
        told = accounts_queries.recipients(session, client_ids={row.client_id})
        parties = _parties(issuer, session.get_one(Client, row.client_id))
        sequence = _next(session, series)
        number = invoice_number(issuer.invoice_pattern, sequence, issue_date)
        _fill(row, series=series, sequence=sequence, number=number, issue_date=issue_date, parties=parties, now=now)
        params = {"number": number, "month": str(row.month), "total_yen": row.total_yen, "invoice": row.public_id}
        session.add_all(
            Notice(account_id=account_id, topic="invoice_issued", params=params, created_at=now) for account_id in told
        )
    return number


def _next(session: Session, series: str) -> int:
    counter = invoices_queries.lock_counter(session, series)
    if counter is None:
        counter = InvoiceCounter(series=series, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return counter.last


def _fill(
    row: InvoiceRow,
    *,
    series: str,
    sequence: int,
    number: str,
    issue_date: dt.date,
    parties: dict[str, dict[str, str]],
    now: dt.datetime,
) -> None:
    row.series = series
    row.sequence = sequence
    row.number = number
    row.issue_date = issue_date
    row.parties = parties
    row.issued_at = now
    row.state = "issued"


def _parties(issuer: IssuerView, client: Client) -> dict[str, dict[str, str]]:
    recipient = {
        "name": client.name,
        "postal_code": client.postal_code,
        "address": client.address,
        "contact_name": client.contact_name,
    }
    return {"issuer": asdict(issuer), "recipient": recipient}
