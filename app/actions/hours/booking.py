"""How minutes become a time entry and its ledger rows, whatever way they came in; `charging.decide` has the say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.hours.alerting import alert
from app.domain import charging, ledger
from app.domain.charging import NOTHING_YET, Charge, Gate, gate_of, rules_of
from app.domain.errors import OverlappingEntry
from app.domain.packages import room_min
from app.domain.terms import Terms
from app.domain.terms.activities import Activity
from app.domain.terms.clock import weighed_min
from app.domain.terms.course import is_over
from app.domain.terms.rounding import RoundingScope
from app.domain.terms.series import terms_for
from app.domain.worktime import Month, Span, work_date
from app.models import EntryApproval, EntryReplacement, EntryWaiting, TimeEntry, WorkedSpan, WorkItem
from app.models.months import ledger_rows, opened_month
from app.queries import clients as clients_queries
from app.queries import entries as entries_queries
from app.queries import hours as hours_queries
from app.queries import plans as plans_queries
from app.queries.invoices.prepaid import is_fee_paid


@dataclass(frozen=True, slots=True)
class Booking:
    """Minutes of one assistant on one day, ready to be stored.

    Attributes:
        item: the work item of the day's month, or of the month the work began in.
        assistant_id: who worked.
        work_date: the Tokyo day.
        minutes: worked, 1 to 1,440.
        span: the clock time, where it is known.
        note: what was done.
        source: `timer`, `form` or `import`.
        recorded_by: the account that sends it, or None for the house itself.
        holds_to_consent: whether the contract refuses it: for its limit on overage, a fee to be paid before, its end. A
            timer's work is done and is never refused; the close waits for the consent instead.
        activity: what kind of work it was.
        agreed_min: what the operator agreed to charge instead of what the rule gives.
        replaces_id: the entry this one is written instead of.
        is_approved: whether the operator approves it by writing it.
    """

    item: WorkItem
    assistant_id: int
    work_date: dt.date
    minutes: int
    span: Span | None
    note: str
    source: str
    recorded_by: int | None
    holds_to_consent: bool = True
    activity: Activity = Activity.WORK
    agreed_min: int | None = None
    replaces_id: int | None = None
    is_approved: bool = False


def book(session: Session, booking: Booking, *, public_id: str, now: dt.datetime, new_id: Callable[[], str]) -> None:
    """Add the entry, the span it occupies and its posting; the client must be locked.

    Work of a closed month counts in the first month after it that is open, under its own day, and is marked late.

    Raises:
        NoTerms: no contract covers the month it counts in.
        OverlappingEntry: the assistant has other work recorded in the span.
        NotPrepaid: the month's fee is to be paid before its work is charged.
        ContractOver: the contract ended before the month.
        PackageExhausted: the package and the consented overage have no room for it.
    """
    client_id = booking.item.client_id
    work_month = clients_queries.month_at(session, client_id, booking.work_date)
    month = _counting_month(session, client_id, work_month)
    _open(session, client_id, month, now, new_id)
    item = booking.item if booking.item.month == month else _item_in(session, booking.item, month, new_id)
    charge = _charge(session, booking, item, month, now)
    if booking.span is not None:
        refuse_overlap(session, booking.assistant_id, booking.span)
    entry = _entry(booking, item, charge, public_id, now, is_late=month > work_month)
    session.add(entry)
    session.flush()
    if charge.drawn_min:
        posting = ledger.use(client_id, month, charge.drawn_min, f"entry:{public_id}")
        session.add_all(ledger_rows(posting, posting_id=new_id(), posted_at=now, time_entry_id=entry.id))
    if booking.replaces_id is not None:
        session.add(
            EntryReplacement(time_entry_id=entry.id, client_id=entry.client_id, replaces_id=booking.replaces_id)
        )
    if booking.is_approved:
        session.add(EntryApproval(time_entry_id=entry.id, approved_by=booking.recorded_by, approved_at=now))
    else:
        session.add(EntryWaiting.of(entry))
    if booking.span is not None:
        session.add(
            WorkedSpan(
                time_entry_id=entry.id,
                assistant_id=booking.assistant_id,
                starts_s=booking.span.starts_s,
                stops_s=booking.span.stops_s,
            )
        )
    session.flush()
    alert(session, client_id, month, now=now, new_id=new_id)


def refuse_overlap(session: Session, assistant_id: int, span: Span) -> None:
    """Nothing, if the assistant has no other work recorded in the span.

    Raises:
        OverlappingEntry: there is some; its begin and end are named.
    """
    other = hours_queries.overlapping(session, assistant_id, span)
    if other is not None:
        raise OverlappingEntry("starts", starts_s=other.starts_s, stops_s=other.stops_s)


def _counting_month(session: Session, client_id: int, work_month: Month) -> Month:
    months = clients_queries.months_from(session, client_id, work_month)
    return charging.counting_month(work_month, {each.month for each in months if each.state == "closed"})


def _open(session: Session, client_id: int, month: Month, now: dt.datetime, new_id: Callable[[], str]) -> None:
    if clients_queries.month_row(session, client_id, month) is None:
        grant = ledger.opening(client_id, month, clients_queries.grant_in(session, client_id, month))
        session.add_all(opened_month(client_id, month, grant, posting_id=new_id(), now=now))
        session.flush()


def _charge(session: Session, booking: Booking, item: WorkItem, month: Month, now: dt.datetime) -> Charge:
    series = clients_queries.series_of(session, item.client_id)
    terms = terms_for(series, month)
    rules = rules_of(terms)
    room = None
    if booking.holds_to_consent and terms.overage.limit_min is not None:
        available_min = hours_queries.month_balances(session, item.client_id, month).available_min
        room = room_min(terms, available_min=available_min)
    is_shared = rules.rounding.scope is RoundingScope.TASK_DAY
    rule = rules.rounding.rule
    return charging.decide(
        rules,
        activity=booking.activity,
        worked_min=booking.minutes,
        weighed_min=weighed_min(terms.clock, booking.work_date, booking.minutes, booking.span),
        room_min=room,
        gate=_gate(session, item.client_id, month, series, now) if booking.holds_to_consent else Gate.OPEN,
        so_far=entries_queries.task_day(session, item.id, booking.work_date, rule) if is_shared else NOTHING_YET,
        agreed_min=booking.agreed_min,
    )


def _gate(session: Session, client_id: int, month: Month, series: Sequence[Terms], now: dt.datetime) -> Gate:
    terms = terms_for(series, month)
    is_paid = not terms.fee.is_prepaid or is_fee_paid(session, client_id, month, series, work_date(now))
    return gate_of(terms, is_over=is_over(series, month), is_fee_paid=is_paid)


def _entry(
    booking: Booking, item: WorkItem, charge: Charge, public_id: str, now: dt.datetime, *, is_late: bool
) -> TimeEntry:
    return TimeEntry(
        public_id=public_id,
        client_id=item.client_id,
        work_item_id=item.id,
        assistant_id=booking.assistant_id,
        work_date=booking.work_date,
        month=item.month,
        is_late=is_late,
        minutes=charge.worked_min,
        weighed_min=charge.weighed_min,
        charged_min=charge.charged_min,
        cost_min=charge.cost_min,
        activity=str(charge.activity),
        counting=str(charge.counting),
        rounding_rule=charge.rule,
        starts_s=booking.span.starts_s if booking.span else None,
        stops_s=booking.span.stops_s if booking.span else None,
        note=booking.note,
        source=booking.source,
        recorded_by=booking.recorded_by,
        recorded_at=now,
    )


def _item_in(session: Session, item: WorkItem, month: Month, new_id: Callable[[], str]) -> WorkItem:
    """The same task's work item in another month, made there if work ran over the month's end."""
    found = plans_queries.item_of(session, item.task_id, month)
    if found is not None:
        return found
    made = WorkItem(
        public_id=new_id(),
        client_id=item.client_id,
        task_id=item.task_id,
        month=month,
        planned_min=item.planned_min,
        due_date=month.last_day,
    )
    session.add(made)
    session.flush()
    return made
