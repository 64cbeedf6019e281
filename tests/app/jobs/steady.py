"""A worker whose scoring goes on until a file is there: `python steady.py DATABASE BROKER FOLDER`.

Beside each job it begins it leaves a file `begun-<n>`, so that a test knows how often.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters import logs
from app.adapters.clock import SystemClock, new_public_id
from app.config import Settings
from app.database import Database
from app.domain.jobs import JobKind
from app.jobs import worker
from app.jobs.background import Background

if TYPE_CHECKING:
    from app.jobs.work import Answer, Work


def main(database_url: str, broker_url: str, folder: Path) -> int:
    """Does jobs until told to stop."""
    logs.configure("text")
    settings = Settings(database_url, "s" * 40, folder, broker_url=broker_url, heartbeat_s=2.0)
    background = Background(settings, SystemClock(), new_public_id)
    database = Database(database_url)
    background.connect(database)

    def score(work: Work) -> Answer:
        (folder / f"begun-{work.claimed.attempts}-{os.getpid()}").touch()
        while not (folder / "go").exists():
            work.tick()
            threading.Event().wait(0.02)
        return {"scored": 0}

    runner = background.runner(database)
    runner = replace(runner, handlers={**runner.handlers, JobKind.SCORE: score})
    return worker.work(runner, broker_url, concurrency=1, ready=(folder / f"ready-{os.getpid()}").touch)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
