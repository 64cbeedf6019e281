"""The topology's processes as a test has them: begun, killed, waited for, and all ended with it."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from app.adapters.clock import SystemClock
from tests.brokers import redis
from tests.topology.launch import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.database import Database
    from tests.brokers import Redis
    from tests.topology.sizes import Sizes
    from tests.worlds import World

ROOT = Path(__file__).parents[2]
LAUNCH = Path(__file__).with_name("launch.py")
#: What every process of a topology and whatever it starts have in their environment.
MARK = "TOPOLOGY"
LOOKS, LOOK_S = 2400, 0.05


@dataclass
class Member:
    """One process of the topology."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """It is dead when this returns, and nobody was told."""
        self.process.kill()
        self.process.wait()

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@dataclass
class Topology:
    """What runs on one database."""

    database: Database
    folder: Path
    sizes: Sizes
    broker_url: str = ""
    ahead_s: float = 0.0
    announced_again_s: int = 30
    heartbeat_s: int = 15
    members: list[Member] = field(default_factory=list)

    def now(self) -> dt.datetime:
        """What time it is for every process."""
        return SystemClock().now() + dt.timedelta(seconds=self.ahead_s)

    def follow(self, world: World) -> None:
        """Time goes on from where that world stands."""
        self.ahead_s = (world.clock.now() - SystemClock().now()).total_seconds()
        world.session.rollback()

    def start(self, name: str, *words: str, settings: dict[str, object] | None = None, **told: Any) -> Member:
        """A process that does `ennoshita <words>`, or jobs in `threads`, as `launch.Told` says."""
        said = Told(
            name,
            str(self.folder),
            self.ahead_s,
            **{"announced_again_s": self.announced_again_s, **told},
        )
        return self.run(name, str(LAUNCH), said.to_json(), *words, settings=settings or {})

    def run(self, name: str, *command: str, settings: dict[str, object]) -> Member:
        """A Python process with these settings beside the usual ones."""
        usual: dict[str, object] = {
            "DATABASE_URL": self.database.url,
            "SECRET_KEY": "s" * 40,
            "STAFF_SECOND_FACTOR": "0",
            "BROKER_URL": self.broker_url,
            "HEARTBEAT_S": self.heartbeat_s,
            "MAIL_URL": f"folder:{self.folder / 'mail'}",
            "POOL_SIZE": 40,
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("ENNOSHITA_")}  # noqa: TID251
        told = {f"ENNOSHITA_{name}": str(value) for name, value in {**usual, **settings}.items()}
        log = self.folder / f"{name}.log"
        with log.open("ab") as written:
            process = subprocess.Popen(
                [sys.executable, "-u", *command],
                cwd=ROOT,
                env={**others, **told, "PYTHONPATH": str(ROOT), MARK: str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
        self.members.append(Member(name, process, log))
        return self.members[-1]

    def until(self, what: str, condition: Callable[[], object]) -> None:
        """Until it holds; after a number of looks that only something broken needs, every log is shown."""
        for _ in range(LOOKS):
            if condition():
                return
            time.sleep(LOOK_S)
        living = self.rows("SELECT kind, state, attempts, step FROM job WHERE ended_at IS NULL")[:50]
        logs = "\n".join(f"--- {member.name}\n{member.said()[-3000:]}" for member in self.members)
        raise AssertionError(f"never came about: {what}\n{living}\n{logs}")

    def until_ended(self) -> None:
        """Until no job lives; however many there are, it gives up only when none ends any more."""
        while left := self.count("job", "ended_at IS NULL"):
            self.until(f"fewer than {left} jobs live", lambda: self.count("job", "ended_at IS NULL") < left)

    def until_held(self, count: int) -> None:
        """Until so many jobs stand still."""
        self.until(f"{count} jobs are held", lambda: len(list(self.folder.glob("held-*"))) >= count)

    def go(self) -> None:
        """Lets those begin that wait for it."""
        (self.folder / "go").touch()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.database.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def count(self, table: str, where: str = "1 = 1") -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def orphans(self) -> list[int]:
        """Processes that a member started and that outlived it."""
        living = {member.process.pid for member in self.members if member.is_alive}
        parents = self._family()
        return [pid for pid, parent in parents.items() if pid not in living and parent not in {*living, *parents}]

    def children(self, member: Member) -> list[int]:
        """Processes that this one started itself."""
        return [pid for pid, parent in self._family().items() if parent == member.process.pid]

    def _family(self) -> dict[int, int]:
        """Every process with the mark, and its parent; the dead who are not buried yet have none."""
        mark, found = f"{MARK}={self.folder}".encode(), {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    stat = (folder / "stat").read_text().rpartition(")")[2].split()
                    found[int(folder.name)] = int(stat[1])
        return found

    def end(self) -> None:
        """Ends every process and whatever it started."""
        for member in self.members:
            member.process.kill()
            member.process.wait()
            if member.process.stdin is not None:
                member.process.stdin.close()
        for pid in self._family():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def topology(database: Database, tmp_path: Path, sizes: Sizes) -> Iterator[Topology]:
    """No process yet, on this test's database; all that are started end with the test."""
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE witness (job TEXT, kind TEXT, attempt INTEGER, worker TEXT, point TEXT, at DOUBLE PRECISION)"
        )
    made = Topology(database, tmp_path, sizes)
    yield made
    made.end()


@pytest.fixture
def server() -> Iterator[Redis]:
    """A Redis of this test's own."""
    with redis() as running:
        yield running
