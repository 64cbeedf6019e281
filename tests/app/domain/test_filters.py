"""What of an address is kept as a filter, and what its name may be."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.domain.filters import MOST_NAME, name_kept, question_kept


def test_a_name_is_kept_without_space_around_it() -> None:
    assert name_kept("　今月の 承認待ち \n") == "今月の 承認待ち"
    assert name_kept("あ" * MOST_NAME) == "あ" * 40


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "required"),
        (" \t　", "required"),
        ("あ" * 41, "too_long"),
        ("a\u202eb", "not_printable"),
        ("a\0b", "not_printable"),
    ],
)
def test_a_name_that_cannot_be_taken_says_why(name: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        name_kept(name)

    assert refused.value.reason == reason


def test_only_what_asks_something_of_the_list_is_kept() -> None:
    asked = {
        "q": ["受注"],
        "sort": ["-name"],
        "page": ["3"],
        "month": ["2026-11"],
        "cols": ["a", "", "b"],
        "state": [""],
    }

    assert question_kept(asked, {"q", "sort", "cols", "state"}) == {
        "cols": ["a", "b"],
        "q": ["受注"],
        "sort": ["-name"],
    }


def test_what_is_endless_is_cut() -> None:
    kept = question_kept({"q": ["あ" * 1_000_000], "cols": ["x"] * 5_000}, {"q", "cols"})

    assert (len(kept["q"][0]), len(kept["cols"])) == (100, 40)
