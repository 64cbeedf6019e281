"""Stolen passwords are found in an ordered file of hashes, wherever in it they stand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from app.adapters.known.breached import is_breached, is_list

if TYPE_CHECKING:
    from pathlib import Path

#: echo -n 'correct horse battery staple' | sha1sum
KNOWN_HASH = "ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42"


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()


def written(file: Path, passwords: list[str], end: str = "\n") -> Path:
    lines = [f"{each}:{number * 977 + 1}" for number, each in enumerate(sorted(sha1(each) for each in passwords))]
    file.write_bytes("".join(line + end for line in lines).encode())
    return file


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("count", [1, 2, 3, 100])
def test_each_line_is_found_and_nothing_between_them(tmp_path: Path, count: int, end: str) -> None:
    stolen = [f"stolen {number}" for number in range(count)]
    file = written(tmp_path / "list.txt", stolen, end)

    assert [each for each in stolen if not is_breached(file, each)] == []
    assert [number for number in range(200) if is_breached(file, f"kept {number}")] == []


def test_the_hash_is_the_one_of_the_published_list(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"{KNOWN_HASH.lower()}:4", "utf-8")

    assert is_breached(file, "correct horse battery staple")
    assert not is_breached(file, "correct horse battery stable")


def test_in_an_empty_file_nothing_is_found_and_one_that_is_gone_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")

    assert not is_breached(tmp_path / "empty.txt", "a password")
    with pytest.raises(OSError, match="list"):
        is_breached(tmp_path / "list.txt", "a password")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (f"{KNOWN_HASH}:4\n", True),
        (f"{KNOWN_HASH}:4\r\n", True),
        (f"{KNOWN_HASH}\n", True),
        ("", False),
        ("password\n", False),
        ("5AA765D61D8327DE:7\n", False),  # NTLM hashes are shorter
        ("0" * 35 + ":7\n", False),  # and so are those of a file a prefix
    ],
)
def test_a_list_is_known_by_its_first_line(tmp_path: Path, text: str, is_one: bool) -> None:
    (tmp_path / "list.txt").write_text(text, "utf-8")

    assert is_list(tmp_path / "list.txt") is is_one
