"""What a command has at hand: settings, a database session, the time, new ids and a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import click

from app.adapters.clock import Clock
from app.config import Settings, SettingsError
from app.database import AddressUnreadable, Database, Session
from app.domain.worktime import work_date
from app.translations import Words, words

#: The web application of some settings, with its background work while it is served; handed in, so that commands import
#: no page.
Serving = Callable[[Settings], AbstractContextManager[Any]]


class Jobs(Protocol):
    """Whoever does background work; handed in, so that commands import no job."""

    def connect(self, database: Database) -> None:
        """With a broker, its workers are told of every job asked for in that database."""

    def run_here(self, database: Database, public_id: str, told: Callable[[float, str], None]) -> bool:
        """Whether this process did the job or a part of it; never with a broker."""

    def run_waiting(self, database: Database, is_stopping: Callable[[], bool]) -> int:
        """How many jobs this process did until none waited or it was to stop."""

    def work(self, database: Database, *, concurrency: int, ready: Callable[[], None]) -> int:
        """The exit code of a worker of the broker, once it was told to stop."""

    def beat(self) -> None:
        """Rings for the rounds until told to stop."""


MakeJobs = Callable[[Settings, Clock, Callable[[], str]], Jobs]


class Refused(Exception):
    """A command that cannot be done as it was asked; `sentence` is a marked string that says how to mend it."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence, params)
        self.sentence = sentence
        self.params = params


@dataclass(frozen=True, slots=True)
class Desk:
    """One call of the command line.

    Attributes:
        serving: the web application, for `serve`.
        settings: what the environment says.
        clock: says what time it is.
        new_id: makes public ids.
        new_key: makes secrets.
        jobs: does background work.
        language: `ja` or `en`.
    """

    serving: Serving
    settings: Settings
    clock: Clock
    new_id: Callable[[], str]
    new_key: Callable[[], str]
    jobs: Jobs
    language: str = "ja"

    @property
    def say(self) -> Words:
        """Says marked strings in the language of this call."""
        return words(self.language)

    def today(self) -> dt.date:
        """The present day in Tokyo."""
        return work_date(self.clock.now())

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session on tables of this version.

        Raises:
            DatabaseUnfit: the tables are not there, of another version, or cannot be written to.
            DatabaseUnreachable: the database does not answer.
        """
        with self.database() as database, database.session() as session:
            yield session

    @contextmanager
    def database(self, *, most_connections: int | None = None) -> Iterator[Database]:
        """The database with tables of this version, connected to whoever does its jobs.

        Args:
            most_connections: how many it may open at once; those of the settings otherwise.

        Raises:
            DatabaseUnfit: the tables are not there, of another version, or cannot be written to.
            DatabaseUnreachable: the database does not answer.
        """
        with opened(self.settings, most_connections) as database:
            database.require_fit()
            self.jobs.connect(database)
            yield database


@contextmanager
def opened(settings: Settings, most_connections: int | None = None) -> Iterator[Database]:
    """The database of the settings; every connection is closed afterwards.

    Raises:
        SettingsError: its address cannot be read.
    """
    pool_size = min(settings.pool_size, most_connections or settings.pool_size)
    try:
        database = Database(settings.database_url, pool_size=pool_size)
    except AddressUnreadable as error:
        raise SettingsError(f"ENNOSHITA_DATABASE_URL: {error}") from error
    try:
        yield database
    finally:
        database.dispose()


pass_desk = click.make_pass_decorator(Desk)
