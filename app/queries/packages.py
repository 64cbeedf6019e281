"""Reads of what a month's ledger says before it is settled: lots, work by day, debts, and what the invoice needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.charging import AGREED
from app.domain.invoicing import Beside, beside_of
from app.domain.ledger import Account, Balances, PostingKind
from app.domain.packages import Lot, LotKind, MonthFacts
from app.domain.terms import Terms
from app.domain.terms.activities import Activity, Counting
from app.domain.terms.carry import CarryOver
from app.domain.terms.clock import PLAIN_PCT, Clock, Weighs, minutes_by_multiple
from app.domain.terms.series import first_month, granted_in, period_of, terms_for
from app.domain.worktime import Month, Span
from app.models import Client, LedgerRow, PackageAlert, TimeEntry
from app.queries.hours import balances_by_client
from app.queries.invoices.billing import apart_min
from app.queries.invoices.expenses import charged_on


@dataclass(slots=True)
class _Lots:
    carried: list[Lot] = field(default_factory=list)
    topped_up: list[Lot] = field(default_factory=list)


def month_facts(
    session: Session,
    series: Mapping[int, Sequence[Terms]],
    month: Month,
    *,
    balances: Mapping[int, Balances] | None = None,
) -> dict[int, MonthFacts]:
    """Client id -> its month before it is settled; a month that has not begun has the minutes it would begin with.

    Args:
        session: of the database.
        series: client id -> all its terms; clients whose contract begins later are left out.
        month: which.
        balances: client id -> what its ledger says of the month, begun or not, where the caller knows. Then work counts
            on the period's first day, but for clients some of whose minutes end within the period.
    """
    begun = {each: terms for each, terms in series.items() if terms and first_month(terms) <= month}
    known = balances_by_client(session, list(begun), month) if balances is None else balances
    brought = [each for each in begun if _is_brought(known.get(each, Balances()))]
    lots = _lots(session, brought, month) if brought else {}
    daily = [
        each
        for each, terms in begun.items()
        if balances is None or _ends_within(terms, month, lots.get(each, _Lots()).carried)
    ]
    used = _used_by_day(session, {each: period_of(begun[each], month)[0] for each in daily}, month) if daily else {}
    for each in begun.keys() - set(daily):
        used[each] = {period_of(begun[each], month)[0]: known.get(each, Balances()).used_min}
    return {
        each: _facts(terms, month, known.get(each), lots.get(each, _Lots()), used.get(each, {}))
        for each, terms in begun.items()
    }


def besides(session: Session, series: Mapping[int, Sequence[Terms]], month: Month) -> dict[int, Beside]:
    """Client id -> what its contract adds to the invoice of the month; contracts that begin later are left out."""
    begun = {each: terms for each, terms in series.items() if terms and first_month(terms) <= month}
    later = [each for each, terms in begun.items() if _is_charged_later(terms, month)]
    before = balances_by_client(session, later, month.previous()) if later else {}
    billing = [each for each, terms in begun.items() if any(_bills_apart(one) for one in terms)]
    apart = apart_min(session, billing, month) if billing else {}
    expenses = charged_on(session, list(begun), month) if begun else {}
    surcharged = _surcharged(session, {each: terms_for(terms, month).clock for each, terms in begun.items()}, month)
    return {
        each: beside_of(
            terms,
            month,
            overage_before_min=before.get(each, Balances()).overage_min,
            apart_min=apart.get(each, 0),
            surcharged_min=surcharged.get(each),
            expenses=expenses.get(each, ()),
        )
        for each, terms in begun.items()
    }


def _bills_apart(terms: Terms) -> bool:
    """Whether some activity is billed beside the package."""
    return any(terms.activities.counting(each) is Counting.BILLED for each in Activity)


def _is_brought(balance: Balances) -> bool:
    """Whether minutes came into the month that have an origin of their own."""
    return bool(balance.carried_in_min or balance.topped_up_min)


def _ends_within(series: Sequence[Terms], month: Month, carried: Sequence[Lot]) -> bool:
    """Whether minutes end before the period does, so that the day of work decides which of them it may use."""
    is_by_days = terms_for(series, month).carry.over is CarryOver.DAYS
    return is_by_days or any(lot.expires_on < period_of(series, month)[1] for lot in carried)


def _is_charged_later(series: Sequence[Terms], month: Month) -> bool:
    """Whether the month before has its overage on this month's invoice."""
    return month > first_month(series) and terms_for(series, month.previous()).overage.is_month_later


def lots_carried_out(session: Session, client_id: int, month: Month) -> tuple[Lot, ...]:
    """The lots a closed month handed on, in the order they expire, as they were at its close.

    Rows of the ledger are never changed, so a document made later says the same.
    """
    wanted = (
        select(LedgerRow.lot, LedgerRow.lot_month, LedgerRow.lot_expires_on, LedgerRow.minutes)
        .where(
            LedgerRow.client_id == client_id,
            LedgerRow.month == month,
            LedgerRow.kind == str(PostingKind.CARRY_OUT),
            LedgerRow.account == str(Account.CARRIED),
        )
        .order_by(LedgerRow.lot_expires_on, LedgerRow.lot_month, LedgerRow.lot)
    )
    return tuple(
        Lot(LotKind(lot), lot_month, expires_on, minutes)
        for lot, lot_month, expires_on, minutes in session.execute(wanted)
        if lot and lot_month and expires_on  # the table's own checks say so
    )


