"""Hours worked beside the plan are off the package, the assistant's month and the consent, and shown as such."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions.assistants import AssistantData, edit_assistant
from app.actions.plans.due import set_due_date
from app.actions.plans.explain import explain_plan, offers_min
from app.actions.plans.inputs import Inputs, load
from app.actions.plans.make import make_plan
from app.actions.plans.publish import publish_plan
from app.actions.plans.spent import Holding, Spent, spent
from app.actions.plans.tie import forbid_task, pin_task
from app.actions.tasks.submit import archive_task
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries import plans as plans_queries
from app.queries.plans.answers import answers
from app.queries.plans.ties import Worked
from tests.contracts import changed
from tests.worlds import OCTOBER, TERMS, routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

ORDERS = "受注入力"


def begun(world: World) -> World:
    """October is published; 森 has worked 365 of the 600 minutes of orders."""
    world.with_plan().at(dt.datetime(2026, 10, 8, 9, tzinfo=TOKYO))
    world.log(ORDERS, dt.date(2026, 10, 6), minutes=365, assistant="mori")
    return world


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return begun(make_world())


def told(world: World) -> Inputs:
    return load(world.session, HOUSE, OCTOBER)


def package_min(world: World, code: str = "ALPHA") -> int:
    return next(each.minutes for each in told(world).problem.packages if each.client == world.clients[code])


def month_min(world: World, code: str) -> int:
    return next(each.minutes for each in told(world).problem.assistants if each.id == world.assistants[code])


def pin_to(world: World, code: str) -> None:
    names = {"task_public_id": world.tasks[ORDERS], "assistant_public_id": world.assistants[code]}
    pin_task(world.session, scope=HOUSE, now=world.clock.now(), **names)


def planned_min(world: World) -> int:
    made = make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)
    plan = plans_queries.plan_by_id(world.session, made.public_id)
    rows = plans_queries.assignments(world.session, HOUSE, plan.id)
    return sum(row.planned_min for row in rows if row.client_public_id == world.clients["ALPHA"])


def test_work_that_goes_on_with_who_began_it_is_in_their_row(world: World) -> None:
    before = told(world).input_hash

    assert (package_min(world), month_min(world, "mori")) == (1200, 6000)
    world.log(ORDERS, dt.date(2026, 10, 7), minutes=60, assistant="mori")
    assert told(world).input_hash == before


def test_work_pinned_to_somebody_else_is_off_the_package_and_off_who_did_it(world: World) -> None:
    pin_to(world, "sato")

    # 1,200 - 365 and 6,000 - 365; the other client and the other assistant have all they had
    assert (package_min(world), month_min(world, "mori")) == (835, 5635)
    assert (package_min(world, "BETA"), month_min(world, "sato")) == (1200, 6000)


def test_a_pin_to_who_began_it_takes_nothing_off(world: World) -> None:
    pin_to(world, "mori")

    assert (package_min(world), month_min(world, "mori")) == (1200, 6000)


def test_a_plan_keeps_to_what_is_left_of_the_package(world: World) -> None:
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=30))  # 600 more: 1,200 with the orders
    assert planned_min(world) == 1200

    pin_to(world, "sato")

    # 835 are left; the orders are pinned, so that the other 600 stay out
    assert planned_min(world) == 600


def test_begun_work_that_is_left_out_gives_nothing_back_of_what_was_worked_on_it(world: World) -> None:
    stock = world.submit("ALPHA", routine_task("毎日の棚卸", minutes=30))
    for name in ("名簿の更新", "日報の転記"):
        world.submit("ALPHA", routine_task(name, minutes=5))
    planned_min(world)
    world.log("毎日の棚卸", dt.date(2026, 10, 7), minutes=100, assistant="mori")
    world.log("名簿の更新", dt.date(2026, 10, 7), minutes=50, assistant="mori")
    archive_task(world.session, scope=HOUSE, public_id=world.tasks["名簿の更新"], now=world.clock.now())

    # 50 are gone: 1,150 do not hold 600 and 600. 235 are left of the orders, 500 of the other; either would make the
    # rest fit, so the orders are let go of, and their 365 are gone: 785 are left, of which 600 go on.
    found = told(world)
    orders = next(task for task in found.problem.tasks if task.id == world.tasks[ORDERS])
    assert (package_min(world), found.let_go) == (785, {orders.id: 365})
    assert (orders.minutes, orders.pinned_to, orders.forbidden) == (235, None, (world.assistants["sato"],))
    assert found.begun == {stock: world.assistants["mori"]}
    # 600 and 100 of the daily report: with 50 and 365 beside them 1,115 of 1,200
    assert planned_min(world) == 700
    plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert plan is not None
    left = {row.task_name: row.needs for row in plans_queries.left_out(world.session, HOUSE, plan.id)}
    assert left[ORDERS]["missing_minutes"] == 150  # 235 of 85


def test_what_a_colleague_helped_counts_into_the_row_but_is_off_the_colleague(world: World) -> None:
    world.log(ORDERS, dt.date(2026, 10, 7), minutes=60, assistant="sato")

    assert (package_min(world), month_min(world, "mori"), month_min(world, "sato")) == (1200, 6000, 5940)


def test_work_above_the_rows_minutes_is_off(world: World) -> None:
    world.log(ORDERS, dt.date(2026, 10, 7), minutes=300, assistant="mori")

    # 665 worked of 600: 65 are beside the row
    assert (package_min(world), month_min(world, "mori")) == (1135, 5935)


def test_work_on_a_task_archived_since_is_off(world: World) -> None:
    archive_task(world.session, scope=HOUSE, public_id=world.tasks[ORDERS], now=world.clock.now())

    assert (package_min(world), month_min(world, "mori")) == (835, 5635)


def test_work_forbidden_since_to_who_began_it_is_off(world: World) -> None:
    names = {"task_public_id": world.tasks[ORDERS], "assistant_public_id": world.assistants["mori"]}
    forbid_task(world.session, scope=HOUSE, now=world.clock.now(), **names)

    assert (package_min(world), month_min(world, "mori")) == (835, 5635)


def test_what_is_worked_above_the_package_is_off_the_consent(make_world: MakeWorld) -> None:
    # 400 a month with a consent of 120; 365 + 100 worked: 65 of the consent are gone
    world = begun(make_world(terms=changed(TERMS, included_min=400, overage_consent_min=120)))
    world.submit("ALPHA", routine_task("棚卸", minutes=1))
    world.log(ORDERS, dt.date(2026, 10, 7), minutes=100, assistant="mori")
    pin_to(world, "sato")

    package = next(each for each in told(world).problem.packages if each.client == world.clients["ALPHA"])
    assert (package.minutes, package.overage_minutes) == (0, 55)


def test_hours_come_off_the_first_weeks(world: World) -> None:
    day = dt.date(2026, 10, 9)
    set_due_date(world.session, scope=HOUSE, work_item_public_id=world.item(ORDERS), due_date=day)
    data = AssistantData("mori", "森 学", 60 * 60, {"general_affairs": 3, "bookkeeping": 3})
    edit_assistant(world.session, scope=HOUSE, public_id=world.assistants["mori"], data=data)
    pin_to(world, "sato")

    weeks = next(each.minutes_per_week for each in told(world).problem.assistants if each.minutes == 3600 - 365)
    # 3,600 over 2, 5, 4, 5, 5 of 21 working days: 342, 858, 685, 857, 858; 365 are the first and 23 of the second
    assert weeks == (0, 835, 685, 857, 858)


def test_the_package_table_names_whole_packages(world: World) -> None:
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=30))
    pin_to(world, "sato")
    planned_min(world)
    plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert plan is not None
    explain_plan(world.session, scope=HOUSE, public_id=plan.public_id, now=world.clock.now())

    table = answers(world.session, HOUSE, plan.id).packages[world.clients["ALPHA"]]

    # of 10:00, 20:00, 25:00, 30:00 and 50:00 are 3:55, 13:55, 18:55, 23:55 and 43:55 left:
    # one task of 600 fits from 13:55 on, both from 23:55 on
    found = [(row["package_minutes"], row["done"]["minutes"], row["is_current"]) for row in table["rows"]]
    assert table["worked_minutes"] == 365
    assert found == [(600, 0, False), (1200, 600, True), (1500, 600, False), (1800, 1200, False), (3000, 1200, False)]


def test_every_client_and_person_has_answers_where_the_published_plan_holds_more_than_is_left(world: World) -> None:
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=30))
    planned_min(world)
    plan = plans_queries.plan(world.session, HOUSE, OCTOBER)
    assert plan is not None
    publish_plan(world.session, scope=HOUSE, public_id=plan.public_id, now=world.clock.now(), new_id=world.ids)
    day = dt.date(2026, 10, 2)
    set_due_date(world.session, scope=HOUSE, work_item_public_id=world.item(ORDERS), due_date=day)
    pin_to(world, "sato")
    for minutes in (300, 300):
        world.log(ORDERS, dt.date(2026, 10, 7), minutes=minutes, assistant="mori")
    # ALPHA's plan is 1,200 minutes, of which 1,200 - 965 are left; of 森's first week nothing is, but 600 are due in it
    assert package_min(world) == 235

    explain_plan(world.session, scope=HOUSE, public_id=plan.public_id, now=world.clock.now())

    found = answers(world.session, HOUSE, plan.id)
    clients, people = set(world.clients.values()), set(world.assistants.values())
    assert set(found.next_hour) == set(found.packages) == clients
    assert set(found.coverage) == people


def test_a_package_that_is_worked_already_is_no_offer() -> None:
    # 600 are gone; the own 500 stands though it is used up
    assert offers_min(500, 600) == (500, 800, 1200, 1800, 3000)


def test_nothing_is_beside_the_plan_where_nothing_was_worked() -> None:
    assert spent({}, (), {"t": Holding("c", "a", 60, carries_on=True)}) == Spent()


def test_minutes_that_were_charged_higher_than_worked_are_gone_from_the_package_alone() -> None:
    # 60 worked, charged as 75, on a task of 60 that its holder carries on: 15 of the package are beside the row
    held = {"t": Holding("c", "a", 60, carries_on=True)}

    assert spent({"c": 75}, [Worked("t", "a", 60, 75)], held) == Spent({"c": 15}, {})
