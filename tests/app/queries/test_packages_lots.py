"""What a closed month handed on, as the paper tells it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.actions.invoices.close import close_all
from app.domain.accounts import HOUSE
from app.domain.packages import Lot, LotKind
from app.domain.worktime import TOKYO
from app.queries.packages import lots_carried_out
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld


def test_a_closed_month_tells_the_lots_it_carried_on(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("名刺入力", dt.date(2026, 10, 6), minutes=300, assistant="mori")
    world.at(dt.datetime(2026, 11, 1, 9, tzinfo=TOKYO))
    beta = world.client_id("BETA")
    assert lots_carried_out(world.session, beta, OCTOBER) == ()

    close_all(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)

    # 20 hours less 5, usable until the end of the next month
    assert lots_carried_out(world.session, beta, OCTOBER) == (
        Lot(LotKind.GRANTED, OCTOBER, dt.date(2026, 11, 30), 900),
    )
