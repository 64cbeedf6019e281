"""The page Prometheus reads, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.actions.plans.make import ask_plan
from app.database import Database
from app.domain.accounts import HOUSE
from tests.app.web.served import address_of_nobody, serve
from tests.worlds import NOVEMBER, OCTOBER

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.clocks import FakeClock
    from tests.worlds import MakeWorld

TOKEN = "a token of the scraper"
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def figures(browser: FlaskClient) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every figure by its name and the values of its labels, in the order of the labels' names."""
    answer = browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@on_sqlite
def test_where_no_token_is_set_there_is_no_such_page(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    browser = serve(database, clock, tmp_path).test_client()

    assert browser.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@on_sqlite
@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN} "[:-2]])
def test_without_the_token_nothing_is_told(database: Database, clock: FakeClock, tmp_path: Path, shown: str) -> None:
    browser = serve(database, clock, tmp_path, metrics_token=TOKEN).test_client()

    answer = browser.get("/metrics", headers={"Authorization": shown})

    assert (answer.status_code, answer.text, answer.headers["WWW-Authenticate"]) == (401, "", "Bearer")


@on_sqlite
def test_requests_are_counted_by_page_and_never_by_address(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    browser = serve(database, clock, tmp_path, metrics_token=TOKEN).test_client()
    for path in ("/sign-in", "/sign-in?q=yamada", "/yamada", "/tasks/yamada"):
        browser.get(path)
    browser.open("/sign-in", method="YAMADA")

    told = figures(browser)

    assert told["ennoshita_requests_total", ("accounts.sign_in", "GET", "2xx")] == 2
    assert told["ennoshita_requests_total", ("none", "GET", "4xx")] == 1
    assert told["ennoshita_requests_total", ("tasks.show", "GET", "3xx")] == 1
    assert told["ennoshita_requests_total", ("none", "other", "4xx")] == 1
    assert told["ennoshita_request_seconds_count", ("accounts.sign_in", "GET")] == 2
    assert not any("yamada" in value.lower() for _, values in told for value in values)


def test_the_newest_plan_and_the_pool_are_told(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world().with_plan(OCTOBER)
    world.session.rollback()
    browser = serve(world.database, world.clock, tmp_path, metrics_token=TOKEN).test_client()

    told = figures(browser)

    assert told["ennoshita_database_up", ()] == 1
    assert told["ennoshita_plan_gap", ()] == 0  # two tasks and two assistants are planned to the end
    assert told["ennoshita_plan_seconds", ()] > 0
    assert told["ennoshita_queue_age_seconds", ()] == 0
    assert told["ennoshita_pool_size", ()] == 10
    assert told["ennoshita_pool_checked_out", ()] == 0


def test_work_that_waits_is_told_with_its_age(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world()
    for month in (OCTOBER, NOVEMBER):
        ask_plan(world.session, scope=HOUSE, month=month, now=world.clock.now(), new_id=world.ids)
        world.clock.advance(seconds=45)
    browser = serve(world.database, world.clock, tmp_path, metrics_token=TOKEN).test_client()

    told = figures(browser)

    assert told["ennoshita_jobs", ("plan", "waiting")] == 2
    assert told["ennoshita_queue_age_seconds", ()] == 90  # the first waits since both steps of 45 s


def test_without_a_database_what_was_counted_is_told(clock: FakeClock, tmp_path: Path) -> None:
    nobody = Database(address_of_nobody())
    browser = serve(nobody, clock, tmp_path, metrics_token=TOKEN).test_client()
    browser.get("/sign-in")

    told = figures(browser)

    assert told["ennoshita_database_up", ()] == 0
    assert told["ennoshita_requests_total", ("accounts.sign_in", "GET", "5xx")] == 1
    assert ("ennoshita_queue_age_seconds", ()) not in told
