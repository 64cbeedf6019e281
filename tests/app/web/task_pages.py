"""The pages of tasks on a small world: two clients with a task each, one of them with tasks that gates stop."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask

import app.web
from app.config import Settings
from app.domain.accounts import HOUSE, Role
from app.domain.tasks.facts import Routine
from app.domain.tasks.rows import TaskRow
from app.domain.worktime import TOKYO
from app.factory import account_door
from app.queries import accounts as accounts_queries
from app.queries import assistants as assistants_queries
from app.queries import tasks as tasks_queries
from app.web import jobs, tasks
from app.web.request import Services, wire_session
from app.web.shell import ShellFacts
from app.web.wiring import wire_web
from tests.worlds import NOVEMBER

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from app.queries.tasks import TaskView
    from tests.worlds import World

WEB = Path(app.web.__file__).parent
GATED = TaskRow(0, "社会保険の資格取得届", department="人事", minutes_per_run=120, runs_per_year=6)
HABIT = TaskRow(0, "旧台帳への転記", department="総務", detail="誰も見ていない", minutes_per_run=30, runs_per_year=48)
#: Routine without a manual: written down first, then handed over.
UNWRITTEN = TaskRow(
    0,
    "施工事例の更新",
    department="広報",
    minutes_per_run=120,
    runs_per_year=24,
    has_manual=False,
    routine=Routine.SEMI,
    judgement_pct=45,
)
YEARLY = TaskRow(
    0,
    "名刺の棚卸",
    department="総務",
    minutes_per_run=60,
    runs_per_year=1,
    has_manual=True,
    routine=Routine.ROUTINE,
    judgement_pct=0,
    expertise="不要",
)
#: A form in which every choice is left open, as the page sends it.
OPEN_FORM = {
    **dict.fromkeys(("has_manual", "routine", "key_person", "confidentiality", "customer_contact"), ""),
    "wish": "requested",
    "priority": "3",
}


def fill(world: World) -> World:
    """Tasks of every kind for ALPHA, the plan of November, one account a role; it is the 18th of November."""
    for facts in (GATED, HABIT, UNWRITTEN, YEARLY):
        world.submit("ALPHA", facts)
    world.at(dt.datetime(2026, 11, 2, 9, tzinfo=TOKYO)).with_plan(NOVEMBER)
    doer = world.doer("受注入力", NOVEMBER)
    people = assistants_queries.assistants(world.session, HOUSE)
    code = next(each.code for each in people if each.id == doer.assistant_id)
    world.account("client@example.jp", Role.CLIENT, client="ALPHA")
    world.account("assistant@example.jp", Role.ASSISTANT, assistant=code)
    world.account("operator@example.jp", Role.OPERATOR)
    return world.at(dt.datetime(2026, 11, 18, 9, tzinfo=TOKYO))


def pages_of(world: World, data_dir: Path) -> Flask:
    """The web with the pages of tasks alone, wired as the factory does, with the demo's one-click sign-in."""
    flask_app = Flask("app", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    flask_app.config.update(WTF_CSRF_ENABLED=False)
    flask_app.extensions["ennoshita"] = Services(world.database, world.clock, world.ids, world.ids)
    wire_session(flask_app)
    settings = Settings(world.database.url, "a key for tests that is long enough", data_dir, demo=True)
    wire_web(
        flask_app,
        settings=settings,
        door=account_door(settings),
        shell_query=lambda _scope: ShellFacts("みなと事務サポート"),
    )
    flask_app.register_blueprint(tasks.bp)
    flask_app.register_blueprint(jobs.bp)
    return flask_app


def browser_of(world: World, role: Role, data_dir: Path, *more: Blueprint) -> FlaskClient:
    """A signed-in browser of that role; `more` are pages beside those of tasks."""
    flask_app = pages_of(world, data_dir)
    for each in more:
        flask_app.register_blueprint(each)
    browser = flask_app.test_client()
    account = next(each for each in accounts_queries.first_of_each_role(world.session) if each.role is role)
    assert browser.post("/sign-in/demo", data={"account": account.public_id}).status_code == 302
    return browser


def stored(world: World, name: str) -> TaskView | None:
    """The task of that name as it stands in the inventory now."""
    world.session.rollback()
    return next((each for each in tasks_queries.inventory(world.session, HOUSE) if each.name == name), None)


def text_of(html: str) -> str:
    """The words of a page, tags taken away and blanks put together."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
