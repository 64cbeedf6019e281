"""import-linter kept running: reads contract ids, a line a request, and answers with a line of JSON.

Starting Python and reading import-linter takes most of a second; seventy planted violations should not pay it each.
It is a process of its own because it must find the copied tree under the names `app`, `optimizer` and `seeds`.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from contextlib import redirect_stdout

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def main() -> None:
    """Answer until the requests end."""
    for line in sys.stdin:
        importlib.invalidate_caches()
        words = io.StringIO()
        with redirect_stdout(words):
            code = lint_imports(limit_to_contracts=tuple(line.split()), cache_dir=".cache", no_logo=True)
        sys.stdout.write(json.dumps([code == EXIT_STATUS_SUCCESS, words.getvalue()]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
