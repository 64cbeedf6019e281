"""How a call ends: exit codes, sentences instead of tracebacks, help in the language asked for."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import pytest

from app import cli
from app.cli import command_line, execute
from app.cli.desk import Desk
from app.database import Condition, Database
from app.jobs.background import Background
from app.translations.cli import CHECKS, FIELDS, FLAGS
from app.translations.database import CONDITIONS
from tests.conditions import LATER, bring_to
from tests.loglines import kept_logging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.cli.speech import Said
    from tests.app.cli.conftest import Call

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

#: The commands the README and the first issue promise.
PROMISED = {
    "init",
    "demo",
    "serve",
    "client add",
    "client list",
    "assistant add",
    "assistant leave add",
    "assistant leave drop",
    "assistant leave list",
    "assistant list",
    "account close",
    "account password",
    "account reset-second-factor",
    "account seal",
    "terms show",
    "terms set",
    "hours top-up",
    "tasks import",
    "tasks list",
    "tasks score",
    "plan make",
    "plan show",
    "plan publish",
    "hours log",
    "hours import",
    "hours approve",
    "usage",
    "month close",
    "invoice list",
    "invoice issue",
    "invoice pdf",
    "invoice xml",
    "invoice search",
    "invoice void",
    "invoice credit",
    "invoice pay",
    "export journal",
    "export receivables",
    "export hours",
    "export documents",
    "audit export",
    "audit heads",
    "check",
    "backup",
    "restore",
    "worker",
    "beat",
    "expenses list",
    "expenses add",
    "expenses reverse",
    "jobs list",
    "jobs cancel",
    "jobs retry",
    "jobs run",
}


def leaves(group: click.Group, name: str = "") -> Iterator[tuple[str, Said]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{name}{word} ")
        else:
            yield f"{name}{word}", command  # type: ignore[misc]


@pytest.fixture(autouse=True)
def engine(engine_name: str) -> str:
    """The one engine these tests need."""
    return engine_name


def test_every_promised_command_is_there_and_no_other() -> None:
    assert {name for name, _command in leaves(command_line())} == PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_command_explains_itself(call: Call, name: str) -> None:
    said = call(*name.split(), "--help")

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"使い方: ennoshita {name}")
    assert "--lang [ja|en]" in said.out
    assert "この説明を表示する" in said.out
    # Nothing of the library's English is left.
    assert not {"Usage", "Options", "Commands", "Show"} & set(said.out.replace(":", " ").split())


def test_every_option_is_explained() -> None:
    bare = [
        (name, option.name)
        for name, command in leaves(command_line())
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]

    assert bare == []


@pytest.mark.parametrize("path", [(), ("client",), ("invoice",)])
def test_a_call_without_a_command_shows_the_commands(call: Call, path: tuple[str, ...]) -> None:
    said = call(*path)

    assert (said.code, said.out) == (2, "")
    assert "コマンド:" in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing",), "「nothing」というコマンドはありません"),
        (("client", "remove"), "「remove」というコマンドはありません"),
        (("check", "--fast"), "「--fast」という指定はありません"),
        (("client", "add", "--code", "A"), "--name を指定してください"),
        (("usage",), "YYYY-MM を指定してください"),
        (("client", "add", "--code"), "「--code」の後に値を書いてください"),
        (("tasks", "list", "--treatment", "x"), "--treatment は stop・reduce・"),
        (("usage", "2026-13"), "月は 2026-11 の形で書いてください"),
        (("check", "now"), "指定のしかたが違います"),
        (("tasks", "list", "--client", "NONE"), "依頼企業（--client）：見つかりません"),
    ],
)
def test_a_line_that_cannot_be_read_ends_with_2_and_a_sentence(
    call: Call, arguments: tuple[str, ...], told: str
) -> None:
    said = call(*arguments)

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("エラー：")
    assert told in said.err
    assert "Traceback" not in said.err


def test_tables_that_are_missing_are_said(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank = replace(desk, settings=replace(desk.settings, database_url=f"sqlite:///{tmp_path / 'none.db'}"))

    assert execute(["usage", "2026-10"], blank) == 2
    assert "ennoshita init" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


def test_a_database_that_does_not_answer_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    away = replace(desk, settings=replace(desk.settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none"))

    assert execute(["check"], away) == 2
    assert "ENNOSHITA_DATABASE_URL" in capsys.readouterr().err


def test_tables_that_are_newer_are_said(desk: Desk, call: Call) -> None:
    database = Database(desk.settings.database_url)
    bring_to(database, LATER)
    database.dispose()

    for command in ("check", "init"):
        said = call(command)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("エラー：データベースが、このプログラムより新しい版です。")
        assert said.err.count("\n") == 1
    assert "newer than this program" in call("check", "--lang", "en").err


def test_every_condition_that_is_not_fit_has_its_sentence() -> None:
    assert set(CONDITIONS) == set(Condition) - {Condition.OK}


def test_an_address_that_cannot_be_read_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = replace(desk, settings=replace(desk.settings, database_url="postgresql+psycopg://u:hidden@h:port/x"))

    assert execute(["check"], wrong) == 2
    said = capsys.readouterr().err
    assert said.startswith("エラー：ENNOSHITA_DATABASE_URL: ")
    assert "hidden" not in said


def test_the_language_of_the_machine_is_spoken_unless_another_is_asked_for(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    english = replace(desk, settings=replace(desk.settings, language="en"))

    assert execute(["nothing"], english) == 2
    assert capsys.readouterr().err.startswith("Error: ")
    assert execute(["nothing", "--lang", "ja"], english) == 2
    assert capsys.readouterr().err.startswith("エラー：")


def test_a_misspelt_setting_is_told_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENNOSHITA_SECRETKEY", "k")
    monkeypatch.setattr("sys.argv", ["ennoshita", "--help"])

    with kept_logging(), pytest.raises(SystemExit) as left:
        cli.run(nullcontext, Background)

    assert left.value.code == 0
    assert capsys.readouterr().err.startswith("注意：ENNOSHITA_SECRETKEY という設定はなく")


def test_an_interrupted_call_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    class Interrupting:
        def now(self) -> None:
            raise KeyboardInterrupt

    code = execute(["client", "list"], replace(desk, clock=Interrupting()))  # type: ignore[arg-type]

    assert code == 130
    assert "中断しました" in capsys.readouterr().err


def test_a_setting_that_cannot_be_read_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENNOSHITA_PORT", "80x")

    with pytest.raises(SystemExit) as left:
        cli.run(nullcontext, Background)

    assert left.value.code == 2
    assert "ENNOSHITA_PORT" in capsys.readouterr().err


def test_flags_belong_to_fields_and_to_options() -> None:
    options = {flag for _name, command in leaves(command_line()) for param in command.params for flag in param.opts}

    assert FLAGS.keys() <= FIELDS.keys()
    assert set(FLAGS.values()) <= options


def test_everything_check_finds_has_words() -> None:
    assert all(text and not text.endswith("。") for text in CHECKS.values())
