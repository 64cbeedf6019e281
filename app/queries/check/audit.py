"""The audit chains: every record stands on the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import GENESIS, chain_hash
from app.domain.errors import Problem
from app.models import AuditRow
from app.models.audit import record_of


def chains(session: Session) -> Iterator[Problem]:
    """Place and hash of each record follow from the one before; of a stream only the first that does not is named.

    A tail that was cut off is not seen here: compare the heads with ones that were written down elsewhere.
    """
    stream, seq, previous, broken = None, 0, GENESIS, False
    for row in session.scalars(
        select(AuditRow).order_by(AuditRow.stream, AuditRow.seq).execution_options(yield_per=500)
    ):
        if row.stream != stream:
            stream, seq, previous, broken = row.stream, 0, GENESIS, False
        if broken:
            continue
        seq += 1
        if row.seq != seq or row.hash != chain_hash(previous, record_of(row)):
            broken = True
            yield Problem("audit_chain", params={"stream": row.stream, "seq": row.seq, "wanted": seq})
        previous = row.hash
