"""What assistants are paid, on both databases: dated, recorded, seen by themselves and by staff alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.assistants import set_fee, statement_pdf
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.pay import FeeCategory, FeeTerms
from app.domain.worktime import TOKYO
from app.queries import audit as audit_queries
from app.queries import pay as pay_queries
from app.queries.check import check
from tests.worlds import NOVEMBER, OCTOBER, SEPTEMBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """On 31 October: sato worked 1:30 for ALPHA, mori 1:00 for BETA."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 31, 20, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=90)
    world.log("名刺入力", dt.date(2026, 10, 6), minutes=60, assistant="mori")
    return world


def fee(world: World, terms: FeeTerms) -> None:
    set_fee(world.session, scope=HOUSE, public_id=world.assistants["sato"], terms=terms, now=world.clock.now())


def test_a_statement_says_minutes_fee_and_pay_day(world: World) -> None:
    fee(world, FeeTerms(OCTOBER, 1_500))

    sato, mori = sorted(pay_queries.statements(world.session, HOUSE, OCTOBER), key=lambda each: each.name)

    # 1:30 at ¥1,500 an hour.
    assert (sato.minutes, sato.pay and sato.pay.transfer_yen, sato.pay_on) == (90, 2_250, dt.date(2026, 11, 30))
    assert [(line.client, line.task, line.minutes) for line in sato.lines] == [("アルファ商店", "受注入力", 90)]
    assert (mori.terms, mori.pay, mori.minutes) == (None, None, 60)


def test_later_terms_leave_earlier_months_as_they_were(world: World) -> None:
    fee(world, FeeTerms(OCTOBER, 1_500))
    world.at(dt.datetime(2026, 11, 10, 9, tzinfo=TOKYO))
    fee(world, FeeTerms(NOVEMBER, 2_000, FeeCategory.DESIGN))

    (found,) = pay_queries.statements(world.session, HOUSE, OCTOBER, public_id=world.assistants["sato"])
    assert found.pay is not None
    assert (found.pay.fee_yen, found.pay.withheld_yen) == (2_250, 0)
    with pytest.raises(errors.FeeOfPastMonth):
        fee(world, FeeTerms(OCTOBER, 9_999))
    fee(world, FeeTerms(SEPTEMBER, 1_400))  # before anything was agreed


def test_what_is_agreed_is_on_the_audit_trail(world: World) -> None:
    fee(world, FeeTerms(OCTOBER, 1_500))
    fee(world, FeeTerms(OCTOBER, 1_600))

    found = audit_queries.history(world.session, HOUSE, [f"assistant:{world.assistants['sato']}"])
    assert [(each.before.get("fee_yen_per_hour"), each.after["fee_yen_per_hour"]) for each in found] == [
        (None, 1_500),
        (1_500, 1_600),
    ]
    assert list(check(world.session)) == []


def test_an_assistant_sees_only_their_own_month_and_a_client_none(world: World) -> None:
    doer = world.doer("受注入力")

    assert len(pay_queries.statements(world.session, doer, OCTOBER)) <= 1
    assert {each.name for each in pay_queries.statements(world.session, HOUSE, OCTOBER)} == {"佐藤 花", "森 学"}
    assert pay_queries.statements(world.session, world.client_scope("ALPHA"), OCTOBER) == []
    with pytest.raises(errors.Forbidden):
        set_fee(
            world.session,
            scope=doer,
            public_id=world.assistants["sato"],
            terms=FeeTerms(OCTOBER, 1),
            now=world.clock.now(),
        )


def test_a_late_pay_day_is_refused_and_nothing_is_stored(world: World) -> None:
    with pytest.raises(errors.PaidTooLate):
        fee(world, FeeTerms(OCTOBER, 1_500, pay_month_offset=2, pay_day=31))
    assert pay_queries.fee_series(world.session, [1, 2]) == {}


def test_the_statement_on_paper_needs_terms(world: World) -> None:
    def paper() -> bytes:
        return statement_pdf(
            world.session,
            scope=HOUSE,
            public_id=world.assistants["sato"],
            month=OCTOBER,
            now=world.clock.now(),
        )

    with pytest.raises(errors.NoFeeTerms):
        paper()
    fee(world, FeeTerms(OCTOBER, 1_500))
    assert paper().startswith(b"%PDF")
