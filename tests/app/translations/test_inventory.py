"""Every code the readers of inventories can say has a sentence, and every sentence can be filled in."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

import app
from app.adapters.spreadsheets import refusals
from app.adapters.spreadsheets.encodings import decode_text
from app.domain import durations
from app.domain.errors import DomainError
from app.domain.tasks import columns
from app.domain.tasks.columns import TaskField
from app.domain.tasks.facts import Confidentiality, KeyPersonRisk, Routine
from app.domain.tasks.skipping import SkipReason
from app.translations import inventory, words

ROOT = Path(app.__file__).parent
ERRORS = [
    error
    for module in (durations, columns, refusals)
    for error in vars(module).values()
    if isinstance(error, type) and issubclass(error, DomainError) and error is not DomainError
]
CODES_IN_TEXT = {
    code
    for name in ("facts.py", "rows.py")
    for code in re.findall(
        r'(?:InvalidInput\([^,]+, |self\.note\(|row\.note\(|_word\(\w+, text, )"(\w+)"',
        (ROOT / "domain" / "tasks" / name).read_text(encoding="utf-8"),
    )
}


@pytest.mark.parametrize("code", sorted({error.code for error in ERRORS} | CODES_IN_TEXT))
def test_every_code_has_a_sentence(code: str) -> None:
    assert code in inventory.PROBLEMS


def test_the_codes_in_the_text_are_found() -> None:
    assert {"name_missing", "duplicate_row", "routine_unreadable", "count_too_large"} <= CODES_IN_TEXT


@pytest.mark.parametrize(
    ("enum", "table"),
    [
        (SkipReason, inventory.SKIP_REASONS),
        (Routine, inventory.ROUTINES),
        (Confidentiality, inventory.CONFIDENTIALITIES),
        (KeyPersonRisk, inventory.KEY_PERSON_RISKS),
    ],
)
def test_every_value_has_a_word(enum: type[StrEnum], table: dict[str, str]) -> None:
    assert set(table) == {member.value for member in enum}


def test_every_fact_has_a_label() -> None:
    assert set(inventory.FIELDS) == {field.value for field in TaskField} | {"file"}


def test_every_encoding_read_has_a_name() -> None:
    for name in inventory.ENCODINGS:
        assert decode_text("業務名,頻度\n".encode(name))[1] == name


@pytest.mark.parametrize("code", sorted(inventory.PROBLEMS))
def test_every_sentence_can_be_filled_in(code: str) -> None:
    params = dict.fromkeys(("limit", "limit_hours", "limit_mib", "length", "first_row", "row"), 7)

    sentence = inventory.problem_sentence(code, {**params, "text": "半日", "encoding": "euc-jp"}, words("ja"))

    assert sentence.endswith("。")
    assert "%" not in sentence


def test_a_code_of_another_room_comes_back_as_it_is() -> None:
    assert inventory.problem_sentence("month_closed", {}, words("ja")) == "month_closed"
