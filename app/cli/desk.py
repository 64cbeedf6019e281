"""What a command has at hand: settings, a database session, the time, new ids and a language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from app.adapters.clock import Clock
from app.config import Settings
from app.database import Database, Session
from app.domain.worktime import work_date
from app.translations import N_, Words, words

#: Makes the web application of some settings; handed in, so that commands import no page.
CreateApp = Callable[[Settings], Any]


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
        create_app: makes the web application, for `serve`.
        settings: what the environment says.
        clock: says what time it is.
        new_id: makes public ids.
        new_key: makes secrets.
        language: `ja` or `en`.
    """

    create_app: CreateApp
    settings: Settings
    clock: Clock
    new_id: Callable[[], str]
    new_key: Callable[[], str]
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
            Refused: the tables are not there, or of an earlier version.
            DatabaseUnreachable: the database does not answer.
        """
        with opened(self.settings) as database:
            if not database.is_migrated():
                raise Refused(N_("データベースの用意がまだか、古い版のままです。ennoshita init を実行してください。"))
            with database.session() as session:
                yield session


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of the settings; every connection is closed afterwards."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.dispose()


pass_desk = click.make_pass_decorator(Desk)
