"""Which language a call speaks, and how problems are worded."""

from __future__ import annotations

import pytest

from app.cli.speech import error_sentences, language_of, said_problem
from app.domain.errors import InvalidInput, MonthClosed, Problem
from app.translations import words

JAPANESE = words("ja")


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("usage 2026-10", "ja"),
        ("--lang en usage 2026-10", "en"),
        ("usage 2026-10 --lang en", "en"),
        ("usage --help --lang=en", "en"),
        ("usage --lang fr", "ja"),
        ("usage --lang", "ja"),
        ("hours log --note en", "ja"),
    ],
)
def test_the_language_may_stand_anywhere_on_the_line(line: str, language: str) -> None:
    assert language_of(line.split()) == language


def test_a_field_is_named_with_the_flag_that_mends_it() -> None:
    assert error_sentences(InvalidInput("minutes", "out_of_range", least=1, most=1440), JAPANESE) == [
        "時間（--minutes）：1から1440までの値にしてください。"
    ]


def test_a_field_without_a_flag_is_named_alone() -> None:
    assert said_problem(Problem("not_found", "plan"), JAPANESE).startswith("割当計画：")


def test_a_problem_without_a_field_is_its_sentence() -> None:
    assert error_sentences(MonthClosed(), JAPANESE) == [
        "この月は締め済みです。変えるには、運営が請求書を取り消すか返還します。"
    ]


def test_a_row_comes_first_and_its_column_last() -> None:
    problem = Problem("duration_unreadable", "minutes_per_run", 6, {"text": "半日"})

    said = said_problem(problem, JAPANESE)

    assert said.startswith("6行目：時間「半日」")
    assert said.endswith("［1回の時間］")
