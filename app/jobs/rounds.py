"""The rounds: whoever makes them, and however many do, each thing happens once."""

from __future__ import annotations

from app.actions.jobs.rounds import fire_periods, sweep
from app.adapters import logs
from app.jobs.runner import Runner

log = logs.logger("ennoshita.jobs")


def make_rounds(runner: Runner) -> None:
    """Lost jobs wait again, forgotten ones are announced again, those of a new day are asked for."""
    with runner.database.session() as session:
        swept = sweep(session, now=runner.clock.now(), heartbeat_s=runner.heartbeat_s)
        fired = fire_periods(session, now=runner.clock.now(), new_id=runner.new_id)
    if swept.recovered or swept.announced or fired:
        log.info("rounds", recovered=swept.recovered, announced=swept.announced, fired=fired)
