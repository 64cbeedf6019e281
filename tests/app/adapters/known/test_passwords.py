"""Why a password that others know cannot be taken."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from app.adapters.known import FREQUENT_ALONE, KnownPasswords
from app.config import SettingsError, load_settings

if TYPE_CHECKING:
    from pathlib import Path

STOLEN = "やわらかい月の階段 88"


def codes(known: KnownPasswords, password: str) -> list[str]:
    return [each.code for each in known.problems(password)]


def told(file: Path) -> KnownPasswords:
    return KnownPasswords.of(load_settings({"ENNOSHITA_BREACHED_PASSWORDS": str(file)}))


def test_frequent_ones_are_refused_and_stolen_ones_where_there_is_a_list(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"{hashlib.sha1(STOLEN.encode()).hexdigest().upper()}:2\n", "utf-8")

    assert codes(FREQUENT_ALONE, "leavemealone") == codes(told(file), "leavemealone") == ["password_frequent"]
    assert codes(FREQUENT_ALONE, STOLEN) == []
    assert codes(told(file), STOLEN) == ["password_breached"]
    assert codes(told(file), STOLEN + "9") == []


def test_a_list_that_cannot_be_read_any_more_lets_nothing_pass(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("0" * 40 + ":2\n", "utf-8")
    known = told(file)
    file.unlink()

    assert codes(known, STOLEN) == ["password_unchecked"]


def test_a_setting_that_names_no_such_list_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("password\n", "utf-8")

    for name in ("words.txt", "nothing.txt"):
        with pytest.raises(SettingsError, match="ENNOSHITA_BREACHED_PASSWORDS"):
            told(tmp_path / name)
    assert KnownPasswords.of(load_settings({})) == FREQUENT_ALONE
