"""The wall around the tests: Python code reaches this machine and nothing else."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


class OutsideCallError(AssertionError):
    """A test, or code under test, tried to reach another machine."""


def is_here(host: object) -> bool:
    """Whether a host names this machine: a loopback address, `localhost`, or nothing at all."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, "", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    # Binding to 0.0.0.0 or :: is asked of the resolver too and leaves the machine as little as loopback does.
    return address.is_loopback or address.is_unspecified


def _check(address: object) -> None:
    # A Unix socket's address is a path; an internet address is a tuple that starts with the host.
    if isinstance(address, tuple) and not is_here(address[0]):
        raise OutsideCallError(f"a test may not reach {address[0]!r}")


def close(patch: pytest.MonkeyPatch) -> None:
    """Make every way out of Python's `socket` raise `OutsideCallError` unless it leads back here."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    sendto, getaddrinfo = socket.socket.sendto, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _check(rest[-1])
        return sendto(self, data, *rest)

    def guarded_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        _check((host,))
        return getaddrinfo(host, *rest, **named)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket.socket, "sendto", guarded_sendto)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
