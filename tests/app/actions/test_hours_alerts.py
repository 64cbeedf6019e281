"""People are told once that a package is nearly used, used up or exceeded, and again after minutes were bought."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.actions.hours.top_up import top_up
from app.domain.accounts import HOUSE, Role
from app.domain.errors import Forbidden, InvalidInput, MonthClosed
from app.domain.worktime import TOKYO
from app.models import LedgerRow, MessageRow, Notice, PackageAlert
from app.queries import hours as hours_queries
from app.queries.check import check
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

FIRST, SECOND, THIRD, FOURTH = (dt.date(2026, 10, day) for day in (5, 6, 7, 8))


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """20:00 in October, one person at the client."""
    made = make_world().with_plan()
    made.account("naoko@example.jp", Role.CLIENT, client="ALPHA")
    return made.at(dt.datetime(2026, 10, 30, 18, tzinfo=TOKYO))


def told(world: World) -> list[tuple[str, str]]:
    """Topic and the used time of every notice about packages."""
    found = world.session.scalars(select(Notice).where(Notice.topic.like("package%")).order_by(Notice.id))
    return [(notice.topic, notice.params["used"]) for notice in found]


def buy(world: World, minutes: int, **changes: object) -> None:
    top_up(
        world.session,
        scope=HOUSE,
        client_public_id=world.clients["ALPHA"],
        month=OCTOBER,
        minutes=minutes,
        now=world.clock.now(),
        new_id=world.ids,
        **changes,  # type: ignore[arg-type]
    )


def test_each_share_is_told_once_in_a_month(world: World) -> None:
    world.log("受注入力", FIRST, minutes=959)
    assert told(world) == []
    world.log("受注入力", SECOND, minutes=1)  # 16:00 of 20:00
    world.log("受注入力", SECOND, minutes=200)
    world.log("受注入力", THIRD, minutes=40)  # 20:00
    world.log("受注入力", FOURTH, minutes=30)

    assert told(world) == [("package_near", "16:00"), ("package_used_up", "20:00")]
    kept = world.session.execute(select(PackageAlert.threshold_pct, PackageAlert.used_min).order_by(PackageAlert.id))
    assert [tuple(row) for row in kept] == [(80, 960), (100, 1_200)]
    sent = select(func.count()).where(MessageRow.topic.like("package%"))
    assert world.session.scalar(sent) == 2


def test_who_jumps_over_both_shares_is_told_of_the_higher_alone(world: World) -> None:
    world.log("受注入力", FIRST, minutes=700)
    world.log("受注入力", SECOND, minutes=501)

    assert told(world) == [("package_exceeded", "20:01")]
    assert world.session.scalar(select(func.count()).select_from(PackageAlert)) == 2


def test_bought_minutes_arm_the_alerts_again(world: World) -> None:
    world.log("受注入力", FIRST, minutes=1_200)
    buy(world, 600)
    world.log("受注入力", SECOND, minutes=200)  # 23:20 of 30:00 are less than 80 %
    assert told(world) == [("package_used_up", "20:00")]
    world.log("受注入力", SECOND, minutes=40)  # 24:00 are 80 %

    assert told(world)[1:] == [("package_near", "24:00")]


def test_bought_minutes_are_charged_once_and_what_is_left_goes_on(world: World) -> None:
    world.log("受注入力", FIRST, minutes=1_200)
    buy(world, 60)
    buy(world, 60)
    world.log("受注入力", SECOND, minutes=90)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    world.close("ALPHA")

    found = hours_queries.month_balances(world.session, world.client_id("ALPHA"), OCTOBER)
    # 20:00 + 2:00 - 21:30 = 0:30, bought and therefore without an end; 2 h at 3,000 are 6,000
    assert (found.topped_up_min, found.overage_min, found.carried_out_min) == (120, 0, 30)
    carried = world.session.scalars(select(LedgerRow).where(LedgerRow.month == NOVEMBER, LedgerRow.minutes > 0)).one()
    assert (carried.lot, carried.lot_month, carried.lot_expires_on) == ("topped_up", OCTOBER, dt.date(9999, 12, 31))
    assert list(check(world.session)) == []


def test_a_closed_month_and_a_clients_own_hand_buy_nothing(world: World) -> None:
    with pytest.raises(InvalidInput):
        buy(world, 0)
    with pytest.raises(InvalidInput):
        buy(world, 60, expires_on=dt.date(2026, 9, 30))
    with pytest.raises(Forbidden):
        top_up(
            world.session,
            scope=world.client_scope("ALPHA"),
            client_public_id=world.clients["ALPHA"],
            month=OCTOBER,
            minutes=60,
            now=world.clock.now(),
            new_id=world.ids,
        )
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    world.close("ALPHA")
    with pytest.raises(MonthClosed):
        buy(world, 60)


def test_a_package_of_no_minutes_is_never_told_of(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, included_min=0)).with_plan()
    world.account("naoko@example.jp", Role.CLIENT, client="ALPHA")
    world.at(dt.datetime(2026, 10, 30, 18, tzinfo=TOKYO)).log("受注入力", FIRST, minutes=90)

    assert told(world) == []
