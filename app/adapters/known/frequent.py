"""The 10,000 most frequent passwords of twelve characters or more that our own rules would let pass.

Source: SecLists, as `LICENSE-SecLists` beside the list says. Shorter ones are refused for their length already.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources


def is_frequent(password: str) -> bool:
    """Whether the password is among them, in capitals or small letters."""
    return password.casefold() in _frequent()


@cache
def _frequent() -> frozenset[str]:
    packed = resources.files(__package__).joinpath("frequent.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split())
