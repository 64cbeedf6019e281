"""Twenty who close, and then issue, the same month of thirty companies at the same moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from app.actions.invoices.close import Closed, Parked, close_all
from app.actions.invoices.issue import issue_month
from app.domain.accounts import HOUSE
from app.queries import invoices as invoices_queries
from tests.faults.crowds import at_once, findings
from tests.faults.months import OVER, log, with_company, with_work
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from app.database import Database, Session
    from tests.worlds import MakeWorld

CLOSERS, COMPANIES = 20, 30


def test_twenty_closes_and_issues_give_one_set_of_invoices(make_world: MakeWorld, crowd: Database) -> None:
    world = make_world().at(OVER)
    items = [with_work(world, code) for code in ("ALPHA", "BETA")]
    items += [with_company(world, f"C{place:02d}") for place in range(COMPANIES - 2)]
    for place, item in enumerate(items):
        log(world.session, world, item, dt.date(2026, 10, 1 + place), 45 * (place + 1))

    def close(session: Session, _place: int) -> list[Closed | Parked]:
        return close_all(session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

    def issue(session: Session, _place: int) -> list[str]:
        return issue_month(session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

    closed = at_once(crowd, CLOSERS, close)
    sets = [[each for each in one if isinstance(each, Closed)] for one in closed if isinstance(one, list)]
    first = Counter(each.client_id for one in sets for each in one if not each.was_closed)
    issued = at_once(crowd, CLOSERS, issue)
    given = Counter(number for one in issued if isinstance(one, list) for number in one)

    bills = invoices_queries.invoices(world.session, HOUSE, month=OCTOBER)
    print(
        f"\n{crowd.engine.dialect.name}: {CLOSERS} closes of {COMPANIES}: {len(first)} closed once, "
        f"{len(bills)} invoices, {len(given)} numbers from {min(given)} to {max(given)}"
    )
    assert [len(one) for one in sets] == [COMPANIES] * CLOSERS
    assert list(first.values()) == [1] * COMPANIES
    assert len({each.client_public_id for each in bills}) == len(bills) == COMPANIES
    assert sorted(str(each.number) for each in bills) == [f"INV-2026-{place:04d}" for place in range(1, COMPANIES + 1)]
    assert set(given) == {each.number for each in bills}
    assert all(isinstance(one, list) for one in issued)
    assert findings(crowd) == []
