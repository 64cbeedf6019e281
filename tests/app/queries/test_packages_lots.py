"""What a closed month handed on, as the paper tells it and as the next month begins with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.actions.invoices.close import close_all, close_client_month
from app.database import transaction
from app.domain import ledger
from app.domain.accounts import HOUSE
from app.domain.packages import Lot, LotKind
from app.domain.terms.carry import CarryOver
from app.domain.worktime import TOKYO
from app.models.months import opened_month
from app.queries.clients import grant_in
from app.queries.months import close_facts
from app.queries.packages import lots_carried_out, month_facts
from app.queries.usage import usage
from app.web.closing import rows_of, standings
from app.web.outlook import outlook
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS

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


def test_a_month_says_the_same_before_and_after_it_is_opened(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, carry_over=CarryOver.NEXT_MONTH)).with_plan()
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=955)
    session, told = world.session, {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    close_client_month(session, month=OCTOBER, client_public_id=world.clients["ALPHA"], **told)
    alpha = world.client_id("ALPHA")

    def said() -> tuple[object, ...]:
        package = usage(session, HOUSE, NOVEMBER, client_id=alpha)[0]
        seen = outlook(session, package, dt.date(2026, 11, 2))
        stands = standings(session, HOUSE, NOVEMBER, seen.today, close_facts(session, HOUSE, NOVEMBER))
        row = rows_of(session, HOUSE, NOVEMBER, stands)[0]
        facts = month_facts(session, {alpha: package.series}, NOVEMBER)
        known = month_facts(session, {alpha: package.series}, NOVEMBER, balances={alpha: package.balance})
        return (
            facts[alpha],
            known[alpha].available_min,
            [(each.left_min, each.ending_min) for each in seen.lots],
            (seen.end.carried_out_min, seen.end.expired_min, package.free_min),
            [(name, each) for name, each in seen.ways(60)],
            (row.total_yen, row.carried_out_min),
        )

    before = said()
    grant = ledger.opening(alpha, NOVEMBER, grant_in(session, alpha, NOVEMBER))
    session.rollback()
    with transaction(session):
        session.add_all(opened_month(alpha, NOVEMBER, grant, posting_id=world.ids(), now=world.clock.now()))

    assert before == said()
    # 1200 less 955 are 245 from October, which end in November; the 1200 that November brings go on to December.
    assert before[2:4] == ([(245, 245), (1200, 0)], (1200, 245, 1445))
