"""The house of the benchmarks is as sound as one that was lived in, and as large as it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models import AuditRow
from app.queries.check import check
from tests.benchmarks.houses import Size, live_in
from tests.topology.day_of_kinds import books

if TYPE_CHECKING:
    from app.database import Database
    from tests.clocks import CountingIds, FakeClock


def test_copied_companies_keep_sound_books(database: Database, clock: FakeClock, ids: CountingIds) -> None:
    live_in(database, clock, ids, Size(clients=8, assistants=7, months=2, entries=10))

    rows = {name: len(found) for name, found in books(database).items()}
    with database.session() as session:
        assert list(check(session)) == []
    # 8 companies × 2 months × 10 entries, each with two lines on the ledger; October is invoiced.
    assert (rows["client"], rows["assistant"], rows["time_entry"], rows["invoice"]) == (8, 7, 160, 8)
    assert rows["client_month"] >= 16
    # Each of the 8 invoices was issued, which is on the trail of its own company.
    issued = select(func.count(), func.count(AuditRow.stream.distinct())).where(AuditRow.action == "invoice.issue")
    with database.session() as session:
        assert tuple(session.execute(issued).one()) == (8, 8)
