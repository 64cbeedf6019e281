"""Authenticator apps: keys that stand sealed in the database, each for its account, and codes they say (RFC 6238)."""

from __future__ import annotations

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

from app.adapters.sealing import MARK, SealBroken, Sealer

ISSUER = "Ennoshita"
STEP_S = 30
#: A clock may go wrong by a step, and typing takes time: RFC 6238, section 5.2.
WINDOW_S = 30
#: As long as what HMAC-SHA-1 gives: RFC 4226, section 4, R6.
_KEY_BYTES = 20
_Totp = TOTP.using(issuer=ISSUER, period=STEP_S)


@dataclass(frozen=True, slots=True)
class ShownApp:
    """A key for an app to take over: what its QR code says, and as people type it, in groups of four."""

    uri: str
    key: str


@dataclass(frozen=True, slots=True)
class SaidCode:
    """A code that an app said.

    Attributes:
        step: the step of 30 seconds it belongs to.
        sealed: the app's key to store from now on; sealed anew where it was sealed by an older key, or without proof.
    """

    step: int
    sealed: str


@dataclass(frozen=True)
class Authenticators:
    """Made once a process.

    Attributes:
        keys: that apps are sealed with, the newest first.
        unproven: those of the way of sealing before, which proved nothing, in the same order.
    """

    keys: tuple[bytes, ...] = field(repr=False)
    unproven: tuple[bytes, ...] = field(repr=False)

    def new(self, account_id: int, seed: str) -> str:
        """A new key of an app, sealed, out of a random seed that is thrown away."""
        raw = hmac.digest(seed.encode(), b"app", hashlib.sha256)[:_KEY_BYTES]
        return self._sealer.seal(raw, _place(account_id), seed)

    def shown(self, sealed: str, account_id: int, email: str) -> ShownApp | None:
        """The key as it is shown to its owner once; None where it was not sealed here, or for another account."""
        try:
            app = self._apps(sealed, account_id)[0]
        except SealBroken:
            return None
        return ShownApp(str(app.to_uri(email)), str(app.pretty_key()))

    def said(
        self, sealed: str, account_id: int, code: str, *, now: dt.datetime, last_step: int, seed: str
    ) -> SaidCode | None:
        """The code as one of the account's app; None if it is wrong, too old, or of a step used before.

        Source: RFC 6238, section 5.2: a code is not taken twice.
        """
        digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code))
        try:
            apps = self._apps(sealed, account_id)
        except SealBroken:
            return None
        for app in apps:
            try:
                found = app.match(digits, time=int(now.timestamp()), window=WINDOW_S, last_counter=last_step)
            except (TokenError, ValueError, KeyError):
                continue
            return SaidCode(int(found.counter), self._kept(sealed, account_id, app.key, seed))
        return None

    def renewed(self, sealed: str, account_id: int, seed: str) -> str | None:
        """The key sealed by the newest key; None where that cannot be done before its app has said a right code.

        What was sealed without proof is opened by every key, and by the wrong ones to nonsense, which must not be kept.
        """
        if not sealed.startswith(MARK):
            return None
        try:
            (app,) = self._apps(sealed, account_id)
        except SealBroken:
            return None
        return self._kept(sealed, account_id, app.key, seed)

    def _kept(self, sealed: str, account_id: int, raw: bytes, seed: str) -> str:
        if sealed.startswith(MARK) and self._sealer.opened(sealed, _place(account_id))[1]:
            return sealed
        return self._sealer.seal(raw, _place(account_id), seed)

    def _apps(self, sealed: str, account_id: int) -> list[Any]:
        """The app of a sealed key; of one that was sealed without proof one for each key, of which one is right."""
        if sealed.startswith(MARK):
            return [_Totp(key=self._sealer.opened(sealed, _place(account_id))[0], format="raw")]
        return [_unproven(sealed, key) for key in self.unproven]

    @cached_property
    def _sealer(self) -> Sealer:
        return Sealer(self.keys)


def _place(account_id: int) -> str:
    return f"account_totp:{account_id}"


def _unproven(sealed: str, key: bytes) -> Any:
    """The app of a key that passlib sealed, as all were once: AES in CTR mode, opened by any key, but to nonsense.

    Raises:
        SealBroken: it is nothing of the kind.
    """
    try:
        return TOTP.using(issuer=ISSUER, period=STEP_S, secrets={"1": key.hex()}).from_source(sealed)
    except (ValueError, KeyError, TypeError) as error:
        raise SealBroken from error
