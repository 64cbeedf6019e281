"""The way out: named hosts, public addresses, no redirects, and nothing that was looked at twice."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from app.adapters.outgoing import MOST_BYTES, Outgoing, OutgoingFailed, OutgoingRefused
from app.config import Settings
from tests.loopback import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        seen: list[str] = self.server.seen  # type: ignore[attr-defined]
        seen.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/good")
            self.end_headers()
            return
        body = {"/good": b'{"a": 1}', "/list": b"[1]", "/long": b"[" + b" " * MOST_BYTES + b"]"}.get(self.path, b"text")
        body = b"[" * 10_000 if self.path == "/deep" else body
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.ends = threading.Event()
        self.seen: list[str] = []


@pytest.fixture
def server() -> Iterator[_Server]:
    with serving(_Server()) as served:
        yield served


def _url(server: _Server, path: str = "/good") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


INSIDE = Outgoing(frozenset(), frozenset({"127.0.0.1"}))


def test_a_host_inside_is_asked_if_it_was_named_as_such(server: _Server) -> None:
    assert INSIDE.get(_url(server)) == {"a": 1}


@pytest.mark.parametrize("allowed", [Outgoing(frozenset()), Outgoing(frozenset({"127.0.0.1"}))])
def test_a_host_that_was_not_named_or_not_as_inside_is_not_asked(server: _Server, allowed: Outgoing) -> None:
    with pytest.raises(OutgoingRefused):
        allowed.get(_url(server))

    assert server.seen == []


def test_redirects_are_not_followed(server: _Server) -> None:
    with pytest.raises(OutgoingFailed, match="302"):
        INSIDE.get(_url(server, "/moved"))

    assert server.seen == ["/moved"]


@pytest.mark.parametrize("path", ["/list", "/text", "/long", "/deep"])
def test_anything_but_a_small_json_object_is_no_answer(server: _Server, path: str) -> None:
    with pytest.raises(OutgoingFailed):
        INSIDE.get(_url(server, path))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fc00::1",
        "64:ff9b::a00:5",  # 10.0.0.5 behind a translator, RFC 6052
        "2002:a00:5::1",  # the same, RFC 3056
        "fe80::1%eth0",
        "::ffff:127.0.0.1",
    ],
)
def test_a_named_host_whose_address_is_inside_is_not_asked(address: str) -> None:
    asked = Outgoing(frozenset({"provider.example.jp"}), resolve=lambda _host, _port: ["8.8.8.8", address])

    with pytest.raises(OutgoingRefused, match="inside"):
        asked.get("https://provider.example.jp/")


@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example.jp/",
        "ftp://provider.example.jp/",
        "https://provider.example.jp.evil.example/",
        "https://user@provider.example.jp/",
        "https://evil.example/",
        "https://provider.example.jp\r\nX: y/",
        "https://プロバイダー.example.jp/",
        "https://[::1/",
        "//provider.example.jp/",
        "",
    ],
)
def test_only_tls_to_exactly_that_host(url: str) -> None:
    asked = Outgoing(frozenset({"provider.example.jp"}), resolve=lambda _host, _port: pytest.fail("looked up"))

    with pytest.raises(OutgoingRefused):
        asked.get(url)
    with pytest.raises(OutgoingRefused):
        asked.require_allowed(url)


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(server: _Server) -> None:
    """A name that says another address a moment later (DNS rebinding) is asked where it was first."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    asked = Outgoing(frozenset(), frozenset({"inside.example"}), resolve=lambda _host, _port: next(answers))

    assert asked.get(f"http://inside.example:{server.server_port}/good") == {"a": 1}
    assert next(answers) == ["127.0.0.2"]  # nobody looked a second time


def test_a_host_that_nobody_knows_is_a_failure() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(OutgoingFailed):
        Outgoing(frozenset({"provider.example.jp"}), resolve=unknown).get("https://provider.example.jp/")


def test_hosts_come_from_the_settings(tmp_path: Path) -> None:
    settings = Settings(
        "sqlite://",
        "s",
        tmp_path,
        oidc_issuer="https://login.example.jp/realm",
        chat_url="https://chat.example.jp/hook",
        outgoing_hosts=frozenset({"keys.example.jp"}),
    )

    assert Outgoing.of(settings).hosts == {"login.example.jp", "chat.example.jp", "keys.example.jp"}
    assert Outgoing.of(settings).private_hosts == frozenset()
