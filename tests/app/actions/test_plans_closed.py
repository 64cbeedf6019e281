"""A closed month is neither planned nor published again; of a month closed for some, their part stays as it is."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest

from app.actions.invoices import close as closing
from app.actions.plans.add import add_to_month
from app.actions.plans.blocks import cut_plan
from app.actions.plans.due import set_due_date
from app.actions.plans.explain import explain_plan
from app.actions.plans.inputs import load
from app.actions.plans.make import ask_plan, make_plan
from app.actions.plans.publish import publish_plan
from app.actions.plans.tie import pin_task
from app.actions.tasks.submit import archive_task
from app.domain import errors
from app.domain.accounts import HOUSE
from app.domain.worktime import TOKYO
from app.queries import plans as plans_queries
from app.queries.check import check
from app.queries.plans.answers import answers
from tests.worlds import OCTOBER, routine_task

if TYPE_CHECKING:
    from app.actions.plans.store import MadePlan
    from app.database import Database
    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """October is published, and over; 佐藤 has worked 100 minutes on each of the two tasks."""
    world = make_world().with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    for task in ("受注入力", "名刺入力"):
        world.log(task, dt.date(2026, 10, 20), minutes=100, assistant="sato")
    return world


def close(world: World, *codes: str) -> None:
    for code in codes:
        world.close(code)


def plan(world: World) -> MadePlan:
    return make_plan(world.session, scope=HOUSE, month=OCTOBER, now=world.clock.now(), new_id=world.ids)


def publish(world: World, public_id: str) -> None:
    publish_plan(world.session, scope=HOUSE, public_id=public_id, now=world.clock.now(), new_id=world.ids)


def rows(world: World, made: MadePlan | None = None) -> set[tuple[str, str, int]]:
    found = plans_queries.plan_by_id(world.session, made.public_id) if made else None
    found = found or plans_queries.published_plan(world.session, OCTOBER)
    assert found is not None
    given = plans_queries.assignments(world.session, HOUSE, found.id)
    return {(each.task_name, each.assistant_public_id, each.planned_min) for each in given}


def pin(world: World, task: str, code: str) -> None:
    names = {"task_public_id": world.tasks[task], "assistant_public_id": world.assistants[code]}
    pin_task(world.session, scope=HOUSE, now=world.clock.now(), **names)


def other_of(world: World, task: str) -> str:
    doer = next(assistant for name, assistant, _ in rows(world) if name == task)
    return next(code for code, assistant in world.assistants.items() if assistant != doer)


def test_a_month_that_everybody_has_closed_is_not_planned(world: World) -> None:
    close(world, "ALPHA", "BETA")
    now, new_id = world.clock.now(), world.ids

    assert load(world.session, HOUSE, OCTOBER).is_closed
    with pytest.raises(errors.PlanClosed):
        plan(world)
    with pytest.raises(errors.PlanClosed):
        ask_plan(world.session, scope=HOUSE, month=OCTOBER, now=now, new_id=new_id)
    with pytest.raises(errors.PlanClosed):
        cut_plan(world.session, scope=HOUSE, month=OCTOBER, count=2, tick=lambda: None)


def test_a_draft_of_a_month_closed_meanwhile_is_not_published(world: World) -> None:
    pin(world, "受注入力", other_of(world, "受注入力"))
    before, made = rows(world), plan(world)
    assert rows(world, made) != before

    close(world, "ALPHA", "BETA")

    with pytest.raises(errors.PlanClosed):
        publish(world, made.public_id)
    world.session.rollback()
    assert rows(world) == before


def test_a_draft_that_would_change_a_client_closed_meanwhile_is_out_of_date(world: World) -> None:
    pin(world, "受注入力", other_of(world, "受注入力"))
    before, made = rows(world), plan(world)

    close(world, "ALPHA")

    with pytest.raises(errors.PlanOutdated):
        publish(world, made.public_id)
    world.session.rollback()
    assert rows(world) == before
    assert (
        load(world.session, HOUSE, OCTOBER).input_hash
        != plans_queries.plan_by_id(world.session, made.public_id).input_hash
    )


def test_a_close_and_a_publication_in_the_same_instant_wait_for_each_other(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(world, "受注入力", other_of(world, "受注入力"))
    before, made = rows(world), plan(world)
    told: dict[str, Any] = {"public_id": made.public_id, "now": world.clock.now(), "new_id": world.ids}
    outcomes: list[int | type[Exception]] = []
    waited: list[bool] = []

    def publish_beside() -> None:
        with database.session() as session:
            try:
                outcomes.append(publish_plan(session, scope=HOUSE, **told))
            except errors.DomainError as error:
                outcomes.append(type(error))

    beside = threading.Thread(target=publish_beside)
    record = closing.record

    def record_slowly(*given: Any, **named: Any) -> None:
        """What a close does last before its commit."""
        beside.start()
        beside.join(0.5)
        waited.append(beside.is_alive())
        record(*given, **named)

    monkeypatch.setattr(closing, "record", record_slowly)
    close(world, "ALPHA")
    beside.join()

    assert waited == [True]
    assert outcomes == [errors.PlanOutdated]
    world.session.rollback()
    assert rows(world) == before


def test_what_a_closed_client_has_in_the_published_plan_stays_while_others_are_planned(world: World) -> None:
    before = rows(world)
    orders = next(row for row in before if row[0] == "受注入力")
    close(world, "ALPHA")
    pin(world, "受注入力", other_of(world, "受注入力"))
    cards = other_of(world, "名刺入力")
    pin(world, "名刺入力", cards)
    world.submit("ALPHA", routine_task("毎日の棚卸", minutes=10))

    made = plan(world)

    assert rows(world, made) == {orders, ("名刺入力", world.assistants[cards], 300)}
    assert (made.assigned, made.left_out, made.planned_min) == (2, 0, 900)
    publish(world, made.public_id)
    assert orders in rows(world)
    assert list(check(world.session)) == []


def test_a_task_archived_after_its_client_has_closed_stays_in_the_plan(world: World) -> None:
    before = rows(world)
    close(world, "ALPHA")
    archive_task(world.session, scope=HOUSE, public_id=world.tasks["受注入力"], now=world.clock.now())
    pin(world, "名刺入力", other_of(world, "名刺入力"))

    assert before & rows(world, plan(world)) == {row for row in before if row[0] == "受注入力"}


def test_minutes_of_a_closed_client_are_off_the_month_of_who_has_them(world: World) -> None:
    doer = next(assistant for name, assistant, _ in rows(world) if name == "受注入力")
    close(world, "ALPHA")

    people = {each.id: each.minutes for each in load(world.session, HOUSE, OCTOBER).problem.assistants}

    # 600 of the closed row; what 佐藤 worked of it for somebody else is off their own month
    sato, mori = world.assistants["sato"], world.assistants["mori"]
    assert people == ({sato: 5400, mori: 6000} if doer == sato else {mori: 5400, sato: 5900})


def test_nothing_is_asked_about_a_closed_client(world: World) -> None:
    close(world, "ALPHA")
    made = plan(world)
    explain_plan(world.session, scope=HOUSE, public_id=made.public_id, now=world.clock.now())

    found = answers(world.session, HOUSE, plans_queries.plan_by_id(world.session, made.public_id).id)

    assert set(found.next_hour) == set(found.packages) == {world.clients["BETA"]}


def test_work_of_a_closed_month_keeps_its_day_and_gets_no_more(world: World) -> None:
    rare = world.submit("ALPHA", routine_task("年賀状の発送", minutes=240, runs_per_year=1))
    close(world, "ALPHA")

    day, item = dt.date(2026, 10, 9), world.item("受注入力")
    with pytest.raises(errors.MonthClosed):
        set_due_date(world.session, scope=HOUSE, work_item_public_id=item, due_date=day)
    with pytest.raises(errors.MonthClosed):
        add_to_month(world.session, scope=HOUSE, task_public_id=rare, month=OCTOBER, new_id=world.ids)
    set_due_date(world.session, scope=HOUSE, work_item_public_id=world.item("名刺入力"), due_date=day)


def test_a_month_without_contracts_is_open(make_world: MakeWorld) -> None:
    world = make_world()

    assert not load(world.session, HOUSE, OCTOBER.previous()).is_closed
