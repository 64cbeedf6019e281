"""Records of the audit trail follow one another, also where many are made at once and nothing else stands yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.database import transaction
from app.domain.audit import GENESIS, chain_hash
from app.models import AuditRow, Issuer
from app.models.audit import HOUSE_STREAM, record, record_of
from tests.clocks import FakeClock
from tests.faults.crowds import at_once

if TYPE_CHECKING:
    from app.database import Database, Session

TOGETHER = 6


def test_first_records_at_the_same_moment_follow_one_another_before_there_is_an_issuer(crowd: Database) -> None:
    now = FakeClock().now()

    def first(session: Session, place: int) -> int:
        with transaction(session):
            record(session, stream=HOUSE_STREAM, account_id=None, action="x", subject=f"x:{place}", now=now)
        return place

    assert at_once(crowd, TOGETHER, first) == list(range(TOGETHER))

    with crowd.session() as session:
        assert session.scalar(select(Issuer.id)) is None
        rows = session.scalars(select(AuditRow).order_by(AuditRow.seq)).all()
        previous = GENESIS
        for row in rows:
            previous = chain_hash(previous, record_of(row))
            assert row.hash == previous
    assert [row.seq for row in rows] == list(range(1, TOGETHER + 1))
