"""Mail through a server. What the server's answers mean for the one who sends is decided here."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app.adapters.mail.letter import Mail, message_of
from app.adapters.messaging import MessageRefused, MessagingUnavailable
from app.config import SettingsError

TIMEOUT_S = 10.0
PORTS = {"smtps": 465, "smtp": 25}
SUBMISSION_PORT = 587  # RFC 6409: where senders who sign in are expected
#: Answers about signing in and encryption, RFC 4954: our settings are wrong, not the mail.
_ABOUT_US = frozenset({530, 534, 535, 538})
_ABOUT_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


@dataclass(frozen=True, slots=True)
class Smtp:
    """Hands mail to a server, over a connection for each.

    Attributes:
        host: the server.
        port: where it listens.
        user: who signs in; empty for nobody.
        password: of that user.
        is_tls_first: encrypted from the first byte (`smtps://`).
        is_starttls: encryption must be agreed on before anything is told; a server that has none gets nothing.
        tls: whom to trust.
        timeout_s: how long the server may be silent.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls_first: bool = False
    is_starttls: bool = False
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    timeout_s: float = TIMEOUT_S

    def send(self, mail: Mail) -> None:
        """Nothing; the server took the mail.

        Raises:
            MessageRefused: the address is none, or the server refused it, the sender or the mail for good.
            MessagingUnavailable: the server is not reached, is busy, or does not let us in.
        """
        message = message_of(mail)
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise MessagingUnavailable(f"no mail server: {_named(error)}") from error
        try:
            self._hand_over(server, message)
        except (smtplib.SMTPException, OSError) as error:
            raise _meant(error) from error
        finally:
            # The mail is taken or it is not: how the server says goodbye changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.is_tls_first:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=self.tls)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        if self.is_starttls:
            server.starttls(context=self.tls)
        if self.user:
            server.login(self.user, self.password)
        server.send_message(message, *(message[name].addresses[0].addr_spec for name in ("From", "To")))


def smtp_of(url: str, tls: ssl.SSLContext | None = None) -> Smtp:
    """The server of `smtp://user:password@host:port`, with `?tls=no` or `?tls=yes`, or of `smtps://…`.

    A user signs in over an encrypted connection only, unless `?tls=no`; without a user `?tls=yes` encrypts.

    Raises:
        SettingsError: no host, no such port, or a password that cannot be sent; none of it is repeated.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = SplitResult("", "", "", "", ""), None, None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    wanted = parse_qs(parts.query).get("tls", ["yes" if user else "no"])[-1]
    if parts.scheme not in PORTS or not host or wanted not in {"yes", "no"} or not (user + password).isascii():
        raise SettingsError(
            "ENNOSHITA_MAIL_URL: cannot be read; write smtp://user:password@host:587, with %40 for @ and %2F for / in "
            "user and password, and ?tls=yes or ?tls=no at its end if need be"
        )
    is_tls_first = parts.scheme == "smtps"
    return Smtp(
        host,
        port or (SUBMISSION_PORT if user and not is_tls_first else PORTS[parts.scheme]),
        user,
        password,
        is_tls_first=is_tls_first,
        is_starttls=wanted == "yes" and not is_tls_first,
        tls=tls or ssl.create_default_context(),
    )


def _meant(error: Exception) -> Exception:
    """What a failure means for the sender: 5xx about the mail is for good, everything else may pass."""
    code = _code(error)
    if isinstance(error, _ABOUT_THE_MAIL) and 500 <= code < 600 and code not in _ABOUT_US:
        return MessageRefused(f"the mail server answered {code}")
    return MessagingUnavailable(f"the mail server did not take it: {_named(error)}")


def _code(error: Exception) -> int:
    """The server's answer, 0 if it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(int(code) for code, _said in error.recipients.values())
    return int(getattr(error, "smtp_code", 0))


def _named(error: Exception) -> str:
    """Kind and code; what the server wrote may name people."""
    return f"{type(error).__name__} {_code(error)}".removesuffix(" 0")
