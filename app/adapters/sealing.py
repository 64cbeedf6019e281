"""What is stored and must be read again, sealed: without the key nobody reads it, and nobody puts it elsewhere.

AES-256 in Galois/Counter Mode with 96 bits of nonce: NIST SP 800-38D; `AESGCM` of the cryptography library.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: What a sealed value begins with. Another way of sealing gets another mark, so that old values are known as such.
MARK = "gcm."
_NONCE_BYTES = 12


class SealBroken(Exception):
    """No key of ours sealed this, or not for this place, or something of it was changed."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals with the newest key, opens with any of them.

    Attributes:
        keys: of 32 bytes each, the newest first.
    """

    keys: tuple[bytes, ...] = field(repr=False)

    def seal(self, plain: bytes, place: str, seed: str) -> str:
        """The sealed value.

        Args:
            plain: what is sealed.
            place: where it will stand; it opens nowhere else.
            seed: random, used for this value alone.
        """
        nonce = hmac.digest(seed.encode(), b"nonce", hashlib.sha256)[:_NONCE_BYTES]
        sealed = AESGCM(self.keys[0]).encrypt(nonce, plain, place.encode())
        return MARK + base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode("ascii")

    def opened(self, sealed: str, place: str) -> tuple[bytes, bool]:
        """What was sealed for that place, and whether the newest key did it.

        Raises:
            SealBroken: it is not opened here.
        """
        nonce, data = _parts(sealed)
        for number, key in enumerate(self.keys):
            try:
                return AESGCM(key).decrypt(nonce, data, place.encode()), number == 0
            except (InvalidTag, ValueError):
                continue
        raise SealBroken


def _parts(sealed: str) -> tuple[bytes, bytes]:
    text = sealed.removeprefix(MARK)
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError as error:
        raise SealBroken from error
    return data[:_NONCE_BYTES], data[_NONCE_BYTES:]
