"""Passwords that were stolen somewhere, looked up in a file of their SHA-1 hashes: nobody is asked over the network.

The file is the one that the downloader of Pwned Passwords writes: a line each, `HASH:count`, ordered by hash. SHA-1 is
what that list is made of; nothing is protected by it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

_LINE = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\r?\n")
_HASH_LETTERS = 40


def is_list(file: Path) -> bool:
    """Whether the file begins like such a list.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as opened:
        return _LINE.fullmatch(opened.readline(200)) is not None


def is_breached(file: Path, password: str) -> bool:
    """Whether the password is in the list; about forty reads of a line, however long it is.

    Raises:
        OSError: it cannot be read.
    """
    wanted = hashlib.sha1(password.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as opened:
        low, high = 0, opened.seek(0, os.SEEK_END)
        # The first place after which no line comes before the one that is looked for.
        while low < high:
            middle = (low + high) // 2
            if _hash_after(opened, middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return _hash_after(opened, low) == wanted


def _hash_after(opened: BinaryIO, place: int) -> bytes:
    """The hash of the first line of the file, or of the first that begins after that place; behind the last, `~`."""
    opened.seek(place)
    if place:
        opened.readline()
    line = opened.readline()
    return line[:_HASH_LETTERS].upper() if line else b"~"
