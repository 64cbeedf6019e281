"""A mail server on this machine that remembers what it is told and answers as a test wants."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager

from tests.loopback import serving

#: Said instead of an answer: the line is cut, or nothing is said until the server ends.
CUT, SILENCE = "CUT", "SILENCE"


class SmtpServer(socketserver.ThreadingTCPServer):
    """Attributes:
    answers: instead of the usual one, by the word it answers; `GREETING` and `.` (the end of a mail) are words too.
    offers: what it says it can do.
    told: every line it was told, without the mails.
    mails: the mails, as they came.
    """

    daemon_threads = True

    def __init__(self, answers: Mapping[str, str], offers: tuple[str, ...]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers = answers
        self.offers = offers
        self.told: list[str] = []
        self.mails: list[bytes] = []
        self.ends = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def words(self) -> list[str]:
        return [line.split(" ")[0].upper() for line in self.told]


class _Conversation(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        is_open = self._answer("GREETING", "220 here")
        while is_open and (line := self.rfile.readline().decode("ascii").strip()):
            self.server.told.append(line)
            is_open = self._conversation(line.split(" ")[0].upper())

    def _conversation(self, word: str) -> bool:
        if word == "EHLO":
            said = ["here", *self.server.offers]
            usual = "\r\n".join(f"250{'-' if one is not said[-1] else ' '}{one}" for one in said)
            return self._answer(word, usual)
        if word == "DATA":
            return self._answer(word, "354 go on") and ("DATA" in self.server.answers or self._mail())
        others = {"STARTTLS": "220 now", "AUTH": "235 welcome", "QUIT": "221 bye"}
        return self._answer(word, others.get(word, "250 fine"))

    def _mail(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.append(b"".join(lines))
        return self._answer(".", "250 taken")

    def _answer(self, word: str, usual: str) -> bool:
        answer = self.server.answers.get(word, usual)
        if answer == SILENCE:
            self.server.ends.wait()
        if answer in {CUT, SILENCE}:
            return False
        self.wfile.write(f"{answer}\r\n".encode("ascii"))
        return True


def smtp_server(
    answers: Mapping[str, str] | None = None, *, offers: tuple[str, ...] = ()
) -> AbstractContextManager[SmtpServer]:
    return serving(SmtpServer(answers or {}, offers))
