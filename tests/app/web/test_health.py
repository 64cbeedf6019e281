"""Whether the process lives and whether it can work, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.database import Database
from tests.app.web.served import OPERATOR, address_of_nobody, serve, with_operator
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.clocks import FakeClock
    from tests.worlds import MakeWorld

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def nobody() -> Iterator[Database]:
    """A database that does not answer."""
    database = Database(address_of_nobody())
    yield database
    database.dispose()


def test_with_its_tables_it_is_ready(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    answer = serve(database, clock, tmp_path).test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"ready": True, "database": "ok", "broker": "none"})


def test_without_its_tables_it_says_so(blank_database_url: str, clock: FakeClock, tmp_path: Path) -> None:
    blank = Database(blank_database_url)

    answer = serve(blank, clock, tmp_path).test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"ready": False, "database": "not_migrated", "broker": "none"})
    blank.dispose()


def test_without_its_database_it_says_so_and_lives(nobody: Database, clock: FakeClock, tmp_path: Path) -> None:
    browser = serve(nobody, clock, tmp_path).test_client()

    answer = browser.get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"ready": False, "database": "unreachable", "broker": "none"})
    assert browser.get("/healthz").status_code == 200


def test_with_every_connection_taken_it_is_not_ready(database_url: str, clock: FakeClock, tmp_path: Path) -> None:
    database = Database(database_url, pool_size=1, pool_wait_s=0.01)
    with database.engine.connect():
        answer = serve(database, clock, tmp_path).test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"ready": False, "database": "crowded", "broker": "none"})
    database.dispose()


@on_sqlite
@pytest.mark.parametrize(("answers", "word"), [(True, "ok"), (False, "unreachable"), (None, "none")])
def test_a_broker_is_told_and_does_not_count(
    database: Database, clock: FakeClock, tmp_path: Path, answers: bool | None, word: str
) -> None:
    app = serve(database, clock, tmp_path, broker_check=lambda: answers)

    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"ready": True, "database": "ok", "broker": word})


@on_sqlite
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_is_set_in_the_visitors_browser(
    database: Database, clock: FakeClock, tmp_path: Path, path: str
) -> None:
    assert "Set-Cookie" not in serve(database, clock, tmp_path).test_client().get(path).headers


@on_sqlite
def test_who_is_signed_in_is_not_looked_up(make_world: MakeWorld, tmp_path: Path) -> None:
    world = with_operator(make_world())
    app = serve(world.database, world.clock, tmp_path)
    browser = app.test_client()
    assert browser.post("/sign-in", data={"email": OPERATOR, "password": PASSWORD}).status_code == 302

    asked: list[str] = []

    @event.listens_for(world.database.engine, "before_cursor_execute")
    def watch(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    for path in ("/healthz", "/static/shell.js"):
        with browser.get(path) as answer:
            assert answer.status_code == 200

    assert asked == []
    assert browser.get("/tasks").status_code == 200
    assert any("FROM account" in statement for statement in asked)
