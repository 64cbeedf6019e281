"""What is made with the secret key: links of mails, sealed keys of authenticator apps; and recovery codes."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from passlib.exc import TokenError
from passlib.totp import TOTP

from app.adapters.passwords import SALT_BYTES

ISSUER = "Ennoshita"
STEP_S = 30
#: A clock may go wrong by a step, and typing takes time: RFC 6238, section 5.2.
WINDOW_S = 30
RECOVERY_CODES = 10
#: Capitals and digits that nobody mixes up; ten of them are 50 bits, which is why they are hashed like passwords.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10
#: Sealing guards against whoever has the database without the secret key, which is long and random already.
_SEALING_COST = 4


@dataclass(frozen=True)
class Keyring:
    """Made once a process from the secret key. With another key, older links and authenticator apps open nothing."""

    secret_key: str = field(repr=False)

    def link_token(self, public_id: str) -> str:
        """What stands in a mail for the link of that id: nobody without the key makes one, though the id is stored."""
        return f"{public_id}.{self._signature(public_id)}"

    def link_of(self, token: str) -> str | None:
        """The id of a link from a mail; None if it is not one of ours."""
        public_id, dot, signature = token.partition(".")
        is_ours = hmac.compare_digest(signature.encode("utf-8", "replace"), self._signature(public_id).encode())
        return public_id if dot and is_ours else None

    def new_totp(self) -> str:
        """A new key of an authenticator app, sealed."""
        return str(self._totp.new().to_json(encrypt=True))

    def totp_uri(self, sealed: str, account: str) -> str:
        """What the QR code of that key says."""
        return str(self._totp.from_source(sealed).to_uri(account))

    def totp_key(self, sealed: str) -> str:
        """The key as people type it, in groups of four."""
        return str(self._totp.from_source(sealed).pretty_key())

    def totp_step(self, sealed: str, code: str, *, now: dt.datetime, last_step: int) -> int | None:
        """The step of 30 seconds the code belongs to; None if it is wrong, too old, or of a step used before.

        Source: RFC 6238, section 5.2: a code is not taken twice.
        """
        digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code))
        try:
            found = self._totp.from_source(sealed).match(
                digits, time=int(now.timestamp()), window=WINDOW_S, last_counter=last_step
            )
        except (TokenError, ValueError, KeyError):
            return None
        return int(found.counter)

    @cached_property
    def _totp(self) -> Any:
        made = TOTP.using(issuer=ISSUER, secrets={"1": self._derived("totp").hex()}, period=STEP_S)
        made.wallet.encrypt_cost = _SEALING_COST
        return made

    def _derived(self, purpose: str) -> bytes:
        return hmac.digest(self.secret_key.encode(), f"ennoshita:{purpose}".encode(), hashlib.sha256)

    def _signature(self, public_id: str) -> str:
        signed = hmac.digest(self._derived("link"), public_id.encode("utf-8", "replace"), hashlib.sha256)
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
