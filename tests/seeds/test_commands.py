"""`ennoshita init` and `ennoshita demo`, as they are typed."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.cli import execute
from app.cli.desk import Desk
from app.config import Settings
from app.database import Database
from app.domain.accounts import Role
from app.jobs.background import Background
from app.queries import accounts as accounts_queries
from app.queries import tasks as tasks_queries
from app.queries.check import check
from seeds.commands import demo_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from app.domain.accounts import Account
    from tests.clocks import CountingIds, FakeClock

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
ADMINISTRATOR = ("init", "--email", "Owner@Example.jp", "--name", "持ち主", "--password-stdin")


def no_pages(_settings: Settings) -> AbstractContextManager[object]:
    """The application, for commands that must not need it."""
    raise AssertionError("this command needs no page")


@pytest.fixture
def desk(blank_database_url: str, tmp_path: Path, clock: FakeClock, ids: CountingIds) -> Desk:
    """A machine without a single table."""
    settings = Settings(blank_database_url, "", tmp_path / "instance")
    return Desk(no_pages, settings, clock, ids, lambda: "k" * 40 + ids(), Background(settings, clock, ids))


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts text on the standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def account(desk: Desk, email: str) -> Account | None:
    database = Database(desk.settings.database_url)
    with database.session() as session:
        found = accounts_queries.account_by_email(session, email)
    database.dispose()
    return found


def test_init_makes_tables_catalogue_and_the_first_administrator(
    desk: Desk, type_in: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(PASSWORD + "\n")

    assert execute(ADMINISTRATOR, desk) == 0

    said = capsys.readouterr().out
    assert "業務一覧 84件を読み込みました。" in said
    assert "ENNOSHITA_SECRET_KEY=$(python3 -c" in said
    assert PASSWORD not in said
    made = account(desk, "owner@example.jp")
    assert made is not None
    assert (made.role, made.display_name) == (Role.ADMINISTRATOR, "持ち主")
    assert made.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_init_refuses_where_accounts_exist(
    desk: Desk, type_in: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(PASSWORD + "\n")
    execute(ADMINISTRATOR, desk)

    type_in(PASSWORD + "\n")
    assert execute(["init", "--email", "other@example.jp", "--name", "他", "--password-stdin"], desk) == 2

    assert "アカウントはすでにあります" in capsys.readouterr().err
    assert account(desk, "other@example.jp") is None


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_init_brings_the_tables_of_a_running_house_to_the_newest_version(
    desk: Desk, type_in: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(PASSWORD + "\n")
    execute(ADMINISTRATOR, desk)

    assert execute(["init"], desk) == 0

    assert "データベースは最新の版です。" in capsys.readouterr().out


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("password", "email", "told"),
    [
        ("short", "owner@example.jp", "パスワード：短すぎます。12文字以上にしてください。"),
        ("leavemealone", "owner@example.jp", "パスワード：多くの人が使っていて、まっさきに試されるパスワードです。"),
        (PASSWORD, "owner", "メールアドレス（--email）：メールアドレスの形ではありません。"),
    ],
)
def test_init_refuses_what_cannot_be_an_account(
    desk: Desk,
    type_in: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    password: str,
    email: str,
    told: str,
) -> None:
    type_in(password + "\n")

    assert execute(["init", "--email", email, "--name", "持ち主", "--password-stdin"], desk) == 2

    assert told in capsys.readouterr().err
    assert account(desk, email) is None


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_init_asks_for_what_was_not_said_and_hides_the_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, bool]] = []
    answers = iter(["owner@example.jp", "持ち主", "short", PASSWORD, "something else", PASSWORD, PASSWORD])

    def prompt(text: str, *, hide_input: bool = False) -> str:
        asked.append((text, hide_input))
        return next(answers)

    monkeypatch.setattr("click.prompt", prompt)

    assert execute(["init"], desk) == 0
    # Address, name; too short; two that differ; two alike.
    assert [hidden for _text, hidden in asked] == [False, False, True, True, True, True, True]
    said = capsys.readouterr()
    assert "短すぎます。12文字以上にしてください。" in said.err
    assert "2回の入力が違います。" in said.err
    assert PASSWORD not in said.out + said.err


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_an_address_that_is_none_is_said_before_a_password_is_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def prompt(text: str, **_: object) -> str:
        raise AssertionError(f"asked for {text}")

    monkeypatch.setattr("click.prompt", prompt)

    assert execute(["init", "--email", "owner", "--name", "持ち主"], desk) == 2
    assert "メールアドレスの形ではありません。" in capsys.readouterr().err


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"secret_key": "k" * 32}, ["次に、画面を起動します。", "  ennoshita serve"]),
        (
            {"secret_key": "k" * 32, "broker_url": "redis://127.0.0.1/0"},
            ["次に、画面（gunicorn）と ennoshita worker と ennoshita beat を起動します。"],
        ),
    ],
)
def test_init_ends_with_what_is_still_to_be_done(
    desk: Desk,
    type_in: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str],
    told: list[str],
) -> None:
    type_in(PASSWORD + "\n")

    assert execute(ADMINISTRATOR, replace(desk, settings=replace(desk.settings, **changes))) == 0  # type: ignore[arg-type]

    assert capsys.readouterr().out.splitlines()[2:] == told


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_demo_refuses_somebodys_own_house(
    desk: Desk, type_in: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(PASSWORD + "\n")
    execute(ADMINISTRATOR, desk)

    assert execute(["demo", "--no-serve"], desk) == 2

    assert "デモではないデータがあります" in capsys.readouterr().err
    assert account(desk, "fujii@example.jp") is None


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_demo_refuses_a_month_that_is_not_over(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    # The clock stands at 18 November 2026.
    assert execute(["demo", "--no-serve", "--month", "2026-11"], desk) == 2

    assert "2026-11 はまだ終わっていません。2026-10 かそれより前の月にしてください。" in capsys.readouterr().err


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_demo_signs_with_a_key_of_its_own_unless_one_is_set_and_keeps_its_mail(desk: Desk) -> None:
    first, second = demo_settings(desk), demo_settings(desk)

    assert first.demo
    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key
    assert first.mail_url == f"folder:{desk.settings.data_dir / 'mail'}"
    own = replace(desk, settings=replace(desk.settings, secret_key="o" * 32))
    assert demo_settings(own).secret_key == "o" * 32


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_folder_that_cannot_be_made_is_said(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    barred = replace(desk, settings=replace(desk.settings, data_dir=tmp_path / "file" / "instance"))

    assert execute(["demo", "--no-serve"], barred) == 2

    assert "書き込めません" in capsys.readouterr().err


def test_the_demo_starts_from_nothing_and_starts_again_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    others = {name: value for name, value in os.environ.items() if not name.startswith("ENNOSHITA_")}  # noqa: TID251

    def start() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from app.factory import main; main()", "demo", "--no-serve"],
            cwd=ROOT,
            env={**others, "ENNOSHITA_DATA_DIR": str(folder)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    first = start()
    assert (first.returncode, first.stderr) == (0, "")
    assert "採点した業務　76件" in first.stdout
    for email in ("yamada", "takahashi", "okamoto", "fujii"):
        assert f"  {email}@example.jp　" in first.stdout
    pdfs = sorted((folder / "invoices").glob("*.pdf"))
    assert len(pdfs) == 3
    assert all(str(path) in first.stdout for path in pdfs)
    secret = folder / "secret_key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    before = (secret.read_text(), [path.stat().st_mtime_ns for path in pdfs])

    second = start()

    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert (secret.read_text(), [path.stat().st_mtime_ns for path in pdfs]) == before
    database = Database(f"sqlite:///{folder / 'ennoshita.db'}")
    with database.session() as session:
        assert len(tasks_queries.catalogue(session)) == 84
        assert list(check(session)) == []
    database.dispose()


def test_the_room_run_alone_loads_the_catalogue(database_url: str) -> None:
    others = {name: value for name, value in os.environ.items() if not name.startswith("ENNOSHITA_")}  # noqa: TID251

    done = subprocess.run(
        [sys.executable, "-m", "seeds"],
        cwd=ROOT,
        env={**others, "ENNOSHITA_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "84\n", "")
