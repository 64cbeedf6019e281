"""`ennoshita …`: the commands, and how a call of them ends."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import entry_points

import click

from app.adapters import logs
from app.adapters.clock import SystemClock, new_public_id, new_session_key
from app.adapters.failures import DATABASE_ERRORS, trouble_of
from app.cli import (
    accounts,
    assistants,
    backups,
    billing,
    check,
    clients,
    expenses,
    exports,
    hours,
    invoices,
    jobs,
    plans,
    serve,
    tasks,
    terms,
    worker,
)
from app.cli.desk import Desk, MakeJobs, Refused, Serving
from app.cli.speech import SaidGroup, error_sentences, language_of, usage_sentence
from app.config import SettingsError, load_settings, unknown_names
from app.database import DatabaseUnfit, DatabaseUnreachable
from app.domain.errors import DomainError
from app.translations import N_, words
from app.translations.database import CONDITIONS, TROUBLES

#: Rooms above this one bring commands of their own under this name: docs/adr/0003.
ENTRY_POINTS = "ennoshita.commands"
BAD_INPUT = 2
INTERRUPTED = 130
UNKNOWN_NAME = N_("注意：%(name)s という設定はなく、効き目がありません。つづりを確かめてください。")
_COMMANDS = (
    serve.serve,
    clients.client,
    terms.terms,
    assistants.assistant,
    accounts.account,
    tasks.tasks,
    plans.plan,
    hours.hours,
    hours.usage,
    invoices.month,
    invoices.invoice,
    billing.audit,
    expenses.expenses,
    exports.export,
    check.check_everything,
    backups.backup,
    backups.put_back,
    jobs.jobs,
    worker.worker,
    worker.beat,
)


def run(serving: Serving, make_jobs: MakeJobs) -> None:
    """Do what the command line says and leave with its exit code."""
    try:
        settings = load_settings()
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_INPUT)
    # What a command does it says itself; those that stay say more, and set this up again.
    logs.configure(settings.log_format).setLevel(logging.WARNING)
    for name in unknown_names():
        click.echo(words(settings.language)(UNKNOWN_NAME, name=name), err=True)
    clock = SystemClock()
    jobs_of = make_jobs(settings, clock, new_public_id)
    sys.exit(execute(sys.argv[1:], Desk(serving, settings, clock, new_public_id, new_session_key, jobs_of)))


def execute(arguments: Sequence[str], desk: Desk) -> int:
    """The exit code of one call: 0 done, 1 done with something left to do, 2 bad input, 130 interrupted."""
    desk = replace(desk, language=language_of(arguments, desk.settings.language))
    try:
        code = command_line().main(list(arguments), "ennoshita", standalone_mode=False, obj=desk)
    except (click.Abort, KeyboardInterrupt):
        _tell(desk, [desk.say("中断しました。終わったところまでは保存され、途中のものは残っていません。")])
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    except (click.ClickException, DomainError, Refused, SettingsError, DatabaseUnreachable, DatabaseUnfit) as error:
        _tell(desk, _sentences(error, desk))
        return BAD_INPUT
    except DATABASE_ERRORS as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        _tell(desk, [desk.say(TROUBLES[trouble])])
        return BAD_INPUT
    return code if isinstance(code, int) else 0


def command_line() -> click.Group:
    """Every command, those of rooms above included."""
    root = SaidGroup("ennoshita", help=N_("業務の棚卸から割当計画、稼働の記録、月締め、請求書までを行います。"))
    for command in (*_COMMANDS, *(point.load() for point in entry_points(group=ENTRY_POINTS))):
        root.add_command(command)
    return root


def _sentences(error: Exception, desk: Desk) -> list[str]:
    say = desk.say
    if isinstance(error, DomainError):
        return error_sentences(error, say)
    if isinstance(error, Refused):
        return [say(error.sentence, **error.params)]
    if isinstance(error, click.ClickException):
        return [usage_sentence(error, say)]
    if isinstance(error, DatabaseUnreachable):
        return [say("データベースにつながりません。ENNOSHITA_DATABASE_URL を確かめてください。"), str(error)]
    if isinstance(error, DatabaseUnfit):
        return [say(CONDITIONS[error.condition])]
    return [str(error)]


def _tell(desk: Desk, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        click.echo(desk.say("エラー：%(text)s", text=sentence), err=True)
