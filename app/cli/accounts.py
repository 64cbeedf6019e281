"""`account password`: for somebody who lost theirs."""

from __future__ import annotations

import click

from app.actions import accounts as accounts_actions
from app.cli.desk import Desk, pass_desk
from app.cli.passwords import STDIN_HELP, asked_password
from app.cli.speech import SaidGroup
from app.domain.accounts import HOUSE
from app.domain.errors import NotFound
from app.queries import accounts as accounts_queries
from app.translations import N_

_PASSWORD = N_("パスワードを決めなおす。そのアカウントで開いている画面は、すべてサインアウトになる。")


@click.group("account", cls=SaidGroup, help=N_("アカウントのパスワードを決めなおす。"))
def account() -> None:
    """Accounts."""


@account.command("password", help=_PASSWORD)
@click.option("--email", required=True, help=N_("アカウントのメールアドレス"))
@click.option("--password-stdin", is_flag=True, help=STDIN_HELP)
@pass_desk
def password(desk: Desk, *, email: str, password_stdin: bool) -> None:
    """Give an account another password."""
    with desk.session() as session:
        if accounts_queries.account_by_email(session, email) is None:
            raise NotFound("email")  # before anybody thinks of a password
    # No session is open meanwhile: PostgreSQL ends who holds a transaction and only types.
    typed = asked_password(desk, from_stdin=password_stdin)
    with desk.session() as session:
        accounts_actions.set_password(
            session, scope=HOUSE, email=email, password=typed, now=desk.clock.now(), new_key=desk.new_key
        )
    click.echo(desk.say("%(email)s のパスワードを決めなおしました。", email=email.strip().lower()))
