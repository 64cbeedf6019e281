"""`ennoshita init` and `ennoshita demo`: the two commands that fill an empty house."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

import click

from app.actions.accounts import NewAccount, add_account, require_person
from app.adapters.known import KnownPasswords
from app.cli import arguments
from app.cli.desk import Desk, Refused, opened, pass_desk
from app.cli.passwords import STDIN_HELP, asked_password
from app.cli.progress import progress_bar
from app.cli.serve import serve_pages
from app.cli.speech import Said
from app.config import Settings
from app.database import Session, make_folder
from app.domain.accounts import HOUSE, Role
from app.domain.worktime import Month
from app.queries import accounts as accounts_queries
from app.translations import N_
from seeds.catalogue import seed_catalogue
from seeds.demo.months import lay_down_pdfs
from seeds.demo.secret_file import kept_secret
from seeds.demo.stage import Stage
from seeds.demo.story import chosen_month, is_complete, play
from seeds.demo.summary import print_logins, print_summary

SECRET_FILE = "secret_key"  # noqa: S105 - the name of a file
MAIL_FOLDER = "mail"
_INIT = N_("データベースを用意し、業務一覧を読み込み、最初の管理者を作る。版を上げたときにも実行する。")
_DEMO = N_("架空の3社でひと月を通しで動かし、画面を開けるようにする。2回目からは、そのまま開く。")


@click.command("init", cls=Said, help=_INIT)
@click.option("--email", help=N_("管理者のメールアドレス"))
@click.option("--name", help=N_("管理者の名前"))
@click.option("--password-stdin", is_flag=True, help=STDIN_HELP)
@pass_desk
def init(desk: Desk, *, email: str | None, name: str | None, password_stdin: bool) -> None:
    """Make the tables, the catalogue and the first administrator."""
    say, known = desk.say, KnownPasswords.of(desk.settings)
    with opened(desk.settings) as database:
        database.migrate()
        with database.session() as session:
            click.echo(say("業務一覧 %(count)s件を読み込みました。", count=seed_catalogue(session)))
            if accounts_queries.count_accounts(session):
                if email:
                    raise Refused(N_("アカウントはすでにあります。データベースは最新の版です。"))
                click.echo(say("データベースは最新の版です。"))
                return
        # No session is open meanwhile: PostgreSQL ends who holds a transaction and only types.
        data = _asked_administrator(desk, email, name, from_stdin=password_stdin)
        with database.session() as session:
            add_account(
                session,
                scope=HOUSE,
                data=data,
                now=desk.clock.now(),
                new_id=desk.new_id,
                new_key=desk.new_key,
                known=known,
            )
    click.echo(say("管理者 %(email)s を作りました。", email=data.email))
    _say_what_is_next(desk)


@click.command("demo", cls=Said, help=_DEMO)
@click.option("--month", type=arguments.month, help=N_("通しで動かす月。既定は先月"))
@click.option("--no-serve", is_flag=True, help=N_("画面を開けるようにせずに終わる"))
@pass_desk
def demo(desk: Desk, *, month: Month | None, no_serve: bool) -> None:
    """Play the demo, say what came of it, and serve it."""
    settings = demo_settings(desk)
    with opened(settings) as database:
        database.migrate()
        with database.session() as session:
            _play(desk, settings, session, month)
    if no_serve:
        return
    if not _stays_here(settings.host):
        click.echo(
            desk.say("注意：デモのパスワードはだれでも知っています。ほかの機械から見えるところで動かさないでください。")
        )
    serve_pages(desk, settings)


def demo_settings(desk: Desk) -> Settings:
    """The settings with the demo's accounts open, its own mail box and, where none is set, a secret key of its own."""
    settings = desk.settings
    make_folder(settings.data_dir)
    secret = settings.secret_key or kept_secret(settings.data_dir / SECRET_FILE, desk.new_key)
    # Its people do not exist, and what they are told by the hundred would fill the terminal.
    return replace(settings, demo=True, secret_key=secret, mail_url=f"folder:{settings.data_dir / MAIL_FOLDER}")


def _play(desk: Desk, settings: Settings, session: Session, asked: Month | None) -> None:
    stage = Stage(session, desk.new_id, desk.new_key, desk.clock.now(), settings.data_dir / "invoices")
    month = chosen_month(session, asked, desk.today())
    if not is_complete(session):
        with progress_bar(desk.say, "demo_start") as tell:
            play(stage, month, tell)
    print_summary(session, desk.say, month, lay_down_pdfs(stage, month))
    print_logins(desk.say)


def _asked_administrator(desk: Desk, email: str | None, name: str | None, *, from_stdin: bool) -> NewAccount:
    email = email or str(click.prompt(desk.say("管理者のメールアドレス")))
    name = name or str(click.prompt(desk.say("管理者の名前")))
    require_person(email, name)
    return NewAccount(email, name, Role.ADMINISTRATOR, password=asked_password(desk, from_stdin=from_stdin))


def _say_what_is_next(desk: Desk) -> None:
    say, settings = desk.say, desk.settings
    if settings.broker_url:
        click.echo(say("次に、画面（gunicorn）と ennoshita worker と ennoshita beat を起動します。"))
        return
    if settings.secret_key:
        click.echo(say("次に、画面を起動します。"))
    else:
        click.echo(say("画面を開くには、秘密の鍵を作ってから起動します。"))
        click.echo("  export ENNOSHITA_SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_hex(32))')")
    click.echo("  ennoshita serve")


def _stays_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
