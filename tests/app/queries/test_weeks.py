"""An assistant's week: tasks of the plan, minutes by day, the item of each month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries.assistants import assistants
from app.queries.weeks import own_month_min, week
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

MONDAY = dt.date(2026, 10, 26)


def _world(make_world: MakeWorld) -> World:
    world = make_world().with_plan(OCTOBER).with_plan(NOVEMBER)
    return world.at(dt.datetime(2026, 11, 2, 20, tzinfo=TOKYO))


def _code(world: World, task: str) -> str:
    """The code of the assistant whom the plan gives the task."""
    people = {person.public_id: person.id for person in assistants(world.session, HOUSE)}
    doer = world.doer(task)
    return next(code for code, public_id in world.assistants.items() if people[public_id] == doer.assistant_id)


def test_a_week_adds_up_the_entries_of_a_day_and_names_the_item_of_each_month(make_world: MakeWorld) -> None:
    world = _world(make_world)
    code = _code(world, "受注入力")
    for minutes in (30, 20):
        world.log("受注入力", dt.date(2026, 10, 27), minutes=minutes, assistant=code)
    world.log("受注入力", dt.date(2026, 11, 1), minutes=15, assistant=code)

    rows = {row.task_name: row for row in week(world.session, world.doer("受注入力"), MONDAY)}

    row = rows["受注入力"]
    assert row.minutes == {dt.date(2026, 10, 27): 50, dt.date(2026, 11, 1): 15}  # 30 + 20; Sunday is November's
    assert row.total_min == 65
    assert row.item_on(dt.date(2026, 10, 27)) == world.item("受注入力", OCTOBER)
    assert row.item_on(dt.date(2026, 11, 1)) == world.item("受注入力", NOVEMBER)


def test_the_month_counts_own_minutes_only(make_world: MakeWorld) -> None:
    world = _world(make_world)
    doer = world.doer("受注入力")
    code = _code(world, "受注入力")
    other = next(each for each in world.assistants if each != code)
    world.log("受注入力", dt.date(2026, 10, 27), minutes=30, assistant=code)
    world.log("受注入力", dt.date(2026, 10, 28), minutes=45, assistant=other)

    assert own_month_min(world.session, doer, OCTOBER) == 30
    assert own_month_min(world.session, HOUSE, OCTOBER) == 0


def test_nobody_but_an_assistant_has_a_week(make_world: MakeWorld) -> None:
    world = _world(make_world)

    assert week(world.session, HOUSE, MONDAY) == []
