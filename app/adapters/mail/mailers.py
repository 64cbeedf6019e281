"""Where mail goes: to a server, into a folder, or onto the screen."""

from __future__ import annotations

import os
import ssl
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO
from urllib.parse import quote

from app.adapters.mail.letter import Mail, message_of
from app.adapters.mail.smtp import smtp_of
from app.adapters.messaging import MessagingUnavailable


class Mailer(Protocol):
    """Takes mail. May be used from several threads at once."""

    def send(self, mail: Mail) -> None:
        """Nothing, once the mail is somebody else's to deliver.

        Raises:
            MessageRefused: it will never be taken.
            MessagingUnavailable: it is not taken now.
        """


def mailer_of(mail_url: str, *, stream: TextIO | None = None, tls: ssl.SSLContext | None = None) -> Mailer:
    """The mailer of an address: `console:`, `folder:PATH`, `smtp://user:password@host:587` or `smtps://…`.

    Args:
        mail_url: as `Settings.mail_url`.
        stream: where `console:` writes; standard error, as it is at that moment, otherwise.
        tls: how servers are trusted; by the system's certificates otherwise.

    Raises:
        SettingsError: it is none of these, without repeating it: it may hold a password.
    """
    kind, _, rest = mail_url.partition(":")
    if kind == "console":
        return Console(stream)
    if kind == "folder":
        return Folder(Path(rest))
    return smtp_of(mail_url, tls)


@dataclass(frozen=True, slots=True)
class Console:
    """Shows mail to whoever watches, for trying things out."""

    stream: TextIO | None = None

    def send(self, mail: Mail) -> None:
        """Nothing; the mail was printed."""
        message = message_of(mail)
        heads = "".join(f"{name}: {message[name]}\n" for name in ("From", "To", "Subject", "Message-ID"))
        text = message.get_content().replace("\r\n", "\n")
        print(f"{heads}\n{text}", file=self.stream or sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Folder:
    """Keeps a file for each mail, which mail programs open. The same mail again takes the place of the former."""

    path: Path

    def send(self, mail: Mail) -> None:
        """Nothing; `<message_id>.eml` stands in the folder, whole.

        Raises:
            MessageRefused: its address is none.
            MessagingUnavailable: the folder cannot be written to.
        """
        content = message_of(mail).as_bytes()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            _write_whole(self.path / f"{quote(mail.message_id, safe='')}.eml", content)
        except OSError as error:
            raise MessagingUnavailable(f"the folder of mail cannot be written to: {type(error).__name__}") from error


def _write_whole(path: Path, content: bytes) -> None:
    """Writes aside and moves, so that nobody ever reads half a file."""
    handle, aside = tempfile.mkstemp(".part", ".", path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(aside).unlink()
        raise
