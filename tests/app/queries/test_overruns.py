"""What is said after hours were recorded is only of what whoever recorded them may see."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.accounts import HOUSE, Role, Scope
from app.domain.worktime import TOKYO
from app.queries import assistants as assistants_queries
from app.queries.overruns import Overruns, overruns
from tests.worlds import MakeWorld, World

DAY = dt.date(2026, 10, 5)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A quarter of an hour above ALPHA's plan of 600 minutes a month, worked by sato on one day."""
    world = make_world().with_plan().at(dt.datetime(2026, 10, 20, 18, tzinfo=TOKYO))
    world.log("受注入力", DAY, minutes=615)
    return world


def asked(world: World, scope: Scope, assistant: str | None = "sato") -> Overruns:
    items = [world.item("受注入力"), world.item("名刺入力")]
    public_id = world.assistants[assistant] if assistant else None
    return overruns(world.session, scope, items=items, assistant=public_id, days=[DAY], day_min=600)


def test_the_house_hears_of_plan_and_day_of_the_person_it_names(world: World) -> None:
    found = asked(world, HOUSE)

    # 615 worked of 600 planned.
    assert [(each.task_name, each.planned_min, each.used_min) for each in found.plans] == [("受注入力", 600, 615)]
    assert found.days == ((DAY, 615),)
    assert asked(world, HOUSE, "mori").days == ()
    assert asked(world, HOUSE, None).days == ()


def test_an_assistant_hears_of_work_the_plan_gives_them_and_of_their_own_day(world: World) -> None:
    doer = world.doer("受注入力")

    assert [each.task_name for each in asked(world, doer, None).plans] == ["受注入力"]
    assert asked(world, world.other(doer), None).plans == ()
    assert asked(world, sato(world), None).days == ((DAY, 615),)
    assert asked(world, world.other(sato(world)), None).days == ()
    assert asked(world, world.other(sato(world)), "sato").days == ()


def test_a_client_hears_of_its_own_plan_and_of_nobodys_day(world: World) -> None:
    assert asked(world, world.client_scope("BETA")) == Overruns((), (), ())
    assert asked(world, world.client_scope("ALPHA")).days == ()
    assert len(asked(world, world.client_scope("ALPHA")).plans) == 1


def sato(world: World) -> Scope:
    people = assistants_queries.assistants(world.session, HOUSE)
    return Scope(None, Role.ASSISTANT, assistant_id=next(each.id for each in people if each.code == "sato"))
