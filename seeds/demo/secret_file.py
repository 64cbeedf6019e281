"""The demo's own secret key: made at the first start, kept in a file that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from app.config import MIN_SECRET_LENGTH

OWNER_ONLY = 0o600


def kept_secret(path: Path, new_key: Callable[[], str]) -> str:
    """The key in the file; made now if there is none, so that sessions outlive the next start."""
    if path.exists():
        kept = path.read_text("ascii").strip()
        if len(kept) >= MIN_SECRET_LENGTH:
            return kept
    key = new_key()
    # Written aside and moved: a file that is there is whole, and nobody else could ever read it.
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="ascii") as file:
        file.write(key)
    aside.replace(path)
    return key
