"""Close a client's month: lock it, settle its ledger, draft its invoice. One small transaction a client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from app.database import transaction
from app.domain import ledger
from app.domain.accounts import Scope
from app.domain.errors import DomainError, EarlierMonthOpen, HoursWaiting, MonthNotOver, Problem, TimerRunning
from app.domain.invoicing import InvoiceDraft, draft_settled, due_date
from app.domain.jobs import close_order
from app.domain.packages import Settlement, month_rule, settle
from app.domain.terms import Terms
from app.domain.terms.series import granted_in, period_of, terms_for
from app.domain.worktime import Month, epoch_s, tokyo_instant, work_date
from app.models import ClientMonth, InvoiceLineRow, InvoiceRow, InvoiceTax
from app.models.audit import record
from app.models.billing import hours_rows
from app.models.jobs import ask
from app.models.months import ledger_rows, opened_month
from app.queries import approvals as approvals_queries
from app.queries import clients as clients_queries
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import packages as packages_queries
from app.queries.invoices import billing as billing_queries

#: The series of a draft; its number's series is known only at issue.
NO_SERIES = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed month: its draft (None where there was nothing to bill), and whether it had been closed before."""

    client_id: int
    invoice_public_id: str | None
    was_closed: bool


@dataclass(frozen=True, slots=True)
class Parked:
    """A month that could not be closed, and what stands in the way."""

    client_id: int
    problems: tuple[Problem, ...]


def close_client_month(
    session: Session,
    *,
    scope: Scope,
    client_public_id: str,
    month: Month,
    now: dt.datetime,
    new_id: Callable[[], str],
    approved_only: bool = False,
) -> Closed:
    """The month, closed, with a draft of its invoice; closing it again gives the same.

    With `approved_only` a month of which hours still wait for approval is not closed: so asks every page and command.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        MonthNotOver: the period's last day is not over in Tokyo.
        NoTerms: no contract covers the month.
        EarlierMonthOpen: an earlier month is still open and must be closed first.
        TimerRunning: a timer on the client's work has run since within the month.
        HoursWaiting: hours wait for approval, and only approved ones are to be billed.
        PackageExhausted: more overage was worked than the client consented to.
    """
    scope.require_staff()
    with transaction(session):
        client = clients_queries.client(session, scope, public_id=client_public_id)
        clients_queries.lock_client(session, client.id)
        series = clients_queries.series_of(session, client.id)
        if work_date(now) <= _period_end(series, month):
            raise MonthNotOver("month", month=str(month))
        row = clients_queries.month_row(session, client.id, month)
        if row is not None and row.state == "closed":
            live = invoices_queries.live_invoice(session, client.id, month)
            return Closed(client.id, live.public_id if live else None, was_closed=True)
        terms_for(series, month)
        _refuse_unready(session, client.id, series, month)
        waiting = approvals_queries.entries_awaiting(session, scope, month, client_id=client.id) if approved_only else 0
        if waiting:
            raise HoursWaiting(count=waiting)
        row = row or _opened(session, client.id, month, series, now, new_id)
        settled = _settle(session, client.id, month, series, now, new_id)
        invoice = _draft(session, client.id, month, series, settled, now, new_id)
        session.flush()
        row.state = "closed"
        row.closed_at = now
        record(
            session,
            stream=client.id,
            account_id=scope.account_id,
            action="month.close",
            subject=f"month:{month}",
            now=now,
            after={
                **asdict(settled.balance),
                "invoice": invoice or "",
                "rounding_rule": month_rule(terms_for(series, month)) or "",
            },
        )
        return Closed(client.id, invoice, was_closed=False)


def close_all(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    now: dt.datetime,
    new_id: Callable[[], str],
    progress: Callable[[float, str], None] | None = None,
    approved_only: bool = False,
) -> list[Closed | Parked]:
    """Every client's month, closed or parked with its reason; one that fails does not stop the others.

    Clients whose contract begins later are left out. With `approved_only` a month of which hours wait is parked.

    Raises:
        Forbidden: the scope is not staff.
        MonthNotOver: the month's last day is not over in Tokyo.
    """
    scope.require_staff()
    if work_date(now) <= month.last_day:
        raise MonthNotOver("month", month=str(month))
    companies = [
        company
        for company in clients_queries.clients(session, scope)
        if any(terms.valid_from <= month for terms in clients_queries.terms_series(session, scope, company.id))
    ]
    results: list[Closed | Parked] = []
    for place, company in enumerate(companies):
        if progress:
            progress(place / len(companies), company.short_name)
        try:
            results.append(
                close_client_month(
                    session,
                    scope=scope,
                    client_public_id=company.public_id,
                    month=month,
                    now=now,
                    new_id=new_id,
                    approved_only=approved_only,
                )
            )
        except DomainError as error:
            results.append(Parked(company.id, error.problems()))
    if progress:
        progress(1.0, "")
    return results


