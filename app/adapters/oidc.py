"""Sign-in by OpenID Connect: the authorization code flow with PKCE, state and nonce. Authlib and joserfc check tokens.

Source: OpenID Connect Core 1.0, section 3.1; RFC 7636 (PKCE); RFC 9700, section 2.1 (what is asked of clients today).
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.adapters.outgoing import Outgoing, OutgoingFailed, OutgoingRefused
from app.domain.texts import has_control

#: Signed with a key that only the provider has; never `none`, and never a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY_S = 60
SCOPE = "openid email"
#: How long a description and keys are believed without asking again.
BELIEVED_FOR = dt.timedelta(hours=1)


class ProviderFailed(Exception):
    """The provider cannot be asked, or what it says does not prove who somebody is."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: where the browser goes, and what must come back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str


@dataclass(slots=True)
class Told:
    """What a provider said of itself and of its keys, and until when that is believed. May be read by several threads:
    each value is put in whole, and the worst that two at once do is to ask twice.
    """

    ends: dict[str, str] = field(default_factory=dict)
    ends_until: dt.datetime | None = None
    keys: dict[str, Any] = field(default_factory=dict)
    keys_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as the settings name it. What it says of itself is believed for an hour, its keys until one fails."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    outgoing: Outgoing
    told: Told = field(default_factory=Told, repr=False, compare=False)

    def begin(self, *, state: str, nonce: str, verifier: str, now: dt.datetime) -> Begun:
        """Where a browser is sent to sign in; the three are random and new.

        Raises:
            ProviderFailed: the provider cannot be asked.
        """
        described = self._described(now)
        url = prepare_grant_uri(
            described["authorization_endpoint"],
            client_id=self.client_id,
            response_type="code",
            redirect_uri=self.redirect_uri,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(url, state, nonce, verifier)

    def person(self, *, code: str, nonce: str, verifier: str, now: dt.datetime) -> Person:
        """Whom the code of a browser that came back stands for.

        Raises:
            ProviderFailed: the provider refuses the code, or its token is not sound: signature, issuer, audience, nonce
                or time.
        """
        described = self._described(now)
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
            "client_id": self.client_id,
        }
        try:
            tokens = self.outgoing.post(described["token_endpoint"], asked, {"Authorization": self._basic()})
            claims = self._proven(tokens, described["jwks_uri"], nonce, now)
        except (OutgoingFailed, OutgoingRefused) as error:
            raise ProviderFailed(str(error)) from error
        is_verified = claims.get("email_verified") is True
        return Person(self.issuer, str(claims["sub"]), str(claims.get("email", "")) if is_verified else "")

    def _proven(self, tokens: Mapping[str, Any], address: str, nonce: str, now: dt.datetime) -> Mapping[str, Any]:
        """The claims by keys that are known; by new ones where those prove nothing: a provider changes its keys."""
        if self.told.keys_until is not None and now < self.told.keys_until:
            try:
                return self._claims(tokens, self.told.keys, nonce, now)
            except ProviderFailed:
                pass
        keys = self.outgoing.get(address)
        claims = self._claims(tokens, keys, nonce, now)
        self.told.keys, self.told.keys_until = keys, now + BELIEVED_FOR
        return claims

    def _described(self, now: dt.datetime) -> dict[str, str]:
        if self.told.ends_until is not None and now < self.told.ends_until:
            return self.told.ends
        self.told.ends, self.told.ends_until = self._asked(), now + BELIEVED_FOR
        return self.told.ends

    def _asked(self) -> dict[str, str]:
        try:
            found = self.outgoing.get(f"{self.issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self.issuer:
                raise ProviderFailed("described as another issuer")
            ends = {name: str(found[name]) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            self.outgoing.require_allowed(ends["authorization_endpoint"])
        except (OutgoingFailed, OutgoingRefused, KeyError) as error:
            raise ProviderFailed(str(error)) from error
        return ends

    def _claims(
        self, tokens: Mapping[str, Any], keys: dict[str, Any], nonce: str, now: dt.datetime
    ) -> Mapping[str, Any]:
        try:
            decoded = jwt.decode(
                str(tokens["id_token"]),
                KeySet.import_key_set(keys),  # type: ignore[arg-type]  # a mapping of JSON, which is what it reads
                registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False),
            )
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "values": [self.issuer, f"{self.issuer}/"]},
                    "aud": {"value": self.client_id},
                },
                {"nonce": nonce, "client_id": self.client_id, "access_token": tokens.get("access_token")},
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise ProviderFailed(type(error).__name__) from error
        if any(has_control(str(claims.get(name, ""))) for name in ("sub", "email", "nonce")):
            raise ProviderFailed("unreadable claims")  # JSON may say NUL and half a character, which no database takes
        # Once more by ourselves, in constant time: on this alone depends that the token is of this sign-in.
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise ProviderFailed("another nonce")
        return dict(claims)

    def _basic(self) -> str:
        """Source: RFC 6749, section 2.3.1: both parts are form-encoded first."""
        pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
        return "Basic " + base64.b64encode(pair.encode()).decode("ascii")
