"""`serve`: the pages, on the machine's own web server."""

from __future__ import annotations

import socket
from typing import Any

import click
from waitress.server import create_server  # type: ignore[import-untyped]

from app.cli.desk import Desk, Refused, pass_desk
from app.cli.signals import terminating_interrupts
from app.cli.speech import Said
from app.config import Settings, SettingsError, require_secret
from app.queries.wall import sees_through_wall
from app.translations import N_
from app.translations.database import NO_SECOND_WALL

THREADS = 8


@click.command("serve", cls=Said, help=N_("画面を開けるようにします。止めるには Ctrl-C を押します。"))
@pass_desk
def serve(desk: Desk) -> None:
    """Serve the pages until interrupted."""
    require_sound_secret(desk.settings)
    with desk.session() as session:  # its tables are of this version
        if sees_through_wall(session):
            click.echo(desk.say(NO_SECOND_WALL), err=True)
    serve_pages(desk, desk.settings)


def require_sound_secret(settings: Settings) -> None:
    """Nothing, if the secret key is fit to sign with.

    Raises:
        Refused: it is missing, a default or too short; the sentence says how to make one.
    """
    try:
        require_secret(settings)
    except SettingsError as error:
        raise Refused(
            N_(
                "ENNOSHITA_SECRET_KEY がないか、見本のままか、32文字より短いため、起動しません。次の1行で作れます。\n"
                "  export ENNOSHITA_SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_hex(32))')"
            )
        ) from error


def serve_pages(desk: Desk, settings: Settings) -> None:
    """Serve the pages of these settings until Ctrl-C or SIGTERM; the address is printed first.

    Raises:
        Refused: the port is taken, or the address is none of this machine's.
    """
    with _listening(settings) as listening, terminating_interrupts(), desk.serving(settings) as application:
        server = _server(application, listening, settings)
        address = f"http://{settings.host}:{settings.port}"
        click.echo(desk.say("画面：%(address)s　（止めるには Ctrl-C）", address=address))
        server.run()
    click.echo(desk.say("止めました。"))


def _server(application: Any, listening: socket.socket, settings: Settings) -> Any:
    # Without proxies waitress throws away whatever says X-Forwarded; with them app/web/proxies.py counts the hops.
    return create_server(
        application,
        sockets=[listening],
        threads=THREADS,
        clear_untrusted_proxy_headers=settings.proxies == 0,
    )


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise Refused(
            N_("%(host)s:%(port)s で待ち受けられません。ENNOSHITA_PORT で別の番号にしてください。"),
            host=settings.host,
            port=settings.port,
        ) from error
