"""The demo's secret key: made once, kept, readable by its owner alone."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from seeds.demo.secret_file import kept_secret

if TYPE_CHECKING:
    from pathlib import Path

KEY, OTHER = "k" * 43, "o" * 43


def test_a_key_is_made_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"

    assert kept_secret(path, lambda: KEY) == KEY
    assert kept_secret(path, lambda: OTHER) == KEY


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"

    kept_secret(path, lambda: KEY)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret_key"]


def test_a_key_that_is_too_short_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text("short")

    assert kept_secret(path, lambda: KEY) == KEY


def test_what_an_interrupted_start_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "secret_key.new").write_text("half")

    assert kept_secret(tmp_path / "secret_key", lambda: KEY) == KEY
