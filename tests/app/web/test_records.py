"""A line for every request, and nobody's name in it."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from app.adapters import logs
from app.web.access import public
from tests.app.web.served import OPERATOR, serve, with_operator
from tests.loglines import kept_logging
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.worlds import MakeWorld, World

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return with_operator(make_world().with_plan())


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with kept_logging():
        stream = io.StringIO()
        logs.configure("json", stream)
        yield stream


def with_failing_page(app: Flask) -> Flask:
    """The app with a page whose failure repeats what it was asked."""

    @app.get("/failing/<what>")
    @public
    def fail(what: str) -> str:
        raise LookupError(f"{what} {OPERATOR} アルファ商店")

    return app


@pytest.fixture
def browser(world: World, tmp_path: Path, stream: io.StringIO) -> FlaskClient:
    assert stream.getvalue() == ""
    return with_failing_page(serve(world.database, world.clock, tmp_path)).test_client()


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_names_the_page_and_the_id_that_the_answer_carries(browser: FlaskClient, stream: io.StringIO) -> None:
    answer = browser.get("/sign-in?q=1")

    (record,) = records(stream)
    assert record.pop("duration_ms") >= 0
    assert record.pop("timestamp")
    assert record == {
        "event": "request",
        "request_id": answer.headers["X-Request-ID"],
        "method": "GET",
        "endpoint": "accounts.sign_in",
        "status": 200,
        "account": None,
        "level": "info",
        "logger": "ennoshita.requests",
    }


def test_an_account_is_its_public_id(browser: FlaskClient, stream: io.StringIO, world: World) -> None:
    browser.post("/sign-in", data={"email": OPERATOR, "password": PASSWORD})
    browser.get("/tasks")

    known = {record["account"] for record in records(stream)}
    assert len(known) == 1
    assert known.isdisjoint({OPERATOR, None})


@pytest.mark.parametrize("given", ["of-a-visitor", ""])
def test_without_a_proxy_an_id_is_always_ours(browser: FlaskClient, given: str) -> None:
    assert len(browser.get("/sign-in", headers={"X-Request-ID": given}).headers["X-Request-ID"]) == 22


@pytest.mark.parametrize(
    ("given", "is_taken"), [("req-7.A_z", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("山", False)]
)
def test_behind_a_proxy_a_plain_id_is_taken(world: World, tmp_path: Path, given: str, is_taken: bool) -> None:
    browser = serve(world.database, world.clock, tmp_path, proxies=1).test_client()

    answer = browser.get("/sign-in", headers={"X-Request-ID": given.encode().decode("latin-1")})

    assert (answer.headers["X-Request-ID"] == given) is is_taken


def test_a_failure_is_a_trace_with_the_id_of_its_request(browser: FlaskClient, stream: io.StringIO) -> None:
    answer = browser.get("/failing/x")

    failed, request = records(stream)
    assert answer.status_code == request["status"] == 500
    assert failed["request_id"] == request["request_id"] == answer.headers["X-Request-ID"]
    assert "in fail: raise LookupError" in failed["exception"]
    assert failed["exception"].endswith("\nLookupError")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/shell.js"])
def test_what_machines_ask_every_few_seconds_leaves_no_line(
    browser: FlaskClient, stream: io.StringIO, path: str
) -> None:
    with browser.get(path) as answer:
        assert answer.status_code == 200

    assert stream.getvalue() == ""


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_line_of_a_whole_visit_says_who_it_was(
    world: World, tmp_path: Path, stream: io.StringIO, log_format: str
) -> None:
    logs.configure(log_format, stream)
    app = with_failing_page(serve(world.database, world.clock, tmp_path))
    browser = app.test_client()
    secrets = (
        "yamada",
        "%E5%B1%B1",
        "山田",
        "アルファ商店",
        "makoto",
        "example.jp",
        PASSWORD,
        "192.0.2.77",
        "のぞきみ",
    )

    asked = {
        "environ_base": {"REMOTE_ADDR": "192.0.2.77"},
        "headers": {"User-Agent": "のぞきみ".encode().decode("latin-1")},
    }
    statuses = [
        browser.post("/sign-in?next=/tasks?q=yamada", data={"email": OPERATOR, "password": "yamada"}, **asked),
        browser.post("/sign-in", data={"email": "yamada@example.jp", "password": PASSWORD}, **asked),
        browser.post("/sign-in", data={"email": OPERATOR, "password": PASSWORD}, **asked),
        browser.get("/tasks?q=山田", **asked),
        browser.get("/clients", **asked),
        browser.post("/clients/new", data={"name": "アルファ商店", "code": "yamada"}, **asked),
        browser.get("/no/such/yamada@example.jp", **asked),
        browser.get("/failing/yamada?client=アルファ商店", **asked),
    ]

    assert [answer.status_code for answer in statuses][:4] == [403, 403, 302, 200]
    assert statuses[-1].status_code == 500
    said = stream.getvalue()
    assert len(said.splitlines()) > len(statuses)
    # A page that fails names its own source line, which here spells the client out.
    said = said.replace("{what} {OPERATOR} アルファ商店", "").replace(
        json.dumps("{what} {OPERATOR} アルファ商店")[1:-1], ""
    )
    found = [word for word in secrets if word in said or json.dumps(word)[1:-1] in said]
    assert found == []


def test_after_a_request_its_id_is_on_no_line(browser: FlaskClient, stream: io.StringIO) -> None:
    browser.get("/sign-in")

    logs.logger("ennoshita.jobs").info("something else")

    assert "request_id" not in records(stream)[-1]
