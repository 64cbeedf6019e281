"""What was worked on the tasks of a few clients and by a few people, and who has begun a task by it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.queries.plans.ties import Worked, begun_by, ties, worked_in
from tests.worlds import OCTOBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.worlds import MakeWorld, World


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world().with_plan().at(dt.datetime(2026, 11, 2, 0, tzinfo=dt.UTC))


def seen(world: World, clients: Sequence[str] = (), people: Sequence[str] = ()) -> set[tuple[str, str, int, int]]:
    tasks = {public_id: name for name, public_id in world.tasks.items()}
    codes = {public_id: code for code, public_id in world.assistants.items()}
    found = worked_in(
        world.session,
        OCTOBER,
        clients={world.clients[code] for code in clients},
        assistants={world.assistants[code] for code in people},
    )
    return {(tasks[each.task], codes[each.assistant], each.minutes, each.charged_min) for each in found}


def test_work_is_read_of_these_clients_and_by_these_people_and_once_where_both_hold(world: World) -> None:
    for minutes in (60, 30):
        world.log("受注入力", dt.date(2026, 10, 6), minutes=minutes, assistant="mori")
    world.log("受注入力", dt.date(2026, 10, 7), minutes=15, assistant="sato")
    world.log("名刺入力", dt.date(2026, 10, 7), minutes=20, assistant="sato")

    # 受注入力 is of ALPHA, 名刺入力 of BETA
    orders = {("受注入力", "mori", 90, 90), ("受注入力", "sato", 15, 15)}
    assert seen(world, clients=["ALPHA"]) == orders
    assert seen(world, people=["sato"]) == {("受注入力", "sato", 15, 15), ("名刺入力", "sato", 20, 20)}
    assert seen(world, ["ALPHA"], ["mori"]) == orders
    assert seen(world) == set()


def test_of_all_clients_it_says_the_same_as_the_ties(world: World) -> None:
    world.log("受注入力", dt.date(2026, 10, 6), minutes=60, assistant="mori")
    world.log("受注入力", dt.date(2026, 10, 7), minutes=60, assistant="sato")  # as much: the first by code has begun it
    tied = ties(world.session, OCTOBER)

    found = worked_in(world.session, OCTOBER, clients=world.clients.values(), assistants=())

    assert sorted(found, key=repr) == sorted(tied.worked, key=repr)
    assert begun_by(found) == tied.begun


def test_nobody_has_begun_what_was_taken_back() -> None:
    assert begun_by([Worked("t", "a", 0, 0)]) == {}
    assert begun_by([Worked("t", "a", 10, 10), Worked("t", "b", 20, 20), Worked("t", "c", 20, 20)]) == {"t": "b"}
