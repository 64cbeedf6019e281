"""Time and randomness, the one place they are taken from; everywhere else they are handed in."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> dt.datetime:
        """The present instant, UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """The present instant, UTC."""
        return dt.datetime.now(dt.UTC)  # noqa: TID251 - its one home


def new_public_id() -> str:
    """128 random bits for URLs, 22 letters; the first is no `-`, which a command line would take for an option."""
    made = secrets.token_urlsafe(16)
    return new_public_id() if made.startswith("-") else made


def new_session_key() -> str:
    """256 random bits that tie sessions to one password."""
    return secrets.token_urlsafe(32)
