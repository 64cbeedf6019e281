"""`make load`: fifty people for two minutes on the whole topology, and what it came to as a table of Markdown.

Exit code 1 where a request ended in an error, the database is not sound afterwards, or the 95th percentile of all pages
is not under the limit.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import psutil

from app.adapters.clock import SystemClock
from app.database import Database
from app.domain.worktime import work_date
from app.queries.check import check
from tests.load.busy import Meter
from tests.load.figures import LIMIT_MS, Figures, Sample
from tests.load.filling import PASSWORD, Size, fill
from tests.load.roles import CROWD
from tests.load.services import ROOT, Services, postgres, services

if TYPE_CHECKING:
    from collections.abc import Sequence

SPAWN_RATE = 2.0
QUIET_S = 5.0


def main(given: Sequence[str]) -> int:
    """The exit code."""
    options = _options(given)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended then, too
    before_pct = psutil.cpu_percent(QUIET_S)
    with tempfile.TemporaryDirectory(prefix="ennoshita-load-") as folder, postgres() as server:
        _say("filling the database")
        database = Database(server.url)
        _fill(database, Size(tasks_a_client=options.tasks), Path(folder))
        with services(server, Path(folder)) as running:
            _say(f"{sum(CROWD.values())} people for {options.seconds} s at {running.address}")
            meter = Meter.of(running)
            came = _crowd(running, options.seconds)
            said, dead, troubles = meter.said(before_pct), running.dead(), running.troubles()
        with database.session() as session:
            unsound = [str(problem) for problem in check(session)]
        database.dispose()
    return report(came, said, [*(f"{name} died: {words}" for name, words in dead.items()), *troubles, *unsound])


def report(came: dict[str, Any], said: str, further: Sequence[str]) -> int:
    """Prints the table and everything that went wrong; the exit code.

    Args:
        came: what the crowd gives.
        said: how busy the machine was.
        further: what else is wrong.
    """
    samples = [Sample(*each) for each in came["samples"]]
    wrong = sorted({f"{sample.name}: {sample.error}" for sample in samples if sample.error})
    wrong += [*sorted(set(came["broken"])), *further]
    if came["people"] < sum(CROWD.values()):
        wrong.append(f"only {came['people']} people were there at the end")
    try:
        figures = Figures.of(samples)
    except ValueError:
        click.echo("\n".join(f"ERROR: {each}" for each in ("no page was opened", *wrong)))
        return 1
    click.echo(f"\n{figures.table()}\n\n{came['people']} people. {said}")
    for row in figures.slow():
        click.echo(f"slow: {row.name} p95 {row.p95_ms:,.0f} ms")
    for each in wrong:
        click.echo(f"ERROR: {each}")
    verdict = "MISSED" if figures.is_missed() else "kept"
    click.echo(f"p95 of all pages {figures.everything.p95_ms:,.0f} ms, limit {LIMIT_MS} ms: {verdict}")
    return int(bool(wrong) or figures.is_missed())


def _options(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="at full size, after everybody has come")
    parser.add_argument("--tasks", type=int, default=Size().tasks_a_client, help="of each of the forty clients")
    return parser.parse_args(given)


def _fill(database: Database, size: Size, folder: Path) -> None:
    database.migrate()
    with database.session() as session:
        fill(session, size, SystemClock().now(), folder)


def _crowd(running: Services, seconds: int) -> dict[str, Any]:
    asked = {
        "address": running.address,
        "emails": Size().emails(),
        "crowd": CROWD,
        "password": PASSWORD,
        "today": work_date(SystemClock().now()).isoformat(),
        "seconds": seconds,
        "spawn_rate": SPAWN_RATE,
        "seed": 7,
    }
    # Locust's process and nobody else's: it rewrites the sockets and threads of the Python it is imported into.
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.crowd"],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def _say(words: str) -> None:
    click.echo(f"... {words}", err=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
