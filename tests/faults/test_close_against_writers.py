"""A month is closed while twenty-five log on it: each minute that was taken is billed, or counts in the next month."""

from __future__ import annotations

import datetime as dt
import random
import time
from typing import TYPE_CHECKING

from app.actions.invoices.close import Closed, close_client_month
from app.domain.accounts import HOUSE
from app.queries import invoices as invoices_queries
from tests.faults.crowds import at_once, findings
from tests.faults.months import OVER, log, used_min, with_company
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from app.database import Database, Session
    from tests.topology.sizes import Sizes
    from tests.worlds import MakeWorld, World

WRITERS = 25


def race(world: World, crowd: Database, code: str, draw: random.Random) -> tuple[int, int, int]:
    """Minutes that were taken, those on the invoice, and those of the month after, of one close against the writers."""
    item = with_company(world, code)
    pauses_s = [draw.uniform(0, 0.05) for _ in range(WRITERS + 1)]

    def work(session: Session, place: int) -> int | Closed:
        time.sleep(pauses_s[place])
        if place == WRITERS:
            told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
            return close_client_month(session, client_public_id=world.clients[code], month=OCTOBER, **told)
        log(session, world, item, dt.date(2026, 10, 1 + place), place + 1)
        return place + 1

    *writers, closer = at_once(crowd, WRITERS + 1, work)
    assert isinstance(closer, Closed)
    taken = [each for each in writers if isinstance(each, int)]
    assert len(taken) == WRITERS  # what came after the close counts in November, under its own day
    taken_min = sum(taken)
    client_id = world.client_id(code)
    with crowd.session() as session:
        bill = invoices_queries.invoice(session, HOUSE, public_id=closer.invoice_public_id)
        billed_min = sum(line.minutes for line in bill.hours)
    assert billed_min == used_min(crowd, client_id, OCTOBER)
    return taken_min, billed_min, used_min(crowd, client_id, NOVEMBER)


def test_no_minute_is_lost_between_writers_and_the_close(make_world: MakeWorld, crowd: Database, sizes: Sizes) -> None:
    world, draw = make_world().at(OVER), random.Random(5)

    rounds = [race(world, crowd, f"R{place:03d}", draw) for place in range(sizes.rounds)]

    taken, billed, later = (sum(column) for column in zip(*rounds, strict=True))
    most = sum(range(1, WRITERS + 1)) * len(rounds)
    print(
        f"\n{crowd.engine.dialect.name}: {len(rounds)} rounds of {WRITERS} writers: "
        f"{taken} of {most} min taken, {billed} billed, {later} in the month after"
    )
    assert [one for one in rounds if one[0] != one[1] + one[2]] == []
    assert taken == most
    assert 0 < later < most, "every round was decided before it began"
    assert findings(crowd) == []
