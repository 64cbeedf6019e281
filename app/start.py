"""Where the `ennoshita` command begins: Ctrl-C ends it without a word while its modules are still being read.

That takes up to two seconds, in which nothing has been begun; the traceback would show half of them.
"""

from __future__ import annotations

import signal
import sys

#: A shell that starts something in the background has it ignore Ctrl-C; that stays so.
_LISTENS = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _LISTENS:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from app import factory  # noqa: E402 - what takes so long comes after the lines above

INTERRUPTED = 130


def main() -> None:
    """Does what the command line says."""
    try:
        if _LISTENS:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        factory.main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
