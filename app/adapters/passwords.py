"""Password hashes: argon2id with the library's recommended cost."""

from __future__ import annotations

from argon2 import PasswordHasher

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash to store; salted anew each time."""
    return _HASHER.hash(password)
