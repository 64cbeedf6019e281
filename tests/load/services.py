"""The topology from processes on this machine: PostgreSQL, Redis, gunicorn, two workers and a beat, all on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from tests.brokers import free_port, redis, wait_for
from tests.databases import get_server

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
WORKERS = 2
STOP_S = 60
OURS = ("ENNOSHITA_", "GUNICORN_", "PROMETHEUS_")
TAIL = 2_000


@dataclass
class Services:
    """What runs. `processes` by name; the last lines of what they wrote are in `folder`."""

    folder: Path
    database_url: str
    postgres_pid: int
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.settings['PORT']}"

    def start(self, name: str, *command: str) -> None:
        """Starts a process of that name in the root of the source, and of no session of a terminal."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}  # noqa: TID251
        with self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [str(Path(sys.executable).with_name(command[0])), *command[1:]],
                cwd=ROOT,
                env={**kept, **{f"ENNOSHITA_{key}": value for key, value in self.settings.items()}},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log(self, name: str) -> Path:
        """Where the process of that name writes."""
        return self.folder / f"{name}.log"

    def stop(self) -> None:
        """Ends every process by its id, and waits until it is gone."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def dead(self) -> dict[str, str]:
        """The last words of processes that should run and do not."""
        ended = [name for name, process in self.processes.items() if process.poll() is not None]
        return {name: self.log(name).read_text(errors="replace")[-TAIL:] for name in ended}

    def troubles(self) -> list[str]:
        """What any process logged as an error, each once, as far as a line shows."""
        lines = (line for name in self.processes for line in self.log(name).read_text(errors="replace").splitlines())
        return sorted({line[:TAIL] for line in lines if '"level": "error"' in line})

    def is_up(self) -> bool:
        """Whether the pages answer and the workers hear the bell, or something has died and never will."""
        if self.dead():
            return True
        heard = all(self.log(f"worker {nth}").stat().st_size for nth in range(1, WORKERS + 1))
        return heard and _answers(f"{self.address}/readyz")


@contextmanager
def services(database: Any, folder: Path) -> Iterator[Services]:
    """Everything beside the database, running; ended and gone at the end, whatever happened.

    Raises:
        RuntimeError: something does not start.
    """
    with ExitStack() as stack:
        broker = stack.enter_context(redis())
        running = Services(folder, database.url, database.pid)
        running.settings = {
            "DATABASE_URL": database.url,
            "BROKER_URL": broker.url,
            "SECRET_KEY": "s" * 40,
            "STAFF_SECOND_FACTOR": "0",
            "PORT": str(free_port()),
            "DATA_DIR": str(folder),
            "MAIL_URL": f"folder:{folder / 'mail'}",
            "LOG_FORMAT": "json",
        }
        stack.callback(running.stop)
        running.start("web", "gunicorn", "app.factory:wsgi()")
        for nth in range(1, WORKERS + 1):
            running.start(f"worker {nth}", "ennoshita", "worker")
        running.start("beat", "ennoshita", "beat")
        wait_for(running.is_up)
        if dead := running.dead():
            raise RuntimeError(str(dead))
        yield running


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL with an empty database."""

    url: str
    pid: int


@contextmanager
def postgres() -> Iterator[Server]:
    """PostgreSQL as it is installed, every write flushed; its files are removed at the end."""
    # Not under a folder of ours: it runs as another user where we are root.
    handle = get_server(tempfile.mkdtemp(prefix="ennoshita-load-"), cleanup_mode="delete")
    try:
        yield Server(str(handle.get_uri(driver="psycopg")), int(handle.get_pid()))
    finally:
        handle.cleanup()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status) == 200
    except (URLError, ConnectionError, TimeoutError):
        return False
