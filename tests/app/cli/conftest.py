"""Calls of the command line in this process: `call("usage", "2026-10")` gives exit code, stdout and stderr."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from app.cli import execute
from app.cli.desk import Desk
from app.config import Settings
from app.jobs.background import Background

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.clocks import CountingIds, FakeClock

SECRET = "s" * 32


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What `--json` printed."""
        return json.loads(self.out)


class Call(Protocol):
    """Calls the command line."""

    def __call__(self, *arguments: str, stdin: str = "") -> Called: ...


def no_pages(_settings: Settings) -> AbstractContextManager[object]:
    """The application, for commands that must not need it."""
    raise AssertionError("this command needs no page")


@pytest.fixture
def desk(database_url: str, tmp_path: Path, clock: FakeClock, ids: CountingIds) -> Desk:
    """What commands have at hand: this test's migrated database, its clock and its ids."""
    settings = Settings(database_url, SECRET, tmp_path)
    return Desk(no_pages, settings, clock, ids, ids, Background(settings, clock, ids))


@pytest.fixture
def call(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls commands at that desk."""

    def run(*arguments: str, stdin: str = "") -> Called:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = execute(arguments, desk)
        said = capsys.readouterr()
        return Called(code, said.out, said.err)

    return run
