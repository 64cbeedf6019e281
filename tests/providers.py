"""A sign-in provider on this machine: describes itself, gives codes, and checks what a client must prove (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jws
from joserfc.jwk import RSAKey

from tests.loopback import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT_ID, CLIENT_SECRET = "ennoshita", "a secret of the provider"


@dataclass
class Provider:
    """What the provider knows, and how it may lie.

    Attributes:
        issuer: its address.
        person: what it says of whoever signs in there.
        claims: put over what the token should say; None takes a claim out.
        described: put over how it describes itself.
        key: signs; `shown_key` is the one others are told of.
        asked: the parameters of the last browser that was sent here.
        token_requests: what clients sent for a code.
        moved: path -> where it says it has moved to.
        seen: every path that was asked for.
    """

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    shown_key: RSAKey | None = None
    algorithm: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)
    token_requests: list[dict[str, str]] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    now: float = field(default_factory=time.time)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def visit(self, url: str) -> tuple[str, str]:
        """A person signs in at the address a browser was sent to: the code and the state that go back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{len(self._codes)}"
        self._codes[code] = dict(self.asked)
        return code, self.asked["state"]

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.described,
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [(self.shown_key or self.key).as_dict(private=False)]}

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code; None where anything that must be proven is not."""
        self.token_requests.append(sent)
        asked = self._codes.pop(sent.get("code", ""), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET.replace(' ', '%20')}".encode()).decode()
        if asked is None or authorization != basic or asked["code_challenge_method"] != "S256":
            return None
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "person-1",
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        sound = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": str(self.key.kid)}
        # As JSON may be written with letters of ASCII alone: so it can say half a character.
        token = jws.serialize_compact({"typ": "JWT", **header}, json.dumps(sound), self.key, [self.algorithm])
        return {"access_token": "at", "token_type": "Bearer", "id_token": token}


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        provider.seen.append(self.path)
        if self.path in provider.moved:
            self.send_response(302)
            self.send_header("Location", provider.moved[self.path])
            self.end_headers()
            return
        found = {"/.well-known/openid-configuration": provider.description, "/keys": provider.keys}.get(self.path)
        self._answer(found() if found else None)

    def do_POST(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        self._answer(provider.token(sent, self.headers.get("Authorization", "")))

    def _answer(self, found: dict[str, Any] | None) -> None:
        self.send_response(200 if found is not None else 400)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(found or {"error": "invalid_grant"}).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Server(ThreadingHTTPServer):
    def __init__(self, provider: Provider) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.ends = threading.Event()
        self.provider = provider


@contextmanager
def provider_here(provider: Provider) -> Iterator[Provider]:
    """The provider, served on a free port of this machine."""
    with serving(_Server(provider)) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        yield provider
