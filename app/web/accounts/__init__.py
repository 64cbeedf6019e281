"""Signing in and what belongs to it: the second factor, links of mails, one's own account."""

from __future__ import annotations

from app.web.accounts import factor, links, own, passkeys, provider, second, signing_in
from app.web.accounts.blueprint import bp

__all__ = ["bp", "factor", "links", "own", "passkeys", "provider", "second", "signing_in"]
