"""What is made with the secret key: links of mails, sealed keys of authenticator apps; and recovery codes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from app.adapters.authenticators import Authenticators
from app.adapters.passwords import SALT_BYTES
from app.config import Settings

RECOVERY_CODES = 10
#: Capitals and digits that nobody mixes up; ten of them are 50 bits, which is why they are hashed like passwords.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10


@dataclass(frozen=True)
class Keyring:
    """Made once a process from the secret key.

    Attributes:
        secret_key: signs links and seals authenticator apps.
        older_keys: what they were made with before, the newest first; without these they open nothing any more.
    """

    secret_key: str = field(repr=False)
    older_keys: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Keyring:
        """The keys of the settings."""
        return cls(settings.secret_key, settings.old_secret_keys)

    def link_token(self, public_id: str) -> str:
        """What stands in a mail for the link of that id: nobody without the key makes one, though the id is stored."""
        return f"{public_id}.{_signature(self.secret_key, public_id)}"

    def link_of(self, token: str) -> str | None:
        """The id of a link from a mail; None if it is not one of ours."""
        public_id, dot, signature = token.partition(".")
        said = signature.encode("utf-8", "replace")
        is_ours = any(hmac.compare_digest(said, _signature(key, public_id).encode()) for key in self._all)
        return public_id if dot and is_ours else None

    @cached_property
    def apps(self) -> Authenticators:
        """Authenticator apps, sealed with these keys."""
        return Authenticators(
            tuple(_derived(key, "seal") for key in self._all), tuple(_derived(key, "totp") for key in self._all)
        )

    @property
    def _all(self) -> tuple[str, ...]:
        return (self.secret_key, *self.older_keys)


def _derived(secret_key: str, purpose: str) -> bytes:
    return hmac.digest(secret_key.encode(), f"ennoshita:{purpose}".encode(), hashlib.sha256)


def _signature(secret_key: str, public_id: str) -> str:
    signed = hmac.digest(_derived(secret_key, "link"), public_id.encode("utf-8", "replace"), hashlib.sha256)
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode("ascii")


def recovery_codes(seed: str) -> tuple[list[str], bytes]:
    """Ten recovery codes, and the salt they are hashed with, out of a random seed that is thrown away."""
    drawn = [hmac.digest(seed.encode(), bytes([number]), hashlib.sha256) for number in range(RECOVERY_CODES + 1)]
    # 256 is a multiple of the 32 letters, so that each is as likely as any other.
    codes = ["".join(_ALPHABET[byte % len(_ALPHABET)] for byte in each[:_CODE_LENGTH]) for each in drawn[1:]]
    return codes, drawn[0][:SALT_BYTES]


def shown_code(code: str) -> str:
    """A recovery code as people copy it: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def plain_code(typed: str) -> str:
    """A recovery code as it was made, however it was typed."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", typed).upper())[:64]


def bytes_of(text: str) -> bytes:
    """The bytes of base64url without its padding.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
