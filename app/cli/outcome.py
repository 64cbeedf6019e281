"""Waits for a job that a command asked for: does it here or watches who does, and cancels it at Ctrl-C."""

from __future__ import annotations

import time
from typing import Any

import click

from app.actions.jobs.steer import cancel_job
from app.cli.desk import Desk, Refused
from app.cli.progress import Tell, progress_bar
from app.database import Database
from app.domain.accounts import HOUSE
from app.domain.errors import ManyProblems
from app.domain.jobs import JobState
from app.queries import jobs as jobs_queries
from app.queries.jobs import JobView
from app.translations import N_
from app.translations.jobs import STATES

POLL_S = 0.3
#: Looks at a job that nobody begins before a person is told what it waits for: three seconds.
PATIENT_LOOKS = 10


def outcome(desk: Desk, database: Database, public_id: str, *, first: str) -> dict[str, Any]:
    """The job's result, once it is there.

    Args:
        desk: who asks.
        database: where its row is; no session on it may be reading.
        public_id: the job.
        first: the code of its first step, shown until it says one.

    Raises:
        ManyProblems: it failed, and why.
        Refused: somebody cancelled it.
        KeyboardInterrupt: the person pressed Ctrl-C; it is cancelled.
    """
    try:
        with progress_bar(desk.say, first) as tell:
            job = _ended(desk, database, public_id, tell)
    except KeyboardInterrupt:
        with database.session() as session:
            cancel_job(session, scope=HOUSE, public_id=public_id, now=desk.clock.now())
        raise
    if job.state is JobState.CANCELLED:
        raise Refused(N_("処理は取り消されました。もう一度行うには、同じコマンドを実行してください。"))
    if job.state is JobState.FAILED:
        raise ManyProblems(job.problems)
    return job.result or {}


def _ended(desk: Desk, database: Database, public_id: str, tell: Tell) -> JobView:
    looks, told = 0, ""
    while (job := _seen(database, public_id)).is_living:
        if desk.jobs.run_here(database, public_id, tell):
            continue
        waits = job.state is JobState.WAITING
        tell(job.progress, desk.say(STATES[job.state]) if waits or not job.step else job.step)
        looks = looks + 1 if waits else 0
        why = _why_it_waits(desk, job) if looks == PATIENT_LOOKS else told
        if why != told:
            click.echo(why, err=True)
            told = why
        time.sleep(POLL_S)
    return job


def _seen(database: Database, public_id: str) -> JobView:
    with database.session() as session:
        return jobs_queries.job(session, HOUSE, public_id)


def _why_it_waits(desk: Desk, job: JobView) -> str:
    if job.not_before > desk.clock.now():
        return desk.say("うまくいかなかったため、少し待ってからもう一度行います。（やめるには Ctrl-C）")
    return desk.say("受け持つ処理係（ennoshita worker）を待っています。（やめるには Ctrl-C）")
