"""What an inventory has beside a sheet: all facts, of one company alone, without removed tasks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.submit import archive_task
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.tasks.facts import Confidentiality, KeyPersonRisk
from app.queries.standing import standing
from tests.worlds import routine_task

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

#: A task with every fact, so that each is seen to come back.
WHOLE = replace(
    routine_task("検収", minutes=20),
    detail="納品書と照らす",
    owner="高橋",
    frequency_text="毎日",
    confidentiality=Confidentiality.PERSONAL,
    capable_people=1,
    key_person=KeyPersonRisk.HIGH,
    customer_contact=False,
    tools="会計ソフト",
    note="月末は2人で",
)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


def test_every_fact_of_a_task_comes_back_as_it_was_said(world: World) -> None:
    public_id = world.submit("ALPHA", WHOLE)

    found = standing(world.session, HOUSE, world.client_id("ALPHA"))

    assert [each.number for each in found] == [1, 2]
    assert (found[1].public_id, found[1].facts) == (public_id, WHOLE)


def test_removed_tasks_and_those_of_others_are_not_there(world: World) -> None:
    world.submit("BETA", WHOLE)
    archive_task(world.session, scope=HOUSE, public_id=world.tasks["受注入力"], now=world.clock.now())

    assert standing(world.session, HOUSE, world.client_id("ALPHA")) == []


def test_who_may_not_see_a_company_sees_nothing_of_its_inventory(world: World) -> None:
    alpha, beta = world.client_id("ALPHA"), world.client_scope("BETA")

    assert standing(world.session, beta, alpha) == []
    assert standing(world.session, Scope(1, Role.ASSISTANT, assistant_id=1), alpha) == []
