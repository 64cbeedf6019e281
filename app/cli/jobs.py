"""`jobs list | cancel | retry | run`."""

from __future__ import annotations

import click

from app.actions.jobs.steer import cancel_job, retry_job
from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json, print_table
from app.cli.signals import asked_to_stop
from app.cli.speech import SaidGroup, said_problem
from app.domain.accounts import HOUSE
from app.domain.jobs import LIVING, JobState
from app.domain.worktime import TOKYO
from app.queries import jobs as jobs_queries
from app.queries.jobs import JobView
from app.translations import N_, Words
from app.translations.jobs import KINDS, STATES, step_words

_DESCRIPTION = N_("裏で行う処理の一覧を見る、取り消す、やり直す、ここで行う。")
_LIST = N_("裏で行う処理の一覧を、新しい順に見る。")
_CANCEL = N_("処理を取り消す。始まっているものは、きりのよいところで止まる。")
_RETRY = N_("失敗した処理や取り消した処理を、もう一度順番に並べる。")
_RUN = N_("待っている処理を、なくなるまでここで行う。cron などから使う。")


@click.group("jobs", cls=SaidGroup, help=_DESCRIPTION)
def jobs() -> None:
    """Background work."""


@jobs.command("list", help=_LIST)
@click.option("--waiting", is_flag=True, help=N_("終わっていないものだけ"))
@json_option
@pass_desk
def list_jobs(desk: Desk, *, waiting: bool, as_json: bool) -> None:
    """The newest hundred."""
    with desk.session() as session:
        found = jobs_queries.jobs(session, HOUSE, states=LIVING if waiting else None)
    if as_json:
        print_json(found)
        return
    say = desk.say
    titles = [say("頼んだとき"), say("処理"), say("状態"), ">" + say("進み"), say("いま・理由"), say("記号")]
    print_table(titles, [_cells(job, say) for job in found])


@jobs.command("cancel", help=_CANCEL)
@click.argument("job", metavar="ID")
@pass_desk
def cancel(desk: Desk, *, job: str) -> None:
    """Cancel a job."""
    with desk.session() as session:
        was_living = jobs_queries.job(session, HOUSE, job).is_living
        state = cancel_job(session, scope=HOUSE, public_id=job, now=desk.clock.now())
    if not was_living:
        click.echo(desk.say("すでに終わっています（%(state)s）。", state=desk.say(STATES[state])))
    elif state is JobState.CANCELLED:
        click.echo(desk.say("取り消しました。"))
    else:
        click.echo(desk.say("取り消しを伝えました。きりのよいところで止まります。"))


@jobs.command("retry", help=_RETRY)
@click.argument("job", metavar="ID")
@pass_desk
def retry(desk: Desk, *, job: str) -> None:
    """Begin a failed or cancelled job again."""
    with desk.session() as session:
        public_id = retry_job(session, scope=HOUSE, public_id=job, now=desk.clock.now())
    click.echo(desk.say("もう一度順番に並べました（%(job)s）。", job=public_id))


@jobs.command("run", help=_RUN)
@pass_desk
def run(desk: Desk) -> None:
    """Do every waiting job here."""
    with desk.database() as database, asked_to_stop() as is_stopping:
        done = desk.jobs.run_waiting(database, is_stopping)
        was_stopped = is_stopping()
    click.echo(desk.say("%(count)s件の処理を行いました。", count=done))
    if was_stopped:
        raise click.Abort


def _cells(job: JobView, say: Words) -> tuple[object, ...]:
    return (
        f"{job.asked_at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S}",
        say(KINDS[job.kind]),
        say(STATES[job.state]),
        f"{job.progress:.0%}",
        " ".join(said_problem(problem, say) for problem in job.problems)
        or (step_words(say, job.step) if job.is_living and job.step else None),
        job.public_id,
    )
