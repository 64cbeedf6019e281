"""Words for the audit trail of accounts: every deed the actions record has one, and no word is left over."""

from __future__ import annotations

import re
from pathlib import Path

import app.actions.accounts
from app.translations import words
from app.translations.accounts import DEEDS


def _recorded() -> set[str]:
    folder = Path(app.actions.accounts.__file__).parent
    # What is recorded is named `account.` and a verb; modules are named `app.…` and come without quotes.
    return {name for file in folder.glob("*.py") for name in re.findall(r'"(account\.\w+)"', file.read_text("utf-8"))}


def test_every_deed_has_its_words_and_no_words_are_left_over() -> None:
    assert _recorded() == set(DEEDS)
    assert len(_recorded()) > 15


def test_deeds_are_said_in_english_as_well() -> None:
    say = words("en")

    assert {say(each) for each in DEEDS.values()}.isdisjoint(DEEDS.values())
