"""Japanese postal codes: seven digits (日本郵便)."""

from __future__ import annotations

import re
import unicodedata

from app.domain.errors import InvalidInput

_HYPHENS = re.compile("[-‐‑–—―−ー]")
_CODE = re.compile(r"([0-9]{3})-?([0-9]{4})")


def postal_code(text: str) -> str:
    """The code as 100-0001, from seven digits of any width, a hyphen and 〒 or not; empty for blanks.

    Raises:
        InvalidInput: anything else.
    """
    plain = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text)).replace("〒", "").strip()
    found = _CODE.fullmatch(plain)
    if plain and found is None:
        raise InvalidInput("postal_code", "postal_code_format")
    return f"{found[1]}-{found[2]}" if found else ""
