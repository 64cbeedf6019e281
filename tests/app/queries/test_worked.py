"""A month's work by function and by person, and which estimates were furthest off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries.worked import estimates_missed, worked_shares
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)


def _worked(make_world: MakeWorld) -> World:
    """ALPHA's order entry and card entry of BETA: 受注入力 matches no entry, 名刺入力 may match 総務."""
    world = make_world()
    world.submit("ALPHA", routine_task("名刺データ化", minutes=60, runs_per_year=12))
    world.with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))
    world.log("名刺データ化", DAY, minutes=90, assistant="mori")
    world.log("受注入力", DAY, minutes=200)
    world.log("名刺入力", DAY, minutes=320)
    return world


def test_minutes_are_added_up_by_function_and_person(make_world: MakeWorld) -> None:
    world = _worked(make_world)

    found = worked_shares(world.session, HOUSE, OCTOBER)

    assert sum(each.minutes for each in found) == 610  # 90 + 200 + 320
    assert ("総務", "森 学", 90) in [(each.function, each.assistant_name, each.minutes) for each in found]


def test_a_company_sees_its_own_work_only(make_world: MakeWorld) -> None:
    world = _worked(make_world)
    alpha = world.client_scope("ALPHA")

    own = worked_shares(world.session, alpha, OCTOBER, client_id=world.client_id("ALPHA"))
    foreign = worked_shares(world.session, alpha, OCTOBER, client_id=world.client_id("BETA"))

    assert sum(each.minutes for each in own) == 290  # 90 + 200
    assert foreign == []
    assert sum(each.minutes for each in worked_shares(world.session, alpha, OCTOBER)) == 290


def test_work_taken_back_is_no_work(make_world: MakeWorld) -> None:
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 9, tzinfo=TOKYO))

    assert worked_shares(world.session, HOUSE, OCTOBER) == []


def test_while_the_month_runs_only_what_is_above_its_estimate_is_missed(make_world: MakeWorld) -> None:
    world = _worked(make_world)

    found = estimates_missed(world.session, HOUSE, OCTOBER, is_over=False, limit=10)

    # 受注入力 has 200 of 600 and is left out; 名刺データ化 90 of 60 is ＋30, 名刺入力 320 of 300 ＋20.
    assert [(each.name, each.worked_min, each.estimated_min) for each in found] == [
        ("名刺データ化", 90, 60),
        ("名刺入力", 320, 300),
    ]


def test_once_it_is_over_what_is_furthest_off_comes_first(make_world: MakeWorld) -> None:
    world = _worked(make_world)

    found = estimates_missed(world.session, HOUSE, OCTOBER, is_over=True, limit=2)

    # 600 − 200 = 400, then 30; the third is cut off.
    assert [each.name for each in found] == ["受注入力", "名刺データ化"]


def test_estimates_of_somebody_else_are_not_told(make_world: MakeWorld) -> None:
    world = _worked(make_world)

    found = estimates_missed(world.session, world.client_scope("BETA"), OCTOBER, is_over=True, limit=10)

    assert [each.name for each in found] == ["名刺入力"]
