"""Keeps a typesetter in a process of its own, so that one that hangs, crashes or is cancelled harms nobody else."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeAlias

from app.adapters.pdf.frames import DOCUMENT, FAILURE, HEAD_BYTES, PDF, frame, head

Tick: TypeAlias = Callable[[], None]

LIMIT_S = 60.0
TICK_S = 0.25  # a caller is asked at least twice a second whether it still wants its document
FAREWELL_S = 2.0  # for a child that closed its pipes to end by itself, so that its status says why
_ROOT = Path(__file__).resolve().parents[3]
_COMMAND = (sys.executable, "-m", "app.adapters.pdf.child")
_CHUNK = 1 << 16


class PdfFailed(RuntimeError):
    """A document gave no PDF; says why. The next document is not affected."""


class Press:
    """A child process that sets documents one after another, started with the first and replaced when it dies.

    May be used from any thread and, through `forget`, survives a fork; documents wait for one another.
    """

    def __init__(self, command: tuple[str, ...] = _COMMAND) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        child = self._child
        return child.pid if child else None

    def pdf(self, content: str, *, limit_s: float = LIMIT_S, tick: Tick | None = None) -> bytes:
        """The PDF of a content as JSON.

        `limit_s` counts from when the press is free and includes the start of a child. `tick` is called from this
        thread, first at once and then at least twice a second; what it raises ends the child and is passed on.

        Raises:
            PdfFailed: the typesetter refused the document, ended, or took longer than `limit_s`.
        """
        asked = tick or _nobody_asks
        while not self._lock.acquire(timeout=TICK_S):
            asked()
        try:
            kind, answer = self._ask(frame(DOCUMENT, content.encode("utf-8")), limit_s, asked)
        finally:
            self._lock.release()
        if kind == FAILURE:
            raise PdfFailed(answer.decode("utf-8"))
        return answer

    def close(self) -> None:
        """Nothing; the child is ended and its document, if one is being set, fails. A later document starts another."""
        if not self._lock.acquire(timeout=TICK_S):
            child = self._child
            if child is not None:
                child.kill()  # whoever waits for its answer sees it end and lets go of the lock
            self._lock.acquire()
        try:
            self._end()
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Nothing; after a fork the child belongs to the process before it. It is let go of and not ended."""
        child, self._child = self._child, None
        self._lock = threading.Lock()  # another thread of the other process may have held it
        if child is not None:
            child.returncode = 0  # not this process's to wait for
            _hang_up(child)

    def _ask(self, request: bytes, limit_s: float, tick: Tick) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + limit_s
        try:
            return _exchange(self._running(), request, deadline, tick)
        except _Ended as ended:
            status = self._end(FAREWELL_S)
            raise PdfFailed(f"the typesetter ended in the middle of a document, with status {status}") from ended
        except _Late as late:
            self._end()
            raise PdfFailed(f"a document was not set within {limit_s:g} s") from late
        except BaseException:
            self._end()  # an answer that nobody takes any more would be taken for the next document's
            raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._child is None:
            self._child = _start(self._command)
        return self._child

    def _end(self, farewell_s: float = 0.0) -> int | None:
        """Ends the child and its whole group and waits for it; gives its status, below zero for a signal."""
        child, self._child = self._child, None
        if child is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            child.wait(farewell_s)
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        _hang_up(child)
        return child.wait()


class _Ended(Exception):
    """The child closed its pipes."""


class _Late(Exception):
    """The time is up."""


def _nobody_asks() -> None:
    pass


def _start(command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """A fresh interpreter rather than a fork: that works from any thread and loads nothing of the caller."""
    try:
        child = subprocess.Popen(  # noqa: S603 - the command is this package's own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=_ROOT,
            start_new_session=True,  # Ctrl-C in a terminal is for the caller, who decides
        )
    except OSError as error:
        raise PdfFailed(f"no typesetter could be started: {error}") from error
    os.set_blocking(_pipe(child.stdin).fileno(), False)
    return child


def _exchange(child: subprocess.Popen[bytes], request: bytes, deadline: float, tick: Tick) -> tuple[bytes, bytes]:
    unsent, answer, asked_at = memoryview(request), bytearray(), float("-inf")
    stdin, stdout = _pipe(child.stdin), _pipe(child.stdout)
    with selectors.DefaultSelector() as pipes:
        pipes.register(stdin, selectors.EVENT_WRITE)
        pipes.register(stdout, selectors.EVENT_READ)
        while not _is_whole(answer):
            now = time.monotonic()
            if now >= asked_at + TICK_S:
                asked_at = now
                tick()
            if now >= deadline:
                raise _Late
            for pipe, _ready in pipes.select(min(TICK_S, deadline - now)):
                if pipe.fileobj is stdout:
                    answer += _received(stdout)
                    continue
                unsent = unsent[_sent(stdin, unsent) :]
                if not unsent:
                    pipes.unregister(stdin)
    kind, _length = head(answer)
    return kind, bytes(answer[HEAD_BYTES:])


def _is_whole(answer: bytearray) -> bool:
    """Whether the answer is complete. Anything but an answer ends the child: its next one could not be told apart."""
    if len(answer) < HEAD_BYTES:
        return False
    kind, length = head(answer)
    if kind not in {PDF, FAILURE} or len(answer) > HEAD_BYTES + length:
        raise PdfFailed("the typesetter said something that is no answer")
    return len(answer) == HEAD_BYTES + length


def _received(stdout: IO[bytes]) -> bytes:
    part = os.read(stdout.fileno(), _CHUNK)
    if not part:
        raise _Ended
    return part


def _sent(stdin: IO[bytes], unsent: memoryview) -> int:
    try:
        return os.write(stdin.fileno(), unsent)
    except BrokenPipeError as error:
        raise _Ended from error


def _hang_up(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