def ask_close(
    session: Session,
    *,
    scope: Scope,
    month: Month,
    client_public_id: str | None,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str:
    """The public id of the job that closes the month of a client, or of everybody.

    Raises:
        Forbidden: the scope is not staff.
        NotFound: there is no such client.
        MonthNotOver: the last day of the client's period, or for everybody of the month, is not over in Tokyo.
    """
    scope.require_staff()
    client_id, last_day = None, month.last_day
    if client_public_id is not None:
        client_id = clients_queries.client(session, scope, public_id=client_public_id).id
        last_day = _period_end(clients_queries.series_of(session, client_id), month)
    if work_date(now) <= last_day:
        raise MonthNotOver("month", month=str(month))
    order = close_order(month, client_public_id, client_id)
    with transaction(session):
        return ask(session, order, new_id=new_id, asked_by=scope.account_id, now=now)


def _period_end(series: Sequence[Terms], month: Month) -> dt.date:
    """The last day of the month's period; of a month no contract covers, its own."""
    if not any(terms.valid_from <= month for terms in series):
        return month.last_day
    return period_of(series, month)[1]


def _refuse_unready(session: Session, client_id: int, series: Sequence[Terms], month: Month) -> None:
    earlier = clients_queries.earlier_open_month(session, client_id, month)
    if earlier is not None:
        raise EarlierMonthOpen("month", month=str(earlier))
    ends_s = epoch_s(tokyo_instant(_period_end(series, month) + dt.timedelta(days=1), dt.time()))
    if hours_queries.timers_running_for(session, client_id, ends_s):
        raise TimerRunning("timer")


def _opened(
    session: Session, client_id: int, month: Month, series: Sequence[Terms], now: dt.datetime, new_id: Callable[[], str]
) -> ClientMonth:
    grant = ledger.opening(client_id, month, granted_in(series, month))
    session.add_all(opened_month(client_id, month, grant, posting_id=new_id(), now=now))
    session.flush()
    return session.get_one(ClientMonth, (client_id, month))


def _settle(
    session: Session, client_id: int, month: Month, series: Sequence[Terms], now: dt.datetime, new_id: Callable[[], str]
) -> Settlement:
    facts = packages_queries.month_facts(session, {client_id: series}, month)[client_id]
    settled = settle(terms_for(series, month), facts)
    for posting in ledger.close_postings(client_id, month, settled, f"close:{client_id}:{month}"):
        session.add_all(ledger_rows(posting, posting_id=new_id(), posted_at=now))
    session.flush()
    return settled


def _draft(
    session: Session,
    client_id: int,
    month: Month,
    series: Sequence[Terms],
    settled: Settlement,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> str | None:
    terms = terms_for(series, month)
    beside = packages_queries.besides(session, {client_id: series}, month)[client_id]
    draft = draft_settled(terms, settled, month, beside)
    if not draft.lines:
        return None
    invoice = InvoiceRow(
        public_id=new_id(),
        client_id=client_id,
        month=month,
        kind="invoice",
        state="draft",
        series=NO_SERIES,
        period_start=period_of(series, month)[0],
        period_end=beside.period_end,
        due_date=due_date(terms.billing.due, month),
        subtotal_yen=draft.subtotal_yen,
        tax_yen=draft.tax_yen,
        total_yen=draft.total_yen,
        tax_rounding=str(terms.billing.tax_rounding),
        parties={},
        balance=asdict(settled.balance),
        drafted_at=now,
    )
    session.add(invoice)
    session.flush()
    session.add_all(_lines(invoice.id, draft))
    session.add_all(hours_rows(invoice.id, client_id, billing_queries.billable(session, client_id, month)))
    return invoice.public_id


def _lines(invoice_id: int, draft: InvoiceDraft) -> list[InvoiceLineRow | InvoiceTax]:
    rows: list[InvoiceLineRow | InvoiceTax] = [
        InvoiceLineRow(
            invoice_id=invoice_id,
            position=position,
            kind=str(line.kind),
            description=line.text,
            quantity=line.quantity,
            unit=str(line.unit),
            unit_price_yen=line.unit_price_yen,
            amount_yen=line.amount_yen,
            tax_rate_pct=line.tax_rate_pct,
            category=str(line.category),
        )
        for position, line in enumerate(draft.lines, 1)
    ]
    rows += [
        InvoiceTax(
            invoice_id=invoice_id,
            rate_pct=group.rate_pct,
            category=str(group.category),
            taxable_yen=group.taxable_yen,
            tax_yen=group.tax_yen,
        )
        for group in draft.tax_groups
    ]
    return rows