def alerts_fired(session: Session, client_id: int, month: Month) -> tuple[int, set[int]]:
    """How often minutes were bought in the month so far, and the shares in percent told of since the last time."""
    bought = select(func.count()).where(
        LedgerRow.client_id == client_id,
        LedgerRow.month == month,
        LedgerRow.kind == str(PostingKind.TOP_UP),
        LedgerRow.account == str(Account.AVAILABLE),
    )
    top_ups = session.scalar(bought) or 0
    fired = select(PackageAlert.threshold_pct).where(
        PackageAlert.client_id == client_id, PackageAlert.month == month, PackageAlert.top_ups == top_ups
    )
    return top_ups, set(session.scalars(fired))


def is_posted(session: Session, posting_id: str) -> bool:
    """Whether the ledger has a posting of that id."""
    return session.scalar(select(LedgerRow.id).where(LedgerRow.posting_id == posting_id).limit(1)) is not None


def named_in_notices(session: Session, client_id: int) -> dict[str, str]:
    """How notices name the client, and the public id that leads to it."""
    short_name, public_id = session.execute(
        select(Client.short_name, Client.public_id).where(Client.id == client_id)
    ).one()
    return {"client": short_name, "client_id": public_id}


def _facts(
    series: Sequence[Terms], month: Month, balance: Balances | None, lots: _Lots, used: Mapping[dt.date, int]
) -> MonthFacts:
    found = balance or Balances()
    return MonthFacts(
        month=month,
        period=period_of(series, month),
        is_first_month=month == first_month(series),
        # What was carried in stands there before the month begins; once it has, its package does not change any more.
        granted_min=found.granted_min or granted_in(series, month),
        carried=tuple(lots.carried),
        topped_up=tuple(lots.topped_up),
        used=used,
        adjusted_min=found.adjusted_min,
        owed_in_min=found.owed_in_min,
    )


def _lots(session: Session, ids: Iterable[int], month: Month) -> dict[int, _Lots]:
    """Lots carried in and bought. What a close bought is among them: settled again, the month comes out the same."""
    wanted = (
        select(
            LedgerRow.client_id,
            LedgerRow.kind,
            LedgerRow.lot,
            LedgerRow.lot_month,
            LedgerRow.lot_expires_on,
            func.sum(LedgerRow.minutes),
        )
        .where(
            LedgerRow.client_id.in_(list(ids)),
            LedgerRow.month == month,
            LedgerRow.account == str(Account.AVAILABLE),
            LedgerRow.kind.in_([str(PostingKind.CARRY_IN), str(PostingKind.TOP_UP)]),
        )
        .group_by(LedgerRow.client_id, LedgerRow.kind, LedgerRow.lot, LedgerRow.lot_month, LedgerRow.lot_expires_on)
        .order_by(LedgerRow.client_id, LedgerRow.lot_expires_on, LedgerRow.lot_month, LedgerRow.lot)
    )
    found: dict[int, _Lots] = {}
    for client_id, kind, lot, lot_month, expires_on, minutes in session.execute(wanted):
        held = found.setdefault(client_id, _Lots())
        into = held.carried if kind == PostingKind.CARRY_IN else held.topped_up
        if lot and lot_month and expires_on:  # the table's own checks say so
            into.append(Lot(LotKind(lot), lot_month, expires_on, minutes))
    return found


def _surcharged(session: Session, clocks: Mapping[int, Clock], month: Month) -> dict[int, dict[int, int]]:
    """Client id -> multiple in percent -> minutes worked under it, for contracts whose clock weighs on the price.

    Only what the client pays for weighs, and of a charge that was agreed as much as was agreed.
    """
    dearer = {each: clock for each, clock in clocks.items() if clock.bands and clock.weighs is Weighs.PRICE}
    found: dict[int, dict[int, int]] = {}
    if not dearer:
        return found
    paid_min = case((TimeEntry.rounding_rule == AGREED, TimeEntry.charged_min), else_=TimeEntry.minutes)
    wanted = select(TimeEntry.client_id, TimeEntry.work_date, paid_min, TimeEntry.starts_s, TimeEntry.stops_s).where(
        TimeEntry.client_id.in_(list(dearer)),
        TimeEntry.month == month,
        TimeEntry.counting.in_([each for each in Counting if each.is_charged]),
    )
    for client_id, day, minutes, starts_s, stops_s in session.execute(wanted):
        span = Span(starts_s, stops_s) if starts_s is not None and stops_s is not None else None
        sums = found.setdefault(client_id, {})
        for multiple_pct, share_min in minutes_by_multiple(dearer[client_id], day, abs(minutes), span).items():
            if multiple_pct != PLAIN_PCT:
                sums[multiple_pct] = sums.get(multiple_pct, 0) + (share_min if minutes > 0 else -share_min)
    return found


def _used_by_day(session: Session, first_days: Mapping[int, dt.date], month: Month) -> dict[int, dict[dt.date, int]]:
    """Client id -> day of work -> minutes; late work has a day before the period, where settling puts it on the first.

    `first_days` are those of the clients' periods: what is charged without an entry counts from the beginning.
    """
    wanted = (
        select(LedgerRow.client_id, TimeEntry.work_date, func.sum(LedgerRow.minutes))
        .outerjoin(TimeEntry, TimeEntry.id == LedgerRow.time_entry_id)
        .where(
            LedgerRow.client_id.in_(list(first_days)),
            LedgerRow.month == month,
            LedgerRow.account == str(Account.USED),
        )
        .group_by(LedgerRow.client_id, TimeEntry.work_date)
    )
    found: dict[int, dict[dt.date, int]] = {}
    for client_id, worked_on, minutes in session.execute(wanted):
        day = worked_on or first_days[client_id]
        days = found.setdefault(client_id, {})
        days[day] = days.get(day, 0) + minutes
    return found
