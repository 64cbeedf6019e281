"""`ennoshita demo` on 27 November 2026, played once a run and copied for whoever asks."""

from __future__ import annotations

import datetime as dt
import fcntl
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, delete, func, insert, select, text

from app.config import Settings
from app.database import Database
from app.domain.accounts import Role
from app.domain.worktime import TOKYO
from app.factory import create_app
from app.models import Row
from seeds.demo.cast import EVERYBODY, PASSWORD
from seeds.demo.stage import Stage
from seeds.demo.story import chosen_month, play
from tests.clocks import FakeClock
from tests.walls.reading import forms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

#: Friday 27 November 2026, 17:00 in Tokyo: a month that is nearly over has the longest pages.
NOW = dt.datetime(2026, 11, 27, 17, tzinfo=TOKYO).astimezone(dt.UTC)
TODAY = dt.date(2026, 11, 27)
SECRET = "s" * 40
EMAILS = {person.role: person.email for person in EVERYBODY}


@dataclass(slots=True)
class LongIds:
    """Ids in the order they are asked for, each as long as a real one."""

    number: int = 0

    def __call__(self) -> str:
        self.number += 1
        return f"id-{self.number:019d}"


@dataclass
class Demo:
    """The app of the demo over a database of its own, and the clock it goes by."""

    database: Database
    clock: FakeClock
    ids: LongIds
    app: Flask

    def visitor(self, language: str = "ja") -> FlaskClient:
        """A browser in that language in which nobody signed in."""
        browser = self.app.test_client()
        browser.get(f"/sign-in?lang={language}")
        return browser

    def browser(self, role: Role, language: str = "ja") -> FlaskClient:
        """A browser in which the demo's person of that role signed in, in that language."""
        browser = self.visitor(language)
        form = next(form for form in forms("/sign-in", browser.get("/sign-in")) if "email" in form.typed)
        assert form.send(browser, email=[EMAILS[role]], password=[PASSWORD]).status_code == 302
        return browser


def play_into(database: Database, folder: Path) -> None:
    """The whole story of the demo."""
    with database.session() as session:
        ids = LongIds()
        stage = Stage(session, ids, ids, NOW, folder / "invoices")
        play(stage, chosen_month(session, None, TODAY), lambda _part, _step: None)


def opened(folder: Path, url: str = "") -> Iterator[Demo]:
    """The demo that lies in that folder, or in the database of that address, until it is let go of."""
    database, clock, ids = Database(url or f"sqlite:///{folder / 'house.db'}"), FakeClock(NOW), LongIds(50_000)
    settings = replace(Settings(database.url, SECRET, folder), demo=True, mail_url=f"folder:{folder / 'mail'}")
    app = create_app(settings, database=database, clock=clock, new_id=ids)
    yield Demo(database, clock, ids, app)
    database.dispose()


def move(source: Database, to: Database) -> None:
    """Every row of a house into a migrated PostgreSQL without one, whose keys count on from there."""
    tables = Row.metadata.sorted_tables
    with source.engine.connect() as read, to.engine.execution_options(writes=True).begin() as written:
        written.execute(text("SET LOCAL session_replication_role = replica"))
        for table in reversed(tables):
            written.execute(delete(table))  # what revisions put there stands in the source as well
        for table in tables:
            if rows := [row._asdict() for row in read.execute(select(table))]:
                written.execute(insert(table), rows)
            if isinstance(table.autoincrement_column, Column):
                keys = f"pg_get_serial_sequence('{table.name}', '{table.autoincrement_column.name}')"
                last = select(func.max(table.autoincrement_column)).scalar_subquery()
                written.execute(select(func.setval(text(keys), last)).where(text(f"{keys} IS NOT NULL")))


@pytest.fixture(scope="session")
def played_demo(migrated_sqlite: Path, shared_folder: Path) -> Path:
    """The folder of the played demo, for all workers of this run; nobody writes into it."""
    finished = shared_folder / "demo"
    with (shared_folder / "demo.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not finished.exists():
            started = shared_folder / "demo_being_played"
            started.mkdir()
            shutil.copyfile(migrated_sqlite, started / "house.db")
            database = Database(f"sqlite:///{started / 'house.db'}")
            play_into(database, started)
            database.dispose()
            started.rename(finished)
    return finished


@pytest.fixture
def demo(played_demo: Path, tmp_path: Path) -> Iterator[Demo]:
    """The demo to do with as one likes."""
    shutil.copytree(played_demo, tmp_path / "demo")
    yield from opened(tmp_path / "demo")
