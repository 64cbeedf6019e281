"""What the tests do once instead of thousands of times, with the same outcome.

An app is made anew for nearly every test, and a database with it. Templates and routes are compiled for the first app,
statements for the first engine, and all kept for the others of this process. A month is planned by the program of the
solver's process, called here instead of started there: starting it costs more than a small month does. What is special
about the process is tested where the process is the subject (`tests/optimizer`, `tests/topology`, `tests/journeys`).
"""

from __future__ import annotations

import gc
import io
import json
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

import app.database
from optimizer import child, process, whatif
from optimizer.solve import search_in_child
from optimizer.whatif import ask
from tests.connections import park_connections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2.bccache import Bucket
    from sqlalchemy import Engine

    from optimizer.process import Hear, Tick

#: Where the solver's process itself is the subject, or part of the whole that is.
WITH_PROCESSES = ("tests/optimizer/", "tests/topology/", "tests/journeys/", "tests/benchmarks/")


#: The engine of the running app, for the tests of what it asks of the disk.
SQLITE_AS_SERVED = app.database._sqlite_engine


class CompiledTemplates(jinja2.BytecodeCache):
    """Keeps compiled templates in memory, apart for every way of compiling."""

    def __init__(self) -> None:
        self.kept: dict[tuple[object, ...], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code that was kept for this template, as it reads now."""
        bucket.code = self.kept.get(_how_compiled(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps it."""
        self.kept[_how_compiled(bucket)] = bucket.code


def _how_compiled(bucket: Bucket) -> tuple[object, ...]:
    told = bucket.environment
    return bucket.key, bucket.checksum, told.trim_blocks, told.lstrip_blocks, *sorted(told.extensions)


@pytest.fixture(scope="session", autouse=True)
def templates_are_compiled_once() -> Iterator[None]:
    """Apps of this process share their compiled templates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()})
        yield


@pytest.fixture(scope="session", autouse=True)
def routes_are_compiled_once() -> Iterator[None]:
    """Apps of this process share what builds the addresses of a rule: four fifths of the time an app takes to be made.

    What is compiled depends on the rule's text alone where it has no defaults; it asks the rule for its converters.
    """
    compile_builder, kept = Rule._compile_builder, dict[tuple[object, ...], Callable[..., tuple[str, str]]]()

    def compiled(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = rule.rule, tuple(rule._trace), append_unknown
        if rule.defaults or key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled)
        yield


@pytest.fixture(scope="session", autouse=True)
def sqlite_waits_for_no_disk() -> Iterator[None]:
    """Nothing of value is lost in a power cut, as on the PostgreSQL of the tests; a killed process loses nothing."""

    def engine_of(url: str, pool: dict[str, Any]) -> Engine:
        engine = SQLITE_AS_SERVED(url, pool)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.database, "_sqlite_engine", engine_of)
        yield


@pytest.fixture(scope="session", autouse=True)
def engines_share_what_they_can() -> Iterator[None]:
    """Engines of this process that speak the same dialect share their compiled statements, and their connections."""
    make, kept = app.database.create_engine, LRUCache[Any, Any](3000)

    def create_engine(url: Any, **told: Any) -> Engine:
        engine = make(url, **told)
        engine._compiled_cache = kept
        park_connections(engine)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.database, "create_engine", create_engine)
        # The dialect is a part of the key under which SQLAlchemy keeps a statement.
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        yield


@cache
def programs() -> dict[tuple[str, ...], Callable[..., None]]:
    """What the processes of the optimizer do, by the command that starts them."""
    offered = dict(vars(whatif))
    from optimizer.whatif import child as questions

    vars(whatif).update(offered)  # two modules that were loaded with it have the names of functions offered there
    return {tuple(search_in_child.__kwdefaults__["command"]): child.main, tuple(ask.COMMAND): questions.main}


class _EnoughHeardError(Exception):
    """Whoever asked wants to hear no more; a process would be killed."""


class _Listener(io.StringIO):
    def __init__(self, hear: Hear, tick: Tick) -> None:
        super().__init__()
        self.hear, self.tick = hear, tick

    def write(self, text: str) -> int:
        """Passes a line on at once."""
        self.tick()
        if text.startswith("{") and self.hear(json.loads(text)):
            raise _EnoughHeardError
        return len(text)


def converse(
    command: Sequence[str], request: Any, hear: Hear, *, kill_after_s: float, tick: Tick | None = None
) -> bool:
    """What `optimizer.process.converse` does, with the program called in this process; another command is started."""
    main = programs().get(tuple(command))
    if main is None:
        return process.converse(command, request, hear, kill_after_s=kill_after_s, tick=tick)
    ask_first = tick or (lambda: None)
    ask_first()
    try:
        main(io.StringIO(json.dumps(request)), _Listener(hear, ask_first))
    except _EnoughHeardError:
        return True
    finally:
        gc.enable()  # the solver's process needs none
    return False


@pytest.fixture(autouse=True)
def months_are_planned_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started for a solver, but where it is the subject."""
    if not request.node.nodeid.startswith(WITH_PROCESSES):
        for asks in (sys.modules[search_in_child.__module__], ask):
            monkeypatch.setattr(asks, "converse", converse)
