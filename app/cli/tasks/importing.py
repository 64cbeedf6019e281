"""`tasks import`: an inventory sheet, looked at or taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from app.actions.tasks.foresee import Foreseen, foresee
from app.actions.tasks.import_sheet import Imported, Preview, ask_import, keep_sheet, preview_sheet
from app.cli import arguments
from app.cli.desk import Desk, Refused, pass_desk
from app.cli.outcome import outcome
from app.cli.printing import json_option, plain, print_json, print_table
from app.cli.progress import progress_bar
from app.cli.speech import Said, said_problem
from app.database import Session
from app.domain.accounts import HOUSE
from app.domain.errors import Problem
from app.domain.tasks.known import Change, KnownRow
from app.queries import clients as clients_queries
from app.queries.standing import standing
from app.translations import N_, Words
from app.translations.inventory import ENCODINGS, FIELDS, SKIP_REASONS
from app.translations.known import COUNTS, change_words
from app.translations.scoring import TREATMENTS

_HELP = N_("棚卸表（CSVかxlsx）の行を業務にして、採点する。読めない行があれば、直し方を表示して何も取り込まない。")
BAD_ROWS = 2
LAW_GATES = frozenset({"reserved"})


@click.command("import", cls=Said, help=_HELP)
@click.argument("file", type=arguments.file, metavar="FILE")
@click.option("--client", required=True, help=N_("依頼企業のコード"))
@click.option("--dry-run", is_flag=True, help=N_("列の読み方と直すところを表示するだけで、取り込まない"))
@click.option("--good-rows", is_flag=True, help=N_("読めた行だけを取り込む"))
@click.option(
    "--known",
    type=click.Choice(["skip", "new"]),
    default="skip",
    help=N_("すでにある業務の行：skip は見送る（既定）、new は新しい業務として取り込む"),
)
@json_option
@pass_desk
def import_file(
    desk: Desk, *, file: Path, client: str, dry_run: bool, good_rows: bool, known: str, as_json: bool
) -> None:
    """Take an inventory sheet in, or show how it is read."""
    content = arguments.content_of(file)
    with desk.database() as database:
        with database.session() as session:
            company = clients_queries.client(session, HOUSE, code=client)
            preview = _previewed(desk, session, company.id, content, file.name)
            if dry_run:
                coming = preview.reading.rows if known == "new" else preview.fresh
                _show(desk, preview, foresee(session, coming), as_json=as_json)
                raise click.exceptions.Exit(BAD_ROWS if preview.reading.problems else 0)
            _print_problems(preview.reading.problems, desk.say)
            if preview.reading.problems and not good_rows:
                raise Refused(
                    N_(
                        "%(count)s行を読み取れないため、何も取り込んでいません。"
                        "直すか、--good-rows で読めた行だけにしてください。"
                    ),
                    count=len(preview.reading.refused_rows),
                )
            job = _asked(desk, session, company.public_id, content, file.name, _as_new(preview, known))
        done = outcome(desk, database, job, first="import")
    _print_done(desk, Imported(**done, problems=preview.reading.problems), as_json=as_json)


def _previewed(desk: Desk, session: Session, client_id: int, content: bytes, filename: str) -> Preview:
    there = standing(session, HOUSE, client_id)
    with progress_bar(desk.say, "import"):
        return preview_sheet(content, filename, standing=there)


def _as_new(preview: Preview, known: str) -> frozenset[int]:
    """The rows that are taken in although their tasks are there; one that comes to be known meanwhile is not."""
    return frozenset(each.row.row_number for each in preview.known) if known == "new" else frozenset()


def _asked(
    desk: Desk, session: Session, client_public_id: str, content: bytes, filename: str, as_new: frozenset[int]
) -> str:
    now = desk.clock.now()
    sheet = keep_sheet(
        session,
        scope=HOUSE,
        client_public_id=client_public_id,
        data=content,
        filename=filename,
        now=now,
        new_id=desk.new_id,
    )
    # What cannot be read was reported and agreed to before; a row that came in meanwhile is counted with it.
    return ask_import(
        session,
        scope=HOUSE,
        sheet_public_id=sheet,
        now=now,
        new_id=desk.new_id,
        good_rows_only=True,
        as_new=as_new,
    )


def _print_done(desk: Desk, done: Imported, *, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    click.echo(
        desk.say(
            "%(stored)s件を取り込み、採点しました"
            "（渡せない業務 %(stopped)s件、読めない行 %(reported)s、飛ばした行 %(skipped)s）。",
            stored=done.stored,
            stopped=done.stopped,
            reported=done.reported,
            skipped=done.skipped,
        )
    )
    if done.known:
        click.echo(desk.say(COUNTS, new=done.stored, known=done.known))


def _show(desk: Desk, preview: Preview, foreseen: list[Foreseen], *, as_json: bool) -> None:
    if as_json:
        print_json(_as_data(preview, foreseen))
        return
    say = desk.say
    sheet, header = preview.sheet, preview.header
    encoding = say(ENCODINGS.get(sheet.encoding, "")) or sheet.encoding
    click.echo(say("形式：%(kind)s　文字コード：%(encoding)s", kind=sheet.kind, encoding=encoding or "–"))
    click.echo(say("シート：%(sheet)s　見出しの行：%(row)s", sheet=_sheet_name(preview), row=header.row_index + 1))
    _print_mapping(preview, say)
    _print_problems(preview.reading.problems, say)
    _print_counts(preview, foreseen, say)


def _print_mapping(preview: Preview, say: Words) -> None:
    header = preview.header
    known = {column: say(FIELDS[field]) for column, field in header.mapping.items()}
    columns = sorted(known.keys() | header.unmapped.keys())
    rows = [(column + 1, header.labels[column], known.get(column, say("（使わない）"))) for column in columns]
    print_table([">" + say("列"), say("見出し"), say("項目")], rows)


def _print_problems(problems: tuple[Problem, ...], say: Words) -> None:
    for problem in sorted(problems, key=lambda each: each.row or 0):
        click.echo(said_problem(problem, say), err=True)


def _print_counts(preview: Preview, foreseen: list[Foreseen], say: Words) -> None:
    reading = preview.reading
    skipped = Counter(each.reason for each in reading.skipped)
    why = say("、").join(f"{say(SKIP_REASONS[reason])} {count}" for reason, count in sorted(skipped.items()))
    click.echo(
        say(
            "取り込める業務 %(good)s件、読めない行 %(bad)s、飛ばす行 %(skipped)s",
            good=len(foreseen),
            bad=len(reading.refused_rows),
            skipped=len(reading.skipped),
        )
        + (say("（%(why)s）", why=why) if why else "")
    )
    _print_known(preview.known, len(foreseen), len(reading.rows) - len(foreseen), say)
    treatments = Counter(each.treatment for each in foreseen)
    named = say("、").join(f"{say(word)} {treatments[code]}" for code, word in TREATMENTS.items() if treatments[code])
    click.echo(say("採点の見込み：%(named)s", named=named))
    click.echo(say("法律で渡せない業務：%(count)s件", count=sum(is_reserved(each) for each in foreseen)))


def _print_known(known: Sequence[KnownRow], new: int, left_out: int, say: Words) -> None:
    if not known:
        return
    click.echo(say(COUNTS, new=new, known=left_out))
    for each in known:
        if each.changes:
            changes = say("、").join(_change_line(change, say) for change in each.changes)
            told = {"row": each.row.row_number, "name": each.row.name, "changes": changes}
            click.echo(say("%(row)s行目「%(name)s」：違いがある（%(changes)s）", **told))


def _change_line(change: Change, say: Words) -> str:
    said = change_words(change, say)
    return f"{said.name} {said.old} → {said.new}"


def is_reserved(each: Foreseen) -> bool:
    """Whether a law keeps the row from assistants altogether."""
    return any(gate["gate"] in LAW_GATES and gate["outcome"] == "stops" for gate in each.breakdown["gates"])


def _as_data(preview: Preview, foreseen: list[Foreseen]) -> dict[str, object]:
    sheet, header, reading = preview.sheet, preview.header, preview.reading
    return {
        "kind": sheet.kind,
        "encoding": sheet.encoding,
        "sheet": _sheet_name(preview),
        "header_row": header.row_index + 1,
        "mapping": {str(column + 1): str(field) for column, field in header.mapping.items()},
        "unmapped": {str(column + 1): label for column, label in header.unmapped.items()},
        "problems": plain(reading.problems),
        "skipped": plain(reading.skipped),
        "rows": [
            {"row": each.facts.row_number, "name": each.facts.name, "treatment": each.treatment} for each in foreseen
        ],
        "known": [
            {
                "row": each.row.row_number,
                "name": each.row.name,
                "task": each.task.public_id,
                "changes": [{"field": str(one.field), "old": one.old, "new": one.new} for one in each.changes],
            }
            for each in preview.known
        ],
        "reserved": sum(is_reserved(each) for each in foreseen),
    }


def _sheet_name(preview: Preview) -> str:
    return preview.sheet.sheet_name or "–"
