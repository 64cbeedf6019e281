"""The typesetter's own process: documents in on stdin, PDFs out on stdout, until stdin ends.

A typesetter can hang or crash; apart from the caller it can be killed without harm.
"""

from __future__ import annotations

import os
import select
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from app.adapters.pdf.frames import FAILURE, HEAD_BYTES, PDF, frame, head
from app.adapters.pdf.typeset import typeset

STDIN, STDOUT, STDERR = 0, 1, 2


def serve(source: BinaryIO, out: BinaryIO, press: Callable[[str], bytes]) -> None:
    """Answers one document after another; returns when the source ends, in the middle of one too."""
    while (request := _next(source)) is not None:
        try:
            answer = frame(PDF, press(request.decode("utf-8")))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one document, the next may be sound
            answer = frame(FAILURE, f"{type(error).__name__}: {error}".encode("utf-8", "replace"))
        out.write(answer)
        out.flush()


def _next(source: BinaryIO) -> bytes | None:
    start = source.read(HEAD_BYTES)
    if len(start) < HEAD_BYTES:
        return None
    _kind, length = head(start)
    body = source.read(length)
    return body if len(body) == length else None


def _end_with_the_caller() -> None:
    """Ends this process when nobody is left who could write to stdin, even while a document is being set.

    No signal tells of a caller that was killed; the closed pipe does, and poll reports it unasked.
    """
    caller = select.poll()
    caller.register(STDIN, 0)
    caller.poll()
    os._exit(0)


def main(press: Callable[[str], bytes] = typeset) -> None:
    """Serves the pipes this process was started with; whatever a library prints goes to stderr."""
    out = os.fdopen(os.dup(STDOUT), "wb")
    os.dup2(STDERR, STDOUT)
    threading.Thread(target=_end_with_the_caller, daemon=True).start()
    serve(sys.stdin.buffer, out, press)


if __name__ == "__main__":
    main()
