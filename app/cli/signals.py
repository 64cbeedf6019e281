"""What SIGTERM and Ctrl-C mean while a command goes on: end at the next good moment."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType


@contextmanager
def terminating_interrupts() -> Iterator[None]:
    """SIGTERM, with which services are stopped, is Ctrl-C."""
    with _handled(signal.SIGTERM, signal.default_int_handler):
        yield


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C or SIGTERM came; the second one interrupts where it is."""
    is_asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if is_asked.is_set():
            signal.default_int_handler(number, frame)
        is_asked.set()

    with ExitStack() as handled:
        handled.enter_context(_handled(signal.SIGINT, ask))
        handled.enter_context(_handled(signal.SIGTERM, ask))
        yield is_asked.is_set


@contextmanager
def _handled(number: signal.Signals, handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)
