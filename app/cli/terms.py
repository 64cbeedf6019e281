"""`terms show` and `terms set`: everything a contract can say, as a file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from app.actions import clients as clients_actions
from app.cli import arguments
from app.cli.desk import Desk, Refused, pass_desk
from app.cli.printing import json_option, print_json
from app.cli.speech import SaidGroup
from app.domain.accounts import HOUSE
from app.domain.errors import ManyProblems
from app.domain.terms import Terms
from app.domain.terms.reading import place_of, read_terms, terms_table
from app.domain.terms.series import terms_for
from app.domain.worktime import Month
from app.queries import clients as clients_queries
from app.translations import N_, Words
from app.translations.problems import problem_sentence

_DESCRIPTION = N_("契約条件をファイルの形で見る、ファイルから決める。")
_SHOW = N_("月に効く契約条件をTOMLで見る。書き出したものは terms set でそのまま読める。")
_SET = N_("契約条件をTOMLかJSONのファイルから決める。直すところは一度にすべて示し、ひとつでもあれば何も変えない。")
BAD_FILE = 2


@click.group("terms", cls=SaidGroup, help=_DESCRIPTION)
def terms() -> None:
    """A contract's terms."""


@terms.command("show", help=_SHOW)
@click.argument("client", metavar="CODE")
@click.option("--month", type=arguments.month, help=N_("どの月の条件か。既定は今月"))
@json_option
@pass_desk
def show(desk: Desk, *, client: str, month: Month | None, as_json: bool) -> None:
    """The terms that hold for a client in a month."""
    with desk.session() as session:
        company = clients_queries.client(session, HOUSE, code=client)
        found = terms_for(clients_queries.series_of(session, company.id), month or Month.of(desk.today()))
    table = terms_table(found)
    if as_json:
        print_json(table)
    else:
        click.echo("\n".join(toml_lines(table)))


@terms.command("set", help=_SET)
@click.argument("client", metavar="CODE")
@click.argument("file", type=arguments.file, metavar="FILE")
@click.option("--dry-run", is_flag=True, help=N_("読めるかを確かめるだけで、変えない"))
@pass_desk
def put(desk: Desk, *, client: str, file: Path, dry_run: bool) -> None:
    """Terms from a file, from their first month on."""
    with desk.session() as session:
        company = clients_queries.client(session, HOUSE, code=client)
        found = _read(file, desk.say)
        if not dry_run:
            clients_actions.set_terms(
                session, scope=HOUSE, public_id=company.public_id, terms=found, now=desk.clock.now()
            )
    said = (
        N_("%(client)sの%(month)sからの契約条件を読めました。")
        if dry_run
        else N_("%(client)sの%(month)sからの契約条件を決めました。")
    )
    click.echo(desk.say(said, client=client, month=found.valid_from))


def _read(path: Path, say: Words) -> Terms:
    """The file's terms; every problem of it is told, each on a line after its place.

    Raises:
        Refused: it is neither TOML nor JSON.
        Exit: something in it has to be mended.
    """
    content = arguments.content_of(path)
    try:
        text = content.decode("utf-8-sig")
        table = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise Refused(N_("%(file)s を読み取れません：%(error)s"), file=path.name, error=error) from error
    try:
        return read_terms(table)
    except ManyProblems as refused:
        for problem in refused.problems():
            place = place_of(problem.field or "")
            click.echo(say("%(field)s：%(text)s", field=place, text=problem_sentence(problem, say)), err=True)
        click.echo(say("何も変えていません。"), err=True)
        raise click.exceptions.Exit(BAD_FILE) from refused


def toml_lines(table: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """The table as lines of TOML: plain values first, then parts under their names.

    Source: toml.io/en/v1.0.0; values are whole numbers, booleans, plain words, and lists of tables or of words.
    """
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping) and not _is_tables(value)}
    if name and (plain or not table):
        yield ""
        yield f"[{name}]"
    yield from (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items())
    for key, value in table.items():
        place = f"{name}.{key}" if name else key
        if isinstance(value, Mapping):
            yield from toml_lines(value, place)
        elif _is_tables(value):
            for each in value:
                yield ""
                yield f"[[{place}]]"
                yield from (f"{inner} = {json.dumps(part, ensure_ascii=False)}" for inner, part in each.items())


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)
