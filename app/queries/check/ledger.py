"""The hour ledger: postings balance, entries are posted once, grants and closes follow from the terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Problem
from app.domain.ledger import Account, PostingKind
from app.domain.packages import MonthBalance, Settlement, settle
from app.domain.terms import Terms
from app.domain.terms.activities import Counting
from app.domain.terms.series import granted_in, terms_for
from app.models import ClientMonth, LedgerRow, TimeEntry
from app.queries.clients import terms_by_client
from app.queries.hours import month_balances
from app.queries.packages import month_facts


def postings_balance(session: Session) -> Iterator[Problem]:
    """The lines of a posting add up to nothing, and share client, month and kind."""
    rows = session.execute(
        select(
            LedgerRow.posting_id,
            func.sum(LedgerRow.minutes),
            func.count(),
            func.count(LedgerRow.client_id.distinct()),
            func.count(LedgerRow.month.distinct()),
            func.count(LedgerRow.kind.distinct()),
        )
        .group_by(LedgerRow.posting_id)
        .order_by(LedgerRow.posting_id)
    )
    for posting_id, total, lines, *kinds in rows:
        if total != 0 or lines < 2 or any(each != 1 for each in kinds):
            yield Problem("posting", params={"posting": posting_id, "found": total or 0, "wanted": 0})


def entries_posted(session: Session) -> Iterator[Problem]:
    """Every entry draws what it is charged from the package once, in its own month; nothing else does."""
    used = {
        row.time_entry_id: row
        for row in session.scalars(
            # What a credit note charges again is looked at with the note.
            select(LedgerRow).where(LedgerRow.account == str(Account.USED), LedgerRow.kind != str(PostingKind.REBILL))
        )
    }
    for entry in session.scalars(select(TimeEntry).order_by(TimeEntry.id)):
        row = used.pop(entry.id, None)
        drawn_min = entry.charged_min if Counting(entry.counting).draws_package else 0
        kind = str(PostingKind.USE if entry.minutes > 0 else PostingKind.REVERSE_USE)
        wanted = (entry.client_id, entry.month, drawn_min, kind) if drawn_min else None
        found = row and (row.client_id, row.month, row.minutes, row.kind)
        if found != wanted:
            yield Problem(
                "entry_posting",
                params={"entry": entry.public_id, "found": row.minutes if row else 0, "wanted": drawn_min},
            )
    for row in used.values():
        yield Problem("posting_without_entry", params={"posting": row.posting_id, "found": row.minutes})


def grants(session: Session) -> Iterator[Problem]:
    """A month that has begun was granted what its terms include."""
    for month, series in _months(session):
        granted_min = month_balances(session, month.client_id, month.month).granted_min
        wanted_min = granted_in(series, month.month) if series else 0
        if granted_min != wanted_min:
            yield Problem("grant", params={**_where(month), "found": granted_min, "wanted": wanted_min})


def closes(session: Session) -> Iterator[Problem]:
    """A closed month is settled as its terms say and nothing is left; an open one is not settled."""
    for month, series in _months(session):
        found = month_balances(session, month.client_id, month.month)
        settled = (found.overage_min, found.expired_min, found.carried_out_min, found.owed_out_min)
        if month.state == "open":
            if any(settled):
                yield Problem("open_month_settled", params=_where(month))
            continue
        wanted = recomputed(session, month, series)
        if wanted is None:
            yield Problem("close", params=_where(month))
        elif settled != _settled(wanted.balance) or found.available_min != 0:
            yield Problem("close", params={**_where(month), "found": str(settled)})


def carried(session: Session) -> Iterator[Problem]:
    """Each lot a month carried out, with its origin and its expiry, is one the next month carried in."""
    out = _lots(session, PostingKind.CARRY_OUT)
    into = {
        (client_id, month.previous(), *lot): minutes
        for (client_id, month, *lot), minutes in _lots(session, PostingKind.CARRY_IN).items()
    }
    for key in sorted(out.keys() | into.keys(), key=str):
        if -out.get(key, 0) != into.get(key, 0):
            params: dict[str, str | int] = {"client_id": key[0], "month": str(key[1])}
            yield Problem("carried", params={**params, "found": into.get(key, 0), "wanted": -out.get(key, 0)})


def recomputed(session: Session, month: ClientMonth, series: Sequence[Terms]) -> Settlement | None:
    """The month settled anew; None where it cannot have been closed so."""
    if not series:
        return None
    facts = month_facts(session, {month.client_id: series}, month.month).get(month.client_id)
    try:
        return settle(terms_for(series, month.month), facts) if facts else None
    except DomainError:
        return None


def _settled(balance: MonthBalance) -> tuple[int, int, int, int]:
    return balance.overage_min, balance.expired_min, balance.carried_out_min, balance.owed_out_min


def _months(session: Session) -> Iterator[tuple[ClientMonth, list[Terms]]]:
    """Every month that has begun, with the client's terms if any of them cover it."""
    months = list(session.scalars(select(ClientMonth).order_by(ClientMonth.client_id, ClientMonth.month)))
    series = terms_by_client(session, {month.client_id for month in months})
    for month in months:
        found = series.get(month.client_id, [])
        yield month, found if any(terms.valid_from <= month.month for terms in found) else []


def _lots(session: Session, kind: PostingKind) -> dict[tuple[Any, ...], int]:
    rows = session.execute(
        select(
            LedgerRow.client_id,
            LedgerRow.month,
            LedgerRow.lot,
            LedgerRow.lot_month,
            LedgerRow.lot_expires_on,
            func.sum(LedgerRow.minutes),
        )
        .where(LedgerRow.kind == str(kind), LedgerRow.account == str(Account.AVAILABLE))
        .group_by(LedgerRow.client_id, LedgerRow.month, LedgerRow.lot, LedgerRow.lot_month, LedgerRow.lot_expires_on)
    )
    return {tuple(key): minutes for *key, minutes in rows}


def _where(month: ClientMonth) -> dict[str, str | int]:
    return {"client_id": month.client_id, "month": str(month.month)}
