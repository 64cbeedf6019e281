"""`worker` and `beat` without a broker, and what they hand on; with one: `tests/app/jobs/test_worker.py`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from app.cli import execute
from tests.loglines import kept_logging

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.cli.desk import Desk
    from app.database import Database
    from tests.app.cli.conftest import Call

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@dataclass
class Told:
    """Jobs that only write down what they are told."""

    calls: list[object] = field(default_factory=list)
    connections: int = 0

    def connect(self, _database: Database) -> None:
        self.calls.append("connect")

    def work(self, database: Database, *, concurrency: int, ready: Callable[[], None]) -> int:
        self.calls.append(concurrency)
        self.connections = database.engine.pool.size()  # type: ignore[attr-defined]
        ready()
        return 3

    def beat(self) -> None:
        self.calls.append("beat")


@pytest.mark.parametrize("command", ["worker", "beat"])
def test_without_a_broker_it_refuses_and_says_what_to_set(call: Call, command: str) -> None:
    said = call(command)

    assert (said.code, said.out) == (2, "")
    assert "ENNOSHITA_BROKER_URL" in said.err
    assert "ENNOSHITA_BROKER_URL" in call(command, "--lang", "en").err


def test_a_worker_says_that_it_is_ready_and_ends_as_it_was_ended(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Told()
    remote = replace(desk, jobs=told, settings=replace(desk.settings, broker_url="redis://127.0.0.1/0"))  # type: ignore[arg-type]

    with kept_logging():
        assert execute(["worker", "--concurrency", "4"], remote) == 3
        assert execute(["beat"], remote) == 0

    assert told.calls == ["connect", 4, "beat"]
    assert told.connections == 10  # two for each job, the rounds, one to spare
    assert capsys.readouterr().out.count("止めるには Ctrl-C") == 2


def test_a_worker_has_at_least_one_hand(call: Call) -> None:
    assert call("worker", "--concurrency", "0").code == 2
