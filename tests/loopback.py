"""A server of a test on this machine, in a thread of its own, which ends with the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar


class Server(Protocol):
    """A server of the standard library that says when it ends, so that whoever keeps silent lets go."""

    ends: threading.Event

    def serve_forever(self, poll_interval: float = 0.5) -> None: ...

    def shutdown(self) -> None: ...

    def server_close(self) -> None: ...


_Server = TypeVar("_Server", bound=Server)


@contextmanager
def serving(server: _Server) -> Iterator[_Server]:
    """The server, serving."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.ends.set()
        server.shutdown()
        thread.join()
        server.server_close()
