"""The house of two companies on each database, made once a run, and its pages with a browser for each person."""

from __future__ import annotations

import copy
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.config import Settings
from app.database import Database
from app.factory import create_app
from app.models import Row
from tests.clocks import CountingIds, FakeClock
from tests.databases import cloned, name_of
from tests.walls.companies import PEOPLE, found_house
from tests.walls.engines import BOTH
from tests.walls.rows import everything
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.databases import PostgresServer
    from tests.worlds import World


@dataclass
class House:
    """The world of two companies and the whole app over it."""

    world: World
    app: Flask
    #: everything that stood in the database when it was founded
    founded: dict[str, list[str]] = field(default_factory=dict)
    #: name of a person -> everything that person can open, once somebody wanted to know
    pages: dict[str, dict[str, TestResponse]] = field(default_factory=dict)

    @cached_property
    def browsers(self) -> dict[str, FlaskClient]:
        """A signed-in browser for each of `PEOPLE`."""
        return {name: self.browser(name) for name in PEOPLE}

    def browser(self, name: str | None = None) -> FlaskClient:
        """A browser signed in as that person; a visitor's without one."""
        browser = self.app.test_client()
        if name is not None:
            sent = {"email": f"{name}@example.jp", "password": PASSWORD}
            assert browser.post("/sign-in", data=sent).status_code == 302
        return browser


#: Where the ids of whoever signs in begin; those of a planted app are others, for it works on the same rows.
OF_VISITS, OF_COPIES = 400_000, 440_000
#: What is drawn by lot below the program, so that it is never twice the same.
_SALTED = re.compile(r"""\$argon2[^']*|\{"enckey".*?"v":1\}(?=')""")


def app_over(world: World, folder: Path, first_id: int) -> Flask:
    """The whole app, without form tokens; what breaks inside a page is answered as people would see it."""
    settings = Settings(world.database.url, "s" * 40, folder)
    app = create_app(settings, database=world.database, clock=world.clock, new_id=CountingIds(first_id))
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture(scope="session", params=BOTH)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house; tests that are let in change nothing of it."""
    folder = tmp_path_factory.mktemp("walls")
    if request.param == "sqlite":
        path = folder / "house.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield from _open(f"sqlite:///{path}", folder)
        return
    with cloned(request.getfixturevalue("migrated_postgres")) as url:
        yield from _open(url, folder)


def count_anew(app: Flask) -> None:
    """What is made from now on has ids that begin with a 5."""
    told = app.extensions["ennoshita"]
    app.extensions["ennoshita"] = replace(told, new_id=CountingIds(500_000), new_key=CountingIds(900_000))


@dataclass
class Copy(House):
    """A house that may be changed, and be made again what it was."""

    #: keeps what stands in the database when it is first called, and puts that back from then on
    put_back: Callable[[], None] = lambda: None

    @cached_property
    def cookies(self) -> dict[str, str]:
        """What each browser was given when its person signed in."""
        kept = {name: browser.get_cookie("session") for name, browser in self.browsers.items()}
        return {name: cookie.value for name, cookie in kept.items() if cookie is not None}

    def again(self) -> None:
        """As it was when everybody had signed in, with the same ids to come, and everybody in again who went out."""
        assert self.cookies
        self.put_back()
        for name, cookie in self.cookies.items():
            self.browsers[name].set_cookie("session", cookie)
        count_anew(self.app)

    def rows(self) -> dict[str, list[str]]:
        """Everything, but for the salt of a password and the key of an authenticator app."""
        found = everything(self.world.database)
        return {name: [_SALTED.sub("DRAWN", row) for row in rows] for name, rows in found.items()}


@pytest.fixture
def copied(house: House, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Copy]:
    """A copy of the house."""
    if (file := house.world.database.file) is not None:
        shutil.copyfile(file, tmp_path / "copy.db")
        yield from _copied(house, tmp_path, f"sqlite:///{tmp_path / 'copy.db'}", partial(_put_back_file, tmp_path))
        return
    server: PostgresServer = request.getfixturevalue("migrated_postgres")
    house.world.session.close()
    house.world.database.dispose()  # nobody may be connected to what is cloned
    with cloned(server, name_of(house.world.database.url)) as url:
        yield from _copied(house, tmp_path, url, partial(_put_back_database, server, name_of(url)))


def _copied(house: House, folder: Path, url: str, put_back: Callable[[], None]) -> Iterator[Copy]:
    world = copy.copy(house.world)
    world.database = Database(url)
    world.session = world.database.session()

    def alone() -> None:
        world.session.close()
        world.database.dispose()
        put_back()

    yield Copy(world, app_over(world, folder, OF_COPIES), house.founded, house.pages, alone)
    world.session.close()
    world.database.dispose()


def _put_back_file(folder: Path) -> None:
    there, original = folder / "copy.db", folder / "original.db"
    if not original.exists():
        _copy(there, original)
    _copy(original, there)


def _put_back_database(server: PostgresServer, name: str) -> None:
    """Rows and counters are kept in a schema beside, for to put them back from there is a tenth of a new clone."""
    tables = list(Row.metadata.tables)
    with server.alone_in(name) as connection:
        if connection.execute("SELECT to_regclass('kept.counters')").fetchone() == (None,):
            keep = "".join(f"CREATE TABLE kept.{table} AS TABLE {table};" for table in tables)
            counters = "CREATE TABLE kept.counters AS SELECT sequencename, last_value FROM pg_sequences"
            connection.execute(f"CREATE SCHEMA kept; {keep} {counters}".encode())
            return
        back = "".join(
            f"DELETE FROM {table}; INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM kept.{table};"
            for table in tables
        )
        count = (
            "SELECT setval(sequencename::regclass, coalesce(last_value, 1), last_value IS NOT NULL) FROM kept.counters"
        )
        connection.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {back} {count}; COMMIT".encode())


def _copy(source: Path, to: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(to)) as written:
        read.backup(written)


def _open(url: str, folder: Path) -> Iterator[House]:
    database = Database(url)
    world = found_house(database, FakeClock(), CountingIds())
    house = House(world, app_over(world, folder, OF_VISITS), everything(database))
    for name in PEOPLE:
        house.browser(name)  # everybody is signed in elsewhere as well, which their own page shows
    assert house.browsers  # everybody is signed in before anything is looked at
    count_anew(house.app)
    yield house
    world.session.close()
    database.dispose()
