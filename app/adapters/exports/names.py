"""Names of files that people keep by law: the day, the amount and the partner can be searched for in them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

#: What Windows, macOS or a zip reader refuses or takes for a folder.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
#: Of a file system's 255 bytes, three to a Japanese character, with the other parts and an ending beside it.
_LONGEST_PART = 40


def document_filename(day: dt.date, amount_yen: int, partner: str, number: str, ending: str) -> str:
    """`20261105_114064_株式会社アオゾラ設計室_INV-2026-0143.pdf`.

    Source: 電子帳簿保存法一問一答 (電子取引), a file name of day, amount and partner makes a document searchable.
    """
    parts = (f"{day:%Y%m%d}", str(amount_yen), safe_part(partner), safe_part(number))
    return f"{'_'.join(parts)}.{ending}"


def safe_part(text: str) -> str:
    """The text as part of a file's name: nothing hidden, nothing that leads elsewhere, at most 40 characters."""
    visible = "".join(c for c in text if unicodedata.category(c) not in _HIDDEN_CATEGORIES)
    return _UNSAFE.sub("_", visible).strip(" .")[:_LONGEST_PART].strip(" .") or "_"
