"""Packages added up in the database come to what they come to one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from app.actions.clients import ClientData, add_client
from app.actions.hours.top_up import top_up
from app.actions.invoices.close import close_client_month
from app.domain.accounts import HOUSE
from app.domain.terms.carry import CarryOver
from app.domain.terms.fees import FirstMonth
from app.domain.worktime import TOKYO, Month
from app.queries.clients import clients, count_clients
from app.queries.hours import balances_by_client, month_balances
from app.queries.usage import ClosedTotals, UsageTotals, closed_totals, low_packages, usage, usage_totals
from tests.contracts import changed
from tests.worlds import NOVEMBER, OCTOBER, TERMS

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

SEPTEMBER = Month(2026, 9)


def add(world: World, code: str, terms: object) -> None:
    world.clients[code] = add_client(
        world.session,
        scope=HOUSE,
        data=ClientData(code, code.title()),
        terms=terms,  # type: ignore[arg-type]
        now=world.clock.now(),
        new_id=world.ids,
    )


def one_by_one(world: World, month: Month) -> UsageTotals:
    found = usage(world.session, HOUSE, month)
    return UsageTotals(
        sum(each.has_terms for each in found),
        sum(each.granted_min for each in found),
        sum(each.carried_in_min for each in found),
        sum(each.available_min for each in found),
        sum(each.used_min for each in found),
        sum(each.planned_min for each in found),
        sum(each.free_min for each in found),
        sum(each.overage_min for each in found),
    )


def test_what_is_used_planned_free_and_above_adds_up(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 15, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=450)
    for day in range(5, 10):
        world.log("名刺入力", dt.date(2026, 10, day), minutes=300)

    found = usage_totals(world.session, HOUSE, OCTOBER)

    # ALPHA: 1200 granted, 450 used, of 600 planned 150 left, so 600 free. BETA: 1500 used of 1200, so 300 above; more
    # than its 300 planned is worked, so none is left and nothing is free.
    assert found == UsageTotals(2, 2400, 0, 2400, 1950, 150, 600, 300)
    assert found == one_by_one(world, OCTOBER)


def test_carried_and_bought_minutes_add_up_and_a_closed_month_plans_nothing(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, carry_over=CarryOver.NEXT_MONTH)).with_plan().with_plan(NOVEMBER)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    world.log("受注入力", dt.date(2026, 10, 5), minutes=100)
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids, "client_public_id": world.clients["ALPHA"]}
    close_client_month(world.session, month=OCTOBER, **told)
    top_up(world.session, month=NOVEMBER, minutes=90, **told)

    october, november = (usage_totals(world.session, HOUSE, month) for month in (OCTOBER, NOVEMBER))

    assert october == one_by_one(world, OCTOBER)
    assert november == one_by_one(world, NOVEMBER)
    # BETA's 300 are still planned in October; ALPHA's 1100 went on to November, where 90 were bought.
    assert (october.planned_min, november.carried_in_min, november.available_min) == (300, 1100, 2400 + 1100 + 90)


def test_a_month_that_has_not_begun_grants_what_it_would_begin_with(make_world: MakeWorld) -> None:
    world = make_world()
    by_day = replace(TERMS.fee, first_month=FirstMonth.DAILY, begins_on=dt.date(2026, 11, 21))
    add(world, "GAMMA", replace(TERMS, valid_from=NOVEMBER, fee=by_day))

    found = usage_totals(world.session, HOUSE, NOVEMBER)

    # 21 to 30 November are 10 of 30 days: 1200 × 10 / 30 = 400 beside twice 1200.
    assert (found.clients, found.granted_min, found.free_min) == (3, 2800, 2800)
    assert found == one_by_one(world, NOVEMBER)


def test_a_month_before_every_contract_has_nothing_in_it(make_world: MakeWorld) -> None:
    assert usage_totals(make_world().session, HOUSE, SEPTEMBER) == UsageTotals()


def test_only_companies_that_are_searched_for_are_listed_counted_and_added_up(make_world: MakeWorld) -> None:
    world = make_world()
    add(world, "GAMMA_1", replace(TERMS, valid_from=NOVEMBER))

    def codes(**asked: object) -> list[str]:
        return [each.code for each in clients(world.session, HOUSE, **asked)]  # type: ignore[arg-type]

    assert codes(matching="工務") == ["BETA"]
    assert codes(matching="a_") == ["GAMMA_1"]  # the line is one of the code, not any character
    assert codes(covered=OCTOBER) == ["ALPHA", "BETA"]
    assert codes(limit=1, offset=1) == ["BETA"]
    assert count_clients(world.session, HOUSE, matching="a") == 3
    assert count_clients(world.session, HOUSE, covered=OCTOBER) == 2
    assert usage_totals(world.session, HOUSE, OCTOBER, matching="工務").granted_min == 1200
    beta = clients(world.session, HOUSE, matching="工務")
    assert [each.client_code for each in usage(world.session, HOUSE, OCTOBER, companies=beta)] == ["BETA"]


def test_low_packages_are_those_of_which_least_is_left_and_are_all_counted(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 15, 9, tzinfo=TOKYO))
    # Of 20 hours each: 16 h are 80 %, 21 h are above; one minute less than 16 h is not low.
    for day, minutes in ((5, 480), (6, 479)):
        world.log("受注入力", dt.date(2026, 10, day), minutes=minutes)
    assert low_packages(world.session, HOUSE, OCTOBER, at_pct=80, limit=3) == (0, [])
    world.log("受注入力", dt.date(2026, 10, 7), minutes=1)
    for day in (8, 9, 10):
        world.log("名刺入力", dt.date(2026, 10, day), minutes=420, assistant="mori")

    count, found = low_packages(world.session, HOUSE, OCTOBER, at_pct=80, limit=3)
    first = low_packages(world.session, HOUSE, OCTOBER, at_pct=80, limit=1)

    assert (count, [each.client_code for each in found]) == (2, ["BETA", "ALPHA"])
    assert (first[0], [each.client_code for each in first[1]]) == (2, ["BETA"])
    assert [each.used_min for each in found] == [1260, 960]


def test_closed_months_add_up_and_open_ones_are_left_out(make_world: MakeWorld) -> None:
    world = make_world(terms=changed(TERMS, carry_over=CarryOver.NEXT_MONTH)).with_plan()
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    for day in (5, 6, 7):
        world.log("受注入力", dt.date(2026, 10, day), minutes=420)
    world.log("名刺入力", dt.date(2026, 10, 5), minutes=300, assistant="mori")
    told = {"scope": HOUSE, "now": world.clock.now(), "new_id": world.ids}
    close_client_month(world.session, month=OCTOBER, client_public_id=world.clients["ALPHA"], **told)
    alpha = closed_totals(world.session, HOUSE, OCTOBER)
    close_client_month(world.session, month=OCTOBER, client_public_id=world.clients["BETA"], **told)

    # ALPHA: 1260 used of 1200, 60 above. BETA: 300 of 1200, so 900 go on.
    assert alpha == ClosedTotals(1260, 60, 0)
    assert closed_totals(world.session, HOUSE, OCTOBER) == ClosedTotals(1560, 60, 900)
    # Of many months the ledger is read without one side of its postings, and comes to the same.
    ids = [world.client_id(code) for code in ("ALPHA", "BETA")]
    assert balances_by_client(world.session, ids, OCTOBER) == {
        each: month_balances(world.session, each, OCTOBER) for each in ids
    }
