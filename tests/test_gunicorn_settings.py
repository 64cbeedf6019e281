"""gunicorn with settings that cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"SECURE_COOKIES": "ja"}, "ENNOSHITA_SECURE_COOKIES: 'ja' is neither 1 nor 0\n"),
        ({}, "ENNOSHITA_SECRET_KEY is missing, a default or shorter than 32 characters; "),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(settings: dict[str, str], told: str) -> None:
    others = {name: value for name, value in os.environ.items() if not name.startswith(("ENNOSHITA_", "GUNICORN_"))}  # noqa: TID251
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "app.factory:wsgi()"],
        cwd=ROOT,
        env={**others, **{f"ENNOSHITA_{name}": value for name, value in settings.items()}},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1
