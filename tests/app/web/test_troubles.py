"""A database that cannot serve right now is a page that asks for patience; a mistake stays a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.adapters.failures import Trouble
from app.database import Database
from app.web.access import public
from app.web.errors import TROUBLES
from app.web.request import current_session
from tests.app.web.served import OPERATOR, address_of_nobody, serve, with_operator
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from tests.clocks import FakeClock
    from tests.worlds import MakeWorld

on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
UNREACHABLE = "データベースにつながりません。少し待って、もう一度お試しください。"


def asking(app: Flask, statement: str) -> Flask:
    """The app with a page of one statement."""

    @app.get("/asking")
    @public
    def ask() -> str:
        return str(current_session().execute(text(statement)).all())

    return app


def test_every_trouble_has_its_sentence() -> None:
    assert set(TROUBLES) == set(Trouble)


def test_without_a_database_a_page_asks_for_patience(clock: FakeClock, tmp_path: Path) -> None:
    nobody = asking(serve(Database(address_of_nobody()), clock, tmp_path), "SELECT 1").test_client()

    answer = nobody.get("/asking")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert UNREACHABLE in answer.text


def test_in_english_too(clock: FakeClock, tmp_path: Path) -> None:
    nobody = asking(serve(Database(address_of_nobody()), clock, tmp_path), "SELECT 1").test_client()

    text_of_page = nobody.get("/asking", headers={"Accept-Language": "en"}).text

    assert "The database cannot be reached. Wait a little and try again." in text_of_page


def test_htmx_gets_a_fragment(clock: FakeClock, tmp_path: Path) -> None:
    nobody = asking(serve(Database(address_of_nobody()), clock, tmp_path), "SELECT 1").test_client()

    assert nobody.get("/asking", headers={"HX-Request": "true"}).text.startswith('<div class="note bad" role="alert">')


@on_sqlite
def test_who_is_signed_in_reads_it_though_nobody_can_look_them_up(make_world: MakeWorld, tmp_path: Path) -> None:
    world = with_operator(make_world())
    browser = serve(world.database, world.clock, tmp_path).test_client()
    browser.post("/sign-in", data={"email": OPERATOR, "password": PASSWORD})
    cookie = browser.get_cookie("session")
    assert cookie is not None

    without = serve(Database(address_of_nobody()), world.clock, tmp_path).test_client()
    without.set_cookie("session", cookie.value)
    answer = without.get("/tasks")

    assert answer.status_code == 503
    assert UNREACHABLE in answer.text


def test_with_every_connection_taken_a_page_asks_for_patience(
    database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    database = Database(database_url, pool_size=1, pool_wait_s=0.01)
    browser = asking(serve(database, clock, tmp_path), "SELECT 1").test_client()

    with database.engine.connect():
        answer = browser.get("/asking")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "順番が回ってきませんでした" in answer.text
    assert browser.get("/asking").status_code == 200
    database.dispose()


def test_a_mistake_in_a_statement_stays_a_failure(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    answer = asking(serve(database, clock, tmp_path), "SELECT nothing FROM nowhere").test_client().get("/asking")

    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
