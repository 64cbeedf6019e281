"""Everything the crowd does, done once on a small operation: a page that changes its forms or links is noticed here."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING

import pytest

from app.actions.invoices.close import close_all
from app.actions.invoices.issue import issue_invoice
from app.config import Settings
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import TOKYO, work_date
from app.factory import create_app
from app.queries import hours as hours_queries
from app.queries import invoices as invoices_queries
from app.queries import plans as plans_queries
from tests.load.pages import Answer, complaint
from tests.load.roles import MIX
from tests.load.visitor import Send, Unwanted, Visitor
from tests.worlds import NOVEMBER, OCTOBER, PASSWORD, routine_task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flask import Flask

    from tests.worlds import MakeWorld, World

#: Which pages there are and what stands on them is the same on both.
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
EMAILS = {role: f"{role.value}@example.jp" for role in Role}


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """October planned, worked, closed and invoiced; November planned, on the morning of the 18th."""
    world = make_world().with_plan(OCTOBER)
    for task in ("受注入力", "名刺入力"):
        world.at(dt.datetime(2026, 10, 5, 20, tzinfo=TOKYO)).log(task, dt.date(2026, 10, 5), minutes=90)
    world.at(dt.datetime(2026, 11, 1, 9, tzinfo=TOKYO)).with_plan(NOVEMBER)
    session, now = world.session, world.clock.now()
    close_all(session, scope=HOUSE, month=OCTOBER, now=now, new_id=world.ids)
    for head in invoices_queries.invoices(session, HOUSE, month=OCTOBER):
        issue_invoice(session, scope=HOUSE, public_id=head.public_id, now=now, new_id=world.ids)
    plan = plans_queries.assignments(session, HOUSE, plans_queries.published_plan(session, NOVEMBER).id)
    person = next(code for code, public_id in world.assistants.items() if public_id == plan[0].assistant_public_id)
    world.account(EMAILS[Role.CLIENT], Role.CLIENT, client="ALPHA")
    world.account(EMAILS[Role.ASSISTANT], Role.ASSISTANT, assistant=person)
    world.account(EMAILS[Role.OPERATOR], Role.OPERATOR)
    world.account(EMAILS[Role.ADMINISTRATOR], Role.ADMINISTRATOR)
    return world.at(dt.datetime(2026, 11, 18, 9, tzinfo=TOKYO))


@pytest.fixture
def served(world: World, tmp_path: Path) -> Flask:
    """The pages over that world."""
    return served_on(world, tmp_path)


def served_on(world: World, tmp_path: Path) -> Flask:
    """The whole app, with the tokens of its forms asked for."""
    world.session.rollback()
    return create_app(
        Settings(world.database.url, "s" * 40, tmp_path), database=world.database, clock=world.clock, new_id=world.ids
    )


def browser(served: Flask) -> Send:
    """Sends requests to the app, and is never surprised."""
    client = served.test_client()

    def send(method: str, path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]) -> Answer:
        came = client.open(path, method=method, data=fields, headers=dict(headers))
        answer = Answer(came.status_code, came.get_data().decode("utf-8", "replace"), dict(came.headers))
        if wrong := complaint(method, path, answer, is_part="HX-Request" in headers):
            raise Unwanted(f"{method} {path}: {wrong}")
        return answer

    return send


def visitor(world: World, served: Flask, role: Role) -> Visitor:
    """A person of that role; while they read, the clock goes on for two minutes and jobs are done."""

    def pause(_seconds: float) -> None:
        world.clock.advance(minutes=2)
        world.run_jobs()

    day = work_date(world.clock.now()).isoformat()
    return Visitor(browser(served), pause, Random(7), EMAILS[role], PASSWORD, day)


def test_people_of_every_role_can_do_what_they_are_said_to_do(world: World, served: Flask) -> None:
    world.submit("BETA", routine_task("議事録", minutes=10))  # so that a new plan has something new in it

    for role, steps in MIX.items():
        person = visitor(world, served, role)
        person.sign_in()
        for step in steps:
            step(person)

    # The timer is begun, two minutes go by, it is stopped; then a quarter of an hour is typed into a cell.
    recorded = hours_queries.entries(world.session, HOUSE, month=NOVEMBER)
    assert sorted(entry.minutes for entry in recorded) == [2, 15]
    newest = plans_queries.plan(world.session, HOUSE, NOVEMBER)
    assert newest is not None
    assert (newest.version, newest.state) == (2, "draft")


def test_an_answer_that_was_not_wanted_ends_the_step(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world()
    world.session.rollback()

    with pytest.raises(Unwanted, match="403"):
        visitor(world, served_on(world, tmp_path), Role.CLIENT).sign_in()
