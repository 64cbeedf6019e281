"""Ids that can be written everywhere."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from app.adapters.clock import new_public_id

if TYPE_CHECKING:
    import pytest


def test_no_id_looks_like_an_option_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    coming = iter(["-HSiiClgzL7T7OHVWT9Pww", "--SiiClgzL7T7OHVWT9Pww", "HSiiClgzL7T7OHVWT9Pw-w"])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _bytes: next(coming))

    assert new_public_id() == "HSiiClgzL7T7OHVWT9Pw-w"
