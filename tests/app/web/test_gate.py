"""Pages of one version and tables of another."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.adapters import logs
from app.database import Database
from app.web.gate import tell_at_start
from tests.app.web.served import OPERATOR, address_of_nobody, serve, with_operator
from tests.conditions import EARLIER, LATER, bring_to, of_somebody_else
from tests.loglines import kept_logging
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.clocks import FakeClock
    from tests.worlds import MakeWorld

OLDER_TEXT = "データベースの用意がまだか、古い版のままです。ennoshita init を実行してください。"
NEWER_TEXT = "データベースが、このプログラムより新しい版です。"
SIGN_IN = {"email": OPERATOR, "password": PASSWORD}


def test_on_older_tables_nobody_gets_in_until_they_are_brought_up(make_world: MakeWorld, tmp_path: Path) -> None:
    world = with_operator(make_world())
    with world.database.engine.connect() as connection:
        newest = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    bring_to(world.database, EARLIER)
    browser = serve(world.database, world.clock, tmp_path).test_client()

    for answer in (browser.get("/sign-in"), browser.post("/sign-in", data=SIGN_IN), browser.get("/tasks")):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert OLDER_TEXT in answer.text
    assert browser.get("/readyz").json == {"ready": False, "database": "not_migrated", "broker": "none"}
    assert browser.get("/healthz").status_code == 200

    bring_to(world.database, newest)
    assert browser.post("/sign-in", data=SIGN_IN).status_code == 302


def test_in_english_too(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    bring_to(database, EARLIER)

    page = serve(database, clock, tmp_path).test_client().get("/sign-in", headers={"Accept-Language": "en"})

    assert "The database is not set up yet or is of an older version. Run ennoshita init." in page.text


def test_tables_that_become_newer_meanwhile_are_to_blame_for_what_fails(make_world: MakeWorld, tmp_path: Path) -> None:
    world = with_operator(make_world())
    browser = serve(world.database, world.clock, tmp_path).test_client()
    assert browser.post("/sign-in", data=SIGN_IN).status_code == 302
    bring_to(world.database, LATER)
    with world.database.session() as session:
        session.connection(execution_options={"writes": True})
        session.execute(text("ALTER TABLE task RENAME TO piece_of_work"))
        session.commit()

    answer = browser.get("/tasks")

    assert answer.status_code == 503
    assert NEWER_TEXT in answer.text


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_refused_page_is_one_line_that_says_why(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    bring_to(database, LATER)
    app = serve(database, clock, tmp_path)
    with kept_logging():
        stream = io.StringIO()
        logs.configure("json", stream)
        app.test_client().get("/sign-in")

    said = [line for line in map(json.loads, stream.getvalue().splitlines()) if line["event"] != "request"]
    assert [(line["event"], line["trouble"], line["endpoint"]) for line in said] == [
        ("database", "newer", "accounts.sign_in")
    ]


def test_a_file_of_somebody_else_is_not_ready(migrated_sqlite: Path, clock: FakeClock, tmp_path: Path) -> None:
    with of_somebody_else(migrated_sqlite) as file:
        database = Database(f"sqlite:///{file}")
        answer = serve(database, clock, tmp_path).test_client().get("/readyz")
        database.dispose()

    assert (answer.status_code, answer.json) == (503, {"ready": False, "database": "read_only", "broker": "none"})


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_start_says_once_why_pages_will_not_open(database: Database) -> None:
    bring_to(database, EARLIER)
    nobody = Database(address_of_nobody())
    with kept_logging():
        stream = io.StringIO()
        logs.configure("json", stream)
        tell_at_start(database.require_fit, ["ENNOSHITA_SECRETKEY"], lambda: False)
        tell_at_start(nobody.require_fit, [], lambda: False)
    nobody.dispose()

    said = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["event"], line.get("name"), line.get("database"), line.get("cause")) for line in said] == [
        ("unknown_setting", "ENNOSHITA_SECRETKEY", None, None),
        ("not_ready", None, "not_migrated", None),
        ("not_ready", None, "unreachable", "refused"),
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_start_says_that_the_database_keeps_nobody_apart(database: Database) -> None:
    with kept_logging():
        stream = io.StringIO()
        logs.configure("json", stream)
        tell_at_start(database.require_fit, [], lambda: False)
        assert stream.getvalue() == ""
        tell_at_start(database.require_fit, [], lambda: True)

    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert (line["level"], line["event"]) == ("warning", "no_second_wall")
