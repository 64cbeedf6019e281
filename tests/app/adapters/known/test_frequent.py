"""Passwords that most people choose."""

from __future__ import annotations

import gzip
from importlib import resources

import pytest

from app.adapters.known.frequent import is_frequent
from app.domain.accounts import password_problems


def listed() -> list[str]:
    packed = resources.files("app.adapters.known").joinpath("frequent.txt.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()


def test_the_list_has_more_than_asked_for_and_nothing_that_our_own_rules_refuse_already() -> None:
    # ASVS 5, 6.2.4: at least the 3,000 most common ones that match the rules of the application.
    assert len(set(listed())) == len(listed()) == 10_000
    assert [each for each in listed() if password_problems(each)] == []
    assert [each for each in listed() if each != each.casefold() or each != each.strip()] == []


@pytest.mark.parametrize("password", ["1qaz2wsx3edc", "1QAZ2wsx3EDC", "leavemealone", "finalfantasy", "Unbelievable"])
def test_what_many_choose_is_frequent_in_any_case(password: str) -> None:
    assert is_frequent(password)


@pytest.mark.parametrize("password", ["", "とても長い合言葉 2026", "leave me alone", "1qaz2wsx3edc!"])
def test_anything_else_is_not(password: str) -> None:
    assert not is_frequent(password)
