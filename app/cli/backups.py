"""`backup` and `restore`: the whole database into one file, and back, while people work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.adapters.backups import BackupRefused, restore, save
from app.cli import arguments
from app.cli.check import say_what_holds
from app.cli.desk import Desk, Refused, opened, pass_desk
from app.cli.speech import Said
from app.translations import N_
from app.translations.backups import REFUSALS

_BACKUP = N_("データベース全体のバックアップを、ひとつのファイルに取る。使っている最中でも取れる。")
_RESTORE = N_("バックアップのファイルからデータベースを戻す。戻したあと、すべての残り・合計・番号を計算しなおす。")
_REPLACE = N_("いまのデータを捨てて戻す")
_DONE = N_("%(path)s にバックアップを取りました（%(size)s KB）。個人情報が入っています。")


@click.command("backup", cls=Said, help=_BACKUP)
@click.argument("file", type=arguments.file, metavar="FILE")
@pass_desk
def backup(desk: Desk, *, file: Path) -> None:
    """Write the database into a file that is not there yet."""
    # Of whatever version its tables are: the backup before an upgrade may be made by the new program.
    with opened(desk.settings) as database, _said_plainly():
        size = save(database, file)
    click.echo(desk.say(_DONE, path=file, size=f"{-(-size // 1024):,}"))


@click.command("restore", cls=Said, help=_RESTORE)
@click.argument("file", type=arguments.file, metavar="FILE")
@click.option("--replace", is_flag=True, help=_REPLACE)
@pass_desk
def put_back(desk: Desk, *, file: Path, replace: bool) -> None:
    """Put the database back as it is in the file, in the newest version, and recompute its books."""
    with opened(desk.settings) as database:
        with _said_plainly():
            restore(database, file, replaces=replace)
        database.migrate()
        click.echo(desk.say("%(path)s からデータベースを戻しました。", path=file))
        with database.session() as session:
            say_what_holds(desk, session)


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except BackupRefused as refused:
        raise Refused(REFUSALS[refused.refusal], **refused.params) from refused
