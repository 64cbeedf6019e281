"""`account`: a lost password, a lost second factor, an account to be closed at once."""

from __future__ import annotations

import click

from app.actions import accounts as accounts_actions
from app.actions.accounts import sealing, second_factor, standing
from app.adapters.keyring import Keyring
from app.adapters.known import KnownPasswords
from app.cli.desk import Desk, pass_desk
from app.cli.passwords import STDIN_HELP, asked_password
from app.cli.speech import SaidGroup
from app.config import require_secret
from app.database import Session
from app.domain.accounts import HOUSE, Account
from app.domain.errors import NotFound
from app.queries import accounts as accounts_queries
from app.translations import N_

_ACCOUNT = N_("アカウントのパスワードを決めなおす。2段階目の確認を解除する。停止する。")
_PASSWORD = N_("パスワードを決めなおす。そのアカウントで開いている画面は、すべてサインアウトになる。")
_RESET = N_("認証アプリと回復コードをなくした人の、2段階目の確認を解除する。すべてサインアウトになる。")
_WITH_PASSKEYS = N_("パスキーもすべて外す。パスキーの入った端末をなくしたとき。")
_CLOSE = N_("アカウントを停止する。すぐにすべてサインアウトになり、入れなくなる。")
_SEAL = N_("新しい秘密の鍵で、認証アプリの鍵を封印しなおす。ENNOSHITA_SECRET_KEY を替えたあとに使う。")
_EMAIL = N_("アカウントのメールアドレス")


@click.group("account", cls=SaidGroup, help=_ACCOUNT)
def account() -> None:
    """Accounts."""


@account.command("password", help=_PASSWORD)
@click.option("--email", required=True, help=_EMAIL)
@click.option("--password-stdin", is_flag=True, help=STDIN_HELP)
@pass_desk
def password(desk: Desk, *, email: str, password_stdin: bool) -> None:
    """Give an account another password."""
    known = KnownPasswords.of(desk.settings)
    with desk.session() as session:
        _found(session, email)  # before anybody thinks of a password
    # No session is open meanwhile: PostgreSQL ends who holds a transaction and only types.
    typed = asked_password(desk, from_stdin=password_stdin)
    with desk.session() as session:
        accounts_actions.set_password(
            session,
            scope=HOUSE,
            email=email,
            password=typed,
            now=desk.clock.now(),
            new_key=desk.new_key,
            known=known,
        )
    click.echo(desk.say("%(email)s のパスワードを決めなおしました。", email=email.strip().lower()))


@account.command("reset-second-factor", help=_RESET)
@click.option("--email", required=True, help=_EMAIL)
@click.option("--with-passkeys", is_flag=True, help=_WITH_PASSKEYS)
@pass_desk
def reset_second_factor(desk: Desk, *, email: str, with_passkeys: bool) -> None:
    """Take an account's authenticator app and recovery codes away, and its passkeys where asked."""
    with desk.session() as session:
        removed = second_factor.reset_second_factor(
            session,
            scope=HOUSE,
            public_id=_found(session, email).public_id,
            with_passkeys=with_passkeys,
            now=desk.clock.now(),
            new_id=desk.new_id,
            new_key=desk.new_key,
        )
    said = email.strip().lower()
    if removed.has_lost_app:
        click.echo(desk.say("%(email)s の2段階目の確認を解除しました。", email=said))
    if removed.passkeys:
        click.echo(desk.say("%(email)s のパスキー %(count)d 個を外しました。", email=said, count=removed.passkeys))
    if removed.passkeys_left:
        click.echo(
            desk.say(
                "パスキーが %(count)d 個残っています。それもなくしたときは、--with-passkeys をつけて外してください。",
                count=removed.passkeys_left,
            )
        )


@account.command("close", help=_CLOSE)
@click.option("--email", required=True, help=_EMAIL)
@pass_desk
def close(desk: Desk, *, email: str) -> None:
    """Let nobody in with an account any more."""
    with desk.session() as session:
        standing.set_active(
            session,
            scope=HOUSE,
            public_id=_found(session, email).public_id,
            is_active=False,
            now=desk.clock.now(),
            new_key=desk.new_key,
        )
    click.echo(desk.say("%(email)s を停止しました。", email=email.strip().lower()))


@account.command("seal", help=_SEAL)
@pass_desk
def seal(desk: Desk) -> None:
    """Seal the keys of authenticator apps with the newest secret key."""
    require_secret(desk.settings)
    with desk.session() as session:
        done = sealing.seal_anew(session, scope=HOUSE, keys=Keyring.of(desk.settings), new_key=desk.new_key)
    click.echo(
        desk.say(
            "認証アプリ %(apps)d 件のうち %(renewed)d 件を封印しなおしました。", apps=done.apps, renewed=done.renewed
        )
    )
    if done.left:
        click.echo(
            desk.say(
                "%(left)d 件は、本人が次にコードを入れるまで封印しなおせません。それまで前の鍵を残してください。",
                left=done.left,
            )
        )


def _found(session: Session, email: str) -> Account:
    found = accounts_queries.account_by_email(session, email)
    if found is None:
        raise NotFound("email")
    return found
