"""`check`: recompute every balance, total and number from the entries."""

from __future__ import annotations

import click

from app.cli.desk import Desk, pass_desk
from app.cli.printing import json_option, print_json
from app.cli.speech import Said
from app.database import Session, of_one_instant
from app.domain.errors import Problem
from app.queries.check import check, count_rules
from app.queries.wall import sees_through_wall
from app.translations import N_, Words
from app.translations.cli import CHECKS
from app.translations.database import NO_SECOND_WALL

FOUND = 1
_HELP = N_(
    "残り・合計・番号をすべて記録から計算しなおす。合わないものがあれば最初のひとつを表示し、終了コード1で終わる。"
)


@click.command("check", cls=Said, help=_HELP)
@json_option
@pass_desk
def check_everything(desk: Desk, *, as_json: bool) -> None:
    """Say that everything holds, or the first thing that does not."""
    with desk.session() as session:
        say_what_holds(desk, session, as_json=as_json)


def say_what_holds(desk: Desk, session: Session, *, as_json: bool = False) -> None:
    """Says that everything holds, and warns of a database role that passes the wall between clients.

    Raises:
        click.exceptions.Exit: it does not, and the first thing was said.
    """
    of_one_instant(session)
    has_no_wall = sees_through_wall(session)
    found = next(iter(check(session)), None)
    if as_json:
        print_json({"rules": count_rules(), "problem": found, "warnings": ["no_second_wall"] if has_no_wall else []})
    elif found is None:
        click.echo(desk.say("%(count)s個の決まりがすべて成り立っています。", count=count_rules()))
    else:
        click.echo(_sentence(found, desk.say), err=True)
    if has_no_wall and not as_json:
        click.echo(desk.say(NO_SECOND_WALL), err=True)
    if found is not None:
        raise click.exceptions.Exit(FOUND)


def _sentence(problem: Problem, say: Words) -> str:
    figures = " ".join(f"{name}={value}" for name, value in problem.params.items())
    return f"{say(CHECKS.get(problem.code, ''))} [{problem.code}] {figures}".strip()
