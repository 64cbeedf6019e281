"""Give a draft its number: from the locked counter of its series, last of all, so that none is lost or given twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from sqlalchemy.orm import Session

from app.domain.errors import IssuerIncomplete
from app.domain.invoicing import counter_key, invoice_number
from app.domain.worktime import work_date
from app.models import Client, InvoiceCounter, InvoiceRow
from app.queries import accounts as accounts_queries
from app.queries import invoices as invoices_queries
from app.queries.accounts import IssuerView


def issuer_of(session: Session) -> IssuerView:
    """The company that issues.

    Raises:
        IssuerIncomplete: it is not filled in.
    """
    issuer = accounts_queries.issuer(session)
    if issuer is None:
        raise IssuerIncomplete("issuer")
    return issuer


def pattern_of(issuer: IssuerView, kind: str) -> str:
    """How documents of the kind are numbered; credit notes share the invoices' series unless they have one."""
    return (issuer.credit_pattern or issuer.invoice_pattern) if kind == "credit_note" else issuer.invoice_pattern


def give_number(session: Session, row: InvoiceRow, issuer: IssuerView, now: dt.datetime) -> str:
    """The number of the draft, which is issued with it; nothing else may be locked afterwards."""
    issue_date = work_date(now)
    pattern = pattern_of(issuer, row.kind)
    parties = _parties(issuer, session.get_one(Client, row.client_id))
    series = counter_key(pattern, issue_date)
    sequence = _next(session, series)
    row.series = series
    row.sequence = sequence
    row.number = invoice_number(pattern, sequence, issue_date)
    row.issue_date = issue_date
    row.parties = parties
    row.issued_at = now
    row.state = "issued"
    return row.number


def _next(session: Session, series: str) -> int:
    counter = invoices_queries.lock_counter(session, series)
    if counter is None:
        counter = InvoiceCounter(series=series, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return counter.last


def _parties(issuer: IssuerView, client: Client) -> dict[str, dict[str, str]]:
    recipient = {
        "name": client.name,
        "postal_code": client.postal_code,
        "address": client.address,
        "contact_name": client.contact_name,
        "peppol_id": client.peppol_id,
    }
    return {"issuer": asdict(issuer), "recipient": recipient}
