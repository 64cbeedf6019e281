"""Fifty who log an hour at the same moment, where there is room for ten."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.actions.invoices.close import close_client_month
from app.domain.accounts import HOUSE
from app.domain.errors import PackageExhausted
from app.domain.terms import package_terms
from app.queries import invoices as invoices_queries
from tests.faults.crowds import at_once, findings
from tests.faults.months import OVER, log, used_min, with_company
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from app.database import Database, Session
    from tests.worlds import MakeWorld, World

WRITERS = 50
#: Five hours in the package, and five more that the client has consented to.
CONSENT = package_terms(OCTOBER, 50_000, 300, 3_000, 15, overage_consent_min=300)
#: Ten hours in the package, and whatever it takes above.
AUTOMATIC = package_terms(OCTOBER, 50_000, 600, 3_000, 15)


def everybody_logs_an_hour(world: World, crowd: Database, item: str) -> list[str | Exception]:
    def work(session: Session, place: int) -> str:
        # Two assistants over 25 days: nobody's day is full.
        day = dt.date(2026, 10, 1 + place % 25)
        return log(session, world, item, day, 60, assistant=("sato", "mori")[place % 2])

    return at_once(crowd, WRITERS, work)


def test_with_consent_exactly_ten_are_taken_and_the_others_hear_why(make_world: MakeWorld, crowd: Database) -> None:
    world = make_world().at(OVER)
    item = with_company(world, "FULL", terms=CONSENT)

    came = everybody_logs_an_hour(world, crowd, item)

    taken = [each for each in came if isinstance(each, str)]
    refused = [each for each in came if isinstance(each, PackageExhausted)]
    used = used_min(crowd, world.client_id("FULL"), OCTOBER)
    print(f"\n{crowd.engine.dialect.name}: {WRITERS} writers, {len(taken)} taken, {len(refused)} refused, {used} min")
    assert (len(taken), len(refused), used) == (10, 40, 600)
    assert findings(crowd) == []


def test_without_a_limit_all_are_taken_and_what_is_above_is_billed(make_world: MakeWorld, crowd: Database) -> None:
    world = make_world().at(OVER)
    item = with_company(world, "FULL", terms=AUTOMATIC)

    came = everybody_logs_an_hour(world, crowd, item)

    taken = [each for each in came if isinstance(each, str)]
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    closed = close_client_month(world.session, client_public_id=world.clients["FULL"], month=OCTOBER, **told)
    bill = invoices_queries.invoice(world.session, HOUSE, public_id=closed.invoice_public_id)
    print(
        f"\n{crowd.engine.dialect.name}: {WRITERS} writers, {len(taken)} taken, ¥{bill.head.subtotal_yen:,} before tax"
    )
    assert len(taken) == WRITERS
    # ¥50,000 for 10 hours, and 40 hours above at ¥3,000.
    assert bill.head.subtotal_yen == 50_000 + 40 * 3_000
    assert findings(crowd) == []
