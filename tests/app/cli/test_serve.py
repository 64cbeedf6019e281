"""`serve`: refuses an unsafe secret, says where it listens, stops at Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.actions.tasks.score import ask_scores
from app.adapters.clock import SystemClock, new_public_id
from app.cli import execute
from app.config import DEFAULT_SECRETS, MIN_SECRET_LENGTH
from app.domain.accounts import HOUSE
from app.queries import jobs as jobs_queries
from tests.brokers import wait_for

if TYPE_CHECKING:
    from app.cli.desk import Desk
    from app.database import Database

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

ROOT = Path(__file__).parents[3]
#: The command line in front of an application of one sentence.
SERVING = """
import signal
from contextlib import contextmanager

from app import cli
from app.jobs.background import Background

# A shell that starts something in the background has it ignore Ctrl-C; this one listens.
signal.signal(signal.SIGINT, signal.default_int_handler)

@contextmanager
def serving(settings):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"served"]
    yield application

cli.run(serving, Background)
"""


def environment(**settings: str) -> dict[str, str]:
    """What the machine sets, with nothing of ours but these."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ENNOSHITA_")}  # noqa: TID251
    return {**others, **{f"ENNOSHITA_{name}": value for name, value in settings.items()}}


@pytest.mark.parametrize("secret", ["", "change-me", "k" * (MIN_SECRET_LENGTH - 1), *sorted(DEFAULT_SECRETS)])
def test_an_unsafe_secret_is_refused_with_the_way_to_mend_it(
    desk: Desk, capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    unsafe = replace(desk, settings=replace(desk.settings, secret_key=secret))

    assert execute(["serve"], unsafe) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "secrets.token_hex(32)" in said.err


def test_a_machine_without_a_secret_refuses_to_serve(database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVING, "serve"],
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url, SECRET_KEY="change-me"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("エラー：ENNOSHITA_SECRET_KEY")
    assert "export ENNOSHITA_SECRET_KEY=" in done.stderr


def test_tables_that_are_missing_are_said_before_serving(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = replace(desk, settings=replace(desk.settings, database_url=f"sqlite:///{tmp_path / 'none.db'}"))

    assert execute(["serve"], blank) == 2
    assert "ennoshita init" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = replace(desk.settings, port=taken.getsockname()[1])

        assert execute(["serve"], replace(desk, settings=settings, serving=nullcontext)) == 2

    assert "ENNOSHITA_PORT" in capsys.readouterr().err


def test_pages_are_served_until_ctrl_c(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-u", "-c", SERVING, "serve"],
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url, SECRET_KEY="k" * MIN_SECRET_LENGTH, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"画面：http://127.0.0.1:{port}　（止めるには Ctrl-C）\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert answer.read() == b"served"
            server.send_signal(signal.SIGINT)
            assert server.stdout.read() == "止めました。\n"
            assert server.wait(timeout=10) == 0
        finally:
            server.kill()


def test_jobs_are_done_while_pages_are_served_and_sigterm_ends_both(database: Database) -> None:
    with database.session() as session:
        public_id = ask_scores(
            session, scope=HOUSE, client_public_id=None, now=SystemClock().now(), new_id=new_public_id
        )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-u", "-c", "from app.factory import main; main()", "serve"],
        cwd=ROOT,
        env=environment(DATABASE_URL=database.url, SECRET_KEY="k" * MIN_SECRET_LENGTH, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def state() -> str:
        with database.session() as session:
            return str(jobs_queries.job(session, HOUSE, public_id).state)

    with server:
        try:
            wait_for(lambda: state() == "done")
            server.terminate()
            out, err = server.communicate(timeout=120)
        finally:
            server.kill()

    assert (server.returncode, out.splitlines()[-1]) == (0, "止めました。")
    assert "job_ended" in err
