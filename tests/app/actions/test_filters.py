"""Filters saved under names: each account its own, so many, each name once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.filters import remove_filter, rename_filter, save_filter
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.errors import AlreadyExists, InvalidInput, NotFound
from app.queries.lists.saved import saved_filters

if TYPE_CHECKING:
    from tests.worlds import MakeWorld, World

QUESTION = {"q": ["受注"]}


def people(world: World) -> tuple[Scope, Scope]:
    found = [world.account(f"{name}@example.jp", Role.OPERATOR) for name in ("okamoto", "tanaka")]
    return Scope(found[0], Role.OPERATOR), Scope(found[1], Role.OPERATOR)


def save(world: World, scope: Scope, name: str, noun: str = "tasks", **question: list[str]) -> str:
    told = {"noun": noun, "name": name, "question": question or QUESTION}
    return save_filter(world.session, scope=scope, now=world.clock.now(), new_id=world.ids, **told)  # type: ignore[arg-type]


def named(world: World, scope: Scope, noun: str = "tasks") -> list[str]:
    return [each.name for each in saved_filters(world.session, scope, noun)]


def test_each_account_has_its_own_and_of_each_list(make_world: MakeWorld) -> None:
    world = make_world()
    mine, other = people(world)

    save(world, mine, "受注")
    save(world, other, "受注", q=["名刺"])
    save(world, mine, "受注", "hours")

    assert [each.question for each in saved_filters(world.session, mine, "tasks")] == [{"q": ["受注"]}]
    assert [each.question for each in saved_filters(world.session, other, "tasks")] == [{"q": ["名刺"]}]
    assert named(world, mine, "invoices") == []


def test_a_name_is_given_once(make_world: MakeWorld) -> None:
    world = make_world()
    mine, _other = people(world)
    first, second = save(world, mine, "受注"), save(world, mine, "名刺")

    with pytest.raises(AlreadyExists):
        save(world, mine, " 受注 ")
    with pytest.raises(AlreadyExists):
        rename_filter(world.session, scope=mine, public_id=second, name="受注")
    assert rename_filter(world.session, scope=mine, public_id=first, name="受注") == "tasks"  # its own is no other's
    assert rename_filter(world.session, scope=mine, public_id=second, name="入力") == "tasks"

    assert named(world, mine) == ["入力", "受注"]


def test_after_twenty_no_more_is_saved(make_world: MakeWorld) -> None:
    world = make_world()
    mine, other = people(world)
    for number in range(20):
        save(world, mine, f"条件{number}")

    with pytest.raises(InvalidInput) as refused:
        save(world, mine, "もう1つ")

    assert refused.value.reason == "filters_many"
    save(world, mine, "もう1つ", "hours")
    save(world, other, "もう1つ")


def test_a_foreign_filter_is_not_there(make_world: MakeWorld) -> None:
    world = make_world()
    mine, other = people(world)
    key = save(world, mine, "受注")

    with pytest.raises(NotFound):
        rename_filter(world.session, scope=other, public_id=key, name="名刺")
    with pytest.raises(NotFound):
        remove_filter(world.session, scope=other, public_id=key)
    assert named(world, mine) == ["受注"]

    assert remove_filter(world.session, scope=mine, public_id=key) == "tasks"
    assert named(world, mine) == []


def test_what_asks_nothing_is_no_filter_and_the_house_saves_none(make_world: MakeWorld) -> None:
    world = make_world()
    mine, _other = people(world)

    with pytest.raises(InvalidInput) as refused:
        save_filter(
            world.session, scope=mine, noun="tasks", name="全部", question={}, now=world.clock.now(), new_id=world.ids
        )
    with pytest.raises(NotFound):
        save(world, HOUSE, "受注")

    assert refused.value.reason == "nothing_asked"
