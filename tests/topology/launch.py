"""A process of the topology that writes down what it does and may be told to stand still: `launch.py TOLD WORDS...`.

WORDS are those after `ennoshita` on the command line, or `threads` for a process that does jobs without a broker. The
table `witness` gets a row before each job is done and one after, from a connection of its own.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.actions.jobs import rounds
from app.adapters import logs
from app.adapters.clock import SystemClock, new_public_id
from app.config import load_settings
from app.database import Database
from app.factory import main
from app.jobs.background import Background
from app.jobs.kinds import HANDLERS
from optimizer.solve import search_in_child

if TYPE_CHECKING:
    from app.domain.jobs import JobKind
    from app.jobs.work import Answer, Handler, Work


STANDS_STILL = "import os, runpy, signal; os.kill(os.getpid(), signal.SIGSTOP); runpy.run_module('optimizer.child')"


@dataclass(frozen=True)
class Told:
    """What one process is told beside its settings.

    Attributes:
        name: what it writes down as its own.
        folder: where it leaves `held-<job>` when it stands still, and looks for `go` before it begins.
        ahead_s: how much later it is for it than for the machine.
        holds: where it stands still until it is killed: `before` or `after` the work of a job, or nowhere.
        attempt: in which attempts it does so.
        waits: whether it begins only when `go` is there.
        announced_again_s: after how long a job that nobody took up is announced again.
        stops_solver: whether the process that solves stands still before it begins.
    """

    name: str
    folder: str
    ahead_s: float = 0.0
    holds: str = ""
    attempt: int = 1
    waits: bool = False
    announced_again_s: int = rounds.ANNOUNCED_AGAIN_S
    stops_solver: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def as_told(told: Told) -> None:
    """From now on this process does as it was told."""
    SystemClock.now = lambda _self: datetime.now(UTC) + timedelta(seconds=told.ahead_s)  # noqa: TID251
    rounds.ANNOUNCED_AGAIN_S = told.announced_again_s
    for kind, handler in list(HANDLERS.items()):
        HANDLERS[kind] = _witnessed(told, kind, handler)
    if told.stops_solver:
        search_in_child.__kwdefaults__["command"] = (sys.executable, "-c", STANDS_STILL)
    threading.Thread(target=_end_with_the_test, daemon=True).start()
    while told.waits and not (Path(told.folder) / "go").exists():
        time.sleep(0.02)


def _witnessed(told: Told, kind: JobKind, handler: Handler) -> Handler:
    def act(work: Work) -> Answer:
        _write(told, kind, work, "before")
        answer = handler(work)
        _write(told, kind, work, "after")
        return answer

    return act


def _write(told: Told, kind: JobKind, work: Work, point: str) -> None:
    engine = work.session.get_bind()
    row = {
        "job": work.claimed.public_id,
        "kind": "join" if work.claimed.parts else str(kind),
        "attempt": work.claimed.attempts,
        "worker": told.name,
        "point": point,
        "at": SystemClock().now().timestamp(),
    }
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("INSERT INTO witness VALUES (:job, :kind, :attempt, :worker, :point, :at)"), row)
    if (told.holds, told.attempt) == (point, work.claimed.attempts):
        (Path(told.folder) / f"held-{told.name}-{row['kind']}-{row['job']}").touch()
        threading.Event().wait()


def _end_with_the_test() -> None:
    """Its input ends when the test does, however that came about."""
    sys.stdin.buffer.read()
    os._exit(3)


def do_jobs() -> None:
    """Does jobs without a broker, in as many threads as the settings say."""
    settings = load_settings()
    logs.configure(settings.log_format)
    database = Database(settings.database_url, pool_size=settings.pool_size)
    Background(settings, SystemClock(), new_public_id).start(database)
    print("jobs are done here", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    as_told(Told(**json.loads(sys.argv[1])))
    if sys.argv[2:] == ["threads"]:
        do_jobs()
    sys.argv = ["ennoshita", *sys.argv[2:]]
    main()
