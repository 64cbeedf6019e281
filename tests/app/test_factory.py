"""The whole app, as it is served."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.config import Settings, SettingsError
from app.domain.accounts import Role
from app.factory import create_app
from app.web.access import access_of
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world().with_plan()
    world.account("client@example.jp", Role.CLIENT, client="ALPHA")
    world.account("sato@example.jp", Role.ASSISTANT, assistant="sato")
    world.account("operator@example.jp", Role.OPERATOR)
    return world


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    app = create_app(Settings(world.database.url, "s" * 40, tmp_path), database=world.database, clock=world.clock)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def browser(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302
    return client


def test_every_address_says_who_may_enter(app: Flask) -> None:
    with app.app_context():
        undeclared = [rule.endpoint for rule in app.url_map.iter_rules() if access_of(rule.endpoint) is None]
    assert undeclared == []


@pytest.mark.parametrize("key", ["", "change-me", "k" * 31])
def test_the_app_is_not_made_without_a_safe_key(world: World, tmp_path: Path, key: str) -> None:
    settings = replace(Settings(world.database.url, "", tmp_path), secret_key=key)
    with pytest.raises(SettingsError):
        create_app(settings, database=world.database)


def test_a_copied_cookie_opens_nothing_after_sign_out(app: Flask) -> None:
    victim = browser(app, "client@example.jp")
    cookie = victim.get_cookie("session")
    assert cookie is not None
    assert victim.get("/tasks").status_code == 200

    victim.post("/sign-out")

    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert "/sign-in" in thief.get("/tasks").headers["Location"]


@pytest.mark.parametrize("email", ["client@example.jp", "sato@example.jp", "operator@example.jp"])
@pytest.mark.parametrize("path", ["/", "/tasks", "/plans", "/hours", "/invoices", "/notices"])
@pytest.mark.parametrize(
    "query",
    ["", "?month=9999-12", "?month=0001-01", "?month=x", "?page=99999999999999999999", "?page=-1", "?week=9999-12-31"],
)
def test_no_page_breaks_on_odd_months_pages_and_weeks(app: Flask, email: str, path: str, query: str) -> None:
    assert browser(app, email).get(path + query).status_code in {200, 400, 403}
