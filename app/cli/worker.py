"""`worker` and `beat`: the processes that do background work where there is a broker."""

from __future__ import annotations

import click

from app.adapters import logs
from app.cli.desk import Desk, Refused, pass_desk
from app.cli.speech import Said
from app.translations import N_

_WORKER = N_("裏で行う処理（計画、月締め、PDF、送信など）を受け持つ。止めるには Ctrl-C を押す。")
_BEAT = N_("止まった処理や忘れられた処理を探すよう、決まった間隔で合図を送る。止めるには Ctrl-C を押す。")
_NO_BROKER = N_(
    "ENNOSHITA_BROKER_URL がありません。redis:// か amqp:// で始まるアドレスを書いてください。"
    "ブローカーなしで使うときは、ennoshita serve だけで動きます。"
)
_STOPPED = N_("止めました。")
MOST_AT_ONCE = 32

_log = logs.logger("ennoshita.jobs")


@click.command("worker", cls=Said, help=_WORKER)
@click.option(
    "--concurrency", type=click.IntRange(1, MOST_AT_ONCE), default=1, help=N_("同時に受け持つ処理の数。既定は1")
)
@pass_desk
def worker(desk: Desk, *, concurrency: int) -> None:
    """Do jobs until told to stop."""
    _require_broker(desk)

    def ready() -> None:
        _tell(desk, "ready", N_("合図を待っています。（止めるには Ctrl-C）"))

    # A job and its pulse for each at once, the rounds, and one to spare: ten workers are content with forty.
    with desk.database(most_connections=2 * concurrency + 2) as database:
        code = desk.jobs.work(database, concurrency=concurrency, ready=ready)
    _tell(desk, "stopped", _STOPPED)
    raise click.exceptions.Exit(code)


@click.command("beat", cls=Said, help=_BEAT)
@pass_desk
def beat(desk: Desk) -> None:
    """Ring for the rounds until told to stop."""
    _require_broker(desk)
    _tell(desk, "ready", N_("合図を送っています。（止めるには Ctrl-C）"))
    desk.jobs.beat()
    _tell(desk, "stopped", _STOPPED)


def _tell(desk: Desk, event: str, sentence: str) -> None:
    # Whoever collects JSON gets nothing else, as docs/deploy.md promises.
    if desk.settings.log_format == "json":
        _log.info(event)
    else:
        click.echo(desk.say(sentence))


def _require_broker(desk: Desk) -> None:
    if not desk.settings.broker_url:
        raise Refused(_NO_BROKER)
    logs.configure(desk.settings.log_format)
