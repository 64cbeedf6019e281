"""The operation's chat: lines go to an incoming webhook as Slack and Mattermost have it. Its address is a secret."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from app.adapters.messaging import MessageRefused, MessagingUnavailable
from app.adapters.outgoing import Outgoing, OutgoingFailed, OutgoingRefused
from app.config import SettingsError

TIMEOUT_S = 10.0
#: Too slow and too many: the only refusals of a request that pass by themselves.
_PASSING = frozenset({408, 429})


class Chat(Protocol):
    """Takes lines of chat. May be used from several threads at once."""

    def send(self, text: str) -> None:
        """Nothing, once the chat has taken the text.

        Raises:
            MessageRefused: it will never be taken.
            MessagingUnavailable: it is not taken now.
        """


def chat_of(chat_url: str, *, tls: ssl.SSLContext | None = None, outgoing: Outgoing | None = None) -> Chat:
    """The chat behind a webhook, `https://` or `http://`.

    Args:
        chat_url: its address.
        tls: whom to trust; the system's certificates if None.
        outgoing: the way out, which knows where we go and where not; any host and address if None.

    Raises:
        SettingsError: it is no such address; it is not repeated.
    """
    try:
        parts = urlsplit(chat_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if (
        not host
        or parts.scheme not in {"https", "http"}
        or not chat_url.isascii()
        or not chat_url.isprintable()
        or " " in chat_url
    ):
        raise SettingsError("ENNOSHITA_CHAT_URL: is no https:// address of a webhook")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    context = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
    return Webhook(host, port, path, context, outgoing=outgoing)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts `{"text": …}`. Follows no redirect: the text goes where it was told to go or nowhere."""

    host: str
    port: int | None
    path: str = field(repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_s: float = TIMEOUT_S
    outgoing: Outgoing | None = None

    def send(self, text: str) -> None:
        """Nothing; the chat took the text, in which `&`, `<` and `>` stand for themselves.

        Raises:
            MessageRefused: answered by 4xx, or at an address we do not go to.
            MessagingUnavailable: not reached, or answered by 408, 429, a redirect or 5xx.
        """
        try:
            connection = self._connection()
        except OutgoingRefused as error:
            raise MessageRefused(f"no way to the chat: {error}") from None
        except OutgoingFailed as error:
            raise MessagingUnavailable(f"no chat: {error}") from None
        try:
            connection.request("POST", self.path, _body(text), {"Content-Type": "application/json; charset=utf-8"})
            status = connection.getresponse().status
        except (http.client.HTTPException, OSError) as error:
            # Without its words and without a cause, which may hold the address.
            raise MessagingUnavailable(f"no chat: {type(error).__name__}") from None
        finally:
            connection.close()
        if 400 <= status < 500 and status not in _PASSING:
            raise MessageRefused(f"the chat answered {status}")
        if not 200 <= status < 300:
            raise MessagingUnavailable(f"the chat answered {status}")

    def _connection(self) -> http.client.HTTPConnection:
        if self.outgoing is not None:
            scheme, port = "http" if self.tls is None else "https", f":{self.port}" if self.port else ""
            return self.outgoing.connect(f"{scheme}://{self.host}{port}{self.path}")[0]
        if self.tls is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout_s)
        return http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout_s, context=self.tls)


def _body(text: str) -> bytes:
    """Escaped as Slack asks, so that no name in a text becomes a link or calls everybody.

    Source: https://docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return json.dumps({"text": escaped}).encode("ascii")
