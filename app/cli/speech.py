"""Help and refusals in the language of the call: commands that say their marked strings, errors as sentences."""

from __future__ import annotations

from collections.abc import Iterable

import click

from app.cli.desk import Desk, Refused
from app.domain.errors import DomainError, Problem
from app.translations import LOCALES, N_, Words, words
from app.translations.cli import FIELDS, FLAGS
from app.translations.inventory import FIELDS as COLUMNS
from app.translations.problems import problem_sentence

LANGUAGE_FLAG = "--lang"
_USAGE = N_("使い方")
_NO_COMMAND = N_("「%(name)s」というコマンドはありません。ennoshita --help で一覧を見られます。")


def language_of(arguments: Iterable[str], usual: str = LOCALES[0]) -> str:
    """The language asked for anywhere on the line, so that help and errors before it speak it too; `usual` if none."""
    given = list(arguments)
    for place, word in enumerate(given):
        name, _equals, value = word.partition("=")
        asked = value or "".join(given[place + 1 : place + 2])
        if name == LANGUAGE_FLAG and asked in LOCALES:
            return asked
    return usual


def _say(ctx: click.Context) -> Words:
    desk = ctx.find_object(Desk)
    return desk.say if desk else words(LOCALES[0])


def _language_option() -> click.Option:
    return click.Option(
        [LANGUAGE_FLAG], type=click.Choice(LOCALES), expose_value=False, help=N_("表示する言語（既定は ja）")
    )


class Said(click.Command):
    """A command whose help is a marked string, said in the language of the call. It knows `--lang`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own parameters, handed through
        self.params.append(_language_option())

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes how the command is called."""
        usage = _say(ctx)(_USAGE)
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=f"{usage}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_say(ctx)(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes what can be said to it."""
        say = _say(ctx)
        records = [
            (record[0], _described(param, say)) for param in self.get_params(ctx) if (record := _row(param, ctx))
        ]
        with formatter.section(say("指定できるもの")):
            formatter.write_dl(records)


class SaidGroup(Said, click.Group):
    """A group of such commands."""

    command_class = Said
    group_class = type

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes options, then commands."""
        super().format_options(ctx, formatter)
        say = _say(ctx)
        found = [(name, str(self.commands[name].help)) for name in self.list_commands(ctx)]
        with formatter.section(say("コマンド")):
            formatter.write_dl([(name, say(text).partition("。")[0]) for name, text in found])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name.

        Raises:
            Refused: there is none.
        """
        if args and self.get_command(ctx, args[0]) is None:
            raise Refused(_NO_COMMAND, name=args[0])
        return super().resolve_command(ctx, args)


def usage_sentence(error: click.ClickException, say: Words) -> str:
    """What is wrong with the line as it was typed."""
    if isinstance(error, click.NoSuchOption):
        return say("「%(name)s」という指定はありません。--help で一覧を見られます。", name=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return say("「%(name)s」の後に値を書いてください。", name=error.option_name)
    if isinstance(error, click.MissingParameter):
        return say("%(name)s を指定してください。", name=_name(error.param))
    if isinstance(error, click.BadParameter):
        choices = getattr(error.param and error.param.type, "choices", ())
        if choices:
            return say(
                "%(name)s は %(choices)s のどれかにしてください。", name=_name(error.param), choices="・".join(choices)
            )
        return say("%(name)s に使えない値です。--help で書き方を見られます。", name=_name(error.param))
    return say("指定のしかたが違います。--help で書き方を見られます。")


def error_sentences(error: DomainError, say: Words) -> list[str]:
    """Every sentence of a broken rule, the field first."""
    return [said_problem(problem, say) for problem in error.problems()]


def said_problem(problem: Problem, say: Words) -> str:
    """One problem: where it is, what happened and how to mend it.

    Of a row in a file the row comes first and the column last; else the field comes first with the flag that mends it.
    """
    sentence, field = problem_sentence(problem, say), problem.field or ""
    if problem.row is not None:
        column = COLUMNS.get(field) or FIELDS.get(field)
        return say("%(text)s［%(column)s］", text=sentence, column=say(column)) if column else sentence
    if field not in FIELDS:
        return sentence
    if field not in FLAGS:
        return say("%(field)s：%(text)s", field=say(FIELDS[field]), text=sentence)
    return say("%(field)s（%(flag)s）：%(text)s", field=say(FIELDS[field]), flag=FLAGS[field], text=sentence)


def _row(param: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    if isinstance(param, click.Argument):
        return (param.make_metavar(ctx), "")
    return param.get_help_record(ctx)


def _described(param: click.Parameter, say: Words) -> str:
    if "--help" in param.opts:
        return say("この説明を表示する")
    text = say(getattr(param, "help", None) or FIELDS.get(param.name or "", ""))
    return say("%(text)s［必須］", text=text) if param.required and isinstance(param, click.Option) else text


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return ""
    return "/".join(param.opts) if isinstance(param, click.Option) else (param.metavar or (param.name or "")).upper()
