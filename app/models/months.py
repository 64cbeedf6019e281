"""A client's month opens with its grant: the two rows are never apart."""

from __future__ import annotations

import datetime as dt

from app.domain.ledger import Posting
from app.domain.worktime import Month
from app.models.clients import ClientMonth
from app.models.hours import LedgerRow
from app.models.registry import Row


def ledger_rows(
    posting: Posting, *, posting_id: str, posted_at: dt.datetime, time_entry_id: int | None = None
) -> list[Row]:
    """The posting's lines as rows to add; they share `posting_id`."""
    return [
        LedgerRow(
            posting_id=posting_id,
            client_id=posting.client_id,
            month=posting.month,
            kind=str(posting.kind),
            account=str(line.account),
            minutes=line.minutes,
            time_entry_id=time_entry_id,
            lot=str(posting.lot.kind) if posting.lot else None,
            lot_month=posting.lot.month if posting.lot else None,
            lot_expires_on=posting.lot.expires_on if posting.lot else None,
            posted_at=posted_at,
        )
        for line in posting.lines
    ]


def opened_month(
    client_id: int, month: Month, grant: Posting | None, *, posting_id: str, now: dt.datetime
) -> list[Row]:
    """The row of a month that begins, and its grant's ledger rows (none for a package of no minutes)."""
    begun = ClientMonth(client_id=client_id, month=month, state="open", opened_at=now)
    return [begun, *(ledger_rows(grant, posting_id=posting_id, posted_at=now) if grant else [])]
