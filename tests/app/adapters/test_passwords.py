"""Argon2id: one computation a check, whoever is asked; recovery codes of one salt."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from argon2 import PasswordHasher

from app.adapters import passwords
from app.adapters.passwords import hash_codes, hash_like, hash_password, is_outdated, is_password


@dataclass(eq=False)
class CountingHasher(PasswordHasher):
    """Counts what it computes."""

    computed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)

    def verify(self, hash: str, password: str) -> bool:  # type: ignore[override]  # noqa: A002
        self.computed.append("verify")
        return super().verify(hash, password)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "_HASHER", counting)
    return counting


def test_hashes_are_argon2id_and_differ_each_time() -> None:
    first, second = hash_password("correct horse battery"), hash_password("correct horse battery")

    assert first.startswith("$argon2id$")
    assert first != second
    assert is_password(first, "correct horse battery")
    assert not is_password(first, "correct horse battery ")


@pytest.mark.parametrize("known", ["right", "wrong", "nobody"])
def test_a_check_computes_once_whether_right_wrong_or_of_nobody(hasher: CountingHasher, known: str) -> None:
    known_hash = "" if known == "nobody" else hash_password("right")
    is_password("", "warms up the hash of nobody")
    hasher.computed.clear()

    assert is_password(known_hash, "right" if known == "right" else "something else") is (known == "right")

    assert hasher.computed == ["verify"]


def test_nobody_has_no_password_not_even_the_one_their_hash_is_made_of() -> None:
    assert not is_password("", "an address nobody has")


def test_a_hash_that_cannot_be_read_is_of_no_password() -> None:
    assert not is_password("$argon2id$broken", "x")


def test_a_hash_of_another_cost_is_outdated() -> None:
    dear = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash("x")

    assert is_outdated(dear)
    assert not is_outdated(hash_password("x"))


def test_codes_of_one_salt_are_told_apart_by_one_computation() -> None:
    hashes = hash_codes(["ABCDEFGHJK", "LMNPQRSTUV"], b"0123456789abcdef")

    assert all(each.startswith("$argon2id$") for each in hashes)
    assert hash_like(hashes[0], "LMNPQRSTUV") == hashes[1]
    assert hash_like(hashes[1], "ABCDEFGHJK") == hashes[0]
    assert hash_like(hashes[0], "ABCDEFGHJL") not in hashes
    assert hash_like(hashes[0], "\ud800") not in hashes  # half a character, which no hash can be made of
