"""The hour ledger: postings balance, entries are posted once, grants and closes follow from the terms."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.charging import Counting
from app.domain.errors import DomainError, Problem
from app.domain.ledger import Account, PostingKind
from app.domain.packages import MonthBalance, Terms, close_month, terms_for
from app.domain.worktime import Month
from app.models import ClientMonth, LedgerRow, TimeEntry
from app.queries.clients import terms_by_client
from app.queries.hours import month_balances


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
        for row in session.scalars(select(LedgerRow).where(LedgerRow.account == str(Account.USED)))
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
    for month, terms in _months(session):
        granted_min = month_balances(session, month.client_id, month.month).granted_min
        wanted_min = terms.included_min if terms else 0
        if granted_min != wanted_min:
            yield Problem("grant", params={**_where(month), "found": granted_min, "wanted": wanted_min})


def closes(session: Session) -> Iterator[Problem]:
    """A closed month is settled as its terms say and nothing is left; an open one is not settled."""
    for month, terms in _months(session):
        found = month_balances(session, month.client_id, month.month)
        settled = (found.overage_min, found.expired_min, found.carried_out_min)
        if month.state == "open":
            if any(settled):
                yield Problem("open_month_settled", params=_where(month))
            continue
        wanted = recomputed(session, month, terms)
        if wanted is None:
            yield Problem("close", params=_where(month))
        elif settled != (wanted.overage_min, wanted.expired_min, wanted.carried_out_min) or found.available_min != 0:
            yield Problem("close", params={**_where(month), "found": str(settled)})


def carried(session: Session) -> Iterator[Problem]:
    """What a month carried out is what the next one carried in."""
    out = _carried(session, PostingKind.CARRY_OUT)
    into = {
        (client, month.previous()): minutes
        for (client, month), minutes in _carried(session, PostingKind.CARRY_IN).items()
    }
    for client_id, month in sorted(out.keys() | into.keys()):
        found, wanted = -into.get((client_id, month), 0), out.get((client_id, month), 0)
        if found != wanted:
            yield Problem(
                "carried", params={"client_id": client_id, "month": str(month), "found": found, "wanted": wanted}
            )


def recomputed(session: Session, month: ClientMonth, terms: Terms | None) -> MonthBalance | None:
    """The month's balance worked out anew; None where it cannot have been closed so."""
    if terms is None:
        return None
    found = month_balances(session, month.client_id, month.month)
    try:
        return close_month(
            terms, granted_min=found.granted_min, carried_in_min=found.carried_in_min, used_min=found.used_min
        )
    except DomainError:
        return None


def _months(session: Session) -> Iterator[tuple[ClientMonth, Terms | None]]:
    months = list(session.scalars(select(ClientMonth).order_by(ClientMonth.client_id, ClientMonth.month)))
    series = terms_by_client(session, {month.client_id for month in months})
    for month in months:
        begun = [terms for terms in series.get(month.client_id, []) if terms.valid_from <= month.month]
        yield month, terms_for(begun, month.month) if begun else None


def _carried(session: Session, kind: PostingKind) -> dict[tuple[int, Month], int]:
    rows = session.execute(
        select(LedgerRow.client_id, LedgerRow.month, func.sum(LedgerRow.minutes))
        .where(LedgerRow.kind == str(kind), LedgerRow.account == str(Account.CARRIED))
        .group_by(LedgerRow.client_id, LedgerRow.month)
    )
    return {(client_id, month): minutes for client_id, month, minutes in rows}


def _where(month: ClientMonth) -> dict[str, str | int]:
    return {"client_id": month.client_id, "month": str(month.month)}
