"""Addresses of mail: how they are kept, and which of them a mail can be sent to or from."""

from __future__ import annotations

import re
import unicodedata

MOST_ADDRESS = 254
#: RFC 5322 atext, and dots wherever they stand, as some Japanese carriers gave them out.
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def plain_address(text: str) -> str:
    """The address in half-width characters without blanks around it: 「ｎｅｗ＠example.jp」 is new@example.jp."""
    return unicodedata.normalize("NFKC", text).strip()


def parts_of(address: str) -> tuple[str, str] | None:
    """What stands before the sign and the domain in ASCII (IDNA); None where no mail can go there."""
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return (local, domain) if _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain) else None


def is_address(text: str) -> bool:
    """Whether people outside can be written to there: `parts_of` has some, with a dot, in at most 254 characters."""
    parts = parts_of(plain_address(text))
    return parts is not None and "." in parts[1] and len(plain_address(text)) <= MOST_ADDRESS
