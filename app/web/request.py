"""What a page has at hand in one request: a database session, the time, new ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from flask import Flask, Request, Response, current_app, g
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser

from app.adapters.clock import Clock
from app.database import Database, Session
from app.domain.accounts import Scope
from app.domain.askers import AT_THE_DOOR
from app.domain.texts import straight
from app.queries import scope as scope_queries

#: Read for NUL: PostgreSQL refuses a statement with NUL in it, so it goes no further; this is a control as well, and is
#: refused by the same rules beside its field.
IN_PLACE_OF_NUL = "\x01"
#: Fields that are compared and never shown: a password is taken exactly as it was typed (ASVS 5, 6.2.8).
SECRET_FIELDS = frozenset({"password", "old"})


class _StraightParser(FormDataParser):
    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        left, form, files = super().parse(stream, mimetype, content_length, options)
        read = [(name, text if name in SECRET_FIELDS else _plain(text)) for name, text in form.items(multi=True)]
        return left, ImmutableMultiDict(read), files


def _plain(text: str) -> str:
    return straight(text).replace("\x00", IN_PLACE_OF_NUL)


class StraightRequest(Request):
    """A request whose form holds no mark that turns the reading direction, whoever reads it by whatever means."""

    form_data_parser_class = _StraightParser


@dataclass(frozen=True, slots=True)
class Services:
    """What the factory hands to every page."""

    database: Database
    clock: Clock
    new_id: Callable[[], str]
    new_key: Callable[[], str]


def services() -> Services:
    """What the factory handed to this app."""
    found: Services = current_app.extensions["ennoshita"]
    return found


def current_session() -> Session:
    """The request's session, opened at the first call and closed when the request ends.

    Until `acts_for` says who asks, PostgreSQL shows it nothing but accounts and what signing in changes.
    """
    if "session" not in g:
        g.session = services().database.session(AT_THE_DOOR)
    session: Session = g.session
    return session


def acts_for(scope: Scope) -> None:
    """From here on the request's session is shown what that scope's clients have, whatever a query forgets to ask."""
    session = current_session()
    if session.get_bind().dialect.name == "postgresql":  # the only one with a second wall
        scope_queries.stand_behind(session, scope)


def open_until_sent(answer: Response) -> Response:
    """The answer, whose pieces are still read from the request's session; it is closed when the last one was sent.

    Flask ends the request's context before the first piece is asked for. A session closed by then takes its cursor on
    PostgreSQL with it.
    """
    session: Session | None = g.pop("session", None)
    if session is not None:
        answer.call_on_close(session.close)
    return answer


def wire_session(app: Flask) -> None:
    """Close the session when the request is over, whatever happened; and read forms straight."""
    app.request_class = StraightRequest

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is not None:
            session.close()
