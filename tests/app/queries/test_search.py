"""The search finds what the scope may see, in one statement, best fit first; another client's rows never."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.actions.invoices.issue import issue_invoice
from app.domain.accounts import HOUSE, Role, Scope
from app.domain.worktime import TOKYO
from app.queries.search import Hit, HitKind, search
from tests.worlds import MakeWorld, World, routine_task

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY = frozenset(HitKind)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world()
    world.submit("BETA", routine_task("受注入力の確認", minutes=10))
    world.with_plan().at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO))
    for code in ("ALPHA", "BETA"):
        closed = world.close(code)
        assert closed.invoice_public_id is not None
        issue_invoice(
            world.session, scope=HOUSE, public_id=closed.invoice_public_id, now=world.clock.now(), new_id=world.ids
        )
    return world


def found(world: World, scope: Scope, text: str, limit: int = 10) -> list[Hit]:
    return search(world.session, scope, text, kinds=EVERY, limit=limit)


def titles(hits: list[Hit]) -> list[str]:
    return [hit.title for hit in hits]


def test_the_whole_name_comes_before_one_that_begins_with_it(world: World) -> None:
    assert [(hit.title, hit.rank) for hit in found(world, HOUSE, "受注入力")] == [
        ("受注入力", 0),
        ("受注入力の確認", 1),
    ]


def test_every_word_must_fit_and_the_company_counts_as_one_of_the_tasks_names(world: World) -> None:
    assert titles(found(world, HOUSE, "確認 ベータ")) == ["受注入力の確認"]
    assert titles(found(world, HOUSE, "確認 アルファ")) == []


def test_kana_not_yet_converted_finds_the_company_its_tasks_and_its_invoice(world: World) -> None:
    hits = found(world, HOUSE, "あるふぁ")

    assert {(hit.kind, hit.title) for hit in hits} == {
        (HitKind.CLIENT, "アルファ商店"),
        (HitKind.TASK, "受注入力"),
        (HitKind.INVOICE, "INV-2026-0001"),
    }


def test_an_invoice_is_found_by_its_number_with_its_month(world: World) -> None:
    [hit] = found(world, HOUSE, "inv-2026-0002")

    assert (hit.kind, hit.detail, hit.month, hit.rank) == (HitKind.INVOICE, "ベータ工務店", "2026-10", 0)


@pytest.mark.parametrize("text", ["ベータ", "名刺", "受注入力の確認", "INV-2026-0002", "BETA", "佐藤", "sato"])
def test_a_client_finds_nothing_of_another_client_and_no_assistant(world: World, text: str) -> None:
    assert found(world, HOUSE, text) != []  # the house finds it: it is the scope that hides it

    assert found(world, world.client_scope("ALPHA"), text) == []


def test_an_assistant_finds_the_work_given_to_them_and_themselves(world: World) -> None:
    doer = world.doer("受注入力")
    nobody = Scope(None, Role.ASSISTANT, assistant_id=10_000)

    assert "受注入力" in titles(found(world, doer, "受注入力"))
    assert found(world, doer, "INV-2026") == []
    assert [hit for hit in found(world, doer, "商店") if hit.kind is HitKind.CLIENT] == []
    assert found(world, nobody, "受注入力") == []


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE task; --", "\\", "受注%"])
def test_signs_of_the_database_mean_themselves(world: World, text: str) -> None:
    assert found(world, HOUSE, text) == []


def test_of_each_kind_no_more_than_asked_for_and_only_the_kinds_asked_for(world: World) -> None:
    assert len(found(world, HOUSE, "受注", limit=1)) == 1
    assert search(world.session, HOUSE, "アルファ", kinds={HitKind.CLIENT}, limit=10)[0].kind is HitKind.CLIENT
    assert search(world.session, HOUSE, "アルファ", kinds=(), limit=10) == []


@pytest.fixture
def statements(world: World) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(world.database.engine, "before_cursor_execute", note)


def test_it_asks_the_database_once_and_for_nothing_not_at_all(world: World, statements: list[str]) -> None:
    found(world, HOUSE, "受注")
    asked = questions(statements)
    found(world, HOUSE, "　")

    assert len(asked) == 1
    assert questions(statements) == asked


def questions(statements: list[str]) -> list[str]:
    """What is asked of the tables; PostgreSQL is told with a SELECT as well who asks."""
    return [each for each in statements if each.startswith("SELECT") and "set_config" not in each]
