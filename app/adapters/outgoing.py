"""The way out: other hosts are asked only if they were named, never where a redirect leads, never inside the network.

The address that was looked at is the one that is connected to: a name that says something else a moment later (DNS
rebinding) changes nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.config import Settings

TIMEOUT_S = 10.0
MOST_BYTES = 1024 * 1024

#: What a translator between IPv6 and IPv4 answers for: RFC 6052, section 2.1.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")

Resolve = Callable[[str, int], list[str]]


class OutgoingRefused(Exception):
    """We do not go there: the host was not named, its address is inside, or it is no address of a page."""


class OutgoingFailed(Exception):
    """Nothing sensible came back."""


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as the machine knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Asks other hosts for JSON.

    Attributes:
        hosts: those that may be asked.
        private_hosts: those that may be asked and may be inside: at private or loopback addresses, without TLS.
        tls: whom to trust; the system's certificates if None.
        resolve: knows addresses.
    """

    hosts: frozenset[str]
    private_hosts: frozenset[str] = frozenset()
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    resolve: Resolve = resolved

    @classmethod
    def of(cls, settings: Settings) -> Outgoing:
        """The way out of the settings: whatever host they name, in an address or in a list."""
        named = {urlsplit(url).hostname or "" for url in (settings.oidc_issuer, settings.chat_url) if url}
        return cls(frozenset(named) | settings.outgoing_hosts | settings.private_hosts, settings.private_hosts)

    def get(self, url: str) -> dict[str, Any]:
        """The JSON object at that address; errors as in `post`."""
        return self._ask("GET", url, None, {})

    def post(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        """The JSON object that answers a form.

        Raises:
            OutgoingRefused: we do not go there.
            OutgoingFailed: not reached, answered by anything but 200, too long, or no JSON object.
        """
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", url, urlencode(fields).encode("ascii"), sent)

    def require_allowed(self, url: str) -> None:
        """Nothing, if the address is one a browser may be sent to.

        Raises:
            OutgoingRefused: it is not.
        """
        self._target(url)

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
        connection, path = self.connect(url)
        try:
            connection.request(method, path, body, {"Accept": "application/json", **headers})
            answer = connection.getresponse()
            if answer.status != 200:
                raise OutgoingFailed(f"answered by {answer.status}")
            data = answer.read(MOST_BYTES + 1)
        except (http.client.HTTPException, OSError) as error:
            raise OutgoingFailed(type(error).__name__) from None
        finally:
            connection.close()
        return _object(data)

    def _target(self, url: str) -> tuple[str, str, int, str]:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError as error:
            raise OutgoingRefused("no address") from error
        is_inside = host in self.private_hosts
        if host not in self.hosts | self.private_hosts or parts.username or not url.isascii() or not url.isprintable():
            raise OutgoingRefused("a host that was not named")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_inside):
            raise OutgoingRefused("not over TLS")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path

    def connect(self, url: str) -> tuple[http.client.HTTPConnection, str]:
        """A connection to the host of that address, made and proven, and the path to ask it for.

        Raises:
            OutgoingRefused: we do not go there.
            OutgoingFailed: it is not reached.
        """
        scheme, host, port, path = self._target(url)
        try:
            addresses = self.resolve(host, port)
        except OSError as error:
            raise OutgoingFailed(type(error).__name__) from None
        if host not in self.private_hosts and not all(_is_public(each) for each in addresses):
            raise OutgoingRefused("an address inside the network")
        made = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        # Given to it instead of opened by it, which would ask for the addresses once more.
        made.sock = self._socket(scheme, host, addresses, port)
        return made, path

    def _socket(self, scheme: str, host: str, addresses: list[str], port: int) -> socket.socket:
        """A connection to the first of the addresses that answers; over TLS it has proven the host's name."""
        failed = "no address"
        for address in addresses:
            try:
                opened = socket.create_connection((address, port), timeout=TIMEOUT_S)
                if scheme == "http":
                    return opened
                return (self.tls or ssl.create_default_context()).wrap_socket(opened, server_hostname=host)
            except OSError as error:
                failed = type(error).__name__
        raise OutgoingFailed(failed)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        # Three ways of writing an address of IPv4, which is the one that is reached in the end.
        translated = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _TRANSLATED else None
        found = found.ipv4_mapped or found.sixtofour or translated or found
    return found.is_global and not found.is_multicast


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise OutgoingFailed("too long")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:  # it is none, or goes too deep
        raise OutgoingFailed("no JSON") from error
    if not isinstance(found, dict):
        raise OutgoingFailed("no JSON object")
    return found
