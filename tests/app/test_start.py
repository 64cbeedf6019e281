"""Ctrl-C at any moment of a command's beginning ends it without a traceback."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: A module that is read on the way to the command, and in whose place somebody presses Ctrl-C.
PRESSED = """
import os, signal, sys

signal.signal(signal.SIGINT, {handler})

class Pressed:
    def find_spec(self, name, path, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Pressed())
sys.argv = ["ennoshita", "--help"]
from app.start import main
main()
"""


def ended(module: str, handler: str = "signal.default_int_handler") -> tuple[int, str]:
    """The exit code and the last line of stderr of a command that somebody interrupts when that module is read."""
    done = subprocess.run(
        [sys.executable, "-c", PRESSED.format(module=module, handler=handler)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("module", ["app.factory", "celery", "app.queries.plans"])
def test_while_modules_are_read_it_ends_without_a_word(module: str) -> None:
    assert ended(module) == (-signal.SIGINT, "")


def test_while_commands_of_other_rooms_are_looked_for_it_ends_with_a_sentence() -> None:
    code, said = ended("seeds.commands")

    assert code == 130
    assert "Traceback" not in said
    assert "中断しました" in said


def test_what_was_begun_in_the_background_goes_on_ignoring_it() -> None:
    assert ended("app.factory", "signal.SIG_IGN") == (0, "")
