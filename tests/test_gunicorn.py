"""gunicorn with two processes on PostgreSQL, as `gunicorn.conf.py` sets it up."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

import pytest

from app.domain.accounts import Role
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.worlds import MakeWorld

ROOT = Path(__file__).parents[1]
EMAIL = "makoto.okamoto@example.jp"
TOKEN = "a token of the scraper"
POOL = 3

pytestmark = [
    pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
]


@dataclass
class Served:
    """A running gunicorn and one browser in front of it."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path
    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str, data: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        """Status and text of an answer, on a connection of its own; a redirect is followed."""
        body = urlencode(data).encode() if data else None
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(urllib.request.Request(self.address + path, body, named), timeout=30) as answer:
                return int(answer.status), answer.read().decode()
        except HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def figure(self, name: str) -> float:
        """One figure of `/metrics`, by everything that stands before its value."""
        status, text = self.get("/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200
        return next((float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(f"{name} ")), 0.0)

    def lines(self) -> list[dict[str, Any]]:
        """Every line of the log."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    @property
    def folder(self) -> Path:
        """Where the workers keep their figures."""
        return Path(tempfile.gettempdir()) / f"ennoshita-figures-{self.process.pid}"

    def counting(self) -> set[int]:
        """The process ids of the workers whose connections are counted."""
        return {int(path.stem.rsplit("_", 1)[1]) for path in self.folder.glob("gauge_livesum_*.db")}

    def workers(self) -> list[int]:
        """The process ids of all workers so far, in the order they came."""
        said = (re.fullmatch(r"Booting worker with pid: (\d+)", line["event"]) for line in self.lines())
        return [int(match[1]) for match in said if match]


def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds; gives up after a number of looks that only a dead server needs."""
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came about")


@contextmanager
def gunicorn(database_url: str, folder: Path) -> Iterator[Served]:
    """gunicorn in front of that database, killed at the end if it still runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "s" * 40,
        "STAFF_SECOND_FACTOR": "0",
        "PORT": str(port),
        "LOG_FORMAT": "json",
        "METRICS_TOKEN": TOKEN,
        "POOL_SIZE": str(POOL),
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith(("ENNOSHITA_", "GUNICORN_"))}  # noqa: TID251
    log = folder / "gunicorn.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app.factory:wsgi()"],
            cwd=ROOT,
            env={**others, **{f"ENNOSHITA_{name}": value for name, value in settings.items()}},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    served = Served(process, f"http://127.0.0.1:{port}", log)
    try:
        wait_for(lambda: _answers(served) or process.poll() is not None)
        yield served
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(served.folder, ignore_errors=True)


def _answers(served: Served) -> bool:
    try:
        return served.get("/healthz")[0] == 200
    except (URLError, ConnectionError):
        return False


def sign_in(served: Served, **headers: str) -> int:
    """The status of the page that a sign-in leads to."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', served.get("/sign-in")[1])
    assert token is not None
    return served.get("/sign-in", {"email": EMAIL, "password": PASSWORD, "csrf_token": token[1]}, **headers)[0]


def test_two_processes_serve_one_operation_until_they_are_told_to_stop(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world()
    world.account(EMAIL, Role.OPERATOR)
    world.session.rollback()  # PostgreSQL ends who holds a transaction open and does nothing in it
    with gunicorn(world.database.url, tmp_path) as served:
        wait_for(lambda: served.figure("ennoshita_pool_size") == 2 * POOL)

        # gunicorn alone would believe this process about https, and the form would be refused for want of a Referer.
        assert sign_in(served, X_Forwarded_Proto="https") == 200

        # Whichever process answers, it speaks for both.
        for _ in range(20):
            assert served.get("/tasks")[0] == 200
        tasks = 'ennoshita_requests_total{endpoint="tasks.index",method="GET",status="2xx"}'
        assert [served.figure(tasks) for _ in range(6)] == [20.0] * 6

        # A worker that is killed is replaced, and takes its connections along.
        os.kill(served.workers()[0], signal.SIGKILL)
        wait_for(lambda: len(served.workers()) == 3)
        wait_for(lambda: served.counting() == set(served.workers()[1:]))
        assert served.get("/readyz")[0] == 200

        served.process.terminate()
        assert served.process.wait(timeout=120) == 0

    assert not served.folder.exists()
    pages = {line["endpoint"] for line in served.lines() if line["event"] == "request"}
    assert pages >= {"accounts.sign_in", "accounts.sign_in_submit", "tasks.index"}
    assert EMAIL not in served.log.read_text()
