"""A process of this package's own that can be killed: a question goes in, lines of JSON come back.

Solvers overrun their time limits and can crash. A fresh interpreter is started rather than a fork: that works from any
thread of a server and loads nothing of it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Tick = Callable[[], None]
    Hear = Callable[[dict[str, Any]], bool]

TICK_S = 0.25  # a solver may be silent for a minute; whoever asked may want its answer no longer


def converse(
    command: Sequence[str], request: Mapping[str, Any], hear: Hear, *, kill_after_s: float, tick: Tick | None = None
) -> bool:
    """Run a command, give it the request, and let `hear` have each line it says until it answers true.

    True when `hear` had enough; false when the process ended or was killed before. `tick` is called by this thread at
    least every 0.5 s. What `tick` or `hear` raises comes out here; the process and its children are dead either way.
    """
    # a file, for writing into a pipe would hold this thread up until the child reads
    with tempfile.TemporaryFile("w+", encoding="utf-8") as source:
        json.dump(request, source)
        source.seek(0)
        child = subprocess.Popen(  # noqa: S603  # the command is this package's own
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            cwd=Path(__file__).resolve().parent.parent,
            start_new_session=True,  # CBC is a process of its child's: the whole group is killed
        )
    killer = threading.Timer(kill_after_s, _kill, (child,))
    killer.start()
    try:
        return _listen(child, hear, tick or (lambda: None))
    finally:
        killer.cancel()
        killer.join()  # from here nobody else touches the process, so its id cannot have passed to another one
        _kill(child)
        child.wait()


def _listen(child: subprocess.Popen[str], hear: Hear, tick: Tick) -> bool:
    """Tell whether the child said enough before it ended; ticks while there is nothing to hear."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_pass_on, args=(child.stdout, lines), daemon=True).start()
    while True:
        tick()
        try:
            line = lines.get(timeout=TICK_S)
        except queue.Empty:
            continue
        if line is None:
            return False
        if line.startswith("{") and hear(json.loads(line)):  # a solver may print on its own
            return True


def _pass_on(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    """Read to the end, which comes with the death of the child's group; reading alone cannot be interrupted."""
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


def _kill(child: subprocess.Popen[str]) -> None:
    # Not asked whether it lives: a child that died may have left a solver of its own, and as long as nobody has waited
    # for it, its id is nobody else's.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
