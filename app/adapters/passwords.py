"""Password hashes: argon2id at the library's recommended cost. A check costs one computation, whoever is asked."""

from __future__ import annotations

import base64
from functools import cache

from argon2 import PasswordHasher, extract_parameters, low_level
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher()
SALT_BYTES = 16


def hash_password(password: str) -> str:
    """The argon2id hash to store; salted anew each time."""
    return _HASHER.hash(password)


def is_password(known_hash: str, password: str) -> bool:
    """Whether the password is the one of the hash; False after the same work where there is no hash at all."""
    try:
        return _HASHER.verify(known_hash or _hash_of_nobody(_HASHER), password) and bool(known_hash)
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(known_hash: str) -> bool:
    """Whether the hash was made at another cost than today's."""
    return _HASHER.check_needs_rehash(known_hash)


def hash_codes(codes: list[str], salt: bytes) -> list[str]:
    """Hashes of recovery codes, all with this salt of 16 bytes, so that `hash_like` of one of them tells of all."""
    return [_HASHER.hash(code, salt=salt) for code in codes]


def hash_like(known_hash: str, code: str) -> str:
    """The hash of a code at the cost and with the salt of a known one: equal if the code is equal."""
    cost = extract_parameters(known_hash)
    salt = known_hash.split("$")[4]
    return low_level.hash_secret(
        code.encode("utf-8", "replace"),
        base64.b64decode(salt + "=" * (-len(salt) % 4)),
        time_cost=cost.time_cost,
        memory_cost=cost.memory_cost,
        parallelism=cost.parallelism,
        hash_len=cost.hash_len,
        type=cost.type,
        version=cost.version,
    ).decode("ascii")


@cache
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("an address nobody has")
