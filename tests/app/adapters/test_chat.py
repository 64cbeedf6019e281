from __future__ import annotations

import http.server
import json
import socket
import ssl
import threading
from contextlib import AbstractContextManager
from typing import Any, cast

import pytest

from app.adapters.chat import Webhook, chat_of
from app.adapters.messaging import MessageRefused, MessagingUnavailable
from app.adapters.outgoing import Outgoing
from app.config import SettingsError
from tests.loopback import serving

SECRET = "/services/T01/very-secret?token=secret"


class ChatServer(http.server.ThreadingHTTPServer):
    """Answers every post with one status and remembers what came; status 0 cuts the line, -1 says nothing."""

    daemon_threads = True

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _Posted)
        self.status = status
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.ends = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{SECRET}"


class _Posted(http.server.BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((f"{self.command} {self.path}", dict(self.headers), body))
        if self.server.status < 0:
            self.server.ends.wait()
        if self.server.status <= 0:
            self.close_connection = True
            return
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the library's name

    def log_message(self, *_: Any) -> None:
        """Nothing: the log of a test stays empty."""


def chat_server(status: int) -> AbstractContextManager[ChatServer]:
    return serving(ChatServer(status))


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_text_arrives_as_json(status: int) -> None:
    with chat_server(status) as server:
        chat_of(server.url).send("計画を公開しました\nhttps://ennoshita.example/plans?month=2026-12")

    ((request, headers, body),) = server.came
    assert request == f"POST {SECRET}"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body) == {"text": "計画を公開しました\nhttps://ennoshita.example/plans?month=2026-12"}


def test_a_name_in_a_text_calls_nobody_and_links_nowhere() -> None:
    with chat_server(200) as server:
        chat_of(server.url).send("<!channel> <https://evil.example|A&B>")

    assert json.loads(server.came[0][2])["text"] == "&lt;!channel&gt; &lt;https://evil.example|A&amp;B&gt;"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413])
def test_a_refusal_is_for_good(status: int) -> None:
    with chat_server(status) as server, pytest.raises(MessageRefused, match=f"^the chat answered {status}$"):
        chat_of(server.url).send("x")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 301, 302, 307, 308, 0])
def test_whatever_else_goes_wrong_may_pass(status: int) -> None:
    with chat_server(status) as server, pytest.raises(MessagingUnavailable) as caught:
        chat_of(server.url).send("x")

    assert len(server.came) == 1, "no redirect is followed, nothing is tried twice"
    assert "secret" not in f"{caught.value!r}{caught.value.__cause__!r}"


def test_a_silent_chat_is_given_up() -> None:
    with chat_server(-1) as server, pytest.raises(MessagingUnavailable, match="TimeoutError"):
        Webhook("127.0.0.1", int(server.server_address[1]), SECRET, timeout_s=0.2).send("x")


def test_a_port_where_nobody_listens_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(MessagingUnavailable, match="ConnectionRefusedError"):
        chat_of(f"http://127.0.0.1:{port}{SECRET}").send("x")


def test_a_server_that_proves_nothing_is_told_nothing() -> None:
    with chat_server(200) as server, pytest.raises(MessagingUnavailable, match="SSL"):
        chat_of(server.url.replace("http:", "https:")).send("x")

    assert server.came == []


def test_an_encrypted_line_is_agreed_on_with_the_host() -> None:
    hosts: list[str] = []

    class AgreesToAnything:
        verify_mode, check_hostname, post_handshake_auth = ssl.CERT_REQUIRED, True, None

        def wrap_socket(self, line: socket.socket, server_hostname: str) -> socket.socket:
            hosts.append(server_hostname)
            return line

    with chat_server(200) as server:
        tls = cast("ssl.SSLContext", AgreesToAnything())
        chat_of(server.url.replace("http:", "https:"), tls=tls).send("x")

    assert hosts == ["127.0.0.1"]
    assert len(server.came) == 1


def test_an_error_about_the_address_does_not_repeat_it() -> None:
    with pytest.raises(MessagingUnavailable) as caught:
        Webhook("127.0.0.1", 1, "/secret with blanks").send("x")

    assert str(caught.value) == "no chat: InvalidURL"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_the_address_is_kept_out_of_sight() -> None:
    chat = chat_of(f"https://hooks.chat.example{SECRET}")

    assert "secret" not in repr(chat)
    assert isinstance(chat, Webhook)
    assert chat.timeout_s == 10
    assert chat.tls is not None
    assert chat.tls.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "url",
    [
        "",
        "secret",
        "https://",
        "ftp://host/secret",
        "https://host:secret/",
        "https://host/sec ret",
        "https://host/秘密secret",
        "https://[secret/",
        "https://host/sec\x01ret",
        "https://host/secret\nret",
    ],
)
def test_what_is_no_address_of_a_webhook_is_said_without_it(url: str) -> None:
    with pytest.raises(SettingsError, match="ENNOSHITA_CHAT_URL") as caught:
        chat_of(url)

    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_chat_inside_the_network_is_reached_only_if_it_was_named_so() -> None:
    with chat_server(200) as server:
        with pytest.raises(MessageRefused):
            chat_of(server.url, outgoing=Outgoing(frozenset({"127.0.0.1"}))).send("x")
        assert server.came == []

        chat_of(server.url, outgoing=Outgoing(frozenset(), frozenset({"127.0.0.1"}))).send("x")

        assert len(server.came) == 1


def test_a_chat_that_is_not_there_is_away_for_the_moment_by_the_guarded_way_as_well() -> None:
    outgoing = Outgoing(frozenset(), frozenset({"127.0.0.1"}))

    with pytest.raises(MessagingUnavailable):
        chat_of("http://127.0.0.1:9/hook", outgoing=outgoing).send("x")
